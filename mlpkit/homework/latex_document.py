r"""The equations of a LaTeX file, by one pass over its text; nothing is typeset and nothing is run.

What is found: `equation`, `align`, `gather`, `multline` and their kin, `$$ … $$` and `\[ … \]`,
paragraphs with mathematics in them, comments that begin with `mlpkit:`, and macros. A file that is
named by `\input` is not opened.
"""

import re

from mlpkit.homework.macros import closing, definitions
from mlpkit.homework.passage import Passage
from mlpkit.homework.traced import Traced, joined

LONGEST_INLINE = 2_000
HEADINGS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")
DISPLAYS = "equation align gather multline eqnarray flalign displaymath dmath math alignat xalignat"
_DISPLAY = frozenset(f"{name}{star}" for name in DISPLAYS.split() for star in ("", "*"))
VERBATIM = "verbatim verbatim* lstlisting minted comment Verbatim filecontents"
_AS_IT_STANDS = frozenset(VERBATIM.split())
_INPUT = re.compile(r"\\(?:input|include|subfile|import)\b\s*\{?([^{}\s]{0,80})")
_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*)"
    r"|\\(?P<edge>begin|end)\s*\{(?P<name>[A-Za-z]{1,30}\*?)\}"
    r"|\\verb\*?(?P<fence>[^A-Za-z\s*]).*?(?P=fence)"
    r"|(?P<open>\\\[|\\\(|\$\$?)"
    r"|(?P<close>\\\]|\\\))"
    r"|\\(?P<pause>item|section|subsection|subsubsection|paragraph|chapter|part)\b\*?"
    r"|(?P<blank>\n[ \t]*\n\s*)"
    r"|\\."
)
_COMMENT = re.compile(r"\\.|%[^\n]*", re.DOTALL)
_CLOSES = {"$$": "$$", r"\[": r"\]", "$": "$", r"\(": r"\)"}
_DECLARES = re.compile(r"%+\s*mlpkit:(.*)")


def latex_passages(text, source=0):
    """Return the passages of a LaTeX file, its macros, and remarks.

    Parameters
    ----------
    text : str
    source : int
        The number of the source, for the passages.

    Returns
    -------
    list of Passage
    dict from str to Macro
    list of str

    Examples
    --------
    >>> passages, _, _ = latex_passages("For all $x$: $$ x = x $$")
    >>> [(p.kind, p.text) for p in passages]
    [('prose', 'For all $x$:'), ('equation', 'x = x')]
    """
    found = definitions(text)
    remarks = [rf"the macro \{name} is not resolved: it is not a simple one" for name in found.refused]
    for match in _INPUT.finditer(without_comments(Traced(text)).text):
        remarks.append(f"{match[0].split('{')[0]}{{{match[1]}}} is not followed")
    scanner = _Scanner(Traced(text), source, found.spans)
    scanner.run()
    return scanner.passages, found.macros, remarks


def without_comments(traced):
    """Return a LaTeX text without its comments; the ends of their lines stay.

    Parameters
    ----------
    traced : Traced

    Returns
    -------
    Traced
    """
    parts, at = [], 0
    for match in _COMMENT.finditer(traced.text):
        if match[0][0] == "%":
            parts.append(traced[at : match.start()])
            at = match.end()
    return joined([*parts, traced[at:]])


class _Scanner:
    """One pass over the text: what is outside of mathematics gathers in ``paragraph``."""

    def __init__(self, traced, source, spans):
        self.traced, self.source, self.spans = traced, source, spans
        self.passages, self.paragraph, self.mathematics = [], [], False
        self.at = 0  # up to here the text is dealt with
        self.missing = set()  # closing marks of which there is none any more

    def run(self):
        text = self.traced.text
        preamble = text.find(r"\begin{document}")
        place, end = 0, text.find(r"\end{document}") if preamble >= 0 else -1
        end = len(text) if end < 0 else end
        spans = iter([*self.spans, (len(text) + 1, len(text) + 1)])
        span = next(spans)
        while (match := _TOKEN.search(text, place, end)) is not None:
            while span[1] <= match.start():
                span = next(spans)
            if span[0] <= match.start():  # a definition is no text
                self._keep(span[0])
                place = self.at = span[1]
                continue
            outside = match.start() < preamble
            place = self._step(match, text, end, outside)
        self._keep(end)
        self._finish()

    def _step(self, match, text, end, outside):
        """Deal with one token; return where to go on."""
        if match["comment"] is not None:
            self._keep(match.start())
            self.at = match.end()
            if declared := _DECLARES.match(match[0]):
                self._finish()  # what was said before is declared before
                begin = match.start() + declared.start(1)
                self._add("declaration", self.traced[begin : match.end()])
            return match.end()
        if outside:
            if match["name"] == "document":
                self.paragraph, self.at = [], match.end()
            return match.end()
        if match["name"] in _AS_IT_STANDS and match["edge"] == "begin":
            return self._leap(match, rf"\end{{{match['name']}}}", text, end)
        if match["name"] in _DISPLAY and match["edge"] == "begin":
            return self._display(match, rf"\end{{{match['name']}}}", text, end)
        if match["open"] in ("$$", r"\["):
            return self._display(match, _CLOSES[match["open"]], text, end)
        if match["open"]:
            return self._inline(match, text, end)
        if match["blank"] is not None or match["name"] or match["pause"]:
            self._keep(match.start())
            self._finish()
            self.at = match.end()
        if match["pause"] in HEADINGS:
            return self._heading(match)
        return match.end()

    def _heading(self, match):
        begin = match.end() + 1
        end = closing(self.traced.text, match.end()) or begin
        self.at = max(self.at, end)
        title = self.traced[begin : max(begin, end - 1)].stripped()
        self.passages.append(Passage("heading", title, self.source, level=HEADINGS.index(match["pause"]) + 1))
        return end

    def _display(self, match, closing, text, end):
        self._keep(match.start())
        self._finish()
        stop = -1 if closing in self.missing else _find(text, closing, match.end(), end)
        if stop < 0:
            self.missing.add(closing)
            self._add("equation", self.traced[match.start() : match.end()], rf"{match[0]} has no {closing}")
            self.at = match.end()
            return match.end()
        self._add("equation", self.traced[match.end() : stop])
        self.at = stop + len(closing)
        return self.at

    def _inline(self, match, text, end):
        end = min(end, match.end() + LONGEST_INLINE)
        stop = _find(text, _CLOSES[match["open"]], match.end(), end)
        blank = re.compile(r"\n[ \t]*\n").search(text, match.end(), end if stop < 0 else stop)
        if stop < 0 or blank:  # TeX stops here as well
            return match.end()
        self.mathematics = True
        return stop + len(_CLOSES[match["open"]])

    def _leap(self, match, closing, text, end):
        self._keep(match.start())
        self._finish()
        stop = text.find(closing, match.end(), end)
        self.at = end if stop < 0 else stop + len(closing)
        return self.at

    def _keep(self, stop):
        if stop > self.at:
            self.paragraph.append(self.traced[self.at : stop])
            self.at = stop

    def _finish(self):
        if self.mathematics:
            self._add("prose", joined(self.paragraph))
        self.paragraph, self.mathematics = [], False

    def _add(self, kind, traced, problem=""):
        self.passages.append(Passage(kind, traced.stripped(), self.source, problem))


def _find(text, closing, begin, end):
    """Return where a closing mark stands, over comments and escaped letters, or −1."""
    for match in re.compile(rf"%[^\n]*|{re.escape(closing)}|\\.", re.DOTALL).finditer(text, begin, end):
        if match[0] == closing:
            return match.start()
    return -1
