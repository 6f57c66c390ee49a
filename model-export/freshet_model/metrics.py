"""Metrics of a full ranking; a target that is not in the vocabulary is a miss."""

import torch
from torch import Tensor

NAMES = ("HR@10", "HR@20", "Recall@20", "NDCG@20", "MRR@20")


def ranks(scores: Tensor, target: Tensor) -> Tensor:
    """Rank of each target from 1; ties go to the lower index, as TopK breaks them.

    :param scores: [N, V] float; column 0 is the item with index 1
    :param target: [N] int64, index from 1; 0 for an item that the vocabulary does not have
    :return: [N] float32; infinite where the target is unknown
    """
    column = (target - 1).clamp(min=0)[:, None]  # [N, 1]
    own = scores.gather(1, column)  # [N, 1]
    earlier = torch.arange(scores.shape[1], device=scores.device)[None] < column  # [N, V]
    before = (scores > own) | ((scores == own) & earlier)  # [N, V]
    rank = before.sum(dim=1).to(torch.float32) + 1  # [N]
    return torch.where(target > 0, rank, torch.inf)


def ranking_metrics(rank: Tensor, row: Tensor) -> dict[str, float]:
    """Average over windows of what a list of 10 or 20 items hits.

    HR: is any target in it; Recall: share of the targets in it; NDCG: gain of the targets by
    rank, as a share of the best possible; MRR: one divided by the rank of the best target.

    :param rank: [M] float32, of every target
    :param row: [M] int64, the window that the target follows, from 0 without gaps
    """
    if rank.numel() == 0:
        return dict.fromkeys(NAMES, 0.0)
    size = torch.bincount(row)  # [N]
    best = torch.full((len(size),), torch.inf).scatter_reduce(0, row, rank, "amin")  # [N]
    hit = (rank <= 20).float()  # [M]
    gain = torch.bincount(row, hit / torch.log2(rank + 1))  # [N]
    ideal = (1 / torch.log2(torch.arange(20) + 2.0)).cumsum(0)  # [20]
    return {
        "HR@10": float((best <= 10).float().mean()),
        "HR@20": float((best <= 20).float().mean()),
        "Recall@20": float((torch.bincount(row, hit) / size).mean()),
        "NDCG@20": float((gain / ideal[size.clamp(max=20) - 1]).mean()),
        "MRR@20": float(torch.where(best <= 20, 1 / best, 0.0).mean()),
    }
