"""What stands above and below: indices, powers, transposes, primes."""

import ast

from lark import Token, Tree

from mlpkit.latex.values import Value, call, fail, transpose


class Scripts:
    """The part of `Meaning` that reads items: a base with its scripts."""

    def _item(self, tree):
        base, scripts = tree.children[0], list(tree.children[1:])
        if isinstance(base, Tree) and base.data == "inline_derivative":
            return self.value(base)
        indices = [s for s in scripts if _kind(s) == "indices"]
        scripts = [s for s in scripts if _kind(s) != "indices"]
        if isinstance(base, Token) and base.type == "LETTER" and str(base) == "\\delta" and indices:
            return self._kronecker(tree, indices, scripts)
        if len(indices) > 1:
            fail("indices twice, expected them once", self.span(tree))
        if indices and scripts and isinstance(base, Tree):
            fail(
                "indices and a power on one bracket: which comes first?",
                self.span(tree),
                "brackets around one",
            )
        if isinstance(base, Token) and base.type == "NAME":
            value = self._name_with_indices(base, indices, scripts, tree)
        elif indices:
            value = self._entry(self.value(base), indices[0], self.span(tree))
        else:
            value = self.value(base)
        return self._with_scripts(value, scripts, self.span(tree), tree)

    def _name_with_indices(self, base, indices, scripts, tree):
        text, span = str(base), self.span(tree)
        kinds = {_kind(s) for s in scripts}
        self._refuse_decorations(base, scripts, tree)
        if "prime" in kinds:
            fail(f"{self.known.latex(text)}' of what? It is no function", span)
        if not indices:
            return self.value(base)
        if "transpose" in kinds:
            choices = (
                f"\\left({base}^\\top\\right)_{{ij}} for an entry of the transpose",
                "no ^T on a number",
            )
            fail("an index and ^T on one name", span, *choices)
        if text in self.scope.lets and self.scope.lets[text][0]:
            parameters = self.scope.lets[text][0]
            sizes = [self.scope.indices[p] for p in parameters]
            return Value(call(text, *self._index_nodes(indices[0], sizes, base)))
        return self._entry(self.value(base), indices[0], span)

    def _refuse_decorations(self, base, scripts, tree):
        """Refuse W^{(2)} where only W is declared: it is another name, not a power."""
        for script in scripts:
            if _kind(script) == "power" and _is_bracket(script.children[0]):
                fail(
                    f"{base} with a bracket above it is not declared, expected it as a name", self.span(tree)
                )

    def _entry(self, value, indices, span):
        if not value.shape:
            fail("a number has no entries, expected no index", span)
        nodes = self._index_nodes(indices, value.shape, None)
        index = nodes[0] if len(nodes) == 1 else ast.Tuple(nodes, ast.Load())
        return Value(ast.Subscript(value.node, index, ast.Load()))

    def _index_nodes(self, indices, sizes, base):
        tokens = [t for t in indices.children if t.type != "COMMA"]
        span = self.span(indices)
        digits = len(tokens) == len(indices.children) and all(t.type == "NUMBER" for t in tokens)
        if digits and len(sizes) == 1 < len(tokens):  # x_{12} is the twelfth entry
            tokens = [Token("NUMBER", "".join(tokens), tokens[0].start_pos, end_pos=tokens[-1].end_pos)]
        if len(tokens) != len(sizes):
            fail(f"{len(tokens)} indices, expected {len(sizes)}", span)
        return [self.indices.use(t, self.span(t), size) for t, size in zip(tokens, sizes, strict=True)]

    def _kronecker(self, tree, indices, scripts):
        tokens = [t for t in indices[0].children if t.type != "COMMA"]
        if len(tokens) != 2 or scripts:
            fail(
                "\\delta is not declared, expected it among the declarations, or \\delta_{ij}",
                self.span(tree),
            )
        self.assume("δ with two indices is Kronecker's: 1 where they are equal, else 0")
        return self._delta(*tokens)

    def _with_scripts(self, value, scripts, span, tree):
        for script in scripts:
            match _kind(script):
                case "transpose":
                    value = transpose(value, span)
                case "power":
                    value = self._power_of(value, self._exponent(script), span)
                case "entrywise_power":
                    value = self._power_of(value, self._exponent(script), span, each=True)
                case "indices":
                    value = self._entry(value, script, span)
                case _:
                    fail("a prime here, expected it on a function", self.span(script))
        return value

    def _exponent(self, script):
        return self.value(script.children[-1])

    def _of_function(self, token, scripts):
        """Return the primes, the power and the parameter of a function's name."""
        primes = sum(_kind(s) == "prime" for s in scripts)
        power = parameter = None
        for script in scripts:
            match _kind(script):
                case "prime":
                    pass
                case "power" if power is None:
                    power = self._exponent(script)
                    if not isinstance(power.node, ast.Constant):
                        fail(f"{token} with this above it, expected a whole number", self.span(script))
                case "parameter":
                    parameter = self._exponent(script)
                case _:
                    fail(f"{token} with this above or below it is not known", self.span(script))
        return primes, power, parameter


def _kind(script):
    return script.data


def _is_bracket(tree):
    """Return whether a sum is one bracket and nothing else."""
    while isinstance(tree, Tree) and len(tree.children) == 1 and tree.data != "bracket":
        tree = tree.children[0]
    return isinstance(tree, Tree) and tree.data == "bracket"
