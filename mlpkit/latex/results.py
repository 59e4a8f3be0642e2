"""What comes of a line: the equality that was read, and the verdict about it."""

from dataclasses import dataclass

from mlpkit.latex.problems import Problem, Span

VERDICTS = ("proved", "checked", "defined", "false", "not established", "not read")


@dataclass(frozen=True)
class Equality:
    """One equality of a chain, as it was written and as it was read.

    Parameters
    ----------
    source : str
        The whole display.
    span : Span
        The relation sign and the right-hand side.
    left_latex, right_latex : str
        As written.
    left, right : str or None
        In the language of `mlpkit.derivation`; None if not read.
    relation : str
    problem : Problem or None
        Why it was not read; a `Question` where there are two meanings.
    assumed : tuple of str
        What was taken for granted while reading.
    declarations : Declarations
        With the indices that this line needs.
    misfit : str
        What is wrong with the shapes of the two sides, if anything.
    otherwise : Equality or None
        The same with more definitions: only what is false in both readings is false.
    """

    source: str
    span: Span
    left_latex: str
    right_latex: str
    left: str | None
    right: str | None
    relation: str
    problem: Problem | None
    assumed: tuple
    declarations: object
    misfit: str = ""
    otherwise: object = None


@dataclass(frozen=True)
class Outcome:
    """The verdict about one equality.

    Parameters
    ----------
    equality : Equality
    verdict : str
        One of `VERDICTS`.
    why : str
        A sentence, where neither a proof nor a counterexample says it all.
    counterexample : tuple of str
        Lines of text.
    hint : str
        A single repair that makes the line true.
    reach : str
        For what the line is proved.
    """

    equality: Equality
    verdict: str
    why: str = ""
    counterexample: tuple = ()
    hint: str = ""
    reach: str = ""
