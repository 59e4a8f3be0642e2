"""What all tests share: reproducible random numbers, and no time limits."""

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "mlpkit", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("mlpkit")


@pytest.fixture
def rng():
    return np.random.default_rng(20240229)
