"""Which names are declared, and how each is written: the longest declared name is taken."""

import functools

from mlpkit.latex.piece import group_end, span_of
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead, Question


@functools.lru_cache(maxsize=4096)
def pattern(latex):
    r"""Return a spelling as the texts of its pieces, superscripts before subscripts.

    Examples
    --------
    >>> "".join(pattern(r"W_1^{(2)}")), "".join(pattern(r"\boldsymbol x"))
    ('W^{(2)}_{1}', '\\mathbf{x}')
    """
    found = pieces(latex)
    if found and found[0].text == "{" and group_end(found, 0) == len(found):
        found = found[1:-1]
    texts, i = [], 0
    while i < len(found):
        nucleus, scripts, i = parts(found, i)
        texts += [p.text for p in nucleus]
        texts += [text for kind in "^_" for s in scripts if s[0].text == kind for text in (p.text for p in s)]
    return tuple(texts)


def parts(found, i):
    """Return the nucleus at ``i``, its scripts, each a list of pieces, and where they end."""
    end = i + 1
    if found[i].text == "{":
        end = group_end(found, i)
    elif found[i].text.startswith("\\") and end < len(found) and found[end].text == "{":
        while end < len(found) and found[end].text == "{":
            end = group_end(found, end)
    nucleus, scripts = found[i:end], []
    while end + 1 < len(found) and found[end].text in ("^", "_") and found[end + 1].text == "{":
        if found[end].text in [script[0].text for script in scripts]:
            break  # W^{(2)}^{\top}: the second one belongs to the whole
        after = group_end(found, end + 1)
        scripts.append(found[end:after])
        end = after
    return nucleus, scripts, end


class Names:
    """A table of spellings.

    Parameters
    ----------
    spellings : dict from str to str
        LaTeX to a name of the engine.
    sizes : collection of str
        Which names of the engine are sizes.
    """

    def __init__(self, spellings, sizes=frozenset()):
        self.table, self.twins, self.sizes = {}, set(), sizes
        for latex, name in spellings.items():
            if self.table.setdefault(pattern(latex), name) != name:
                self.twins.add(pattern(latex))
        self.loose = {}  # the same without bold and roman type, where that is one name only
        for texts, name in self.table.items():
            self.loose.setdefault(_plain(texts), set()).add(name)
        self.long = sorted({len(t) for t in self.table}, reverse=True)

    def at(self, found, i):
        """Return the name written at ``i``, its pieces, its scripts and the end, or None.

        A name is an atom with scripts, in either order, or a sequence such as ``(k-1)``.
        """
        one, other = self._atom(found, i), self._sequence(found, i)
        return other if other and (one is None or other[3] > one[3]) else one

    def _atom(self, found, i):
        nucleus, scripts, end = parts(found, i)
        kinds = [s[0].text for s in scripts]
        if len(set(kinds)) == len(kinds):
            ordered = sorted(scripts, key=lambda s: s[0].text != "^")
            for taken in ([ordered] if len(ordered) == 2 else []) + [[s] for s in ordered] + [[]]:
                texts = [p.text for part in (nucleus, *taken) for p in part]
                if (name := self._look(tuple(texts), nucleus)) is not None:
                    rest = [s for s in scripts if s not in taken]
                    return name, [p for part in (nucleus, *taken) for p in part], rest, end
        return None

    def _sequence(self, found, i):
        for length in self.long:
            if tuple(p.text for p in found[i : i + length]) in self.table:
                whole = found[i : i + length]
                return self.table[tuple(p.text for p in whole)], whole, [], i + len(whole)
        return None

    def _look(self, texts, found):
        if texts in self.twins:
            raise NotRead(
                Question("two declared names are written so", span_of(found), ("another spelling",))
            )
        if texts in self.table:
            return self.table[texts]
        names = self.loose.get(_plain(texts), ())
        return next(iter(names)) if len(names) == 1 else None


def _plain(texts):
    """Return the texts without the braces of bold and roman letters."""
    plain, i = [], 0
    while i < len(texts):
        if (
            texts[i] in ("\\mathbf", "\\mathrm")
            and texts[i + 1 : i + 2] == ("{",)
            and texts[i + 3 : i + 4] == ("}",)
        ):
            plain.append(texts[i + 2])
            i += 4
        else:
            plain.append(texts[i])
            i += 1
    return tuple(plain)
