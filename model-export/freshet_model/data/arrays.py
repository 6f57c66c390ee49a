"""Refuses arrays of a file that do not fit together, before an index runs out of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from freshet_model.command import InputError


def require_numbers(array: NDArray[Any], lowest: int, highest: int, where: str) -> None:
    """One axis of int64, each from ``lowest`` to ``highest``."""
    if array.dtype != np.int64 or array.ndim != 1:
        raise InputError(
            f"{where} is {array.dtype} {list(array.shape)}, expected int64 of one axis"
        )
    outside = array[(array < lowest) | (array > highest)]
    if len(outside):
        raise InputError(f"{where} has {outside[0]}, expected {lowest} to {highest}")


def require_length(array: NDArray[Any], length: int, where: str) -> None:
    """As many rows as there are things that they are of."""
    if len(array) != length:
        raise InputError(f"{where} has {len(array)} rows, expected {length}")


def require_starts(start: NDArray[Any], total: int, where: str) -> None:
    """Borders that cut so many rows into parts one after the other."""
    require_numbers(start, 0, total, where)
    if not len(start) or start[0] != 0 or start[-1] != total or (np.diff(start) < 0).any():
        raise InputError(f"{where} does not rise from 0 to {total}, expected borders of parts")
