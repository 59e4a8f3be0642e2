"""What the reader sees is what was checked: every line has one reading in LaTeX."""

import re

import pytest

from mlpkit.derivation import Derivation
from mlpkit.derivation.language import LanguageError, parse
from mlpkit.derivation.latex import Typesetter, is_atom
from tests.derivation_chains import names

LINES = {
    "-p**2": r"-p^{2}",
    "(-p)**2": r"\left(-p\right)^{2}",
    "(p + q)**2": r"\left(p + q\right)^{2}",
    "(p**q)**2": r"\left(p^{q}\right)^{2}",
    "p**q**2": r"p^{q^{2}}",
    "p - (q - p)": r"p - \left(q - p\right)",
    "p - q - p": r"p - q - p",
    "p*(q + p)": r"p\,\left(q + p\right)",
    "p*-q": r"p\,\left(-q\right)",
    "p/q*p": r"\frac{p}{q}\,p",
    "p/(q*p)": r"\frac{p}{q\,p}",
    "(p/q)**2": r"\left(\frac{p}{q}\right)^{2}",
    "2*3*p": r"2 \cdot 3\,p",
    "p*2": r"p \cdot 2",
    "1e-20*p": r"1 \cdot 10^{-20}\,p",
    "log(p)*q": r"\left(\log p\right)\,q",
    "p*log(q)*p": r"\left(p\,\log q\right)\,p",
    "log(p)**2": r"\left(\log p\right)^{2}",
    "log(p*q)": r"\log \left(p\,q\right)",
    "tanh(x)*y": r"\left(\tanh \mathbf{x}\right) \odot \mathbf{y}",
    "sum(x[k], k)*p": r"\left(\sum_{k} x_{k}\right)\,p",
    "sum(x[k]*p, k)": r"\sum_{k} x_{k}\,p",
    "sum(x[k] + p, k)": r"\sum_{k} \left(x_{k} + p\right)",
    "sum(x[k], k) + p": r"\sum_{k} x_{k} + p",
    "sum(x)*p": r"\left(\sum \left(\mathbf{x}\right)\right)\,p",
    "exp(p)**2": r"\left(e^{p}\right)^{2}",
    "exp(p + q)": r"e^{p + q}",
    "norm2(W)**2": r"\left(\lVert W \rVert^2\right)^{2}",
    "x[1]": r"x_{1}",
    "Q[i, j]**2": r"Q_{ij}^{2}",
    "x**2": r"\mathbf{x}^{\odot 2}",
    "Q**2": r"Q^{\odot 2}",
    "x/y": r"\mathbf{x} \oslash \mathbf{y}",
    "Q*R": r"Q \odot R",
    "Q@R": r"Q\,R",
    "p*Q": r"p\,Q",
    "(Q*R)@x": r"\left(Q \odot R\right)\,\mathbf{x}",
    "Q@x*y": r"Q\,\mathbf{x} \odot \mathbf{y}",
    "Q@(x*y)": r"Q\,\left(\mathbf{x} \odot \mathbf{y}\right)",
    "Q[i]*x": r"Q_{i} \odot \mathbf{x}",
    "ones(n)*x": r"\mathbf 1_{n} \odot \mathbf{x}",
    "trace(Q)*R": r"\operatorname{tr}\left(Q\right)\,R",
    "diag(x)@y": r"\operatorname{diag}\left(\mathbf{x}\right)\,\mathbf{y}",
    "f_(p)": r"f'\left(p\right)",
    "D(f(p)*q, p)*q": r"\left(\frac{\partial}{\partial p}\left(f\left(p\right)\,q\right)\right)\,q",
    "D(p*q, p) + q": r"\frac{\partial}{\partial p}\left(p\,q\right) + q",
    "delta(i, j)": r"\mathbf 1\{i=j\}",
    "ind(p >= q)": r"\mathbf 1\{p \ge q\}",
    "max(p, q)": r"\max(p, q)",
    "V.T": r"{V^{(1)}}^{\top}",
    "V**2": r"\left(V^{(1)}\right)^{\odot 2}",
    "V[i, j]**2": r"\left(V^{(1)}_{ij}\right)^{2}",
    "h_(p)": r"{h^{(1)}}'\left(p\right)",
    "theta*W2": r"\theta\,W_{2}",
    "S(i)**2": r"S_{i}^{2}",
}


