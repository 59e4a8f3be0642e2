"""Derivations that are checked: chains of equalities whose every line is proved for every size."""

from mlpkit.derivation.chain import Derivation, DerivationError

__all__ = ["Derivation", "DerivationError"]
