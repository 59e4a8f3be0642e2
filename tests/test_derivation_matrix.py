"""Matrices of every shape and unknown activations: what is proved, and what is refuted beside it."""

import pytest

from mlpkit.derivation import Derivation, DerivationError
from mlpkit.derivation.entries import KinkError, ShapeError


def network(*declared):
    """Return two layers with the batch as columns: Z1 = f(W1 X + b1), Z2 = g(W2 Z1 + b2), half squares."""
    derivation = (
        Derivation("network")
        .dims("d h o N")
        .index("i j", "h")
        .index("r s", "o")
        .index("c", "N")
        .matrix("W1", "h", "d")
        .matrix("W2", "o", "h")
        .matrix("X", "d", "N")
        .matrix("T", "o", "N")
        .matrix("Z", "h", "N")
        .vector("b1", "h")
        .vector("b2", "o")
        .vector("x u", "d")
        .vector("v", "h")
        .vector("t", "o")
        .number("a")
        .function("f g")
        .let("S1", "W1@X + outer(b1, ones(N))")
        .let("Z1", "f(S1)")
        .let("S2", "W2@Z1 + outer(b2, ones(N))")
        .let("J", "norm2(g(S2) - T)/2")
        .let("d2", "(g(S2) - T)*g_(S2)")
        .let("d1", "(W2.T@d2)*f_(S1)")
        .let("y1", "f(W1@x + b1)")
        .let("E", "norm2(W2@y1 + b2 - t)/2")
        .let("e", "W2@y1 + b2 - t")
        .spell("e", r"\mathbf{e}")
        .let("p", "exp(x)/sum(exp(x))")
    )
    for method, *arguments in declared:
        getattr(derivation, method)(*arguments)
    return derivation


STATEMENTS = {  # claim: first line, true line, false lines
    "B5": ("D(p, x)", "diag(p) - outer(p, p)", ("diag(p)", "diag(p*(1 - p))", "diag(p) + outer(p, p)")),
    "B5, symmetric": ("D(p, x).T", "D(p, x)", ("-D(p, x)", "diag(p)", "outer(p, p)")),
    "B5, annihilates 1": ("D(p, x)@ones(d)", "0*x", ("p", "ones(d)", "x")),
    "B6": ("D(p, x).T@u", "p*(u - p.T@u)", ("p*u", "p*(u - 1)", "p*(1 - p)*u")),
    "C6": ("D(norm2(X)/2, X)", "X", ("2*X", "X/2", "-X", "X*X")),
    "D3, W": ("D(E, W2)", "outer(e, y1)", ("2*outer(e, y1)", "-outer(e, y1)", "outer(e, f_(W1@x + b1))")),
    "D3, b": ("D(E, b2)", "e", ("2*e", "e*e", "t - e")),
    "D4": ("D(norm2(W2@v - t)/2, v)", "W2.T@(W2@v - t)", ("2*W2.T@(W2@v - t)", "W2.T@t", "-W2.T@(W2@v - t)")),
    "D5": (
        "D(norm2(W2@f(v) - t)/2, v)",
        "(W2.T@(W2@f(v) - t))*f_(v)",
        ("W2.T@(W2@f(v) - t)", "(W2.T@(W2@f(v) - t))*f(v)", "(W2.T@(W2@f(v) - t))*f_(f(v))"),
    ),
    "D6, W": (
        "D(E, W1)",
        "outer((W2.T@e)*f_(W1@x + b1), x)",
        ("outer(W2.T@e, x)", "outer((W2.T@e)*f(W1@x + b1), x)", "outer((W2.T@e)*f_(W1@x), x)"),
    ),
    "D6, b": ("D(E, b1)", "(W2.T@e)*f_(W1@x + b1)", ("W2.T@e", "f_(W1@x + b1)", "(W2.T@e)*b1")),
    "D7": (
        "D(E, x)",
        "W1.T@((W2.T@e)*f_(W1@x + b1))",
        ("W1.T@(W2.T@e)", "W1.T@f_(W1@x + b1)", "-W1.T@((W2.T@e)*f_(W1@x + b1))"),
    ),
    "D8": ("D(J/N, W2)", "d2@Z1.T/N", ("d2@Z1.T", "d2@Z.T/N", "N*d2@Z1.T")),
    "D9": ("D(f(v), v)", "diag(f_(v))", ("diag(f(v))", "outer(f_(v), ones(h))", "outer(f_(v), f_(v))")),
    "D10": (
        "D(f(Z), Z)[i, c]",
        "outer(D(v[i], v), D(X[1, c], X)[1])*f_(Z)[i, c]",
        (
            "outer(D(v[i], v), ones(N))*f_(Z)[i, c]",
            "outer(ones(h), D(X[1, c], X)[1])*f_(Z)[i, c]",
            "outer(D(v[i], v), D(X[1, c], X)[1])",
        ),
    ),
    "D11, output W": ("D(J, W2)", "d2@Z1.T", ("2*d2@Z1.T", "(g(S2) - T)@Z1.T", "d2@S1.T")),
    "D11, output b": ("D(J, b2)", "d2@ones(N)", ("N*b2", "2*d2@ones(N)", "(g(S2) - T)@ones(N)")),
    "D11, hidden W": (
        "D(J, W1)",
        "d1@X.T",
        ("(W2.T@d2)@X.T", "d1@X.T/N", "-d1@X.T", "((W2.T@d2)*f(S1))@X.T"),
    ),
    "D11, hidden b": ("D(J, b1)", "d1@ones(N)", ("W2.T@d2@ones(N)", "2*d1@ones(N)", "d1@ones(N)/N")),
    "D11, input": ("D(J, X)", "W1.T@d1", ("W1.T@(W2.T@d2)", "-W1.T@d1", "2*W1.T@d1")),
    "D12": ("(W1@X).T", "X.T@W1.T", ("-X.T@W1.T", "2*X.T@W1.T", "0*X.T@W1.T")),
    "D12, weights": (
        "D(norm2(X.T@W1.T - Z.T)/2, W1)",
        "(X.T@W1.T - Z.T).T@X.T",
        ("2*(X.T@W1.T - Z.T).T@X.T", "Z@X.T", "-(W1@X - Z)@X.T"),
    ),
    "E1": ("D(a*(norm2(W1) + norm2(W2)), W1)", "2*a*W1", ("a*W1", "2*a*norm2(W1)*W1", "0*W1", "2*W1")),
    "E1, halved": ("D(a/2*norm2(W2), W2)", "a*W2", ("2*a*W2", "a/2*W2", "a*W2*W2")),
    "E1, biases": ("D(a*(norm2(W1) + norm2(W2)), b1)", "0*b1", ("b1", "2*a*b1", "a*b1")),
}
SLIPS = {f"{name}: {slip}": (start, slip) for name, (start, _, slips) in STATEMENTS.items() for slip in slips}


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_is_true_is_proved(name):
    start, line, _ = STATEMENTS[name]
    assert network().start(start).eq(line, "a reason").lines[-1].verdict == "proved"


