"""The equations of a notebook: its Markdown cells, and the cells that begin with `%%derive`."""

import re

from mlpkit.homework.latex_document import latex_passages, without_comments
from mlpkit.homework.markdown_document import markdown_passages
from mlpkit.homework.passage import Passage, Source
from mlpkit.homework.traced import Stretch, Traced

_DERIVE = re.compile(r"\A\s*%%derive[^\n]*(?:\n|\Z)")


class NotANotebook(ValueError):
    """A text that is no notebook."""


def notebook_sources(text):
    """Return the cells of a notebook that may hold mathematics.

    Parameters
    ----------
    text : str
        The file, as it is stored.

    Returns
    -------
    list of Source

    Raises
    ------
    NotANotebook
        If it is no JSON, or not in the form of a notebook.
    """
    import nbformat

    try:
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
    except RecursionError:
        raise NotANotebook("this is no notebook: it is nested too deep") from None
    except Exception as error:  # nbformat raises whatever the parts of a broken file make it stumble over
        reason = str(error).strip().split("\n")[0][:200] or type(error).__name__
        raise NotANotebook(f"this is no notebook: {reason}") from None
    kinds = {"markdown": "markdown", "code": "code"}
    return [
        Source(cell.source, number, kinds[cell.cell_type])
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "markdown" or (cell.cell_type == "code" and _DERIVE.match(cell.source))
    ]


def notebook_passages(sources):
    """Return the passages of the cells of a notebook, their macros, and remarks.

    Parameters
    ----------
    sources : list of Source

    Returns
    -------
    list of Passage
    dict from str to Macro
    list of str
    """
    passages, macros, remarks = [], {}, []
    for number, source in enumerate(sources):
        if source.language == "code":
            found, more = derive_passages(source.text, number)
            passages += found
            macros |= more
            continue
        found, more, said = markdown_passages(source.text, number)
        passages += found
        macros |= more
        remarks += [f"cell {source.cell}: {remark}" for remark in said]
    return passages, macros, remarks


def derive_passages(text, source=0):
    r"""Return the passages of a `%%derive` cell; without a display in it, the cell is one equation.

    Parameters
    ----------
    text : str
    source : int
        The number of the source, for the passages.

    Returns
    -------
    list of Passage
    dict from str to Macro

    Examples
    --------
    >>> [(p.kind, p.text) for p in derive_passages("%%derive\n% mlpkit: number x\nx = x")[0]]
    [('declaration', 'number x'), ('equation', 'x = x')]
    """
    first = match.end() if (match := _DERIVE.match(text)) else 0
    body = Traced(text[first:], (Stretch(0, first),))
    found, macros, _ = latex_passages(body.text)
    passages = [p._replace(traced=_moved(p.traced, first), source=source) for p in found]
    if any(p.kind != "declaration" for p in passages):
        return passages, macros
    return [*passages, Passage("equation", without_comments(body).stripped(), source)], macros


def _moved(traced, by):
    return Traced(traced.text, tuple(s._replace(origin=s.origin + by) for s in traced.stretches))
