"""What displays define, and what they seem to define and do not say clearly: the lines that hang on it.

No line is called false because of a letter of which something was said that was not understood.
"""

from mlpkit.homework.in_passing import says_that_it_defines


class Defined:
    """The part of `Scopes` that takes displayed definitions."""

    def take_display(self, latex, *, displayed=True):
        """Take what a display defines; return which of its equalities are definitions."""
        from mlpkit.latex.adopting import adopt
        from mlpkit.latex.letters import letters_of

        before, source = self.declarations.scope.lets, " ".join(latex.split())[:200]
        layers = self.declarations.layers
        try:
            blocked = {x for x, said in self.unknown.items() if said != source}
            self.declarations, defined, missed = adopt(
                latex, self.declarations, reserved=self.reserved, blocked=blocked
            )
        except Exception:  # a fault in reading one display must not silence the document
            return frozenset()
        self.missed = missed
        spelled = self.declarations.scope.spelled
        new = {
            spelled[name] for name in self.declarations.scope.lets.keys() - before.keys() if name in spelled
        }
        self.unknown = {x: why for x, why in self.unknown.items() if x not in letters_of(new)}
        if "=" in latex and not says_that_it_defines(latex):
            new |= _layered(layers, self.declarations.layers)
            self.loose |= new if displayed else set()
        self.unknown |= dict.fromkeys(missed, source)
        self.taken[latex] = self.taken.get(latex, frozenset()) | defined
        if displayed and says_that_it_defines(latex):
            self.second_meanings(latex, latex)
        self._try_again(latex, bool(missed), bool(new))
        return self.taken[latex]

    def _try_again(self, latex, misses, brings):
        """Let displays that needed a name have it, once it is there."""
        if misses and latex not in self.waiting:
            self.waiting.append(latex)
        elif brings and self.waiting:
            waiting, self.waiting = self.waiting, []
            for earlier in waiting:
                self.take_display(earlier)

    def contradicts(self, equality):
        """Return whether an equality says of a name what another display says otherwise."""
        from mlpkit.latex.names import pattern

        left = equality.left_latex.split("(")[0]
        try:
            return any(pattern(latex) == pattern(left) for latex in self.loose)
        except Exception:  # what cannot be taken apart is no name
            return False

    def doubt_both(self, equality):
        """Believe neither of two lines that contradict each other: no line is false because of the first."""
        from mlpkit.latex.letters import letters_of

        left = equality.left_latex.split("(")[0]
        said = f"{equality.left_latex} = {equality.right_latex}"[:200]
        self.unknown |= dict.fromkeys(letters_of([left]), said)

    def doubt_about(self, equality):
        """Return what was said and not understood, if an equality may hang on it."""
        from mlpkit.latex.letters import letters_in

        if self.doubt or not (self.unknown or self.ahead):
            return self.doubt
        used = letters_in(equality)
        if found := next((self.unknown[x] for x in sorted(used & self.unknown.keys())), ""):
            return found
        later = sorted(self.ahead & self._open_letters(equality))
        return f"what {later[0]} is, which seems to be said below" if later else ""

    def _open_letters(self, equality):
        """Return the letters of an equality of which nothing but their kind is known, or not even that."""
        from mlpkit.latex.letters import letters_of, names_in

        held, known = self.declarations, equality.declarations.scope
        free = held.described | held.supposed
        used = {name.rstrip("_") for name in names_in(equality)}  # f_ is the derivative of f
        return letters_of(
            known.spelled[name]
            for name in used & known.spelled.keys()
            if name not in known.lets and (name in free or name not in held.scope.spelled)
        )


def _layered(before, after):
    """Return how the letters are written that were defined for every layer, in the layers near by."""
    found = set()
    for stem in after.rules.keys() - before.rules.keys():
        below, right = after.rules[stem]
        if "\\partial" not in right:
            marks = (after.letter, f"{after.letter}+1", f"{after.letter}-1", "L")
            written = f"_{{{''.join(below)}}}" if below else ""
            found |= {f"{stem}^{{{mark}}}{tail}" for mark in marks for tail in ("", written)}
    return found
