"""Proofs about code: the function that trains is run on symbols and compared exactly.

`prove_equal` compares two functions, `prove_gradient` a gradient with the exact derivative
of its loss, `prove_jacobian` a Jacobian with that of its function. Each returns a
`mlpkit.verdict.Verdict`, or raises `Refuted` with a counterexample. `check_equal` tries
points where no proof is known, and its verdict says so. `refute` expects a statement to be
false. The chapter *What an executable derivation is* shows them at work.
"""

import itertools

import numpy as np
import sympy

from mlpkit import seams
from mlpkit.claims import Equality, Gradient, Jacobian
from mlpkit.counterexample import (
    agreeing_digits,
    differing_entry,
    rounded,
    simple_points,
)
from mlpkit.exact import is_zero
from mlpkit.intervals import enclose, is_bounded, middle
from mlpkit.regions import OnSeam, World, draw_witness, explore
from mlpkit.symbolic import asarray
from mlpkit.verdict import NotEstablished, Refuted, Verdict

__all__ = [
    "NotEstablished",
    "Refuted",
    "check_equal",
    "prove_equal",
    "prove_gradient",
    "prove_jacobian",
    "refute",
]


def prove_equal(left, right, *, statement=None, given=None, regions=64, **shapes):
    """Prove that two functions give the same array, entry by entry.

    Parameters
    ----------
    left, right : callable
        Called with one array for each name in ``shapes``, in that order.
    statement : str, optional
        What is proved, in words or symbols, for the verdict.
    given : dict from str to callable, optional
        Hypotheses: how each is called, and a function of the same arrays that returns the
        condition, such as ``{"0 < a < 1": lambda x, a: (a > 0) & (a < 1)}``.
    regions : int
        The most regions entered.
    **shapes : tuple of int
        The shape of each argument by its name: ``x=()`` for a number, ``W=(2, 3)``.

    Returns
    -------
    Verdict

    Raises
    ------
    Refuted
        If the sides differ; it names the entry, a point and both values.
    NotEstablished
        If neither a proof nor a counterexample was found.
    ValueError
        If no shapes are given, or no point satisfies ``given``.

    Examples
    --------
    >>> from mlpkit import sigmoid, tanh
    >>> prove_equal(sigmoid, lambda x: (tanh(x / 2) + 1) / 2, statement="σ(x) = ½(tanh(x/2) + 1)", x=())
    ✓ proved: σ(x) = ½(tanh(x/2) + 1)
        for every x
    """
    return _prove(Equality(left, right, statement, given or {}, shapes), regions)


def prove_gradient(loss, gradient, *, wrt=None, statement=None, given=None, regions=64, **shapes):
    """Prove that ``gradient`` is the exact gradient of ``loss``, entry by entry.

    Both run on symbols; the loss is differentiated exactly.

    Parameters
    ----------
    loss : callable
        Called with one array for each name in ``shapes``; returns a number.
    gradient : callable
        Called in the same way; returns an array in the shape of the argument ``wrt``, or
        one for each of them.
    wrt : str or tuple of str, optional
        With respect to which arguments; the first one by default.
    statement, given, regions, **shapes
        As for `prove_equal`.

    Returns
    -------
    Verdict

    Raises
    ------
    Refuted, NotEstablished, ValueError
        As for `prove_equal`.

    Notes
    -----
    For a function of one number, the seams between regions are looked at exactly: where
    the loss has a derivative there, the gradient has to be right; where it has none, the
    verdict says "for every x ≠ 0" and which value the code takes.

    Examples
    --------
    >>> from mlpkit import relu, relu_derivative
    >>> prove_gradient(relu, relu_derivative, statement="relu'(x) = 1{x > 0}", x=())
    ✓ proved: relu'(x) = 1{x > 0}
        for every x except x = 0
        at the kink x = 0 the slopes are 0 and 1, and the code takes 0
    """
    return _prove(Gradient(loss, gradient, statement, given or {}, shapes, wrt), regions)


def prove_jacobian(function, jacobian, *, statement=None, given=None, regions=64, **shapes):
    """Prove that ``jacobian`` holds every partial derivative of ``function``.

    Parameters
    ----------
    function : callable
        Called with one array for each name in ``shapes``; returns an array.
    jacobian : callable
        Called in the same way; returns an array of the shape of the result followed by the
        shape of the first argument: entry [i, j] is ∂f_i/∂x_j.
    statement, given, regions, **shapes
        As for `prove_equal`.

    Returns
    -------
    Verdict

    Raises
    ------
    Refuted, NotEstablished, ValueError
        As for `prove_equal`.

    Examples
    --------
    >>> from mlpkit import softmax, softmax_jacobian
    >>> prove_jacobian(softmax, softmax_jacobian, statement="∂S_i/∂x_j = S_i(1{i=j} − S_j)", x=(2,))
    ✓ proved at shape: ∂S_i/∂x_j = S_i(1{i=j} − S_j)
        x of shape (2,): 4 entries, on 2 regions
        except at a tie for the largest of x_1, x_2
    """
    return _prove(Jacobian(function, jacobian, statement, given or {}, shapes), regions)


