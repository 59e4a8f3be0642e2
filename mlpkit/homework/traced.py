"""Text that remembers where each of its letters was written, through every cut and replacement."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple


class Stretch(NamedTuple):
    """Letters that follow one another in the source as they do here, or that one macro made.

    Parameters
    ----------
    offset : int
        Where the stretch begins in the text.
    origin : int
        Where it begins in the source.
    step : {0, 1}
        1 if the letters follow one another in the source too, 0 if all come from one place.
    """

    offset: int
    origin: int
    step: int = 1


@dataclass(frozen=True)
class Traced:
    """A text and the stretches it is made of.

    Parameters
    ----------
    text : str
    stretches : tuple of Stretch

    Examples
    --------
    >>> whole = Traced("a = b % why")
    >>> joined([whole[:2], whole[4:5]]).origin(2)
    4
    """

    text: str
    stretches: tuple = (Stretch(0, 0),)

    def origin(self, offset):
        """Return where a letter stands in the source."""
        at = max(0, bisect_right(self.stretches, offset, key=lambda s: s.offset) - 1)
        stretch = self.stretches[at]
        return stretch.origin + stretch.step * max(0, offset - stretch.offset)

    def __getitem__(self, part):
        begin, end, _ = part.indices(len(self.text))
        at = max(0, bisect_right(self.stretches, begin, key=lambda s: s.offset) - 1)
        first = Stretch(0, self.origin(begin), self.stretches[at].step)
        rest = (s for s in self.stretches[at + 1 :] if s.offset < end)
        return Traced(self.text[begin:end], (first, *(s._replace(offset=s.offset - begin) for s in rest)))

    def stripped(self):
        """Return the text without the white space at both ends."""
        end = len(self.text.rstrip())
        return self[len(self.text[:end]) - len(self.text[:end].lstrip()) : end]


def joined(parts):
    """Return parts as one text.

    Parameters
    ----------
    parts : iterable of Traced

    Returns
    -------
    Traced
    """
    texts, stretches, length = [], [], 0
    for part in parts:
        if part.text:
            stretches += (s._replace(offset=s.offset + length) for s in part.stretches)
            texts.append(part.text)
            length += len(part.text)
    return Traced("".join(texts), tuple(stretches) or (Stretch(0, 0),))


def made_at(text, origin):
    """Return a text all of which comes from one place."""
    return Traced(text, (Stretch(0, origin, 0),))
