"""Windows as sparse rows over the vocabulary, and what can be done with such rows.

``B`` is the number of windows, ``L`` their length, ``n`` how many of their newest entries are
looked at and ``V`` the number of items. Column 0 of a row is the item with index 1.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor


def newest(item: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Give the newest entries of windows [B, L], the newest one first: [B, n] int64."""
    return item[:, ::-1][:, :most]


def powers(decay: float, length: int) -> NDArray[np.float64]:
    """Give 1, decay, decay squared and so on: [n] float64."""
    return decay ** np.arange(length, dtype=np.float64)


def weighted_rows(
    item: NDArray[np.int64], weight: NDArray[np.float64], vocabulary_size: int
) -> sparse.csr_array:
    """Give every window the sum of its entries' weights by item: [B, V] float64.

    :param item: [B, n] int64 index from 1; 0 is left out
    :param weight: [n] or [B, n] float64
    """
    known = item > 0  # [B, n]
    ends = np.concatenate([[0], np.cumsum(known.sum(axis=1))])  # [B + 1]
    weights = np.broadcast_to(weight, item.shape)[known]  # [entries]
    return sparse.csr_array(
        (weights, item[known] - 1, ends), shape=(len(item), vocabulary_size)
    )  # [B, V]


def dense(rows: sparse.csr_array) -> Tensor:
    """Write sparse rows [B, V] out: [B, V] float32."""
    return torch.from_numpy(rows.astype(np.float32).toarray())


def strongest(row: NDArray[np.int64], value: NDArray[np.float64], most: int) -> NDArray[np.bool_]:
    """Mark at most so many of the largest values of each row; the earlier one wins a tie.

    :param row: [n] int64, which row a value stands in, in any order
    :param value: [n] float64
    :return: [n] bool
    """
    crowded = np.flatnonzero(np.bincount(row)[row] > most) if len(row) else row  # [c]
    kept = np.ones(len(row), np.bool_)  # [n]
    kept[crowded] = False
    order = crowded[np.lexsort((-value[crowded], row[crowded]))]  # [c]
    kept[order[place_in_row(row[order]) < most]] = True
    return kept


def place_in_row(row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the entries of each row from 0; the rows [n] have to be in order."""
    begins = np.flatnonzero(np.diff(row, prepend=-1))  # [rows]
    count = np.diff(np.append(begins, len(row)))  # [rows]
    return np.arange(len(row)) - np.repeat(begins, count)
