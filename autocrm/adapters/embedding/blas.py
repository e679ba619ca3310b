"""How many threads numpy's BLAS uses: two that wait for each other on a busy box are slower."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

import numpy as np

# The names under which builds of OpenBLAS export the setter; numpy's wheels use the first.
_SETTERS = (
    "scipy_openblas_set_num_threads64_",
    "scipy_openblas_set_num_threads",
    "openblas_set_num_threads64_",
    "openblas_set_num_threads",
)


@cache
def use_threads(count: int) -> bool:
    """Tell the OpenBLAS that numpy brought along; False where there is none.

    An environment variable would have to be set before numpy is first imported, which
    a library cannot promise.
    """
    libraries = Path(np.__file__).parent.parent.glob("numpy.libs/*openblas*")
    for library in libraries:
        handle = ctypes.CDLL(str(library))  # already loaded: this only finds it again
        for name in _SETTERS:
            if hasattr(handle, name):
                getattr(handle, name)(ctypes.c_int(count))
                return True
    return False
