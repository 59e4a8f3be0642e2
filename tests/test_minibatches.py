"""Every example of an epoch is in exactly one mini-batch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit import minibatches


@given(examples=st.integers(1, 60), size=st.integers(1, 70), seed=st.integers(0, 5))
def test_batches_are_a_partition(examples, size, seed):
    batches = minibatches(examples, size, np.random.default_rng(seed))
    assert sorted(np.concatenate(batches)) == list(range(examples))
    assert [len(batch) for batch in batches[:-1]] == [size] * (len(batches) - 1)
    assert 1 <= len(batches[-1]) <= size


def test_the_order_is_that_of_the_generator():
    one, again, other = (np.concatenate(minibatches(40, 7, np.random.default_rng(s))) for s in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).any()
    assert (one != np.arange(40)).any()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 3, np.random.default_rng(0)), ValueError, "minibatches: examples is 0"),
        ((5, 0, np.random.default_rng(0)), ValueError, "minibatches: batch_size is 0"),
        ((5, 2.0, np.random.default_rng(0)), TypeError, "minibatches: batch_size is 2.0"),
        ((5, 2, 1), TypeError, "minibatches: rng is int"),
    ],
    ids=["no example", "empty batches", "a float", "a seed"],
)
def test_errors(arguments, error, message):
    with pytest.raises(error, match=message):
        minibatches(*arguments)