@pytest.mark.parametrize(("start", "slip"), SLIPS.values(), ids=SLIPS.keys())
def test_what_is_false_is_refuted(start, slip):
    assert network().start(start).wrong(slip, "a slip").lines[-1].counterexample.point


PENALTY = "D(a*sum(abs(W1)) + 2*a*norm2(W1), W1)"


def test_the_elastic_net_away_from_its_kink():
    derivation = network(("given", "W1[i, 1] != 0"))
    with pytest.raises(KinkError, match="W1"):
        derivation.start(PENALTY).eq("a*sign(W1) + 4*a*W1", "only the first column is kept away")
    derivation = network(("index", "k", "d"), ("given", "W1[i, k] != 0")).start(PENALTY)
    for slip in ("sign(W1) + 4*a*W1", "a*W1 + 4*a*W1", "a*abs(W1) + 4*a*W1", "a + 4*a*W1"):
        derivation.wrong(slip, "a slip")
    assert derivation.eq("a*sign(W1) + 4*a*W1", "E2").unused() == []


MISFITS = ["d2.T@Z1", "Z1@d2.T", "d2@Z1", "(W2@d2)@X.T", "d1", "d1@ones(d)"]


@pytest.mark.parametrize("line", MISFITS)
def test_a_transpose_that_a_square_would_hide_is_a_misfit(line):
    with pytest.raises(ShapeError, match="shapes"):
        network().start("D(J, W2)").eq(line, "a reason")


def test_a_false_line_about_a_derivative_by_biases_is_refused_at_small_fractions():
    # The point tried has exponentials of thirds and halves; a dense polynomial of them filled the memory.
    d = Derivation("biases").dims("h").vector("t b c", "h").matrix("W", "h", "h").let("o", "W@c + b")
    d.start("D(log(sum(exp(o))), b)")
    with pytest.raises(DerivationError, match="true without t"):
        d.eq("exp(o) / sum(exp(o)) + t", "softmax")
