"""What is declared: the names of a derivation, how each is written, its shape and how it lies."""

from dataclasses import dataclass, field, replace

from mlpkit.derivation.entries import Reader
from mlpkit.derivation.hypotheses import Hypotheses
from mlpkit.derivation.indices import names as used_names
from mlpkit.derivation.language import Scope
from mlpkit.derivation.latex import Typesetter
from mlpkit.latex.layers import Layers
from mlpkit.latex.names import Names
from mlpkit.latex.values import COLUMN


@dataclass(frozen=True)
class Declarations:
    """What the names of a document mean.

    Parameters
    ----------
    scope : mlpkit.derivation.language.Scope
        The engine's names.
    spellings : dict from str to str
        LaTeX to a name of the engine.
    rows : frozenset of str
        The names of vectors that are rows.
    given : tuple of str
        What is taken for granted, in the engine's language.
    gradients : {"column", "row"}
    indices : dict from str to str
        The letters that are indices, and what each runs to.
    classes : frozenset of str
        Those of them that stand for one unknown class.
    definitions : dict from str to str
        The LaTeX of abbreviations.
    defaults : bool
        Whether letters that are not declared are taken for what their use says.
    heads : dict from str to tuple of str
        The abbreviations that were written as functions, f(x) = …, and the names they are functions of.
    supposed : frozenset of str
        The names that nobody declared: a displayed definition uses them, or is one.
    symmetric : frozenset of str
        The matrices that are their own transposes.
    described : frozenset of str
        The names of which running text says what kind of thing they are, and no more; a display may.
    assumed : tuple of str
    layers : Layers
        What is said of all layers at once.
    """

    scope: Scope = field(default_factory=Scope)
    spellings: dict = field(default_factory=dict)
    rows: frozenset = frozenset()
    given: tuple = ()
    gradients: str = COLUMN
    indices: dict = field(default_factory=dict)
    classes: frozenset = frozenset()
    definitions: dict = field(default_factory=dict)
    defaults: bool = True
    heads: dict = field(default_factory=dict)
    supposed: frozenset = frozenset()
    symmetric: frozenset = frozenset()
    described: frozenset = frozenset()
    assumed: tuple = ()
    questions: tuple = ()
    layers: Layers = field(default_factory=Layers)

    @classmethod
    def of(cls, derivation):
        """Return the declarations of a `mlpkit.derivation.Derivation`: of the names that its lines use."""
        scope = derivation.scope
        trees = [part.tree for part in (*derivation.hypotheses.all, *derivation.lines)]
        used = set().union(*(used_names(tree, scope) for tree in trees))
        given = tuple(h.text for h in derivation.hypotheses.all)
        return cls.of_scope(scope, given, used)

    @classmethod
    def of_scope(cls, scope, given=(), used=None):
        """Return the declarations of a scope: of all its names, or of those that are used."""
        typeset, spellings = Typesetter(scope), {}
        used = used if used is not None else {*scope.dims, *scope.symbols, *scope.functions, *scope.lets}
        for name in (*scope.dims, *scope.symbols, *sorted(scope.functions), *scope.lets):
            if name in used:
                spellings[typeset.name(name)] = name
        for name in (*scope.symbols, *scope.lets):
            if name in used:
                spellings.setdefault(typeset.entry_name(name), name)
        return cls(scope, spellings, given=given, indices=dict(scope.indices), defaults=False)

    def with_scope(self, scope):
        """Return the same declarations with another scope."""
        return replace(self, scope=scope)

    def names(self):
        """Return the table of spellings."""
        return Names(self.spellings, frozenset(self.scope.dims))

    def meaning(self, name):
        """Return what a name is, in words."""
        scope = self.scope
        if name in scope.dims:
            return "size"
        if name in scope.functions:
            return "function"
        if name in self.symmetric:
            return f"symmetric {'×'.join(map(str, self.shape(name)[0]))}"
        if name in scope.lets:
            return "abbreviation"
        shape = scope.symbols[name]
        kinds = ("number", "row" if name in self.rows else "vector", "matrix")
        if any(text.startswith(f"sum({name}[") and text.endswith("== 1") for text in self.given):
            return f"one-hot {shape[0]}"
        return f"{kinds[len(shape)]} {'×'.join(map(str, shape))}".strip()

    def table(self):
        """Return pairs of a name in LaTeX and what it means, in the order of declaration."""
        rows = [(latex, self._explained(name)) for latex, name in self.spellings.items()]
        rows += [(f"\\{n}" if len(n) > 1 else n, self._index_words(n)) for n in self.indices]
        return tuple(row for row in rows if row[1] != "size")

    def _explained(self, name):
        return f"= {self.definitions[name]}" if name in self.definitions else self.meaning(name)

    def _index_words(self, letter):
        return f"{'class' if letter in self.classes else 'index'} {self.indices[letter]}"

    def latex(self, name):
        """Return how a name is written."""
        return next((latex for latex, own in self.spellings.items() if own == name), name)

    def shape(self, name):
        """Return the shape of a name, and how it lies."""
        lies = "row" if name in self.rows else COLUMN
        if name in self.scope.symbols:
            return self.scope.symbols[name], lies
        if name in self.scope.lets:
            shape = Reader(self.scope, Hypotheses()).read(self.scope.lets[name][1]).shape
            return tuple(int(n) if n.is_Integer else str(n) for n in shape), lies
        return (), COLUMN
