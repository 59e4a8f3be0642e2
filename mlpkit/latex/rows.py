"""The rows of a display and their parts, and where relation signs stand in them."""

from mlpkit.latex.piece import group_end, is_in_number

RELATIONS = {
    *("=", "\\ne", "<", ">", "\\le", "\\ge", ":=", "\\equiv", "\\approx", "\\propto", "\\sim", "\\simeq"),
    *("\\cong", "\\in", "\\to", "\\mapsto", "\\gets", "\\leftarrow", "\\rightarrow", "\\coloneq"),
    *("\\triangleq", "\\doteq", "\\ll", "\\gg", "\\subset", "\\subseteq"),
}
ARROWS = {"\\Rightarrow", "\\implies", "\\iff", "\\Leftrightarrow", "\\therefore", "\\Longrightarrow"}
_ENVIRONMENTS = {
    f"\\{side}{{{name}{star}}}"
    for side in ("begin", "end")
    for name in ("equation", "align", "aligned", "gather", "gathered", "multline", "split", "eqnarray",
                 "math", "displaymath", "flalign")
    for star in ("", "*")
}  # fmt: skip
_OPENS, _CLOSES = {"{", "(", "[", "\\{", "\\langle"}, {"}", ")", "]", "\\}", "\\rangle"}


def rows_of(found):
    """Yield the rows of a display, without the environments around it."""
    while found and found[0].text == "$":
        found = found[1:]
    while found and found[-1].text == "$":
        found = found[:-1]
    row, depth, i = [], 0, 0
    while i < len(found):
        piece = found[i]
        i += 1
        if piece.text in _ENVIRONMENTS or piece.text in ("\\[", "\\]", "\\(", "\\)", "&"):
            if piece.text == "&" and depth:
                row.append(piece)
            continue
        if piece.text.startswith("\\begin{alignat") or piece.text.startswith("\\end{alignat"):
            if piece.text.startswith("\\begin") and i < len(found) and found[i].text == "{":
                i = group_end(found, i)
            continue
        depth += piece.text.startswith("\\begin{") - piece.text.startswith("\\end{")
        if piece.text == "\\\\" and depth <= 0:
            yield row
            row = []
            if i < len(found) and found[i].text == "[" and found[i].start == piece.end:
                while i < len(found) and found[i].text != "]":
                    i += 1
                i += 1
        else:
            row.append(piece)
    yield row


def segments_of(row):
    """Return the parts of a row between commas, wide spaces and arrows, each with its words taken out."""
    parts, depth = [[]], 0
    for place, piece in enumerate(row):
        depth += piece.text.startswith("\\begin{") - piece.text.startswith("\\end{")
        depth += (piece.text in _OPENS) - (piece.text in _CLOSES)
        if piece.text == "," and is_in_number(row, place):
            parts[-1].append(piece)
        elif depth == 0 and piece.text == "\\forall":
            parts.append([piece])
        elif depth == 0 and (piece.text in (",", ";", "\\quad", "\\qquad") or piece.text in ARROWS):
            parts.append([piece] if piece.text in ARROWS else [])
        else:
            parts[-1].append(piece)
    while parts and parts[-1] and parts[-1][-1].text in (".", ":"):
        parts[-1].pop()
    return [part for part in parts if part]


def relations_in(segment):
    """Return the places of the relation signs that stand in no bracket."""
    return places_of(segment, lambda piece: piece.text in RELATIONS)


def places_of(segment, wanted):
    """Return the places of the wanted pieces that stand in no bracket."""
    depth, places = 0, []
    for i, piece in enumerate(segment):
        depth += piece.text.startswith("\\begin{") - piece.text.startswith("\\end{")
        depth += (piece.text in _OPENS) - (piece.text in _CLOSES)
        if depth == 0 and wanted(piece):
            places.append(i)
    return places
