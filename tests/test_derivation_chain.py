"""A chain of lines: its order, its hypotheses, its record and what it shows."""

import dataclasses

import pytest

from mlpkit.derivation import Derivation, DerivationError
from tests.derivation_chains import names, prove

RECORD = "application/vnd.mlpkit.record+json"


def logistic():
    return (
        Derivation("logistic and tanh", claim="A1")
        .number("x")
        .start("sigma(x)")
        .eq("1/(1 + exp(-x))", "definition")
        .wrong("1/2*tanh(x/2 + 1)", "bracket")
        .eq("(tanh(x/2) + 1)/2", "tanh by exponentials")
    )


def test_the_record_and_what_is_shown():
    bundle = logistic()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/latex", "text/plain", RECORD}
    record = bundle[RECORD]
    assert (record["claim"], record["verdict"], record["lines"], record["refuted"]) == ("A1", "proved", 2, 1)
    assert record["anchor"] == "derivation-a1-logistic-and-tanh"
    assert f'id="{record["anchor"]}"' in bundle["text/html"]


def test_a_wrong_line_is_marked_and_passed_over():
    derivation = logistic()
    assert [line.verdict for line in derivation.lines] == ["start", "proved", "refuted", "proved"]
    assert derivation.lines[2].counterexample.point == {"x": "1"}
    shown = derivation._repr_mimebundle_()
    assert r"&\neq" in shown["text/latex"] and '<div class="line refuted">' in shown["text/html"]
    assert "    ≠ 1/2*tanh(x/2 + 1)    [bracket] ✗\n        at x = 1:" in shown["text/plain"]


def test_earlier_lines_stay_as_they_are():
    derivation = logistic()
    before = list(derivation.lines)
    derivation.eq("1 - sigma(-x)", "symmetry")
    assert derivation.lines[:-1] == before
    with pytest.raises(dataclasses.FrozenInstanceError):
        before[0].verdict = "proved"


def test_a_false_line_leaves_the_chain_as_it_was():
    derivation = logistic()
    with pytest.raises(DerivationError, match="line 4 is false"):
        derivation.eq("sigma(-x)", "symmetry")
    assert len(derivation.lines) == 4


def test_a_true_line_cannot_be_marked_as_wrong():
    with pytest.raises(DerivationError, match="the line marked as wrong is true"):
        names().start("p + q").wrong("q + p", "order")


ORDER = {
    "eq first": (lambda d: d.eq("p", "why"), "has no first line, expected start"),
    "wrong first": (lambda d: d.wrong("p", "why"), "has no first line, expected start"),
    "start twice": (lambda d: d.start("p").start("p"), "has started, expected eq or wrong"),
    "given late": (lambda d: d.start("p").given("p > 0"), "comes too late, expected it before start"),
    "nothing proved": (lambda d: d.start("p")._repr_mimebundle_(), "proves nothing|no proved line"),
    "only refuted": (
        lambda d: d.start("p").wrong("q", "why")._repr_mimebundle_(),
        "proves nothing|no proved line",
    ),
}


@pytest.mark.parametrize(("build", "message"), ORDER.values(), ids=ORDER.keys())
def test_a_chain_has_an_order(build, message):
    with pytest.raises(DerivationError, match=message):
        build(names())


USED = {  # first line, line, hypotheses, those that are not used
    "needed": ("relu(p)", "p", ["p > 0"], []),
    "as a sign": ("abs(p)", "-p", ["p < 0"], []),
    "turned round": ("relu(-p)", "-p", ["p < 0"], []),
    "met, and not needed": ("relu(p) - relu(-p)", "p", ["p > 0"], ["p > 0"]),
    "one of two": ("relu(p)", "p", ["p > 0", "q > 0"], ["q > 0"]),
    "for a product": ("ind(p*q > 0)", "ind(q > 0)", ["p > 0"], []),
    "sum": ("p*sum(t[k], k)", "p", ["sum(t[k], k) == 1"], []),
    "sum, and not needed": ("sum(t[k], k)", "sum(t[l], l)", ["sum(t[k], k) == 1"], ["sum(t[k], k) == 1"]),
    "another letter": ("sum(Q[j, k], k)", "x[j]", ["sum(Q[i, k], k) == x[i]"], []),
    "of every entry": ("abs(x[j])", "x[j]", ["x[i] > 0"], []),
    "division": ("x[i]**2/x[i]", "x[i]", ["x[i] != 0"], []),
    "derivative": ("D(relu(p), p)", "ind(p > 0)", ["p != 0"], []),
}


