"""How near items stand to each other in what users did: the edges of an item graph."""

import numpy as np
from scipy import sparse

from freshet_model.counts.past import Past

_REACH = 3


def nearness(past: Past, neighbours: int) -> sparse.csr_array:
    """Count pairs at most three steps apart, in either order: [V, V] float64, symmetric.

    A pair at distance d is worth 1 / d. Each item names its nearest others, so many; a pair is kept
    where one of both names the other. Row 0 is the item with index 1.
    """
    size = past.vocabulary_size
    one_way = sparse.csr_array((size, size), dtype=np.float64)  # [V, V]
    for back in range(_REACH):
        follows = past.follows(back)
        worth = np.full(len(follows.item), 1 / (back + 1))  # [m]
        apart = follows.item != follows.target  # [m]
        pairs = (follows.item[apart] - 1, follows.target[apart] - 1)
        one_way = one_way + sparse.csr_array((worth[apart], pairs), shape=(size, size))
    near = sparse.csr_array(one_way + one_way.T)
    named = _strongest(near, neighbours)
    return sparse.csr_array(named.maximum(named.T))


def _strongest(near: sparse.csr_array, most: int) -> sparse.csr_array:
    """Only so many entries of each row, the largest."""
    row = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))  # [E]
    order = np.lexsort((-near.data, row))  # [E]
    place = np.arange(len(row)) - near.indptr[row]  # [E], how many of the row are larger
    kept = order[place < most]  # [e]
    return sparse.csr_array((near.data[kept], (row[kept], near.indices[kept])), shape=near.shape)
