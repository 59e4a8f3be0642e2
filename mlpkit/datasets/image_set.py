"""A data set of images: one image a row, its label beside it."""

from dataclasses import dataclass
from math import prod

import numpy as np

from mlpkit.arrays import as_array
from mlpkit.checks import check_count


@dataclass(frozen=True, eq=False, repr=False)
class ImageSet:
    """N images as rows of X, with their classes y; the arrays can be read, not written.

    Parameters
    ----------
    name : str
        What the data set is called.
    X : array of float64 or float32, shape (N, d)
        One image a row: its pixels row by row, and where there are colours those of a pixel
        side by side. As read, they are scaled to [0, 1].
    y : array of int64, shape (N,)
        The class of each image, 0 … K − 1.
    classes : sequence of K str
        What the classes are called.
    shape : sequence of int
        The shape of one image, (8, 8) or (32, 32, 3); its product is d.

    Raises
    ------
    ValueError
        If a shape does not fit, a pixel is not finite, a label is no class, or there is no image.
    TypeError
        If X holds no real numbers, y no integers, or classes no names.

    Examples
    --------
    >>> bars = ImageSet("bars", [[1, 1, 0, 0], [1, 0, 1, 0]], [0, 1], ("flat", "upright"), (2, 2))
    >>> bars
    ImageSet('bars', 2 images of 2 × 2, 2 classes)
    >>> print(bars.images[1].tolist(), bars.classes[bars.y[1]])
    [[1.0, 0.0], [1.0, 0.0]] upright
    """

    name: str
    X: np.ndarray
    y: np.ndarray
    classes: tuple[str, ...]
    shape: tuple[int, ...]

    def __post_init__(self):
        classes = _names(self.classes)
        shape = _shape(self.shape)
        X = _checked_X(self.X, shape)
        y = _checked_y(self.y, len(X), len(classes))
        for field, value in {"classes": classes, "shape": shape, "X": X, "y": y}.items():
            object.__setattr__(self, field, value)

    def __len__(self):
        return len(self.X)

    def __repr__(self):
        size = " × ".join(map(str, self.shape))
        return f"ImageSet({self.name!r}, {len(self)} images of {size}, {len(self.classes)} classes)"

    @property
    def images(self):
        """The images in their own shape, (N, *shape), for drawing."""
        return self.X.reshape(len(self), *self.shape)

    @property
    def pair(self):
        """The pair (X, y), as `train` takes it."""
        return self.X, self.y


def check_image_set(name, dataset):
    """Raise a TypeError unless an argument is an `ImageSet`."""
    if not isinstance(dataset, ImageSet):
        raise TypeError(f"{name} is {type(dataset).__name__}, expected an ImageSet")


def _names(classes):
    if isinstance(classes, str):
        raise TypeError(f"ImageSet: classes are {classes!r}, expected a sequence of names")
    classes = tuple(classes)
    if not classes or not all(isinstance(name, str) for name in classes):
        raise TypeError(f"ImageSet: classes are {classes!r}, expected one name or more")
    if len(set(classes)) < len(classes):
        raise ValueError(f"ImageSet: classes are {classes!r}, expected each name once")
    return classes


def _shape(shape):
    try:
        shape = tuple(shape)
    except TypeError:
        raise TypeError(f"ImageSet: shape is {shape!r}, expected that of an image, as (8, 8)") from None
    if not shape:
        raise ValueError("ImageSet: shape is (), expected that of an image, as (8, 8)")
    for size in shape:
        check_count("ImageSet: a size in shape", size)
    return tuple(size.__index__() for size in shape)


def _checked_X(X, shape):
    X = np.asarray(as_array(X, "ImageSet: X")[0])
    if X.dtype not in (np.float64, np.float32):
        raise TypeError(f"ImageSet: X has dtype {X.dtype}, expected float64 or float32")
    if X.ndim != 2 or len(X) == 0 or X.shape[1] != prod(shape):
        raise ValueError(
            f"ImageSet: X has shape {X.shape}, expected (N, {prod(shape)}) with N ≥ 1, since an image has"
            f" the shape {shape}"
        )
    # The extremes are nan where an entry is, and need no array as large as X.
    if not (np.isfinite(X.min()) and np.isfinite(X.max())):
        raise ValueError("ImageSet: X holds nan or inf, expected finite numbers")
    return _read_only(X)


def _checked_y(y, examples, classes):
    y = np.asarray(y)
    if y.shape != (examples,):
        raise ValueError(
            f"ImageSet: y has shape {y.shape}, expected (N,) = ({examples},), one label an image"
        )
    if y.dtype.kind not in "iu":
        raise TypeError(f"ImageSet: y has dtype {y.dtype}, expected integers from 0 to {classes - 1}")
    wrong = np.flatnonzero((y < 0) | (y >= classes))
    if wrong.size:
        raise ValueError(
            f"ImageSet: y holds the label {y[wrong[0]]} at position {wrong[0]}, expected class labels from"
            f" 0 to {classes - 1}"
        )
    return _read_only(y.astype(np.int64, copy=False))


def _read_only(array):
    array = array.view()
    array.flags.writeable = False
    return array