@pytest.mark.parametrize(("start", "line", "hypotheses", "unused"), USED.values(), ids=USED.keys())
def test_a_hypothesis_is_used_where_a_line_is_not_proved_without_it(start, line, hypotheses, unused):
    derivation = prove(start, line, *(("given", h) for h in hypotheses))
    assert derivation.unused() == unused
    if unused:
        with pytest.raises(DerivationError, match="is never used"):
            derivation._repr_mimebundle_()
    else:
        assert derivation._repr_mimebundle_()[RECORD]["given"] == hypotheses


def test_a_hypothesis_that_only_a_wrong_line_meets_is_not_used():
    derivation = names(("given", "p > 0")).start("q + q").wrong("q + relu(p)", "a slip").eq("2*q", "add")
    assert derivation.unused() == ["p > 0"]


def test_a_hypothesis_about_every_entry_says_so():
    shown = prove("abs(x[j])", "x[j]", ("given", "x[i] > 0"))._repr_mimebundle_()
    assert "given x[i] > 0 for every i" in shown["text/plain"]
    assert r"given \(x_{i} &gt; 0\) for every i" in shown["text/html"]
    assert "for every i" in shown["text/latex"]


REACH = {
    "x[2] + p": "n ≥ 2",
    "sum(delta(k, 3)*x[k], k) + p": "n ≥ 3",
    "s(4) + p": "n ≥ 4",
    "x[1] + p": "n, m",
}


@pytest.mark.parametrize(("line", "size"), REACH.items(), ids=REACH.keys())
def test_the_reach_says_how_large_a_size_has_to_be(line, size):
    derivation = names(("let", "s(i)", "x[i]**2")).start(line).eq(f"p + {line[:-4]}", "order")
    assert f"for every {size}" in derivation._repr_mimebundle_()["text/plain"]


def softmax(hypothesis=None):
    chain = Derivation("a part of the whole").dims("K").index("i k", "K").vector("x", "K")
    chain = chain.let("Z", "sum(exp(x[k]), k)").let("S(i)", "exp(x[i]) / Z").let("a", "log(x[1])")
    return chain.given(hypothesis) if hypothesis else chain


def test_the_abbreviations_that_are_used_are_shown():
    shown = softmax().start("sum(S(i), i)").eq("1", "they sum to 1")._repr_mimebundle_()
    assert "    where Z = sum(exp(x[k]), k)\n    where S(i) = exp(x[i]) / Z\n" in shown["text/plain"]
    assert r"\text{where } S_{i} = \frac{e^{x_{i}}}{Z}" in shown["text/latex"]
    assert shown["text/html"].count('<div class="where">') == 2  # and not a, which no line uses


def test_abbreviations_that_are_not_used_do_not_restrict_the_reach():
    assert "for every K, x\n" in str(softmax().start("sum(S(i), i)").eq("1", "they sum to 1")) + "\n"
    used = str(softmax().start("a - Z + Z").eq("a", "cancel"))
    assert used.endswith("wherever both sides are defined")


@pytest.mark.parametrize(
    ("hypothesis", "start", "line", "unused"),
    [
        ("x[1] > 0", "log(x[1]) - log(x[1])", "0", []),
        ("x[1] != 0", "x[1]**2 / x[1]", "x[1]", []),
        ("x[1] > 0", "Z - Z", "0", ["x[1] > 0"]),
        ("x[2] > 0", "Z - Z + log(x[1])", "log(x[1])", ["x[2] > 0"]),
    ],
    ids=["a logarithm", "a denominator", "nothing to divide by", "another entry"],
)
def test_a_hypothesis_that_gives_the_lines_a_value_is_used(hypothesis, start, line, unused):
    assert softmax(hypothesis).start(start).eq(line, "cancel").unused() == unused
