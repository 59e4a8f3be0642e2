"""New names at the head of a displayed line: which left sides may define something, and what they define."""

from dataclasses import replace

from mlpkit.derivation.indices import names as used_names
from mlpkit.derivation.language import parse_python
from mlpkit.latex.formulas import between_commas, fail, part_of, pieces_of
from mlpkit.latex.names import parts
from mlpkit.latex.notation import FUNCTIONS, is_letter
from mlpkit.latex.phrases import Part
from mlpkit.latex.problems import Span
from mlpkit.latex.written import written

_KEPT_ABOVE = {"*", "+", "-", "\\star", "\\ast"}  # x^* is a name of its own, as x^{(2)} is


class Adopting:
    """The part of `Declaring` that takes displayed lines for definitions."""

    def adopt(self, left, right):
        """Enter what a displayed line defines.

        Parameters
        ----------
        left, right : sequence of Piece

        Raises
        ------
        NotRead
            If the left side is no new name, or the right side is not understood.
        """
        whole = Part(written(left), Span(0, 1))
        right = Part(written(right), Span(0, 1))
        found = pieces_of(whole)
        end = parts(found, 0)[2]
        _check_atom(found[:end], whole)
        head = part_of(whole, found[:end])
        if end == len(found):
            self._free(head)
            self._define(head, right)
            self._adopted(head)
            return
        arguments = self._arguments(whole, found[end:])
        self._free(head)
        self._define_function(whole, head, *arguments[0], right)
        self._adopted(head, tuple(name for name, _ in arguments))

    def _arguments(self, whole, bracket):
        """Return the names in a bracket, each declared, and how they are written."""
        if bracket[0].text != "(" or bracket[-1].text != ")" or len(bracket) < 3:
            fail("this is not a name, expected name = … or f(x) = …", whole.span)
        names, arguments = self.done.names(), []
        for found in between_commas(bracket[1:-1]):
            match = names.at(found, 0) if found else None
            if match is None or match[2] or match[3] != len(found):
                fail("a function of what is not declared", whole.span)
            arguments.append((match[0], part_of(whole, found)))
        return arguments

    def _free(self, head):
        """Make a name free that is a kind of thing only, and stands for nothing that was used so far."""
        match = self.done.names().at(pieces_of(head), 0)
        if match is None:
            return
        name, scope = match[0], self.done.scope
        below = [s for s in match[2] if s[0].text == "_"]
        open_ = name in self.done.described | self.done.supposed and name in scope.symbols
        if not open_ or match[2] != below:
            fail(f"{head.latex} is declared already", head.span)
        if any(name in used_names(parse_python(text), scope) for text in self.done.given):
            fail(f"{head.latex} is in what is given, and cannot be defined any more", head.span)
        self.freed, self.wanted = name, scope.symbols.pop(name)
        scope.spelled.pop(name, None)
        for latex in [latex for latex, own in self.done.spellings.items() if own == name]:
            del self.done.spellings[latex]

    def _adopted(self, head, arguments=()):
        name = next(reversed(self.done.scope.lets))
        if arguments:
            name = self.done.names().at(pieces_of(head), 0)[0]
            self.done.heads[name] = arguments
        if self.wanted is not None:
            self._check_freed(name, head)
        self.done = replace(self.done, supposed=self.done.supposed | {name})

    def _check_freed(self, name, head):
        """Refuse a definition that does not fit to what was said of the name, or to where it was used."""
        scope, parameters = self.done.scope, self.done.scope.lets[name][0]
        shape = tuple(scope.indices[p] for p in parameters) if parameters else self.done.shape(name)[0]
        if name != self.freed or shape != self.wanted or name in used_names(scope.lets[name][1], scope):
            fail(f"{head.latex} was declared as something else", head.span)
        given = [parse_python(text) for text in self.done.given]
        bodies = [body for own, (_, body) in scope.lets.items() if own != name]
        if parameters and any(name in used_names(tree, scope) for tree in (*bodies, *given)):
            fail(f"{head.latex} was used as an array before", head.span)


def _check_atom(found, whole):
    """Refuse what is a number, a function that is known, a power or a transpose."""
    nucleus, scripts, _ = parts(found, 0)
    letters = [p.text for p in nucleus if is_letter(p.text) or p.text.startswith("\\word{")]
    if len(letters) != 1 or nucleus[0].text in FUNCTIONS or letters[0] in FUNCTIONS:
        fail(f"{whole.latex} is no new name", whole.span)
    for script in scripts:
        inner = [p.text for p in script[2:-1]]
        bracketed = inner[:1] in (["("], ["["]) and inner[-1:] in ([")"], ["]"])
        if script[0].text == "^" and not (bracketed or {*inner} <= _KEPT_ABOVE):
            fail(f"{whole.latex} is a power, or no name", whole.span)
        if script[0].text == "_" and letters[0] == "\\delta" and len(inner) == 2:
            fail("Kronecker's delta is known", whole.span)
