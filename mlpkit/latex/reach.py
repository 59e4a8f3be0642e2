"""How far a sum or a derivative reaches: where two readings differ, the reader is asked."""

from lark import Token, Tree

from mlpkit.derivation.indices import names
from mlpkit.latex.items import is_a
from mlpkit.latex.values import fail


class Reach:
    """The part of `Meaning` that asks how far something reaches."""

    def _reach_matters(self, factors, targets):
        """Return whether what comes after the first factor depends on what a derivative is taken by."""
        head = factors[0].children[0] if factors[0].data == "item" else None
        function = isinstance(head, Token) and head.type == "FUNCTION"
        start = 2 if function or self.is_headed(factors) else 1
        if isinstance(head, Tree) and head.data == "big_sum":
            return False
        if function and len(factors) > 1 and is_a(factors[1], "big_sum"):
            return False  # \log \sum_k e^{x_k} is one factor, whatever it is taken by
        wanted = {n for target in targets for n in self._names_in(target)}
        if not self.is_headed(factors) and not function and not wanted & self._names_in(factors[0]):
            # A factor that depends on nothing of it may stand before or behind the derivative.
            return len(factors) > 1 and self._reach_matters(factors[1:], targets)
        return any(wanted & self._names_in(factor) for factor in factors[start:])

    def _names_in(self, tree):
        """Return the names of the engine that a part of the tree depends on."""
        found = {str(t) for t in tree.scan_values(lambda t: t.type == "NAME")}
        lets = found & self.scope.lets.keys()
        return found.union(*(names(self.scope.lets[one][1], self.scope) for one in lets))

    def _mentions(self, part, big_sum):
        """Return whether a factor has the letter of a sum among its indices."""
        letters = {str(t) for t in big_sum.children[0].children[0].scan_values(lambda t: t.type == "LETTER")}
        return any(str(t) in letters for t in part.scan_values(lambda t: t.type == "LETTER"))

    def _check_reach(self, tree, terms):
        """Refuse Σ_k a_k + b_k, and ∂/∂x f + g where g depends on x."""
        for place, term in enumerate(terms[:-1]):
            last = term.children[-1]
            for part in last.children:
                if isinstance(part, Token) or part.data != "item" or not isinstance(part.children[0], Tree):
                    continue
                base = part.children[0]
                after = terms[place + 1 :]
                if (
                    base.data == "big_sum"
                    and base.children
                    and any(self._mentions_free(t, part) for t in after)
                ):
                    fail(
                        "how far does \\sum reach?",
                        self.span(tree),
                        "\\sum_k \\left(a_k + b_k\\right)",
                        "another index",
                    )
                if (base.data == "derivative" and self.is_operator(base)) or base.data == "nabla":
                    self._check_operator_reach(base, last, after, tree)

    def _check_operator_reach(self, base, product, after, tree):
        parts = [p for p in product.children if not isinstance(p, Token)]
        bracketed = isinstance(parts[-1].children[0], Tree) and parts[-1].children[0].data == "bracket"
        wanted = {n for t in base.children if t.data != "order" for n in self._names_in(t)}
        if not bracketed and any(wanted & self._outside_derivatives(term) for term in after):
            fail("how far does the derivative reach?", self.span(tree), "brackets around what it is taken of")

    def _outside_derivatives(self, term):
        if any(isinstance(t, Tree) and t.data in ("derivative", "nabla") for t in term.iter_subtrees()):
            return set()
        return self._names_in(term)

    def _mentions_free(self, term, big_sum):
        """Return whether a term has the letter of a sum free, not bound by a sum of its own."""
        letters = {str(t) for t in big_sum.children[0].children[0].scan_values(lambda t: t.type == "LETTER")}

        def free(tree, bound):
            if isinstance(tree, Token):
                return tree.type == "LETTER" and str(tree) in letters - bound
            if tree.data == "product":
                for child in tree.children:
                    head = child.children[0] if isinstance(child, Tree) and child.data == "item" else None
                    if isinstance(head, Tree) and head.data == "big_sum" and head.children:
                        limits = head.children[0].children
                        bound = bound | {str(t) for t in limits if isinstance(t, Token)}
                    elif free(child, bound):
                        return True
                return False
            return any(free(child, bound) for child in tree.children)

        return free(term, frozenset())

    def _ends_open(self, product):
        """Return whether a product ends in a sum or a function that may reach further."""
        for part in product.children:
            base = part.children[0] if isinstance(part, Tree) and part.data == "item" else None
            if isinstance(base, Tree) and base.data in ("big_sum", "nabla"):
                return True
            if isinstance(base, Tree) and base.data == "derivative" and self.is_operator(base):
                return True
        return False
