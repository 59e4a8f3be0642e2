"""The handwritten digits that ship with mlpkit: 1,797 images of 8×8, ready without a download."""

from importlib.resources import files

import numpy as np

from mlpkit.datasets.raw_images import RawImages

DIGITS = tuple("0123456789")


def digits(*, dtype=np.float64):
    """1,797 handwritten digits of 8×8 pixels, k/16 with k the ink in a block of 4×4 pixels.

    Scaled to [0, 1] from the counts 0 … 16. They are the test part, written by 13 people, of
    *Optical Recognition of Handwritten Digits*, as scikit-learn distributes it; licence
    CC BY 4.0. ``mlpkit/datasets/data/README.md`` says where the file comes from.

    Parameters
    ----------
    dtype : float64 or float32

    Returns
    -------
    ImageSet
        With X of shape (1797, 64) and ten classes of 174 to 183 images.

    Raises
    ------
    TypeError
        If ``dtype`` is another one.

    References
    ----------
    Alpaydin and Kaynak, *Optical Recognition of Handwritten Digits* (1998), UCI Machine Learning
    Repository, doi:10.24432/C50P49.

    Examples
    --------
    >>> digits()
    ImageSet('digits', 1797 images of 8 × 8, 10 classes)
    >>> print((16 * digits().images[0, :2]).astype(int))
    [[ 0  0  5 13  9  1  0  0]
     [ 0  0 13 15 10 15  5  0]]
    """
    return raw_digits().scaled(dtype)


def raw_digits():
    """Return the digits as `RawImages`."""
    with (files("mlpkit.datasets") / "data" / "digits.npz").open("rb") as file, np.load(file) as arrays:
        return RawImages("digits", arrays["images"], arrays["labels"], DIGITS, largest=16)
