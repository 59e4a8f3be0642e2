"""Train the same network on the digits with mlpkit and with scikit-learn, and compare the accuracies.

    python benchmarks/digits_against_scikit_learn.py [--seeds N] [--epochs N]

scikit-learn is no dependency of mlpkit: run this with a Python that has both. For each seed both
get the same split, standardised by its training part, and train with the same widths, relu,
batch size, epochs, rate, momentum and penalty; where they start and in which order they see the
examples is each one's own. The accuracy is that on the test part after the last epoch.
"""

import argparse
import sys
import warnings

import numpy as np

from mlpkit.datasets.loading import load_images
from mlpkit.datasets.standardising import standardise
from mlpkit.network import MLP
from mlpkit.penalties import ElasticNet
from mlpkit.runs import Training, start_run
from mlpkit.scoring import score
from mlpkit.training import train

HIDDEN, BATCH_SIZE, RATE, MOMENTUM = (64, 32), 32, 0.05, 0.9
PENALTY = 1e-4  # λ in λ ‖W‖² for each layer


def with_mlpkit(parts, epochs, seed):
    """Return the accuracy of mlpkit's network on the test part."""
    network = MLP((parts[0].X.shape[1], *HIDDEN, 10), (*["relu"] * len(HIDDEN), "identity"))
    layers = len(HIDDEN) + 1
    penalty = ElasticNet(absolute=[0.0] * layers, squared=[PENALTY] * layers)
    training = Training(rate=RATE, batch_size=BATCH_SIZE, momentum=MOMENTUM, penalty=penalty)
    run = start_run(network, training, np.random.default_rng(seed))
    run = train(run, parts[0].pair, parts[1].pair, epochs=epochs)
    return score(network, run.parameters, *parts[2].pair).accuracy


def with_scikit_learn(parts, epochs, seed):
    """Return the accuracy of scikit-learn's `MLPClassifier` on the test part."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier(
        HIDDEN,
        solver="sgd",
        batch_size=BATCH_SIZE,
        learning_rate_init=RATE,
        momentum=MOMENTUM,
        nesterovs_momentum=False,
        alpha=2 * PENALTY * BATCH_SIZE,  # its penalty is α/2 ‖W‖², divided by the batch size
        max_iter=epochs,
        n_iter_no_change=epochs + 1,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is meant
        network.fit(*parts[0].pair)
    if network.n_iter_ != epochs:
        raise RuntimeError(f"scikit-learn did {network.n_iter_} epochs, expected {epochs}")
    return network.score(*parts[2].pair)


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, metavar="N", help="%(default)s by default")
    parser.add_argument("--epochs", type=int, default=40, metavar="N", help="%(default)s by default")
    options = parser.parse_args()
    for name in ("seeds", "epochs"):
        if getattr(options, name) < 1:
            parser.error(f"--{name} is {getattr(options, name)}, expected at least 1")
    try:
        import sklearn
    except ImportError:
        sys.exit("scikit-learn is missing: run this with a Python that has numpy, mlpkit and scikit-learn")
    print(f"digits, hidden layers {HIDDEN}, {options.epochs} epochs; scikit-learn {sklearn.__version__}")
    print(f"{'seed':>4} {'mlpkit':>8} {'scikit-learn':>13}")
    found = []
    for seed in range(options.seeds):
        parts = standardise(*load_images(np.random.default_rng(seed)))
        found.append([peer(parts, options.epochs, seed) for peer in (with_mlpkit, with_scikit_learn)])
        print(f"{seed:>4} {found[-1][0]:>8.4f} {found[-1][1]:>13.4f}", flush=True)
    ours, theirs = np.mean(found, axis=0)
    print(f"{'mean':>4} {ours:>8.4f} {theirs:>13.4f}")
    line = f"difference of the means, mlpkit − scikit-learn: {ours - theirs:+.4f}"
    if options.seeds > 1:
        differences = np.subtract(*np.transpose(found))
        error = differences.std(ddof=1) / np.sqrt(options.seeds)
        line += f", standard error {error:.4f} from the {options.seeds} pairs"
    print(line)


if __name__ == "__main__":
    main()
