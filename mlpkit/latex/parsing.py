"""From tokens to a tree, by the grammar in grammar.lark; an error says what was expected there."""

import functools
from importlib import resources

from lark import Lark, Token
from lark.exceptions import UnexpectedToken

from mlpkit.latex.problems import NotRead, Problem, Span


@functools.cache
def _parser():
    grammar = resources.files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=True)


def parse(tokens, depth=40):
    """Return the tree of a formula.

    Raises
    ------
    NotRead
        With the place, what was found and what was expected.
    """
    parser, level = _parser().parse_interactive(), 0
    for token in tokens:
        level += (token.type in _OPENING) - (token.type in _CLOSING)
        if level > depth:
            raise NotRead(Problem(f"more than {depth} brackets in one another", _span(token)))
        try:
            parser.feed_token(token)
        except UnexpectedToken:
            raise NotRead(
                Problem(f"{_found(token)}, expected {_expected(parser.accepts())}", _span(token))
            ) from None
    try:
        return parser.feed_eof()
    except UnexpectedToken:
        end = tokens[-1].end_pos if tokens else 0
        raise NotRead(
            Problem(f"it ends here, expected {_expected(parser.accepts())}", Span(end, end + 1))
        ) from None


def _span(token):
    return Span(token.start_pos, token.end_pos)


def _found(token: Token):
    return f"{token} here" if token.strip() else "this here"


def _expected(accepted):
    """Return what could stand here, in words; the order is that of the table."""
    words = [word for kinds, word in _WORDS if kinds & accepted]
    return " or ".join(words) if words else "its end"


_OPENING = {
    "_LPAR",
    "_LBRACK",
    "_LCURLY",
    "_LBRACE",
    "_LBAR",
    "_LEVAL",
    "_LNORM",
    "_LANGLE",
    "_BEGIN_MATRIX",
    "_BEGIN_CASES",
}
_CLOSING = {
    "_RPAR",
    "_RBRACK",
    "_RCURLY",
    "_RBRACE",
    "_RBAR",
    "_REVAL",
    "_RNORM",
    "_RANGLE",
    "_END_MATRIX",
    "_END_CASES",
}
_WORDS = (
    ({"NUMBER", "NAME"}, "a number, a name or a bracket"),
    ({"PLUS"}, "an operator"),
    ({"_RPAR"}, ")"),
    ({"_RBRACK"}, "]"),
    ({"_RCURLY"}, "\\}"),
    ({"_RBRACE"}, "}"),
    ({"_RBAR"}, "a closing |"),
    ({"_RNORM"}, "a closing \\|"),
    ({"_RANGLE"}, "\\rangle"),
    ({"EQ"}, "a comparison"),
    ({"_PARTIAL"}, "\\partial"),
    ({"LETTER"}, "an index"),
    ({"_CARET"}, "^"),
    ({"SLASH"}, "/"),
    ({"_UNDER_NABLA"}, "what it is taken by, as in \\nabla_x"),
    ({"_LCURLY"}, "\\{"),
    ({"_END_MATRIX"}, "the end of the matrix"),
    ({"_END_CASES"}, "the end of the cases"),
    ({"_AMP"}, "& and a condition"),
)
