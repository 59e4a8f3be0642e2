"""Images to learn from: the digits that ship, MNIST and CIFAR-10 from files, splits, standardising."""

from mlpkit.datasets.cifar import cifar10
from mlpkit.datasets.digits import digits
from mlpkit.datasets.image_set import ImageSet
from mlpkit.datasets.loading import load_images
from mlpkit.datasets.mnist import mnist
from mlpkit.datasets.splitting import Split, split, split_rows
from mlpkit.datasets.standardising import standardise

__all__ = [
    "ImageSet",
    "Split",
    "cifar10",
    "digits",
    "load_images",
    "mnist",
    "split",
    "split_rows",
    "standardise",
]
