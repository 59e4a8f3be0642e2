"""What the reader sees: the LaTeX of a line, from the same syntax tree that is checked."""

import ast
import re

from mlpkit.derivation.entries import Reader
from mlpkit.derivation.functions import FUNCTIONS
from mlpkit.derivation.hypotheses import Hypotheses
from mlpkit.derivation.indices import index_nodes

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
        stem, digits, plain = self._parts(name)
        if name in self.scope.spelled or len(self.scope.symbols.get(name, ())) != 1:
            return plain + digits
        return (rf"\boldsymbol{{{plain}}}" if stem in _GREEK else rf"\mathbf{{{plain}}}") + digits

    def entry_name(self, name):
        """Return how a name is typeset before its indices: a vector's is not bold."""
        _, digits, plain = self._parts(name)
        return plain + digits

    def _parts(self, name):
        if name in self.scope.spelled:
            return name, "", self.scope.spelled[name]
        stem = name.rstrip("0123456789")
        digits = name[len(stem) :]
        plain = rf"\{stem}" if stem in _GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
        return stem, f"_{{{digits}}}" if digits else "", plain

    def _Constant(self, node):
        digits, _, exponent = str(node.value).partition("e")
        return (rf"{digits} \cdot 10^{{{int(exponent)}}}", _PRODUCT) if exponent else (digits, _ATOM)

    def _Name(self, node):
        spelled = self.scope.spelled.get(node.id)
        return self.name(node.id), _ATOM if spelled is None or is_atom(spelled) else _LOOSE

    def twins(self):
        """Return two names, or a name and an entry, that would be typeset alike, and how; or None."""
        scope, shown = self.scope, {"e": "the base of exp"}
        for name in (*scope.dims, *scope.symbols, *sorted(scope.functions), *scope.lets):
            form = self.name(name)
            if form in shown:
                return name, shown[form], form
            shown[form] = name
        axes = {name: len(shape) for name, shape in scope.symbols.items() if shape}
        axes |= {name: len(indices) for name, (indices, _) in scope.lets.items() if indices}
        for name, count in axes.items():
            _, digits, plain = self._parts(name)
            entry = rf"{re.escape(plain)}_\{{[1-9]{{{count}}}\}}"  # indices run from 1
            for form, other in shown.items():
                if not digits and other != name and re.fullmatch(entry, form):
                    return other, f"an entry of {name}", form
        return None

    def _UnaryOp(self, node):
        sign = "-" if isinstance(node.op, ast.USub) else "+"
        return f"{sign}{self._within(node.operand, _LOOSE)}", _SUM

    def _BinOp(self, node):
        left, right = node.left, node.right
        match node.op:
            case ast.Add():
                return f"{self._within(left, _SUM)} + {self._within(right, _LOOSE)}", _SUM
            case ast.Sub():
                return f"{self._within(left, _SUM)} - {self._within(right, _LOOSE)}", _SUM
            case ast.Div():
                if self._is_array(right):
                    return (
                        rf"{self._bracketed_if_open(left, _LOOSE)} \oslash {self._within(right, _PRODUCT)}",
                        _LOOSE,
                    )
                return rf"\frac{{{self.latex(left)}}}{{{self.latex(right)}}}", _SIGN
            case ast.Pow():
                entrywise = r"\odot " if self._is_array(left) else ""
                base = self._within(left, _ATOM)
                base = base if "^" not in base or base.endswith(r"\right)") else rf"\left({base}\right)"
                return f"{base}^{{{entrywise}{self.latex(right)}}}", _POWER
            case ast.MatMult():
                return rf"{self._bracketed_if_open(left, _PRODUCT)}\,{self._within(right, _SIGN)}", _PRODUCT
        if self._is_array(left) and self._is_array(right):
            return rf"{self._bracketed_if_open(left, _LOOSE)} \odot {self._within(right, _PRODUCT)}", _LOOSE
        return f"{self._left_factor(left)}{self._times(right)}{self._within(right, _SIGN)}", _PRODUCT

    def _left_factor(self, node):
        # The bracket says that vᵀw is a number before it meets what comes after it.
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult) and not self._is_array(node):
            return rf"\left({self.latex(node)}\right)"
        return self._bracketed_if_open(node, _PRODUCT)

    def _bracketed_if_open(self, node, level):
        # log x y would be read as log(x y).
        text = self._within(node, level)
        return rf"\left({text}\right)" if self._is_open(node) else text

    def _is_open(self, node):
        match node:
            case ast.BinOp(_, ast.Mult() | ast.MatMult(), right):
                return self._is_open(right)
            case ast.Call(ast.Name(name), [argument]) if name in _OPEN:
                return self._render(argument)[1] >= _ATOM
        return False

    def _times(self, right):
        if isinstance(right, ast.Constant) or (isinstance(right, ast.BinOp) and _starts_with_number(right)):
            return r" \cdot "
        return r"\,"

    def _is_array(self, node):
        return bool(Reader(self.scope, Hypotheses()).read(node).shape)

    def _Attribute(self, node):
        return rf"{_braced(self._within(node.value, _ATOM))}^{{\top}}", _POWER

    def _Subscript(self, node):
        indices = self._indices(index_nodes(node.slice))
        base = node.value
        if not isinstance(base, ast.Name):
            return rf"\left({self.latex(base)}\right)_{{{indices}}}", _ATOM
        _, digits, plain = self._parts(base.id)  # an entry of a vector is a number, and not bold
        return (f"({plain}{digits})_{{{indices}}}" if digits else f"{plain}_{{{indices}}}"), _ATOM

    def _indices(self, nodes):
        parts = [self._index(node) for node in nodes]
        return ("" if all(len(part) == 1 for part in parts) else ",").join(parts)

    def _index(self, node):
        return str(node.value) if isinstance(node, ast.Constant) else node.id

    def _Compare(self, node):
        sign = {ast.Gt: ">", ast.Lt: "<", ast.GtE: r"\ge", ast.LtE: r"\le", ast.Eq: "=", ast.NotEq: r"\ne"}
        left, right = self.latex(node.left), self.latex(node.comparators[0])
        return f"{left} {sign[type(node.ops[0])]} {right}", _SUM

    def _Call(self, node):
        name, arguments = node.func.id, node.args
        if name in self.scope.lets:
            return f"{self.name(name)}_{{{self._indices(arguments)}}}", _ATOM
        if name == "sum" and len(arguments) > 1:
            under = ",".join(a.id for a in arguments[1:])
            return rf"\sum_{{{under}}} {self._within(arguments[0], _PRODUCT)}", _LOOSE
        if name == "D":
            return self._derivative(*arguments)
        if name.rstrip("_") in self.scope.functions:
            primes = "'" * (len(name) - len(name.rstrip("_")))
            return (
                rf"{_braced(self.name(name.rstrip('_')))}{primes}\left({self.latex(arguments[0])}\right)",
                _POWER,
            )
        function = FUNCTIONS[name]
        if name == "delta":
            return function.latex.format(*map(self._index, arguments)), _ATOM
        if function.bare:
            return function.latex.format(*map(self.latex, arguments)), _POWER if name == "exp" else _ATOM
        if name in _OPEN:
            return function.latex.format(*(self._within(a, _ATOM) for a in arguments)), _SIGN
        parts = [
            self._within(a, _ATOM) if name == "outer" else rf"\left({self.latex(a)}\right)" for a in arguments
        ]
        if name == "outer" and not parts[1].startswith("{"):
            parts[1] = _braced(parts[1])
        return function.latex.format(*parts), {"sum": _LOOSE, "outer": _PRODUCT}.get(name, _POWER)

    def _derivative(self, value, target):
        top, level = self._render(value)
        if level >= _ATOM or (level == _POWER and len(top) < 30):
            return rf"\frac{{\partial {top}}}{{\partial {self.latex(target)}}}", _SIGN
        return rf"\frac{{\partial}}{{\partial {self.latex(target)}}}\left({top}\right)", _LOOSE


def is_atom(latex):
    """Return whether a spelling holds together beside a factor and under a power."""
    group = r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
    script = rf"(?:[_^](?:{group}|\\[a-zA-Z]+|\w|[*+-]))"
    letter = rf"(?:\w|\{{\w\}}|\\[a-zA-Z]+(?: ?\w|(?:{group})*))"
    bracketed = r"\([^()]*\)!?|\\lVert .* \\rVert(?:_\w)?"
    return re.fullmatch(rf"\{{?{letter}{script}*'*\}}?(?:\([^()]*\))?|{bracketed}", latex) is not None


def _braced(text):
    """Return the text ready for one more superscript."""
    return f"{{{text}}}" if "^" in text and not text.endswith(r"\right)") else text


def _starts_with_number(node):
    while isinstance(node, ast.BinOp):
        node = node.left
    return isinstance(node, ast.Constant)
