"""What slipped in a gradient: one call that compares, names the slip, and shows where.

Numbers alone say that a gradient is wrong. Here the slips that people make are made on
purpose, singly and together, and the ones that give the claimed numbers are named.
"""

import builtins
import sys

from mlpkit.diagnosis import true_gradient
from mlpkit.diagnosis.claimed_gradient import Misfit, heard
from mlpkit.diagnosis.comparison import compare
from mlpkit.diagnosis.function_gradient import of_function
from mlpkit.diagnosis.gradient_verdict import Diagnosis
from mlpkit.diagnosis.named_arrays import named_arrays
from mlpkit.structures import leaves, rebuild


def check_gradient(loss, claimed, *, at):
    """Say whether a claimed gradient is right, and if it is not, what slipped.

    A gradient is right when every array agrees to 9 digits of its largest entry (4 in
    float32); one that agrees to 5 digits or more, as a numerical derivative does, is right to
    so many digits, unless a known slip gives its numbers exactly. At a kink every slope
    between those on both sides is right. Where several kinks meet, or where rounding would hide an
    error of 5 % in an array, nothing is decided, and it is said where.

    Parameters
    ----------
    loss : NetworkProblem, LossProblem, ActivationProblem, or callable
        A problem knows what can slip in it. Any other function takes ``at`` and returns a number.
    claimed : array or structure of arrays in the form of ``at``, or callable
        The gradient, or a function that returns it. The function is called with ``at``; if it
        needs several arguments, with those of the problem (parameters, X, targets), (logits,
        targets) or (x, upstream). It gets copies, and whatever it does or returns is diagnosed.
    at : array, or nested tuples, lists, dicts and named tuples of arrays
        Where the gradient is taken: for a network its parameters.

    Returns
    -------
    Diagnosis
        In a plain script, where no prompt shows the value, the report is printed as well.

    Raises
    ------
    ValueError, TypeError
        If ``loss`` returns no finite number at ``at``, or ``at`` does not fit the problem. What is
        wrong with ``claimed`` is never raised.

    Examples
    --------
    >>> from mlpkit.diagnosis.loss_problem import LossProblem
    >>> from mlpkit.softmax import softmax
    >>> problem = LossProblem("cross_entropy", 1)
    >>> diagnosis = check_gradient(problem, lambda o: softmax(o), at=[0.0, 1.0, 3.0])
    ✗ wrong: not the gradient
        what slipped: targets forgotten (missing term), in the gradient: the targets are not subtracted
        made on purpose, this gives your numbers; residual below 1e−9
        the gradient[1]: yours 0.1142, true −0.8858
    >>> diagnosis.slips, diagnosis.kinds
    (('targets forgotten',), ('missing term',))
    """
    diagnosis = diagnose(loss, claimed, at=at)
    if not hasattr(sys, "ps1") and not hasattr(builtins, "__IPYTHON__"):
        print(diagnosis)
    return diagnosis


def diagnose(loss, claimed, *, at):
    """Return the `Diagnosis` of a claimed gradient, and print nothing.

    Parameters and errors are those of `check_gradient`.

    Examples
    --------
    >>> diagnose(lambda x: (x**2).sum(), [2.0, 4.0], at=[1.0, 2.0]).kind
    'right'
    """
    if not callable(loss):
        raise TypeError(f"check_gradient: loss is {loss!r}, expected a problem or a function of `at`")
    problem = loss if hasattr(loss, "explain") else None
    single = any(true_gradient.is_single(array) for _, array in leaves(at, "check_gradient: at"))
    # The truth is settled before the attempt runs: nothing that it does can move it.
    point = problem.at(at) if problem else _floats(at)
    truth = true_gradient.of_problem(problem, point) if problem else of_function(loss, point)
    try:
        arguments = problem.arguments(point) if problem else (point,)
        examples = getattr(problem, "examples", None)
        arrays, of_claim, noticed = heard(claimed, point, arguments, truth.arrays, examples)
    except Misfit as misfit:
        return Diagnosis(misfit.kind, advice=misfit.advice)
    if truth.undecided and not truth.source:
        return Diagnosis("not decided", advice=(truth.undecided,))
    return compare(problem, point, truth, arrays, single or of_claim, noticed)


def _floats(at):
    return rebuild(at, named_arrays(at, "check_gradient: at").values())
