"""What slipped in a gradient that is only code: the right one found, the wrong one explained.

`check_gradient` compares a claimed gradient with the true one. Where the loss is a problem that
it knows, it derives the gradient again with the slips that people make switched on, and says
which of them give the claimed numbers.
"""

from mlpkit.diagnosis.activation_problem import ActivationProblem
from mlpkit.diagnosis.diagnosing import check_gradient, diagnose
from mlpkit.diagnosis.gradient_verdict import Diagnosis
from mlpkit.diagnosis.loss_problem import LossProblem
from mlpkit.diagnosis.network_problem import NetworkProblem

__all__ = [
    "ActivationProblem",
    "Diagnosis",
    "LossProblem",
    "NetworkProblem",
    "check_gradient",
    "diagnose",
]
