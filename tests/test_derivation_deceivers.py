"""Lines made to deceive: none is accepted, whichever of the errors refuses it."""

import pytest

from mlpkit.derivation import Derivation, DerivationError
from mlpkit.derivation.entries import KinkError, Reader, ShapeError
from mlpkit.derivation.language import LanguageError, parse
from mlpkit.derivation.zero import vanishes
from mlpkit.verdict import NotEstablished
from tests.derivation_chains import names, prove, refute

FALSE = {  # first line, line, what is declared
    "kink at 50": ("p + relu(p - 50)", "p"),
    "kink at −1000": ("p + relu(-p - 1000)", "p"),
    "kink beyond 2p = 100": ("relu(2*p - 100)", "0"),
    "kinks of two numbers": ("relu(p - 30)*relu(q - 30)", "0"),
    "e^-200": ("p + exp(-200)", "p"),
    "e^-200 in a sum": ("sum(exp(x[k]), k) + exp(-200)", "sum(exp(x[k]), k)"),
    "2.000000001 for 2": ("D(p**2, p)", "2.000000001*p"),
    "one part in 10^20": ("p", "p*(1 + 10**-20)"),
    "at 0 alone": ("ind(p > 0)", "ind(p >= 0)"),
    "at 50 alone": ("ind(p > 50)", "ind(p >= 50)"),
    "at 0 of an entry": ("ind(x[i] > 0)", "ind(x[i] >= 0)"),
    "on the diagonal alone": ("delta(i, j)*p", "0*p"),
    "off the diagonal alone": ("delta(i, j)*p", "p"),
    "n = 2": ("sum(1, k)", "2"),
    "n = 1": ("sum(x[k], k)", "x[1]"),
    "index captured": ("D(sum(x[k]**2, k), x[k])", "2*sum(x[k], k)"),
    "index captured by a let": ("sum(S(k), k)", "n*S(i)", ("let", "S(i)", "x[i]/sum(exp(x[k]), k)")),
    "inner sum taken apart": ("sum(x[k]*sum(Q[k, l], l), k)", "sum(x[k], k)*sum(sum(Q[k, l], l), k)"),
    "literal for a letter": ("D(sum(x[k]**2, k), x[1])", "2*x[i]"),
    "diagonal for trace": ("sum(Q[k, k], k)", "sum(Q[k, l], k, l)"),
    "square of a sum": ("sum(x[k], k)**2", "sum(x[k]**2, k)"),
    "exp of a sum": ("exp(sum(x[k], k))", "sum(exp(x[k]), k)"),
    "log of a sum": ("log(sum(exp(x[k]), k))", "sum(x[k], k)"),
    "root of a square": ("sqrt(p**2)", "p"),
    "log of a square": ("log(p**2)", "2*log(p)"),
    "division by what can be 0": ("x[i]**2/x[i]", "x[i]"),
    "transpose of a square": ("Q@R", "(Q.T@R.T).T"),
    "not symmetric": ("Q", "Q.T"),
    "order of a product": ("Q@R", "R@Q"),
    "order in a trace": ("trace(Q@R@Q.T)", "trace(Q@R@Q)"),
    "entrywise square": ("Q@Q", "Q*Q"),
    "diagonal of a matrix": ("diag(diag(Q))", "Q"),
    "chain rule left out": ("D(f(2*p), p)", "f_(2*p)"),
    "one hypothesis for all": ("relu(x[i])", "x[i]", ("given", "x[1] > 0")),
    "wrong letter of a hypothesis": ("sum(Q[j, k], k)", "x[i]", ("given", "sum(Q[i, k], k) == x[i]")),
    "diagonal of a hypothesis": ("sum(Q[k, k], k)", "1", ("given", "sum(Q[i, k], k) == 1")),
    "transpose of a hypothesis": ("sum(Q[k, j], k)", "x[j]", ("given", "sum(Q[i, k], k) == x[i]")),
    "hypothesis before the derivative": ("D(sum(t[k], k)**2, t[i])", "0", ("given", "sum(t[k], k) == 1")),
}
UNDECIDED = {
    "one function for all": ("f_(p)", "p**2 - 2*p + 2"),
    "zero at the sizes 1, 2, 3": ("(n - 1)*(n - 2)*(n - 3)*p", "0*p"),
    "−1 to an even power at 1, 2, 3": ("(-1)**((n - 1)*(n - 2)*(n - 3)/6)", "1"),
    "defined nowhere": ("log(-exp(p))", "log(-exp(2*p)) + 5"),
    "root of a negative": ("sqrt(-exp(p))", "sqrt(-exp(q)) + 1"),
    "largest of three": ("max(max(p, q), 0)", "max(p, max(q, 0))"),  # true, and not known to be
}
NONSENSE = {
    "sizes that differ": ("sum(delta(k, a), k)", "1", ShapeError),
    "index past a size": ("sum(s(a), a)", "sum(x[k], k)", ShapeError),
    "column against row": ("W + z", "W", ShapeError),
    "outer as inner": ("x @ y.T", "sum(x[k]*y[k], k)", ShapeError),
    "kink in a sum": ("D(sum(relu(x[k]), k), x[i])", "ind(x[i] > 0)", KinkError),
    "kink of a maximum": ("D(max(p, q), p)", "ind(p > q)", KinkError),
    "too many digits": ("2.0000000000000000001*p", "2*p", LanguageError),
}


