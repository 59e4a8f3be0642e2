"""What slipped in a gradient that a proof has refuted: the same functions, diagnosed at a point."""

import numpy as np

from mlpkit.diagnosis.diagnosing import diagnose

_TRIES = 20


def diagnose_refuted(refutation):
    """Return the `Diagnosis` of a gradient that `prove_gradient` refuted, or None if there is none.

    Parameters
    ----------
    refutation : Refuted

    Returns
    -------
    Diagnosis or None
        None where the claim is not about the gradient of a number, or where no point is found that
        meets its hypotheses and at which both functions give numbers.

    Examples
    --------
    >>> from mlpkit.proof import prove_gradient
    >>> from mlpkit.verdict import Refuted
    >>> try:
    ...     prove_gradient(lambda x: (x**2).sum(), lambda x: x, x=(3,))
    ... except Refuted as refutation:
    ...     diagnose_refuted(refutation).slips
    ('factor 1/2',)
    """
    claim = refutation.claim
    if getattr(claim, "sides", None) != ("derivative", "claimed"):
        return None
    rng = np.random.default_rng(0)
    for _ in range(_TRIES):
        point = {name: rng.normal(size=symbols.shape) for name, symbols in claim.arguments.items()}
        try:
            if all(bool(np.all(holds(*point.values()))) for holds in claim.given.values()):
                return _diagnosed(claim, point)
        except Exception:
            continue  # an attempt may do anything; its counterexample is already known
    return None


def _diagnosed(claim, point):
    def value(at):
        return claim.left(*(point | at).values())

    def claimed(at):
        gradients = claim.right(*(point | at).values())
        return dict(zip(claim.wrt, gradients if claim.several else (gradients,), strict=True))

    at = {name: point[name] for name in claim.wrt}
    if len(at) == 1:  # no name is needed where there is one array
        (name,) = at
        return diagnose(lambda x: value({name: x}), lambda x: claimed({name: x})[name], at=at[name])
    return diagnose(value, claimed, at=at)
