"""What all tests share: reproducible random numbers, no time limits, and one thread for each product."""

import os

# Before numpy comes; the kernels of the notebooks inherit it. With as many workers as cores,
# several threads for one small product only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

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
