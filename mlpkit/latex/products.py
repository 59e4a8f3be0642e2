"""Products: what stands side by side. Where two readings differ, there is a question."""

from lark import Token, Tree

from mlpkit.latex.items import base_of, is_a
from mlpkit.latex.values import fail, product, quotient


class Products:
    """The part of `Meaning` that reads products."""

    def _product(self, tree):
        return self._factors(self._parts(tree), tree)

    def _parts(self, tree):
        """Return the factors and the signs between them."""
        return list(tree.children)

    def _factors(self, parts, tree):
        """Return the value of a row of factors."""
        result, sign, divided, before = None, None, False, None
        while parts:
            if isinstance(parts[0], Token):
                sign, parts = parts[0], parts[1:]
                continue
            here = parts[0]
            value, parts = self._factor(parts, tree)
            if result is None:
                result = value
            else:
                self._check_side_by_side(before, here, sign, divided)
                result = self._combined(result, sign, value, tree)
            divided = sign is not None and sign.type == "SLASH"
            sign, before = None, here
        return result

    def _combined(self, left, sign, right, tree):
        span = self.span(tree)
        kind = sign.type if sign is not None else ""
        if kind == "SLASH":
            return quotient(left, right, span)
        if kind in ("TIMES", "STAR") and left.shape and right.shape:
            fail(f"{sign} between {left.words()} and {right.words()}, expected \\odot or nothing", span)
        return product(left, right, span)

    def _check_side_by_side(self, left, right, sign, divided):
        """Refuse what looks like a product and could be something else."""
        span = self.span(right)
        side_by_side = sign is None or sign.type == "THIN"
        if side_by_side and divided and not is_a(right, "big_sum"):
            fail("a / b c is (a / b) c or a / (b c)", span, "\\frac{a}{b} c", "\\frac{a}{b c}")
        if side_by_side and _is_number(right):
            fail("a number after a factor, expected \\cdot before it, or ^ or _", span)
        if side_by_side and _is_number(left) and _is_fraction_of_numbers(right):
            fail("a mixed number, or a product", span, "2 \\cdot \\frac{1}{2}", "\\frac{5}{2}")
        if sign is None and _is_name(left) and _is_single(right):
            fail(
                f"{_text(left)}(…) is {_text(left)} of something, or {_text(left)} times it",
                span,
                "\\cdot between them, or no brackets, for the product",
                "a declared function for the other",
            )

    def _factor(self, parts, tree):
        """Return the value of the next factor, and what is left; an operator takes in what follows."""
        first = parts[0]
        if first.data == "inline_derivative":
            return self.value(first), parts[1:]
        base = first.children[0]
        if self.is_headed(parts):
            return self._headed(parts, tree)
        if isinstance(base, Token) and base.type == "FUNCTION":
            return self._function(parts, tree)
        if is_a(first, "big_sum"):
            return self._big_sum(first, parts[1:], tree), []
        if is_a(first, "nabla") and (found := self._nabla_of_head(first, parts[1:], tree)) is not None:
            return found
        if is_a(first, "nabla") or (is_a(first, "derivative") and self.is_operator(base)):
            return self._operator(first, parts[1:], tree), []
        return self._item(first), parts[1:]


def _is_number(item):
    base = base_of(item)
    return isinstance(base, Token) and base.type == "NUMBER"


def _is_name(item):
    base = base_of(item)
    return isinstance(base, Token) and base.type in ("NAME", "LETTER")


def _text(item):
    return str(base_of(item))


def _is_fraction_of_numbers(item):
    if not is_a(item, "fraction"):
        return False
    return all(t.type == "NUMBER" for t in base_of(item).scan_values(lambda t: True))


def _is_single(item):
    """Return whether an item is a bracket around one name, or a list, as after a function."""
    if not is_a(item, "bracket"):
        return False
    inner = [child for child in base_of(item).children if isinstance(child, Tree)]
    kinds = [t.type for t in base_of(item).scan_values(lambda t: True)]
    return len(inner) > 1 or kinds in (["NAME"], ["LETTER"])
