"""Hints: the one repair that makes a false line true, and none where there is none."""

import pytest

from mlpkit.derivation import Derivation, DerivationError
from tests.derivation_chains import names, prove

S = ("let", "S(i)", "exp(x[i])/sum(exp(x[k]), k)")
AWAY = ("given", "p != 0")
HINTED = {  # first line, slip, hint, declared
    "X1, bracket": ("sigma(p)", "1/2*(tanh(p/2 + 1))", "the bracket closes earlier", ()),
    "X3, indicator": ("D(relu(p), p)", "relu(p)*ind(p > 0)", "without relu(p)", (AWAY,)),
    "X4, kink": ("ind(p > 0)", "ind(p >= 0)", "p > 0", ()),
    "X10, sign": ("D(-log(S(i)), x[j])", "-(S(j) - delta(i, j))", "sign", (S,)),
    "X11, one-hot": ("D(-log(S(i)), x[j])", "S(j) - 1", "delta(i, j)", (S,)),
    "X16, chain rule twice": ("D(log(sigma(p)), p)", "(1 - sigma(p))*sigma(p)", "without sigma(p)", ()),
    "X33, factor twice": ("p - q*D(5*p**2 + 2, p)", "p - 10*q*10*p", "without 10", ()),
    "factor of 2": ("D(p**2, p)", "p", "times 2", ()),
    "half": ("D(p**2/2, p)", "2*p", "without 2", ()),
    "lost function": ("log(exp(p)*exp(q))", "p + exp(q)", "without exp", ()),
    "sum for product": ("exp(p + q)", "exp(p) + exp(q)", "exp(p) * exp(q)", ()),
    "index": ("D(S(i), x[j])", "S(i)*(delta(i, j) - S(i))", "S(j) for S(i)", (S,)),
    "index of an entry": ("sum(delta(i, k)*x[k], k)", "x[j]", "x[i] for x[j]", ()),
    "transpose": ("(Q@R).T", "R.T@Q", "Q transposed", ()),
    "order": ("(Q@R).T", "Q.T@R.T", "R.T before Q.T", ()),
    "transpose too many": ("D(trace(Q@R), R)", "Q", "Q transposed", ()),
}
UNHINTED = {
    "two slips": ("D(p**3, p)", "p", ()),
    "X15, exponent": ("D(-q*log(sigma(p)), p)", "-q*exp(exp(-p))", ()),
    "X5, diagonal only": ("D(S(i), x[j])", "delta(i, j)*S(i)*(1 - S(i))", (S,)),
    "another function": ("sigma(p)", "tanh(p)", ()),
}


def message(start, slip, declared):
    with pytest.raises(DerivationError) as error:
        prove(start, slip, *declared)
    return str(error.value).splitlines()


@pytest.mark.parametrize(("start", "slip", "hint", "declared"), HINTED.values(), ids=HINTED.keys())
def test_a_single_repair_is_hinted(start, slip, hint, declared):
    last = message(start, slip, declared)[-1]
    assert last.startswith("    hint: true ") and hint in last


@pytest.mark.parametrize(("start", "slip", "declared"), UNHINTED.values(), ids=UNHINTED.keys())
def test_without_a_single_repair_there_is_no_hint(start, slip, declared):
    assert not any("hint" in line for line in message(start, slip, declared))


def test_x19_and_x24_in_a_layer():
    def gradient(line):
        derivation = names(("let", "e", "W@x - z"), ("spell", "e", r"\mathbf{e}")).start(
            "D(norm2(W@x - z)/2, W)"
        )
        with pytest.raises(ValueError) as error:
            derivation.eq(line, "a slip")
        return str(error.value)

    assert "hint: true with e times 0.5" not in gradient("2*outer(e, x)")
    assert "shapes n×m" in gradient("outer(x, e)") or "sides have shapes" in gradient("outer(x, e)")


def test_the_message_of_a_false_line():
    derivation = Derivation("logistic and tanh").number("x").start("sigma(x)")
    with pytest.raises(DerivationError) as error:
        derivation.eq("1/2*tanh(x/2 + 1)", "according to the definition")
    assert str(error.value).splitlines()[:6] == [
        "derivation 'logistic and tanh', line 1 is false:",
        "    sigma(x)",
        " =  1/2*tanh(x/2 + 1)",
        "    because: according to the definition",
        "    at x = 1:",
        "    left 0.7310585786, right 0.4525741268",
    ]


def test_what_a_hint_names_is_true():
    assert prove("(Q@R).T", "R.T@Q.T").lines[-1].verdict == "proved"


def test_a_repair_that_indexes_out_of_range_is_no_repair():
    derivation = Derivation("batches").dims("B N").index("n", "N").index("b", "B")
    derivation.matrix("C", "B", "N").vector("g", "N").given("sum(C[b,n], b) == 1")
    derivation.let("m(b)", "sum(C[b,n], n)").start("sum(m(b)/N * (1/m(b)*sum(C[b,n]*g[n], n)), b)")
    with pytest.raises(DerivationError, match="left undefined"):
        derivation.eq("1/N*sum(C[b,n]*g[n], b, n)", "a batch may be empty")
