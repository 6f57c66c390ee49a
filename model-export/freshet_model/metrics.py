"""Metrics of a full ranking; a target that is not in the vocabulary is a miss."""

import torch
from torch import Tensor


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


def ranking_metrics(rank: Tensor) -> dict[str, float]:
    """HR@10, HR@20, NDCG@10 and MRR@20 of ranks [N] float32."""
    if rank.numel() == 0:
        return {"HR@10": 0.0, "HR@20": 0.0, "NDCG@10": 0.0, "MRR@20": 0.0}
    gain = 1 / torch.log2(rank + 1)  # [N]
    zero = torch.zeros_like(rank)  # [N]
    return {
        "HR@10": float((rank <= 10).float().mean()),
        "HR@20": float((rank <= 20).float().mean()),
        "NDCG@10": float(torch.where(rank <= 10, gain, zero).mean()),
        "MRR@20": float(torch.where(rank <= 20, 1 / rank, zero).mean()),
    }
