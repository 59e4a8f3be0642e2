"""Pieces written as LaTeX again: for what is read from several places, or kept for a table."""


def written(found):
    r"""Return LaTeX whose pieces are these again.

    Examples
    --------
    >>> from mlpkit.latex.pieces import pieces
    >>> written(pieces(r"\operatorname{softmax}\left(x\right) & + 1 0"))
    '\\operatorname{softmax}(x)&+ 1 0'
    """
    text, end = "", None
    for piece in found:
        spaced = end is not None and piece.start > end and piece.text.isdigit()
        joined = text[-1:].isalpha() and piece.text[:1].isalpha() and _ends_in_command(text)
        text += (" " if spaced or joined else "") + _latex(piece.text)
        end = piece.end
    return text


def _latex(text):
    if text.startswith("\\word{"):
        return f"\\operatorname{text[5:]}"
    return "\\mathrm{d}" if text == "\\differential" else text


def _ends_in_command(text):
    return text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")[-1:] == "\\"
