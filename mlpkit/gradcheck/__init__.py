"""Is a gradient right? Differences, the complex step, directions, slopes, and every parameter of a network.

Each works on any function of arrays or of parameter structures: nested tuples, lists and
dicts of arrays. The chapter *Gradient checking* says how far each can be trusted.
"""

from mlpkit.gradcheck.differences import central_difference, complex_step
from mlpkit.gradcheck.directional import DirectionalCheck, check_directions, directional_difference
from mlpkit.gradcheck.every_parameter import check_every_parameter
from mlpkit.gradcheck.one_sided import OneSidedSlopes, one_sided_slopes
from mlpkit.gradcheck.parameter_check import ParameterCheck, Place
from mlpkit.gradcheck.relative_error import relative_error
from mlpkit.gradcheck.taylor import TaylorSlope, taylor_slope

__all__ = [
    "DirectionalCheck",
    "OneSidedSlopes",
    "ParameterCheck",
    "Place",
    "TaylorSlope",
    "central_difference",
    "check_directions",
    "check_every_parameter",
    "complex_step",
    "directional_difference",
    "one_sided_slopes",
    "relative_error",
    "taylor_slope",
]
