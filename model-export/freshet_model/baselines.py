"""What a model has to beat: simple scores, counted on the training part."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.dataset import Dataset

# How many entries before a target count, and what each step back is worth.
REACH = 10
DECAY = 0.7


def popularity(dataset: Dataset) -> Tensor:
    """How often each item was a training target: [V] float32, column 0 is index 1."""
    counts = np.bincount(dataset.training.target, minlength=len(dataset.vocabulary) + 1)
    return torch.from_numpy(counts[1:].astype(np.float32))


def own_items(item: NDArray[np.int64], vocabulary_size: int) -> Tensor:
    """How often the items stand in windows [B, L]: [B, V] float32; newer ones break ties."""
    scores = torch.zeros(len(item), vocabulary_size + 1)  # [B, V + 1]
    newness = 1 + torch.arange(item.shape[1]) / item.shape[1] ** 2  # [L]
    scores.scatter_add_(1, torch.from_numpy(item), newness.expand(len(item), -1))
    return scores[:, 1:]


@dataclass(frozen=True)
class CoVisitation:
    """How much each item was followed by each other, a step back being worth 0.7 of the next.

    The pairs are sorted by the item before; ``start[i]`` to ``start[i + 1]`` are those of i.
    """

    vocabulary_size: int
    start: NDArray[np.int64]  # [V + 2] int64
    after: NDArray[np.int64]  # [pairs] int64
    weight: NDArray[np.float64]  # [pairs] float64

    @staticmethod
    def count(dataset: Dataset) -> "CoVisitation":
        """Count the training part."""
        size = len(dataset.vocabulary) + 1
        rows = dataset.training
        row = rows.row_of_target()  # [M]
        keys, weights = [], []
        for back in range(min(REACH, dataset.window)):
            inside = rows.column >= back  # [M]
            before = rows.item[row[inside], rows.column[inside] - back]  # [m]
            keys.append((before * size + rows.target[inside])[before > 0])
            weights.append(np.full(len(keys[-1]), DECAY**back))
        pair, inverse = np.unique(np.concatenate(keys), return_inverse=True)  # [pairs], [M]
        weight = np.bincount(inverse, np.concatenate(weights), minlength=len(pair))  # [pairs]
        start = np.searchsorted(pair, np.arange(size + 1) * size)  # [V + 2]
        return CoVisitation(size - 1, start, pair % size, weight.astype(np.float64))

    def scores(self, item: NDArray[np.int64]) -> Tensor:
        """Score the vocabulary after windows [B, L] int64: [B, V] float32."""
        scores = np.zeros((len(item), self.vocabulary_size + 1))  # [B, V + 1]
        for row, window in enumerate(item):
            for back in range(min(REACH, len(window))):
                seen = int(window[len(window) - 1 - back])
                pairs = slice(self.start[seen], self.start[seen + 1])
                if seen:
                    scores[row, self.after[pairs]] += self.weight[pairs] * DECAY**back
        return torch.from_numpy(scores[:, 1:].astype(np.float32))
