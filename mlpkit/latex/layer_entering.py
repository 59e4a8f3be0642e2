"""The names of layers that a line needs are entered among the declarations."""

from dataclasses import replace

from mlpkit.latex.declaring import Declaring
from mlpkit.latex.layer_marks import atoms, spelled, stem_of
from mlpkit.latex.layers import size_in
from mlpkit.latex.names import parts
from mlpkit.latex.phrases import Part
from mlpkit.latex.pieces import pieces
from mlpkit.latex.problems import NotRead, Question
from mlpkit.latex.written import written

_GRADIENT = "\\mathcal{{G}}^{{({})}}"


class Entering:
    """Enters name by name.

    Parameters
    ----------
    declarations : Declarations
    sizes : dict from str to tuple of str
        Of each letter in layer l.
    span : Span
    """

    def __init__(self, declarations, sizes, span):
        self.layers, self.sizes, self.span = declarations.layers, sizes, span
        self.declaring = Declaring(declarations)
        self.notes = []

    def enter(self, names, key):
        """Enter a name: by its definition, or as an array of its size."""
        stem, mark = key
        if mark is None and stem in names.through:
            self._cost(stem, names.through[stem])
        elif key in names.expanded:
            below, right = names.expanded[key]
            left = stem if mark is None else spelled(stem, mark)
            self._define(left + (f"_{{{' '.join(below)}}}" if below else ""), written(right))
        else:
            self._free(stem, mark)

    def _define(self, left, right):
        from mlpkit.latex.adopting import with_guesses

        self._beside(pieces(right))
        done = with_guesses(self.declaring.done, left, right)
        if done is None:
            why = f"{left} = {right}, as it is defined, is not understood"
            unknown = ("C is a function of $a^L$, for the cost, among the declarations",)
            raise NotRead(Question(why, self.span, unknown if "\\partial" in right else ()))
        self.declaring = Declaring(done)

    def _beside(self, found):
        """Enter y, where y_j stands beside a^L_j and nobody declared it: as large as that."""
        done, runs = self.declaring.done, {}
        for atom in atoms(found):
            shape = done.shape(self._name(spelled(atom.stem, atom.mark)))[0]
            if len(atom.below) == len(shape) == 1:
                runs[atom.below[0]] = shape
        for i in range(len(found)):
            nucleus, scripts, _ = parts(found, i) if found[i].text != "}" else ([], [], i)
            below = (
                [p.text for p in scripts[0][2:-1]] if len(scripts) == 1 and scripts[0][0].text == "_" else []
            )
            stem = stem_of(nucleus) if nucleus and len(below) == 1 and below[0] in runs else ""
            if stem and done.defaults and self.declaring.done.names().at(pieces(stem), 0) is None:
                name = self.declaring._new(Part(stem, self.span), "array", runs[below[0]])
                self.declaring.done.scope.symbols[name] = runs[below[0]]
                self.notes.append(f"{stem} is a vector of {runs[below[0]][0]}")

    def _free(self, stem, mark):
        layers = self.layers
        if stem not in self.sizes:
            latex = f"{stem}^{{{layers.letter}}}"
            choices = (
                f"${latex}$ is an $n_{{l}} \\times n_{{l-1}}$ matrix",
                f"${latex} \\in \\mathbb{{R}}^{{n_l}}$",
            )
            raise NotRead(Question(f"nothing says what {latex} is, expected one of", self.span, choices))
        texts = [size_in(size, layers.letter, mark) for size in self.sizes[stem]]
        sizes = [self.declaring._size(text, self.span) for text in texts]
        name = self.declaring._new(Part(spelled(stem, mark), self.span), "array", sizes)
        self.declaring.done.scope.symbols[name] = tuple(sizes)
        if stem not in layers.kinds:
            kind = ("number", "vector of", "matrix of")[len(sizes)]
            self.notes.append(f"{stem}^{layers.letter} is a {kind} {'×'.join(self.sizes[stem])}")

    def _cost(self, stem, key):
        """Enter the sum of the gradient by an array times the array, the gradient being any."""
        array = spelled(*key)
        shape, _ = self.declaring.done.shape(self._name(array))
        if self._is_indexed(array):
            lets = self.declaring.done.scope
            shape = tuple(lets.indices[p] for p in lets.lets[self._name(array)][0])
        gradient = _GRADIENT.format(stem)
        name = self.declaring._new(Part(gradient, self.span), "array", shape)
        self.declaring.done.scope.symbols[name] = tuple(shape)
        product = {
            0: f"{gradient} {array}",
            1: f"{gradient}^\\top {array}",
            2: f"\\sum_{{p}} \\sum_{{q}} {gradient}_{{pq}} {array}_{{pq}}",
        }
        self.declaring._define(Part(stem, self.span), Part(product[len(shape)], self.span))
        self.notes.append(f"{stem} depends on the layers below through {key[0]}^{{{key[1]}}}")

    def _name(self, latex):
        return self.declaring.done.names().at(pieces(latex), 0)[0]

    def _is_indexed(self, latex):
        let = self.declaring.done.scope.lets.get(self._name(latex))
        return let is not None and bool(let[0])

    def result(self, names):
        """Return the declarations; they say by what the costs may be differentiated."""
        done = self.declaring.done
        layered = frozenset(self._name(spelled(*key)) for key in names.order if key[1] is not None)
        linear = {self._name(stem): layered for stem in names.through}
        notes = tuple(dict.fromkeys(self.notes))
        return replace(done, layers=replace(self.layers, linear=linear, names=layered, notes=notes))
