"""Sums over an index, deltas and entries, for every size: what is proved, and what is refuted."""

import pytest

from mlpkit.derivation.entries import KinkError
from tests.derivation_chains import prove, refute

S = ("let", "S(i)", "exp(x[i])/sum(exp(x[k]), k)")
L = ("let", "E", "-sum(t[k]*log(S(k)), k)")
ONE = ("given", "sum(t[k], k) == 1")
AWAY = ("given", "x[i] != 0")
MARGINS = ("let", "hinge", "sum((1 - delta(l, 1))*relu(x[l] - x[1] + p), l)")
GAP = ("given", "x[l] - x[1] + p != 0")
P_HINGE = ("let", "hinge", "sum((1 - delta(l, 1))*relu(S(l) - S(1) + p), l)")
P_GAP = ("given", "S(l) - S(1) + p != 0")
STATEMENTS = {  # claim: first line, true line, what is declared, false lines
    "B1": ("D(sum(x[k]**2, k), x[i])", "2*x[i]", (), ("x[i]", "2*sum(x[k], k)", "2*n*x[i]", "2*x[j]")),
    "B2": ("D(sum(abs(x[k]), k), x[i])", "sign(x[i])", (AWAY,), ("1", "sum(sign(x[k]), k)", "-sign(x[i])")),
    "B3": ("sum(S(i), i)", "1", (S,), ("n", "0", "S(1)")),
    "B3, shift": (
        "exp(x[i] + p)/sum(exp(x[k] + p), k)",
        "S(i)",
        (S,),
        ("exp(p)*S(i)", "S(i) + p", "exp(x[i])"),
    ),
    "B4": (
        "D(S(i), x[j])",
        "S(i)*(delta(i, j) - S(j))",
        (S,),
        ("delta(i, j)*S(i)*(1 - S(i))", "S(i)*(1 - S(j))", "S(i)*(delta(i, j) - S(i))", "-S(i)*S(j)"),
    ),
    "B6": (
        "sum(t[i]*D(S(i), x[j]), i)",
        "S(j)*(t[j] - sum(t[k]*S(k), k))",
        (S,),
        ("S(j)*(t[j] - sum(t[k], k))", "S(j)*t[j]", "S(j)*(1 - S(j))*t[j]"),
    ),
    "B7": ("D(log(sum(exp(x[k]), k)), x[i])", "S(i)", (S,), ("exp(x[i])", "1/sum(exp(x[k]), k)", "n*S(i)")),
    "B7, Hessian": (
        "D(D(log(sum(exp(x[k]), k)), x[i]), x[j])",
        "S(i)*delta(i, j) - S(i)*S(j)",
        (S,),
        ("S(i)*delta(i, j)", "S(i) - S(i)*S(j)", "S(i)*delta(i, j) + S(i)*S(j)"),
    ),
    "C1": (
        "-log(S(i))",
        "-x[i] + log(sum(exp(x[k]), k))",
        (S,),
        ("-x[i]", "x[i] - log(sum(exp(x[k]), k))", "0"),
    ),
    "C2": ("D(-log(S(i)), x[j])", "S(j) - delta(i, j)", (S,), ("S(j) - 1", "delta(i, j) - S(j)", "S(i) - 1")),
    "C3": (
        "sum(-delta(i, k)/S(k)*S(k)*(delta(k, j) - S(j)), k)",
        "S(j) - delta(i, j)",
        (S,),
        ("S(j) - 1", "delta(i, j)*(S(j) - 1)", "-delta(i, j)"),
    ),
    "C4": (
        "D(E, x[i])",
        "S(i)*sum(t[k], k) - t[i]",
        (S, L),
        ("S(i) - t[i]", "S(i)*t[i] - t[i]", "t[i] - S(i)*sum(t[k], k)", "n*S(i) - t[i]"),
    ),
    "C4, probabilities": (
        "D(E, x[i])",
        "S(i) - t[i]",
        (S, L, ONE),
        ("t[i] - S(i)", "S(i)", "t[i]*(S(i) - 1)"),
    ),
    "C7, on scores": (
        "D(hinge, x[j])",
        "sum((1 - delta(l, 1))*(delta(l, j) - delta(1, j))*ind(x[l] - x[1] + p > 0), l)",
        (MARGINS, GAP),
        (
            "sum((1 - delta(l, 1))*delta(l, j)*ind(x[l] - x[1] + p > 0), l)",
            "ind(x[j] - x[1] + p > 0)",
            "-sum(ind(x[l] - x[1] + p > 0), l)",
        ),
    ),
    "C7": (
        "D(hinge, x[j])",
        "sum((1 - delta(l, 1))*S(j)*(delta(l, j) - delta(1, j) - S(l) + S(1))*ind(S(l) - S(1) + p > 0), l)",
        (S, P_HINGE, P_GAP),
        (
            "sum((1 - delta(l, 1))*S(j)*(delta(l, j) - delta(1, j))*ind(S(l) - S(1) + p > 0), l)",
            "sum((1 - delta(l, 1))*(delta(l, j) - delta(1, j))*ind(S(l) - S(1) + p > 0), l)",
            "0",
        ),
    ),
    "D10, by a weight": (
        "D(f(sum(W[a, k]*Q[k, j], k)), W[b, i])",
        "f_(sum(W[a, k]*Q[k, j], k))*Q[i, j]*delta(a, b)",
        (),
        (
            "f_(sum(W[a, k]*Q[k, j], k))*Q[i, j]",
            "f_(sum(W[a, k]*Q[k, j], k))*Q[j, i]*delta(a, b)",
            "Q[i, j]*delta(a, b)",
        ),
    ),
    "D10, by an activation": (
        "D(f(sum(W[a, k]*Q[k, j], k)), Q[i, l])",
        "f_(sum(W[a, k]*Q[k, j], k))*W[a, i]*delta(j, l)",
        (),
        ("f_(sum(W[a, k]*Q[k, j], k))*W[a, i]", "W[a, i]*delta(j, l)", "f_(Q[i, j])*W[a, i]*delta(j, l)"),
    ),
    "product of sums": (
        "sum(x[k], k)*sum(y[k], k)",
        "sum(sum(x[i]*y[j], i), j)",
        (),
        ("sum(x[k]*y[k], k)", "0", "n"),
    ),
    "power of a sum": (
        "sum(x[k], k)**2",
        "sum(x[i]*x[j], i, j)",
        (),
        ("sum(x[k]**2, k)", "n*sum(x[k], k)", "0"),
    ),
}
SLIPS = {
    f"{name}: {slip}": (start, slip, declared)
    for name, (start, _, declared, slips) in STATEMENTS.items()
    for slip in slips
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_is_true_is_proved(name):
    start, line, declared, _ = STATEMENTS[name]
    derivation = prove(start, line, *declared)
    assert derivation.lines[-1].verdict == "proved" and derivation.unused() == []


@pytest.mark.parametrize(("start", "slip", "declared"), SLIPS.values(), ids=SLIPS.keys())
def test_what_is_false_is_refuted(start, slip, declared):
    assert refute(start, slip, *declared).point


def test_a_kink_inside_a_sum_needs_every_entry():
    with pytest.raises(KinkError, match=r"expected given\('x\[\w\] != 0'\)"):
        prove("D(sum(relu(x[k]), k), x[i])", "ind(x[i] > 0)", ("given", "x[1] != 0"))
