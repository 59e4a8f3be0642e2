r"""Markdown in which `\[ … \]` is a display and `\( … \)` is mathematics in the line, as in LaTeX."""

_STARTS_PARAGRAPHS = ("paragraph", "reference", "blockquote", "list")


def brackets(parser):
    """Teach a parser of Markdown the brackets of LaTeX.

    Parameters
    ----------
    parser : markdown_it.MarkdownIt
    """
    parser.block.ruler.before("fence", "brackets_block", _block, {"alt": list(_STARTS_PARAGRAPHS)})
    parser.inline.ruler.before("escape", "brackets_inline", _inline)


def _block(state, begin, end, silent):
    start = state.bMarks[begin] + state.tShift[begin]
    if not state.src.startswith(r"\[", start):
        return False
    for line in range(begin, end):
        if state.isEmpty(line) or (line > begin and state.sCount[line] < state.blkIndent):
            return False
        first = start + 2 if line == begin else state.bMarks[line]
        if (stop := state.src.find(r"\]", first, state.eMarks[line])) >= 0:
            if state.src[stop + 2 : state.eMarks[line]].strip(" \t.,;"):
                return False  # a sentence goes on behind it
            if not silent:
                content = state.getLines(begin, line + 1, state.blkIndent, False).strip()
                token = state.push("math_block", "math", 0)
                token.block, token.map, token.markup = True, [begin, line + 1], r"\["
                token.content = content[2 : content.rindex(r"\]")]
                state.line = line + 1
            return True
    return False


def _inline(state, silent):
    for opening, closing, kind in ((r"\[", r"\]", "math_inline_double"), (r"\(", r"\)", "math_inline")):
        if state.src.startswith(opening, state.pos):
            stop = state.src.find(closing, state.pos + 2, state.posMax)
            if stop < 0:
                return False
            if not silent:
                token = state.push(kind, "math", 0)
                token.content, token.markup = state.src[state.pos + 2 : stop], opening
            state.pos = stop + 2
            return True
    return False
