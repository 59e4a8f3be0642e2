"""Displays of several lines: where an equality begins and ends, and what only stands beside it."""

import pickle
from dataclasses import replace

import pytest

from mlpkit.latex import Limits, check, decide, declare, read_chain
from tests.latex_declared import DECLARED

DISPLAYS = {
    "one line": (r"a = a", ["a = a"]),
    "chain": (r"a = a + 0 = 0 + a", ["a = a + 0", "a + 0 = 0 + a"]),
    "align": (
        "\\begin{align*}\na &= a + 0 \\\\\n  &= 0 + a\n\\end{align*}",
        ["a = a + 0", "a + 0 = 0 + a"],
    ),
    "two statements": (r"a = a \\ c = c", ["a = a", "c = c"]),
    "beside each other": (r"a = a, \qquad c = c.", ["a = a", "c = c"]),
    "arrow": (r"a = a \implies c = c", ["a = a", "c = c"]),
    "first line alone": (r"a \\ = a + 0", ["a = a + 0"]),
    "goes on with plus": (r"a = a + c \\ + a - a", ["a = a + c + a - a"]),
    "ends with plus": (r"a = a + \\ c", ["a = a + c"]),
    "ends with a relation": (r"a = \\ a", ["a = a"]),
    "tag and label": (r"a = a \tag{1} \label{eq:one} \nonumber", ["a = a"]),
    "comment": ("a = % b\n a", ["a = a"]),
    "text": (r"a &= a && \text{by definition}", ["a = a"]),
    "reason with a formula": (r"a = a \quad \text{since } c = c", ["a = a"]),
    "spacing of rows": (r"a = a \\[2pt] c = c", ["a = a", "c = c"]),
    "dollars": (r"$$ a = a $$", ["a = a"]),
    "brackets": (r"\[ a = a \]", ["a = a"]),
    "number of the line": (r"a = a \quad (3)", ["a = a"]),
    "for all": (r"a = a \quad \forall i \in \{1, 2\}", ["a = a"]),
    "condition in a bracket": (r"1\{k=y\} = 1\{y=k\}", [r"1\{k=y\} = 1\{y=k\}"]),
    "cases": (r"c = \begin{cases} c & c > 0 \\ c & \text{otherwise} \end{cases}", None),
    "no relation": (r"a + c", []),
    "empty": ("", []),
}


@pytest.mark.parametrize(("source", "expected"), DISPLAYS.values(), ids=DISPLAYS)
def test_displays_fall_into_equalities(source, expected):
    found = read_chain(source, DECLARED)
    if expected is None:
        assert len(found) == 1
        assert found[0].problem is None
        return
    texts = [
        " = ".join(" ".join(part.replace("\\\\", "").split()) for part in (e.left_latex, e.right_latex))
        for e in found
    ]
    assert texts == expected
    assert all(e.problem is None for e in found)


@pytest.mark.parametrize(
    "beside", [r"\forall i \ne j", r"\text{if } c \ge 0", "(c \\ge 0)", r"\text{for } i = j", "c"]
)
def test_a_condition_beside_a_line_is_not_passed_over(beside):
    (equality,) = read_chain(rf"a = a \quad {beside}", DECLARED)
    assert equality.problem is not None


def test_words_between_two_formulas_are_no_product():
    found = read_chain("$a = a$ and $c = c$", DECLARED)
    assert all(equality.problem is not None for equality in found)


def test_each_step_is_judged_by_itself():
    source = r"\nabla_o E = S + t = S - t"
    assert [o.verdict for o in check(source, DECLARED)] == ["false", "false"]


def test_the_place_is_that_of_the_right_hand_side():
    source = "a &= a \\\\\n  &= c"
    second = read_chain(source, DECLARED)[1]
    assert second.span.line_column(source) == (2, 4)
    assert source[second.span.start : second.span.end] == "= c"


def test_a_problem_points_at_its_place():
    source = "a = a\\\\\nc = \\foo c"
    problem = read_chain(source, DECLARED)[1].problem
    assert problem.span.pointing(source) == "c = \\foo c\n    ^^^^"


def test_what_is_assumed_is_returned():
    (outcome,) = check(r"\nabla_o E = S - t", DECLARED)
    assert "the gradient by a vector is a column" in outcome.equality.assumed


def test_a_false_line_has_a_counterexample_and_a_hint():
    (outcome,) = check(r"\frac{\partial E}{\partial o_i} = S_i + t_i", DECLARED)
    assert outcome.verdict == "false"
    assert outcome.counterexample
    assert "t[i]" in outcome.hint