def check_equal(left, right, *, points=20, seed=0, statement=None, given=None, **shapes):
    """Compare two functions at random points, to 45 digits; the verdict is *checked*, never *proved*.

    For statements that the exact test does not know. A term that vanishes at all the points
    tried goes unseen, so a check proves nothing.

    Parameters
    ----------
    points : int
        How many random points are tried.
    seed : int
        Where the random points start.
    left, right, statement, given, **shapes
        As for `prove_equal`.

    Returns
    -------
    Verdict

    Raises
    ------
    Refuted
        If the sides differ at a point.
    ValueError
        If no point satisfies ``given``.

    Examples
    --------
    >>> import numpy as np
    >>> def nested(x):
    ...     return np.sqrt(x + 1 + 2 * np.sqrt(x))
    >>> check_equal(nested, lambda x: 1 + np.sqrt(x), statement="√(x + 1 + 2√x) = 1 + √x", x=())
    ≈ checked: √(x + 1 + 2√x) = 1 + √x
        at 20 random points, to 45 digits
    """
    claim = Equality(left, right, statement, given or {}, shapes)
    rng, digits, tried = np.random.default_rng(seed), 50, 0
    for _ in range(20 * points):
        point = draw_witness(claim.symbols, rng)
        entries = claim.at(point)
        if entries is None:
            continue
        _raise_if_different(claim, entries, point)
        values = [(enclose(left, point), enclose(right, point)) for _, left, right in entries]
        if not all(is_bounded(value) for pair in values for value in pair):
            continue
        digits = min([digits, *(agreeing_digits(*pair) for pair in values)])
        tried += 1
        if tried == points:
            return Verdict("checked", claim.statement, (f"at {points} random points, to {digits} digits",))
    if claim.given:
        raise _nothing_found(claim)
    raise NotEstablished(f"{claim.statement}: not established; {claim.undefined} at most points tried")


def refute(prove, *arguments, **options):
    """Expect a statement to be false, and return its refutation with the counterexample.

    Parameters
    ----------
    prove : callable
        `prove_equal`, `prove_gradient`, `prove_jacobian` or `check_equal`.
    *arguments, **options
        What it is called with.

    Returns
    -------
    Verdict
        Of kind *refuted*.

    Raises
    ------
    ValueError
        If the statement is true after all.

    Examples
    --------
    >>> from mlpkit import sigmoid, tanh
    >>> refute(prove_equal, sigmoid, lambda x: tanh(x / 2 + 1) / 2, statement="σ(x) = ½ tanh(x/2 + 1)", x=())
    ✗ refuted: σ(x) = ½ tanh(x/2 + 1)
        at x = 1:
        left 0.7310585786, right 0.4525741268
    """
    try:
        verdict = prove(*arguments, **options)
    except Refuted as refutation:
        return refutation.verdict
    raise ValueError(f"refute: expected a false statement, and this one is true\n{verdict}")


def _prove(claim, regions):
    def run(world):
        arrays = claim.arrays(world)
        if not claim.supposed(arrays):
            return None
        entries = claim.entries(arrays)
        _prove_entries(claim, entries, world.witness)
        return entries

    try:
        with np.errstate(all="ignore"):
            found, open_answers = explore(run, claim.symbols, np.random.default_rng(0), limit=regions)
            inside = [(world, entries) for world, entries in found if entries is not None]
            if not inside:
                raise _nothing_found(claim)
            _run_again(claim, *inside[0])
            left_out = seams.exceptions(claim, inside)
            _scan_simple_points(claim, inside)
            _compare_with_floats(claim)
    except NotImplementedError as error:
        raise NotEstablished(f"{claim.statement}: not established; {error}") from error
    return _verdict(claim, inside, open_answers, left_out)


def _nothing_found(claim):
    if claim.given:
        return ValueError(f"{claim.statement}: no point found that satisfies {', '.join(claim.given)}")
    return NotEstablished(f"{claim.statement}: no point found that is not on a kink or a tie")


def _prove_entries(claim, entries, witness):
    for index, left, right in entries:
        why = "no identity that the exact test knows makes the sides equal"
        try:
            proved = _agree(left, right)
        except NotImplementedError as error:
            proved, why = False, str(error)
        if proved:
            # An exact test that has a mistake would be found out here.
            _raise_if_different(claim, [(index, left, right)], witness)
            continue
        for point in (*simple_points(claim.symbols), *rounded(witness)):
            try:
                found = claim.at(point)
            except OnSeam:
                continue
            _raise_if_different(claim, found or [], point)
        raise NotEstablished(f"{claim.statement}: not established, and no counterexample found; {why}")


