"""What the reader sees: the LaTeX of a line, from the same syntax tree that is checked."""

import ast

from mlpkit.derivation.functions import FUNCTIONS
from mlpkit.derivation.language import index_nodes

_GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu"),
    *("xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
}
_OPEN = {"log", "ln", "tanh"}  # written without brackets around a single letter
# How tightly what was written last binds: a sum loosest; Σ and ⊙ looser than a product.
_SUM, _LOOSE, _PRODUCT, _SIGN, _POWER, _ATOM = range(6)


class Typesetter:
    """Turns syntax trees into LaTeX that MathJax and KaTeX both read."""

    def __init__(self, scope):
        self.scope = scope

    def latex(self, node):
        """Return the LaTeX of a tree."""
        return self._render(node)[0]

    def _render(self, node):
        return getattr(self, f"_{type(node).__name__}")(node)

    def _within(self, node, level):
        text, own = self._render(node)
        return text if own >= level else rf"\left({text}\right)"

    def name(self, name):
        """Return how a name is typeset: W1 as W_1, Greek letters by their names, vectors bold."""
        if name in self.scope.spelled:
            return self.scope.spelled[name]
        stem = name.rstrip("0123456789")
        digits = name[len(stem) :]
        text = rf"\{stem}" if stem in _GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
        if len(self.scope.symbols.get(name, ())) == 1:
            text = rf"\boldsymbol{{{text}}}"
        return f"{text}_{{{digits}}}" if digits else text

    def _Constant(self, node):
        return str(node.value), _ATOM

    def _Name(self, node):
        return self.name(node.id), _ATOM

    def _UnaryOp(self, node):
        return f"-{self._within(node.operand, _LOOSE)}", _SUM

    def _BinOp(self, node):
        left, right = node.left, node.right
        match node.op:
            case ast.Add():
                return f"{self._within(left, _SUM)} + {self._within(right, _LOOSE)}", _SUM
            case ast.Sub():
                return f"{self._within(left, _SUM)} - {self._within(right, _LOOSE)}", _SUM
            case ast.Div():
                return rf"\frac{{{self.latex(left)}}}{{{self.latex(right)}}}", _PRODUCT
            case ast.Pow():
                return f"{self._within(left, _ATOM)}^{{{self.latex(right)}}}", _POWER
            case ast.MatMult():
                return rf"{self._within(left, _PRODUCT)}\,{self._within(right, _SIGN)}", _PRODUCT
        if self._is_array(left) and self._is_array(right):
            return rf"{self._within(left, _LOOSE)} \odot {self._within(right, _PRODUCT)}", _LOOSE
        return f"{self._left_factor(left)}{self._times(right)}{self._within(right, _SIGN)}", _PRODUCT

    def _left_factor(self, node):
        text = self._within(node, _PRODUCT)
        open_ended = isinstance(node, ast.Call) and node.func.id in _OPEN and not text.endswith(")")
        return rf"\left({text}\right)" if open_ended else text

    def _times(self, right):
        if isinstance(right, ast.Constant) or (isinstance(right, ast.BinOp) and _starts_with_number(right)):
            return r" \cdot "
        return r"\,"

    def _is_array(self, node):
        match node:
            case ast.Subscript() | ast.Constant():
                return False
            case ast.Name():
                return bool(self.scope.symbols.get(node.id)) or (
                    node.id in self.scope.lets and self._is_array(self.scope.lets[node.id][1])
                )
            case ast.Call(func=ast.Name(id="sum" | "delta" | "ind" | "norm2" | "trace")):
                return False
            case ast.Call(func=ast.Name(id=name)) if name in self.scope.lets:
                return False
            case ast.Call():
                return any(map(self._is_array, node.args[-1:] if node.func.id == "D" else node.args))
            case _:
                return any(
                    self._is_array(child)
                    for child in ast.iter_child_nodes(node)
                    if isinstance(child, ast.expr)
                )

    def _Attribute(self, node):
        return rf"{self._within(node.value, _ATOM)}^{{\mathsf T}}", _POWER

    def _Subscript(self, node):
        indices = ",".join(self._index(i) for i in index_nodes(node.slice))
        if "," in indices and all(len(part) == 1 for part in indices.split(",")):
            indices = indices.replace(",", "")
        base = node.value
        if isinstance(base, ast.Name):
            # An entry of a vector is a number, and is not bold.
            plain = (
                self.name(base.id).removeprefix(r"\boldsymbol{").removesuffix("}")
                if len(self.scope.symbols.get(base.id, ())) == 1 and base.id not in self.scope.spelled
                else self.name(base.id)
            )
            return (f"{plain}_{{{indices}}}" if "_" not in plain else f"({plain})_{{{indices}}}"), _ATOM
        return rf"\left({self.latex(base)}\right)_{{{indices}}}", _ATOM

    def _index(self, node):
        return str(node.value) if isinstance(node, ast.Constant) else node.id

    def _Compare(self, node):
        sign = {ast.Gt: ">", ast.Lt: "<", ast.GtE: r"\ge", ast.LtE: r"\le", ast.Eq: "=", ast.NotEq: r"\ne"}
        left, right = self.latex(node.left), self.latex(node.comparators[0])
        return f"{left} {sign[type(node.ops[0])]} {right}", _SUM

    def _Call(self, node):
        name, arguments = node.func.id, node.args
        if name in self.scope.lets:
            indices = "".join(self._index(a) for a in arguments)
            return f"{self.name(name)}_{{{indices}}}", _ATOM
        if name == "sum" and len(arguments) > 1:
            under = ",".join(a.id for a in arguments[1:])
            return rf"\sum_{{{under}}} {self._within(arguments[0], _PRODUCT)}", _LOOSE
        if name == "D":
            return self._derivative(*arguments)
        if name.rstrip("_") in self.scope.functions:
            primes = "'" * (len(name) - len(name.rstrip("_")))
            return rf"{self.name(name.rstrip('_'))}{primes}\left({self.latex(arguments[0])}\right)", _POWER
        function = FUNCTIONS[name]
        if name == "delta":
            return function.latex.format(*map(self._index, arguments)), _ATOM
        if function.bare:
            level = _POWER
            return function.latex.format(*map(self.latex, arguments)), level
        if name in _OPEN:
            return function.latex.format(*(self._within(a, _ATOM) for a in arguments)), _SIGN
        parts = [
            self._within(a, _ATOM) if name in ("diag", "trace", "outer") else rf"\left({self.latex(a)}\right)"
            for a in arguments
        ]
        return function.latex.format(*parts), _PRODUCT if name in ("sum", "outer") else _POWER

    def _derivative(self, value, target):
        top, level = self._render(value)
        if level >= _ATOM or (level == _POWER and len(top) < 30):
            return rf"\frac{{\partial {top}}}{{\partial {self.latex(target)}}}", _PRODUCT
        return rf"\frac{{\partial}}{{\partial {self.latex(target)}}}\left({top}\right)", _PRODUCT


def _starts_with_number(node):
    while isinstance(node, ast.BinOp):
        node = node.left
    return isinstance(node, ast.Constant)
