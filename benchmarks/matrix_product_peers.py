"""The same matrix products by each library of benchmarks/matrix_products.py.

Each maker takes pairs of factors and returns a function that gives all their products.
"""

import numpy as np


def by_numpy(pairs, threads):
    """Return a function that gives the products by numpy's BLAS, in arrays that are there already."""
    rooms = [np.empty((len(A), B.shape[1]), A.dtype) for A, B in pairs]
    return lambda: [np.matmul(A, B, out=room) for (A, B), room in zip(pairs, rooms, strict=True)]


def by_scipy(pairs, threads):
    """Return a function that gives them by SciPy's BLAS, which counts along columns: (A B)ᵀ = Bᵀ Aᵀ."""
    from scipy.linalg import get_blas_funcs

    gemm = get_blas_funcs("gemm", dtype=pairs[0][0].dtype)
    calls = []
    for A, B in pairs:
        (first, flip_first), (second, flip_second) = [
            (M.T, False) if M.flags.c_contiguous else (M, True) for M in (B, A)
        ]
        room = np.empty((len(A), B.shape[1]), A.dtype).T
        settings = {"c": room, "overwrite_c": True, "trans_a": flip_first, "trans_b": flip_second}
        calls.append((first, second, settings))
    return lambda: [gemm(1, first, second, **settings).T for first, second, settings in calls]


def by_pytorch(pairs, threads):
    """Return a function that gives them by PyTorch, in tensors that are there already."""
    import torch

    torch.set_num_threads(threads)
    theirs = [[torch.from_numpy(M) for M in pair] for pair in pairs]
    rooms = [A @ B for A, B in theirs]
    return lambda: [torch.mm(A, B, out=room) for (A, B), room in zip(theirs, rooms, strict=True)]


def by_jax(pairs, threads):
    """Return a function that gives them by JAX, all in one compiled call."""
    import jax

    # As numpy stores them; they are turned where they are multiplied.
    turned = [[not M.flags.c_contiguous for M in pair] for pair in pairs]
    stored = [
        [jax.numpy.array(M.T if turn else M) for M, turn in zip(*both, strict=True)]
        for both in zip(pairs, turned, strict=True)
    ]

    @jax.jit
    def products(stored):
        factors = [
            [M.T if turn else M for M, turn in zip(*both, strict=True)]
            for both in zip(stored, turned, strict=True)
        ]
        return [A @ B for A, B in factors]

    return lambda: jax.block_until_ready(products(stored))


LIBRARIES = {"numpy": by_numpy, "SciPy": by_scipy, "PyTorch": by_pytorch, "JAX": by_jax}


def calls_for(pairs, threads):
    """Return a function for each library that is installed, after a look that all give the same."""
    calls = {}
    for library, make in LIBRARIES.items():
        try:
            calls[library] = make(pairs, threads)
        except ImportError:
            continue
        for (A, B), found in zip(pairs, calls[library](), strict=True):
            np.testing.assert_allclose(
                found, A @ B, rtol=1e-3, atol=1e-3 * np.sqrt(A.shape[1]), err_msg=library
            )
    return calls
