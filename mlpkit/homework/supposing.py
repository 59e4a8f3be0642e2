"""What running text supposes of letters that stand for something already; no line is decided against it.

A letter that gets a second meaning decides nothing from there on, as far as its heading reaches. One
of which something is supposed that does not follow, "if $a = b$" or "let $Q$ be orthogonal", makes
no line false.
"""

import re

from mlpkit.homework.in_passing import brought_in, concludes, denies, hypothetical, mathematics
from mlpkit.homework.sentences import sentences, with_dollars

_PROPERTY = re.compile(
    r"\b(?:(?:skew-?|anti-?)?symmetric|hermitian|orthogonal|orthonormal|diagonal|triangular|identity|invertible"
    r"|(?:non-?)?singular|(?:semi-?)?definite|normali[sz]ed|unit (?:length|norm|vector)|idempotent|stochastic"
    r"|non-?zero|sums? to|one-hot|cent(?:er|re)d|zero mean|distinct|full rank"
    r"|(?:is|are|be) (?:strictly |non-?)?(?:positive|negative)|non-?negative)\b",
    re.IGNORECASE,
)


class Supposing:
    """The part of `Scopes` that takes what is supposed and cannot be taken as a definition."""

    def suppose(self, sentence, definitions):
        """Take the equations that a sentence brings in and that define nothing new."""
        source = " ".join(sentence.text.split())[:200]
        for latex in brought_in(sentence):
            self.second_meanings(latex, source, anyway=latex in definitions)
        if _PROPERTY.search(sentence.text):
            self.unknown |= dict.fromkeys(self._letters(mathematics(sentence)), source)

    def only_supposed(self, sentence):
        """Return the formulas that a sentence brings in by "if", about letters that are known."""
        from mlpkit.latex.adopting import heads_of

        return {latex for latex in hypothetical(sentence) if heads_of(latex) & self._described()}

    def concluded(self, before, latex):
        """Take no display for a definition behind "it is wrong that", or of a known letter behind "so"."""
        from mlpkit.latex.adopting import heads_of

        last = sentences(with_dollars(before.traced))[-1:]
        words = last[0].text if last else ""
        if denies(words):
            letters = heads_of(latex)
        elif concludes(words):
            letters = heads_of(latex) & self._described()
        else:
            return
        self.unknown |= dict.fromkeys(letters, " ".join(words.split())[:200])

    def _described(self):
        """Return the letters of which running text has said what kind of thing they are, and no more."""
        from mlpkit.latex.letters import letters_of

        described = self.declarations.described
        return letters_of(own for own, name in self.declarations.spellings.items() if name in described)

    def second_meanings(self, latex, source, *, anyway=False):
        """Note what is said of names that stand for something else already.

        Parameters
        ----------
        latex : str
        source : str
            The sentence or the display that says it.
        anyway : bool
            Whether a mere sign of equality gives a meaning, as "let $L = a$" does; := always does.
        """
        from mlpkit.latex import decide, read_chain
        from mlpkit.latex.letters import letters_in
        from mlpkit.latex.relations import DEFINES

        for place, equality in enumerate(read_chain(latex, self.declarations)):
            gives = equality.relation in DEFINES - {"\\equiv"}
            if equality.left is None or place in self.taken.get(latex, ()) or not (gives or source != latex):
                continue
            if decide(equality).verdict in ("proved", "checked"):
                continue
            head = self._head(equality)
            if head and (gives or (anyway and head in self.declarations.scope.lets)):
                self.twice[head] = source
            elif source != latex:
                self.unknown |= dict.fromkeys(letters_in(equality), source)

    def two_meanings(self, equality):
        """Return a sentence that gave a second meaning to a name of an equality, or ""."""
        from mlpkit.latex.letters import names_in

        if not self.twice:
            return ""
        # f(2) is written out where it is read: a function is looked for as it is written.
        letters = self._letters([equality.left_latex, equality.right_latex])
        functions = {name for name in self.declarations.heads if self._letters_of_name(name) & letters}
        used = names_in(equality) | functions
        return next((self.twice[name] for name in sorted(used & self.twice.keys())), "")

    def _head(self, equality):
        """Return the name that the left side of an equality begins with, or None."""
        from mlpkit.latex.pieces import pieces

        match = self.declarations.names().at(pieces(equality.left_latex), 0)
        return match[0] if match is not None else None

    def _letters_of_name(self, name):
        return self._letters([self.declarations.latex(name)])

    def _letters(self, formulas):
        """Return the letters of declared names that formulas mention."""
        from mlpkit.latex.letters import letter_of, letters_of
        from mlpkit.latex.pieces import pieces
        from mlpkit.latex.problems import NotRead

        declared, found = letters_of(self.declarations.spellings), set()
        for latex in formulas:
            try:
                row = pieces(latex)
            except NotRead:
                continue
            found |= {letter_of(row[place:]) for place in range(len(row)) if row[place].text not in "{}"}
        return found & declared
