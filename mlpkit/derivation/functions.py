"""The functions of the language: how each is typeset and what it stands for.

To add a function of numbers, add one line to the table: how many arguments it takes, its
LaTeX, and its definition by exponentials, logarithms and `positive`, which is 1 where its
argument is positive and 0 elsewhere. Everything else (derivatives, proofs, refutations)
follows from the definition.
"""

from collections.abc import Callable
from dataclasses import dataclass

import sympy

from mlpkit.derivation.indexed import Positive

positive = Positive


@dataclass(frozen=True)
class Function:
    """A function of the language.

    Parameters
    ----------
    arguments : tuple of int
        How many arguments it may have.
    latex : str
        A template with {0}, {1} for its arguments.
    definition : callable or None
        What it stands for, entry by entry. None if it is about whole arrays; then
        `mlpkit.derivation.entries` says what it is.
    bare : bool
        True if the template needs no parentheses around its arguments.
    """

    arguments: tuple
    latex: str
    definition: Callable | None = None
    bare: bool = False


FUNCTIONS = {
    "exp": Function((1,), "e^{{{0}}}", sympy.exp, bare=True),
    "log": Function((1,), r"\log {0}", sympy.log),
    "ln": Function((1,), r"\ln {0}", sympy.log),
    "sqrt": Function((1,), r"\sqrt{{{0}}}", sympy.sqrt, bare=True),
    "tanh": Function((1,), r"\tanh {0}", lambda u: 1 - 2 / (1 + sympy.exp(2 * u))),
    "sigma": Function((1,), r"\sigma{0}", lambda u: 1 / (1 + sympy.exp(-u))),
    "softplus": Function((1,), r"\operatorname{{softplus}}{0}", lambda u: sympy.log(1 + sympy.exp(u))),
    "relu": Function((1,), r"\operatorname{{relu}}{0}", lambda u: u * positive(u)),
    "abs": Function((1,), r"\left|{0}\right|", lambda u: u * positive(u) - u * positive(-u), bare=True),
    "sign": Function((1,), r"\operatorname{{sign}}{0}", lambda u: positive(u) - positive(-u)),
    "max": Function((2,), r"\max({0}, {1})", lambda u, v: v + (u - v) * positive(u - v), bare=True),
    "min": Function((2,), r"\min({0}, {1})", lambda u, v: u - (u - v) * positive(u - v), bare=True),
    "leaky_relu": Function(
        (2,),
        r"\operatorname{{LeakyReLU}}_{{{1}}}({0})",
        lambda u, a: u * positive(u) + a * u * positive(-u),
        bare=True,
    ),
    # Of conditions, indices and whole arrays.
    "ind": Function((1,), r"\mathbf 1\{{{0}\}}", bare=True),
    "delta": Function((2,), r"\mathbf 1\{{{0}={1}\}}", bare=True),
    "sum": Function((1,), r"\sum {0}"),
    "D": Function((2,), r"\frac{{\partial {0}}}{{\partial {1}}}"),
    "norm2": Function((1,), r"\lVert {0} \rVert^2", bare=True),
    "diag": Function((1,), r"\operatorname{{diag}}{0}"),
    "outer": Function((2,), r"{0}\,{1}^{{\top}}"),
    "trace": Function((1,), r"\operatorname{{tr}}{0}"),
    "ones": Function((1,), r"\mathbf 1_{{{0}}}", bare=True),
    "eye": Function((1,), r"I_{{{0}}}", bare=True),
}
