"""Derivatives by an abbreviation: the chain rule through a softmax and through the layers of a network."""

import pytest

from mlpkit.derivation import Derivation
from mlpkit.derivation.entries import ShapeError


def softmax():
    return (
        Derivation("softmax")
        .dims("K")
        .index("i j k", "K")
        .vector("o t", "K")
        .let("S", "exp(o) / sum(exp(o))")
        .let("P(i)", "exp(o[i]) / sum(exp(o[k]), k)")
        .let("E", "-sum(t[k]*log(S[k]), k)")
        .let("F", "-sum(t[k]*log(P(k)), k)")
    )


def network():
    return (
        Derivation("network")
        .dims("d h m")
        .vector("x", "d")
        .matrix("W", "h", "d")
        .matrix("V", "m", "h")
        .vector("b", "h")
        .vector("t", "m")
        .function("f")
        .let("a", "W @ x + b")
        .let("z", "f(a)")
        .let("y", "V @ z")
        .let("L", "norm2(y - t) / 2")
    )


def number():
    return Derivation("number").number("x w").let("u", "w*x").let("z", "u**2").let("q", "z*u")


TRUE = [
    (softmax, "D(E, S[k])", "-t[k]/S[k]"),
    (softmax, "D(E, S)", "-t/S"),
    (softmax, "D(F, P(k))", "-t[k]/P(k)"),
    (softmax, "D(F, P(2))", "-t[2]/P(2)"),
    (softmax, "D(E, o[i])", "sum(D(E, S[k])*D(S[k], o[i]), k)"),
    (softmax, "D(F, o[i])", "sum(D(F, P(k))*D(P(k), o[i]), k)"),
    (network, "D(L, y)", "y - t"),
    (network, "D(L, z)", "V.T @ (y - t)"),
    (network, "D(L, a)", "D(L, z)*f_(a)"),
    (network, "D(L, W)", "outer(D(L, a), x)"),
    (network, "D(L, b)", "D(L, a)"),
    (network, "D(y, a)", "V @ diag(f_(a))"),
    (number, "D(z, u)", "2*u"),
    (number, "D(q, w)", "D(q, u)*x"),
    (number, "D(q, u)", "z + D(z, u)*u"),
]
FALSE = [
    (softmax, "D(E, S[k])", "t[k]/S[k]"),
    (softmax, "D(E, S)", "-t*S"),
    (softmax, "D(F, o[i])", "sum(D(F, P(k))*D(P(k), o[k]), k)"),
    (network, "D(L, a)", "D(L, z)*f_(z)"),
    (network, "D(L, W)", "outer(D(L, z), x)"),
    (number, "D(q, u)", "z"),
]


@pytest.mark.parametrize(("start", "left", "right"), TRUE)
def test_chain_rules_are_proved(start, left, right):
    found = start().compare(left, right)
    assert found.proved
    assert found.counterexample is None


@pytest.mark.parametrize(("start", "left", "right"), FALSE)
def test_slips_are_refuted(start, left, right):
    found = start().compare(left, right)
    assert found.counterexample is not None
    assert not found.proved


def test_what_does_not_contain_the_abbreviation_has_no_derivative_by_it():
    with pytest.raises(ShapeError, match="does not contain S"):
        softmax().compare("D(log(sum(exp(o))), S)", "0*S")


def test_a_line_is_typeset_as_others_are():
    line = softmax().start("D(E, S[k])").eq("-t[k]/S[k]", "only the k-th term has S_k")
    assert r"\frac{\partial E}{\partial S_{k}}" in line._repr_mimebundle_()["text/latex"]
