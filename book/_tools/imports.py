"""Which names of mlpkit the code of a page imports: what links a chapter and the reference to one another."""

import ast

PACKAGE = "mlpkit"


def imported_names(page):
    """Return the dotted names, such as ``mlpkit.proof.refute``, that the cells of a page import."""
    found = []
    for cell in page.code:
        if cell.source.startswith("%"):  # a magic of the notebook, and what it is given
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
                found += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(dict.fromkeys(found))


def users(pages):
    """Return, for every name that some page imports, the pages that do, in reading order."""
    found = {}
    for page in pages:
        for name in imported_names(page) if page.is_notebook else ():
            found.setdefault(name, []).append(page)
    return found
