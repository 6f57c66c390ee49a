"""Places in a full ranking: of one target among all items, and of the items at the top.

The order is that of the graph's TopK: higher scores first, and of equal ones the lower index. A
score of minus infinity takes an item out: it is not recommended, and as a target it is missed.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

# How many scores are compared at once.
_SLICE_SCORES = 2_000_000


def ranks(scores: Tensor, target: Tensor, row: Tensor | None = None) -> Tensor:
    """Rank of each target from 1.

    :param scores: [B, V] float; column 0 is the item with index 1
    :param target: [M] int64, index from 1; 0 for an item that the vocabulary does not have
    :param row: [M] int64, the row of scores for each target; without it M is B, one for each
    :return: [M] float32; infinite where the target is unknown or taken out
    """
    column = (target - 1).clamp(min=0)  # [M]
    every = torch.arange(len(target), device=scores.device) if row is None else row  # [M]
    own = scores[every, column]  # [M]
    before = torch.zeros_like(target)  # [M] int64
    step = max(1, _SLICE_SCORES // scores.shape[1])
    for start in range(0, len(target), step):
        part = slice(start, start + step)
        rows = scores[part] if row is None else scores[row[part]]  # [m, V]
        before[part] = _before(rows, own[part], column[part])
    rank = before.to(torch.float32) + 1  # [M]
    return torch.where((target > 0) & (own > -torch.inf), rank, torch.inf)


def _before(scores: Tensor, own: Tensor, column: Tensor) -> Tensor:
    """How many items of scores [m, V] come before the one in a column [m] with score own [m]."""
    # Sums of float32 are exact here, and four times as fast as those of booleans.
    count = torch.empty(scores.shape, dtype=torch.float32, device=scores.device)  # [m, V]
    before = torch.gt(scores, own[:, None], out=count).sum(dim=1).to(torch.int64)  # [m]
    equal = torch.eq(scores, own[:, None], out=count).sum(dim=1)  # [m]
    tied = (equal > 1).nonzero()[:, 0]  # [t]
    if len(tied):
        place = torch.arange(scores.shape[1], device=scores.device)  # [V]
        before[tied] += (count[tied] * (place < column[tied, None])).sum(dim=1).to(torch.int64)
    return before


def best_items(scores: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """Items [B, K] int64, index from 1, and their scores [B, K], the best first; K is at most V.

    ``torch.topk`` promises no order among equal scores, so these are put in order afterwards.

    :param scores: [B, V] float without NaN
    """
    k = min(k, scores.shape[1])
    best, column = torch.topk(scores, min(k + 1, scores.shape[1]), dim=1)  # [B, k + 1]
    tied = (best[:, k - 1] == best[:, -1]).nonzero()[:, 0]  # [t], open which of them belong to it
    best, column = best[:, :k], column[:, :k]  # [B, K]
    column, order = column.sort(dim=1)  # [B, K]
    best, order = best.gather(1, order).sort(dim=1, descending=True, stable=True)  # [B, K]
    column = column.gather(1, order)  # [B, K]
    if len(tied) and k < scores.shape[1]:
        best[tied], column[tied] = _best_of_tied(scores[tied], k)
    return column + 1, best


def _best_of_tied(scores: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """Give the best scores and their columns, both [t, K], of equal ones the lowest columns.

    A stable sort of everything takes seconds. The columns are cut into groups instead: the best k
    items are in the k groups with the best maxima, because each of these has an item that comes
    before all of any later group.
    """
    rows, width = scores.shape
    size = max(1, math.isqrt(width // k))
    groups = math.ceil(width / size)
    padded = functional.pad(scores, (0, groups * size - width), value=-torch.inf)  # [t, G * S]
    grouped = padded.view(rows, groups, size)  # [t, G, S]
    order = grouped.amax(dim=2).sort(dim=1, descending=True, stable=True).indices  # [t, G]
    # Back in the order of columns, so that the stable sort below leaves the lower index first.
    chosen = order[:, :k].sort(dim=1).values[:, :, None]  # [t, g, 1]
    candidate = grouped.gather(1, chosen.expand(-1, -1, size)).flatten(1)  # [t, g * S]
    column = (chosen * size + torch.arange(size, device=scores.device)).flatten(1)  # [t, g * S]
    best, place = candidate.sort(dim=1, descending=True, stable=True)  # [t, g * S]
    return best[:, :k], column.gather(1, place[:, :k])
