"""How far what a graph gives is from what PyTorch gave."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freshet_model.bundle.contract import Outputs


@dataclass(frozen=True)
class Difference:
    """Errors of the first K ranks of a batch.

    Items are compared with themselves wherever they stand, so two that trade places count by how
    far apart their scores are. Of an item that PyTorch has not among its K it is known only that
    it scores no more than the last of them.
    """

    shared: NDArray[np.bool_]  # [B, K] whether PyTorch has the item among its K, too
    score: NDArray[np.float32]  # [B, K] at least 0
    attention: NDArray[np.float32]  # [B, K] the largest of an item's, 0 where it is not shared
    candidate: NDArray[np.float32]  # [B, C] of the scores of candidates, at least 0

    @staticmethod
    def between(found: Outputs, expected: Outputs) -> "Difference":
        """Compare as many ranks as are expected; the graph may give more."""
        most = expected.item.shape[1]
        item, score = found.item[:, :most], found.score[:, :most]  # [B, K]
        same = item[:, :, None] == expected.item[:, None]  # [B, K, K]
        shared, place = same.any(axis=2), same.argmax(axis=2)  # [B, K], [B, K]
        own = np.abs(score - np.take_along_axis(expected.score, place, axis=1))  # [B, K]
        beyond = np.maximum(score - expected.score[:, -1:], 0)  # [B, K]
        by_rank = np.abs(score - expected.score)  # [B, K]
        weights = np.take_along_axis(expected.attention, place[:, :, None], axis=1)  # [B, K, L]
        off = np.abs(found.attention[:, :most] - weights).max(axis=2)  # [B, K]
        return Difference(
            shared,
            np.maximum(by_rank, np.where(shared, own, beyond)),
            off * shared,
            np.abs(found.candidate_score - expected.candidate_score),
        )
