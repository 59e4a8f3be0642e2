"""Opening a document: never more than the limit is read, and only from a file that has an end."""

import os
import stat
from pathlib import Path

from mlpkit.homework.latex_document import latex_passages
from mlpkit.homework.macro_expansion import MacroError, expand
from mlpkit.homework.macros import definitions
from mlpkit.homework.markdown_document import markdown_passages
from mlpkit.homework.notebook_document import NotANotebook, notebook_passages, notebook_sources
from mlpkit.homework.passage import Document, Source
from mlpkit.homework.traced import joined

LANGUAGES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".tex": "latex",
    ".ltx": "latex",
    ".ipynb": "notebook",
}


class UnreadableDocument(ValueError):
    """A file that is opened and turns out not to be a document that can be read."""


def read_text(path, most):
    """Return the text of a file.

    Parameters
    ----------
    path : str or pathlib.Path
    most : int
        How many bytes it may have.

    Returns
    -------
    str

    Raises
    ------
    OSError
        If it cannot be opened.
    UnreadableDocument
        If it is no regular file, too long, or no text in UTF-8.
    """
    # A pipe or a device may never end, and opening a pipe may wait for ever.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnreadableDocument("this is no regular file")
        data = file.read(most + 1)
    if len(data) > most:
        raise UnreadableDocument(f"it has more than {most:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableDocument(f"line {line} is not UTF-8: the byte 0x{data[error.start]:02x}") from None
    if "\0" in text:
        raise UnreadableDocument(f"line {text[: text.index(chr(0))].count(chr(10)) + 1} has a NUL")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def language_of(path):
    """Return the language of a file by its name, or None.

    Examples
    --------
    >>> language_of("homework.tex")
    'latex'
    """
    return LANGUAGES.get(Path(path).suffix.lower())


def take_apart(name, text, language):
    """Return a document with its passages, macros resolved.

    Parameters
    ----------
    name : str
    text : str
    language : {"markdown", "latex", "notebook"}

    Returns
    -------
    Document

    Raises
    ------
    UnreadableDocument
        If it is not in that language.

    Examples
    --------
    >>> take_apart("a.md", "$$ x = x $$", "markdown").passages[0].text
    'x = x'
    """
    if language == "notebook":
        try:
            sources = notebook_sources(text)
        except NotANotebook as error:
            raise UnreadableDocument(str(error)) from None
        passages, macros, remarks = notebook_passages(sources)
    else:
        sources = [Source(text, None, language)]
        passages, macros, remarks = {"markdown": markdown_passages, "latex": latex_passages}[language](text)
    ready = [resolved(passage, macros) for passage in passages]
    return Document(
        name, tuple(sources), tuple(p for p in ready if p.text or p.problem or p.level), tuple(remarks)
    )


def resolved(passage, macros):
    """Return a passage with its macros resolved and its definitions taken out, or with the problem.

    Parameters
    ----------
    passage : Passage
    macros : dict from str to Macro

    Returns
    -------
    Passage
    """
    if passage.kind in ("declaration", "heading") or passage.problem:
        return passage
    spans, traced, at, parts = definitions(passage.text).spans, passage.traced, 0, []
    for begin, end in spans:
        parts.append(traced[at:begin])
        at = end
    try:
        traced = expand(joined([*parts, traced[at:]]) if spans else traced, macros)
    except MacroError as error:
        return passage._replace(problem=str(error))
    return passage._replace(traced=traced.stripped())
