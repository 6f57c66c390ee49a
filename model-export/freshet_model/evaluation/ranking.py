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
    if row is None:
        row = torch.arange(len(target), device=scores.device)  # [M]
    column = (target - 1).clamp(min=0)  # [M]
    own = scores[row, column]  # [M]
    before = torch.zeros_like(target)  # [M] int64
    step = max(1, _SLICE_SCORES // scores.shape[1])
    for start in range(0, len(target), step):
        part = slice(start, start + step)
        before[part] = _before(scores[row[part]], own[part], column[part])
    rank = before.to(torch.float32) + 1  # [M]
    return torch.where((target > 0) & (own > -torch.inf), rank, torch.inf)


def _before(scores: Tensor, own: Tensor, column: Tensor) -> Tensor:
    """How many items of scores [m, V] come before the one in a column [m] with score own [m]."""
    before = (scores > own[:, None]).sum(dim=1)  # [m]
    equal = scores == own[:, None]  # [m, V]
    tied = (equal.sum(dim=1) > 1).nonzero()[:, 0]  # [t]
    if len(tied):
        place = torch.arange(scores.shape[1], device=scores.device)  # [V]
        before[tied] += (equal[tied] & (place < column[tied, None])).sum(dim=1)
    return before


def best_items(scores: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """Items [B, K] int64, index from 1, and their scores [B, K], the best first; K is at most V.

    ``torch.topk`` promises no order among equal scores, and a stable sort of everything takes
    seconds. The columns are cut into groups instead: the best k items are in the k groups with the
    best maxima, because each of these has an item that comes before all of any later group.

    :param scores: [B, V] float without NaN
    """
    rows, width = scores.shape
    k = min(k, width)
    size = max(1, math.isqrt(width // max(1, k)))
    groups = math.ceil(width / size)
    padded = functional.pad(scores, (0, groups * size - width), value=-torch.inf)  # [B, G * S]
    grouped = padded.view(rows, groups, size)  # [B, G, S]
    order = grouped.amax(dim=2).sort(dim=1, descending=True, stable=True).indices  # [B, G]
    # Back in the order of columns, so that the stable sort below leaves the lower index first.
    chosen = order[:, :k].sort(dim=1).values[:, :, None]  # [B, g, 1]
    candidate = grouped.gather(1, chosen.expand(-1, -1, size)).flatten(1)  # [B, g * S]
    column = (chosen * size + torch.arange(size, device=scores.device)).flatten(1)  # [B, g * S]
    best, place = candidate.sort(dim=1, descending=True, stable=True)  # [B, g * S]
    return column.gather(1, place[:, :k]) + 1, best[:, :k]