@pytest.mark.parametrize("case", FALSE.values(), ids=FALSE.keys())
def test_a_deceiver_is_refuted(case):
    start, line, *declared = case
    assert refute(start, line, *declared).lines()
    with pytest.raises(DerivationError, match="is false"):
        prove(start, line, *declared)


# True wherever both sides are defined; a root of a negative is no number that the exact test knows.
GENERIC = {"log of a square", "division by what can be 0", "root of a negative"}


@pytest.mark.parametrize("name", sorted({*FALSE, *UNDECIDED} - GENERIC))
def test_the_exact_test_alone_proves_no_deceiver(name):
    start, line, *declared = (FALSE | UNDECIDED)[name]
    derivation = names(*declared)
    reader = Reader(derivation.scope, derivation.hypotheses)
    left, right = (reader.read(parse(side, derivation.scope)) for side in (start, line))
    indices, entry = left.generic()
    assert not vanishes(entry - right[indices], derivation.hypotheses)


@pytest.mark.parametrize(("start", "line"), UNDECIDED.values(), ids=UNDECIDED.keys())
def test_what_is_not_decided_is_not_established(start, line):
    with pytest.raises(NotEstablished):
        prove(start, line)


@pytest.mark.parametrize(("start", "line", "error"), NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_its_own_error(start, line, error):
    with pytest.raises(error):
        prove(start, line, ("let", "s(i)", "x[i]"))


CONTRADICTORY = {
    "two signs": ("p > 0", "p < 0"),
    "two sums": ("sum(t[k], k) == 1", "sum(t[k], k) == 2"),
    "a circle": ("p > q", "q > p"),
    "at i = j": ("x[i] != x[j]",),
}


@pytest.mark.parametrize("hypotheses", CONTRADICTORY.values(), ids=CONTRADICTORY.keys())
def test_from_a_contradiction_nothing_follows(hypotheses):
    derivation = names(*(("given", h) for h in hypotheses)).start("p + sum(x[k], k)")
    with pytest.raises(DerivationError, match="no numbers satisfy what is given"):
        derivation.eq("sum(x[k], k) + p", "order")


def three_unknown_layers():
    return (
        Derivation("three layers")
        .dims("d")
        .index("i j r u", "d")
        .matrix("A B C", "d", "d")
        .vector("x v", "d")
        .function("f g q")
        .let("y", "sum(v * q(C @ g(B @ f(A @ x))))")
        .let("s1", "A@x")
        .let("s2", "B@f(s1)")
        .let("s3", "C@g(s2)")
    )


def test_an_index_named_by_its_place_is_not_captured():
    false = "sum(v[r]*q_(s3[r]), r) * sum(f_(s1[i])*g_(s2[u])*A[i,j]*B[u,i]*C[u,u], i, u)"
    true = "sum(v[r]*q_(s3[r])*C[r,u]*g_(s2[u])*B[u,i]*f_(s1[i])*A[i,j], r, u, i)"
    chain = three_unknown_layers().start("D(y, x[j])")
    trees = [parse(line, chain.scope) for line in ("D(y, x[j])", true, false)]
    # The exact test by itself, without the numbers that look over its shoulder.
    assert chain._vanishes(trees[0], trees[1], "", chain.hypotheses)
    assert not chain._vanishes(trees[0], trees[2], "", chain.hypotheses)


def test_unknown_functions_are_told_apart():
    chain = Derivation("two of them").number("x").function("f g").start("f(x)")
    assert chain.wrong("g(x)", "another name").wrong("f_(x)", "its slope").lines[-1].counterexample


def sums_of_rows():
    d = Derivation("rows").dims("n").index("i k l p", "n").matrix("A B C", "n", "n").number("u")
    d.given("sum(A[i,k], k) == u*sum(B[i,l]*exp(sum(C[l,p], p)), l)")
    return d.start("sum(exp(sum(A[i,k], k)), i)")


def test_the_value_of_a_hypothesis_does_not_capture_an_index():
    line = "sum(exp(u*sum(B[i,l]*exp(sum(C[l,p], p)), l)), i)"
    assert sums_of_rows().eq(line, "known").lines[-1].verdict == "proved"
    with pytest.raises((DerivationError, NotEstablished)):
        sums_of_rows().eq("n*exp(u*sum(B[l,l]*exp(sum(C[l,p], p)), l))", "captured")
