"""Indices and the sizes they run to, found from where they stand: a letter k in x_k runs as x does."""

from mlpkit.derivation.functions import FUNCTIONS
from mlpkit.latex.values import constant, fail, name

LARGEST = 64  # of indices and sizes in digits: a line is tried on arrays so large


class Indices:
    """The indices of the two sides of a line.

    A side is read until nothing more is learnt about sizes; only the last reading is strict.

    Parameters
    ----------
    scope : mlpkit.derivation.language.Scope
        Changed: the indices that are found are declared in it.
    names : Names
        The declared names; none of them is an index.
    declared : dict from str to str
        The letters whose sizes are declared.
    """

    def __init__(self, scope, names, declared):
        self.scope, self.names = scope, names
        self.declared = dict(declared)
        self.sizes, self.alike = {}, []
        self.bound = []  # (letter, key) of the sums around the place that is read
        self.strict = False
        self.engine = {}

    def settle(self):
        """Carry sizes over between indices that are compared; return whether anything was learnt."""
        before = len(self.sizes)
        for _ in self.alike:
            for one, other in self.alike:
                for a, b in ((one, other), (other, one)):
                    if a in self.sizes:
                        self.sizes.setdefault(b, self.sizes[a])
        return len(self.sizes) > before

    def key(self, letter):
        """Return what identifies a letter here: the sum it belongs to, or the whole line."""
        return next((key for own, key in reversed(self.bound) if own == letter), (None, letter))

    def size(self, key):
        """Return the size that is known of an index, or None."""
        return self.declared.get(key[1], self.sizes.get(key))

    def key_size(self, token):
        """Return the size of a letter here, if it is known."""
        return self.size(self.key(str(token).lstrip("\\")))

    def use(self, token, span, size=None):
        """Return an index as a tree; ``size`` is that of the axis it stands at."""
        text = str(token).lstrip("\\")
        if text.isdigit():
            if len(text) > 3 or not 1 <= int(text) <= LARGEST:
                fail(f"the index {text}, expected 1 to {LARGEST}", span)
            if isinstance(size, int) and int(text) > size:
                fail(f"the index {text}, expected {size} at most", span)
            return constant(int(text)).node
        self._check_letter(token, span)
        key = self.key(text)
        known = self.size(key)
        if known is None and size is not None:
            self.sizes[key] = known = size
        if size is not None and known != size:
            fail(f"the index {text} runs to {known} elsewhere, and here to {size}", span)
        if known is None:
            if self.strict:
                choices = (f"\\sum_{{{text}=1}}^{{K}} for a sum", f"{text}: index K among the declarations")
                fail(f"nothing says what the index {text} runs to, expected one of", span, *choices)
            return name(text)
        return name(self._name(text, known))

    def _check_letter(self, token, span):
        if (str(token),) in self.names.table:
            fail(f"{token} is declared as a name, and stands here as an index, expected another letter", span)

    def _name(self, letter, size):
        """Return the engine's name for a letter that runs to a size."""
        if (letter, size) not in self.engine:
            free, count = letter, 1
            while free in FUNCTIONS or (self.scope.knows(free) and self.scope.indices.get(free) != size):
                count += 1
                free = f"{letter}{count}"
            self.scope.indices[free] = size
            self.engine[letter, size] = free
        return self.engine[letter, size]