def typeset(line):
    scope = names(
        ("matrix", "V W2", "n", "n"),
        ("function", "h"),
        ("number", "theta"),
        ("let", "S(i)", "exp(x[i])"),
        ("spell", "V", "V^{(1)}"),
        ("spell", "h", "h^{(1)}"),
    ).scope
    return Typesetter(scope).latex(parse(line, scope))


@pytest.mark.parametrize(("line", "latex"), LINES.items(), ids=LINES.keys())
def test_a_line_is_typeset(line, latex):
    assert typeset(line) == latex


def test_different_lines_look_different():
    assert len({typeset(line) for line in LINES}) == len(LINES)


@pytest.mark.parametrize("line", LINES)
def test_the_brackets_match_and_no_superscript_is_doubled(line):
    latex = typeset(line)
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left(") == latex.count(r"\right)")
    assert not re.search(r"\^(\{[^{}]*\}|\w)('|\^)", latex)


@pytest.mark.parametrize("latex", ["k-1", "a + b", r"\lambda - 1", "f(x) - 1"])
def test_a_sum_as_a_spelling_needs_brackets(latex):
    with pytest.raises(LanguageError, match="a sum, expected it in brackets"):
        Derivation("spelling").number("q").spell("q", latex)


@pytest.mark.parametrize("latex", ["(k-1)", "f(x + h)", r"\tbinom{N-1}{m-1}", "f_+", "y_-", "W^{(l+1)}"])
def test_brackets_hold_a_sum_together(latex):
    Derivation("spelling").number("q").spell("q", latex)


def test_two_names_are_not_typeset_alike():
    derivation = Derivation("spelling").number("p q").spell("p", r"\lambda")
    with pytest.raises(LanguageError, match="p is typeset so already"):
        derivation.spell("q", r"\lambda")


TWINS = {
    "a vector's entry": lambda d: d.dims("n").vector("x", "n").number("x1"),
    "a matrix's entry": lambda d: d.dims("n").matrix("A", "n", "n").number("A12"),
    "an indexed abbreviation": lambda d: d.dims("n").index("i", "n").number("S1").let("S(i)", "1"),
    "the base of exp": lambda d: d.number("e"),
    "two spellings of alpha": lambda d: d.number("α alpha").spell("α", r"\alpha"),
    "a spelling and a name": lambda d: d.number("a b").spell("a", "b"),
}


@pytest.mark.parametrize("declare", TWINS.values(), ids=TWINS)
def test_what_would_be_typeset_alike_is_refused(declare):
    with pytest.raises(LanguageError, match=r"typeset alike|typeset so already"):
        declare(Derivation("twins")).start("1")


def test_a_spelling_takes_the_twin_away():
    Derivation("twins").dims("n").vector("x", "n").number("x1").spell("x1", r"\tilde{x}").start("x1")


def test_indices_of_two_digits_are_kept_apart():
    d = Derivation("indices").dims("n").index("i j", "n").matrix("A", "n", "n").let("S(i,j)", "A[i,j]")
    shown = Typesetter(d.scope).latex(parse("S(1,11) - S(11,1)", d.scope))
    assert shown == "S_{1,11} - S_{11,1}"


@pytest.mark.parametrize("latex", ["{k-1}", r"x \pm y"])
def test_bare_braces_are_no_brackets(latex):
    with pytest.raises(LanguageError, match="a sum, expected it in brackets"):
        Derivation("spelling").number("q").spell("q", latex)


def test_a_spelling_of_several_letters_is_bracketed_under_a_power():
    d = Derivation("spelling").number("q p").spell("q", "x y")
    assert Typesetter(d.scope).latex(parse("q**2 * p", d.scope)).startswith(r"\left(x y\right)^{2}")


def test_a_line_holds_no_comment():
    with pytest.raises(LanguageError, match="a comment"):
        Derivation("comment").number("x").start("x # = 2*x")


@pytest.mark.parametrize(
    ("latex", "atom"),
    [
        (r"\mathcal{L}_\delta", True),
        (r"{W}^{(2)}", True),
        ("(N-1)!", True),
        ("f(x + h)", True),
        ("x y", False),
        ("p/q", False),
    ],
)
def test_what_holds_together_needs_no_brackets(latex, atom):
    assert is_atom(latex) == atom