def test_a_proof_says_for_what():
    (outcome,) = check(r"\frac{a c}{c} = a", DECLARED)
    assert outcome.verdict in ("proved", "false")
    (outcome,) = check(r"\nabla_o E = S - t", DECLARED)
    assert outcome.reach.startswith("for every")


def test_a_derivative_across_a_kink_is_not_established():
    (outcome,) = check(r"\frac{\partial |c|}{\partial c} = \operatorname{sign}(c)", DECLARED)
    assert outcome.verdict == "not established"
    assert outcome.why.endswith(r"given: c \ne 0")
    declared = declare(r"given: c \ne 0", start=DECLARED)
    assert [o.verdict for o in check(outcome.equality.source, declared)] == ["proved"]


def test_the_advice_at_a_kink_of_a_norm_is_what_helps():
    source = r"\frac{\partial \|x\|_1}{\partial x} = \operatorname{sign}(x)"
    (outcome,) = check(source, DECLARED)
    advice = outcome.why[outcome.why.index("given:") :]
    assert advice == r"given: x_{i} \ne 0"
    assert [o.verdict for o in check(source, declare(advice, start=DECLARED))] == ["proved"]


def test_what_does_not_depend_on_a_name_is_told():
    (outcome,) = check(r"\frac{\partial \|x\|^2}{\partial u} = 0", DECLARED)
    assert "does not depend on it" in " ".join(outcome.equality.assumed)


def test_numbers_alone_are_checked_where_that_is_allowed():
    equality = read_chain(r"(e^{c})^{a} = e^{a c}", DECLARED)[0]
    verdict = decide(equality).verdict
    assert verdict in ("proved", "checked")
    if verdict == "checked":
        assert decide(equality, allow_checked=False).verdict == "not established"


def test_an_equality_crosses_a_process_border():
    (equality,) = read_chain(r"\nabla_o E = S - t", DECLARED)
    assert decide(pickle.loads(pickle.dumps(equality))).verdict == "proved"


def test_nothing_is_left_behind_by_a_line():
    before = pickle.dumps(DECLARED.scope)
    check(r"\sum_q z_q = \sum_r z_r", DECLARED)
    assert pickle.dumps(DECLARED.scope) == before


HOSTILE = {
    "braces": "{" * 5_000,
    "braces closed": "{" * 2_000 + "a" + "}" * 2_000 + " = a",
    "brackets": "a = " + "(" * 3_000 + "a" + ")" * 3_000,
    "brackets within": "a = " + "(" * 39 + "a" + ")" * 39,
    "fractions": "a = " + r"\frac{1}{" * 200 + "a" + "}" * 200,
    "bare fractions": "a = " + r"\frac" * 3_000,
    "accents": "a = " + r"\bar" * 3_000 + "a",
    "powers": "a = a" + "^{a" * 300 + "}" * 300,
    "long sum": "a = " + " + ".join(["a"] * 5_000),
    "long product": "a = " + "a " * 9_000,
    "scripts": "a" + "^" * 1_000,
    "primes": "f" + "'" * 5_000 + "(a) = a",
    "rows": r"a = a \\" * 1_000,
    "equalities": "a " + "= a " * 1_000,
    "big": "a = " + "9" * 15_000,
    "too long": "a" * 100_000,
    "nul": "a = \x00",
    "surrogate": "a = \ud800",
    "code": "a = __import__('os').system('true')",
    "backslash": "a = \\",
    "unicode": "∀ε∃δ = ∞",
    "wide matrix": r"a = \begin{bmatrix}" + "1 &" * 500 + r"1\end{bmatrix}",
    "open environment": r"a = \begin{cases} a",
    "sums in sums": "a = " + "".join(rf"\sum_{{{c}}} " for c in "ijklmnpqrs") + "z_i",
    "dots": "." * 1_000 + "=",
    "tower": "a = 9^{9^{9^{9^{9}}}}",
    "great power": "a = 2^{99999999}",
    "great index": "x_{99999999} = 0",
    "derivatives": "a = " + r"\frac{\partial}{\partial c}" * 300 + "c",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_is_refused_or_read(source):
    for equality in read_chain(source, DECLARED):
        assert equality.problem is None or equality.problem.message


def test_limits_can_be_set():
    limits = replace(Limits(), equalities=2)
    assert "more than 2" in read_chain("a = a = a = a", DECLARED, limits=limits)[0].problem.message