def _agree(left, right):
    both_numbers = _is_number(left) and _is_number(right)
    return is_zero(left - right) if both_numbers else left == right


def _is_number(expression):
    return not expression.has(sympy.nan, sympy.oo, -sympy.oo, sympy.zoo)


def _scan_simple_points(claim, inside):
    """Look at simple points, those on seams too, where the code may take any value it likes."""
    factors = seams.vanishing(inside)
    for point in () if isinstance(claim, Gradient) else simple_points(claim.symbols):
        entries = claim.at(point) or []
        if any(factor.xreplace(point) == 0 for factor in factors):
            entries = [entry for entry in entries if all(is_bounded(enclose(e, {})) for e in entry[1:])]
        _raise_if_different(claim, entries, point)


def _run_again(claim, world, entries):
    if claim.entries(claim.arrays(World(world.witness))) != entries:
        raise NotEstablished(f"{claim.statement}: not established; run again, the code gave something else")


def _compare_with_floats(claim):
    """Run the code on floats too: code that asks for the type of its arguments is found out here."""
    for point in itertools.islice(simple_points(claim.symbols), 4):
        constants = claim.arrays_at(point)
        if not claim.supposed(constants):
            continue
        try:
            outputs = claim.outputs([array.entries.astype(float)[()] for array in constants])
            outputs = [np.asarray(output, dtype=float) for output in outputs]
        except (ArithmeticError, TypeError, ValueError):  # the code refuses these floats
            continue
        for output, exact in zip(outputs, claim.outputs(constants), strict=True):
            exact = np.asarray(np.frompyfunc(_as_float, 1, 1)(asarray(exact).entries), dtype=float)
            same = output.shape == exact.shape
            apart = np.abs(np.where(np.isinf(output), np.nan, output) - exact) if same else np.inf
            if np.any(apart > 1e-3 * np.maximum(1, np.abs(exact))):
                values = f"{output.tolist()} and on exact numbers {exact.tolist()}"
                raise NotEstablished(
                    f"{claim.statement}: not established; on floats the code gives {values},"
                    f" where {' and '.join(f'{s} = {v}' for s, v in point.items())}"
                )


def _as_float(expression):
    interval = enclose(expression, {})
    return float(middle(interval)) if is_bounded(interval) else np.nan


def _raise_if_different(claim, entries, point):
    counterexample = differing_entry(entries, point, claim.arguments, claim.sides)
    if counterexample is not None:
        raise Refuted(claim.statement, counterexample, claim)


def _undefined(claim, inside):
    """Return in words how many regions have an entry that is not a number."""
    count = sum(any(not _is_number(left) for _, left, _ in entries) for _, entries in inside)
    if count == len(inside):
        raise NotEstablished(f"{claim.statement}: not established; {claim.undefined} at any point tried")
    where = f"on {count} of {len(inside)} regions"
    return (f"{where} {claim.undefined}, and nothing is said there",) if count else ()


def _verdict(claim, inside, open_answers, left_out):
    count = "" if len(inside) == 1 else f", on {len(inside)} regions"
    if claim.is_scalar:
        names = ", ".join(claim.arguments)
        reach = f"for every {names}" if not open_answers else f"for every {names} on the regions entered"
    else:
        shapes = ", ".join(f"{name} of shape {entries.shape}" for name, entries in claim.arguments.items())
        entries = len(inside[0][1])
        reach = f"{shapes}: {entries} {'entry' if entries == 1 else 'entries'}{count}"
    given = [f"given {hypothesis}" for hypothesis in claim.given]
    places = _list_places(left_out.places)
    if claim.is_scalar:
        lines = [f"{reach} except {places}" if places else reach]
    else:
        lines = [reach, *([f"except {places}"] if places else [])]
    if open_answers:
        sides = "side of a kink was" if open_answers == 1 else "sides of kinks were"
        lines.append(f"{open_answers} {sides} not entered, and nothing is said there")
    kind = "proved" if claim.is_scalar and not open_answers else "proved at shape"
    return Verdict(kind, claim.statement, (*given, *lines, *_undefined(claim, inside), *left_out.notes))


def _list_places(places):
    """Return the places left out in words; long ones, and more than three, are only counted."""
    short = [place for place in places if len(place) <= 60][:3]
    others = len(places) - len(short)
    if others:
        noun = f"{'other ' if short else ''}seam{'s' if others > 1 else ''}"
        short.append(f"on {others} {noun} (kinks and ties)")
    return " or ".join(short)
