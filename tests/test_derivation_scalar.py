"""Functions of one number: what is proved, and what is refuted beside it."""

import pytest

from mlpkit.derivation.entries import KinkError
from tests.derivation_chains import prove, refute

AWAY = ("given", "p != 0")
STATEMENTS = {  # claim: first line, true line, hypotheses, false lines
    "A1": (
        "sigma(p)",
        "(tanh(p/2) + 1)/2",
        (),
        ("1/2*tanh(p/2 + 1)", "(tanh(p) + 1)/2", "(tanh(p/2) - 1)/2", "tanh(p/2) + 1"),
    ),
    "A2": ("ln(sigma(p))", "-softplus(-p)", (), ("softplus(-p)", "-softplus(p)", "-softplus(-p)/2")),
    "A3": (
        "D(sigma(p), p)",
        "sigma(p)*(1 - sigma(p))",
        (),
        ("sigma(p)", "sigma(p)*(1 + sigma(p))", "1 - sigma(p)**2", "sigma(p)**2"),
    ),
    "A3, second derivative": (
        "D(D(sigma(p), p), p)",
        "sigma(p)*(1 - sigma(p))*(1 - 2*sigma(p))",
        (),
        ("sigma(p)*(1 - sigma(p))*(1 - sigma(p))", "sigma(p)*(1 - sigma(p))", "0"),
    ),
    "A4": ("D(tanh(p), p)", "1 - tanh(p)**2", (), ("1 - tanh(p)", "1 + tanh(p)**2", "tanh(p)**2 - 1")),
    "A5": ("D(softplus(p), p)", "sigma(p)", (), ("sigma(-p)", "1 - sigma(p)", "softplus(p)")),
    "A6": (
        "sign(p)",
        "ind(p > 0) - ind(p < 0)",
        (),
        ("2*ind(p > 0) - 1", "ind(p > 0)", "ind(p > 0) - ind(p <= 0)"),
    ),
    "A7": ("D(abs(p), p)", "sign(p)", (AWAY,), ("1", "-sign(p)", "abs(p)", "2*ind(p > 0)")),
    "A8": ("D(relu(p), p)", "ind(p > 0)", (AWAY,), ("relu(p)", "1", "ind(p < 0)", "p*ind(p > 0)")),
    "A8, at the kink": ("ind(p > 0)", "ind(p >= 0)", (AWAY,), ("ind(p < 0)", "1 - ind(p > 0)", "sign(p)")),
    "A9": (
        "leaky_relu(p, q)",
        "max(p, q*p)",
        (("given", "q < 1"),),
        ("max(p, -q*p)", "min(p, q*p)", "max(0, q*p)", "relu(p) + q*p"),
    ),
    "A9, derivative": (
        "D(leaky_relu(p, q), p)",
        "ind(p > 0) + q*ind(p < 0)",
        (AWAY,),
        ("ind(p > 0)", "q*ind(p > 0) + ind(p < 0)", "1 + q*ind(p < 0)"),
    ),
    "C5, by t": ("D(-q*log(sigma(p)), q)", "-log(sigma(p))", (), ("log(sigma(p))", "-1/sigma(p)", "-q")),
    "C5, by z": (
        "D(-q*log(sigma(p)) - (1 - q)*log(1 - sigma(p)), p)",
        "sigma(p) - q",
        (),
        ("q - sigma(p)", "sigma(p)", "(sigma(p) - q)*sigma(p)*(1 - sigma(p))", "sigma(p - q)"),
    ),
    "F3": ("D(5*p**2 + 2, p)", "10*p", (), ("10*p + 2", "5*p", "10*p**2")),
    "F3, one step": (
        "p - q*D(5*p**2 + 2, p)",
        "(1 - 10*q)*p",
        (),
        ("p - 100*q*p", "(1 + 10*q)*p", "(1 - 5*q)*p"),
    ),
    "F3, n steps": (
        "(1 - 10*q)*((1 - 10*q)**n*p)",
        "(1 - 10*q)**(n + 1)*p",
        (),
        ("(1 - 10*q)**n*p", "p", "q*p"),
    ),
    "unknown function": ("D(f(2*p), p)", "2*f_(2*p)", (), ("f_(2*p)", "2*f_(p)", "f_(2*p)/2")),
    "unknown function, twice": (
        "D(D(f(p**2), p), p)",
        "2*f_(p**2) + 4*p**2*f__(p**2)",
        (),
        ("4*p**2*f__(p**2)", "2*f_(p**2)", "2*f_(p**2) + 2*p*f__(p**2)"),
    ),
    "largest of two and 0": (
        "max(max(p, q), 0)",
        "relu(max(p, q))",
        (),
        ("max(p, q)", "relu(p) + relu(q)", "relu(p)"),
    ),
    "product of signs": ("sign(p)*sign(q)", "sign(p*q)", (), ("sign(p + q)", "sign(p)", "abs(p*q)")),
    "root of a square": ("sqrt(p**2)", "abs(p)", (), ("p", "-p", "relu(p)")),
}
CASES = {name: case[:3] for name, case in STATEMENTS.items()}
SLIPS = {
    f"{name}: {slip}": (start, slip, hypotheses)
    for name, (start, _, hypotheses, slips) in STATEMENTS.items()
    for slip in slips
}


@pytest.mark.parametrize(("start", "line", "hypotheses"), CASES.values(), ids=CASES.keys())
def test_what_is_true_is_proved(start, line, hypotheses):
    derivation = prove(start, line, *hypotheses)
    assert derivation.lines[-1].verdict == "proved" and derivation.unused() == []


@pytest.mark.parametrize(("start", "slip", "hypotheses"), SLIPS.values(), ids=SLIPS.keys())
def test_what_is_false_is_refuted(start, slip, hypotheses):
    counterexample = refute(start, slip, *hypotheses)
    assert (counterexample.left, counterexample.right) != ("undefined", "undefined")


ACROSS = ["D(relu(p), p)", "D(abs(p), p)", "D(max(p, 2*p), p)", "D(leaky_relu(p, q), p)", "D(ind(p > 0), p)"]


@pytest.mark.parametrize("line", ACROSS)
def test_a_derivative_across_a_kink_needs_a_hypothesis(line):
    with pytest.raises(KinkError, match="no derivative where p = 0, expected given"):
        prove(line, line)


def test_a_kink_elsewhere_needs_the_hypothesis_of_its_place():
    with pytest.raises(KinkError, match=r"p - 1 = 0|1 - p = 0"):
        prove("D(relu(p - 1), p)", "ind(p > 1)", AWAY)
    assert prove("D(relu(p - 1), p)", "ind(p > 1)", ("given", "p != 1")).unused() == []
