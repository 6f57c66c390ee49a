"""What followed the newest item: a Markov chain of first order."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from torch import Tensor

from freshet_model.counts.count import description
from freshet_model.counts.past import Past
from freshet_model.counts.rows import dense, newest, weighted_rows
from freshet_model.data.dataset import Asks, Windows


@dataclass(frozen=True)
class Markov:
    """How often each item was followed by each other, as a share of all that followed it.

    The maximum-likelihood transitions of Rendle, Freudenthaler and Schmidt-Thieme 2010,
    "Factorizing Personalized Markov Chains for Next-Basket Recommendation", section 4.1, over all
    users: score(j) = count(newest, j) / count(newest, anything).
    """

    share: sparse.csr_array  # [V, V] float64, a row sums up to 1 or is empty

    @staticmethod
    def fit(past: Past) -> "Markov":
        """Count what came one step later."""
        size, follows = past.vocabulary_size, past.follows(0)
        ones = np.ones(len(follows.item))  # [m]
        share = sparse.csr_array(
            (ones, (follows.item - 1, follows.target - 1)), shape=(size, size)
        )  # [V, V]
        share.sum_duplicates()
        total = np.bincount(follows.item - 1, minlength=size)  # [V]
        share.data /= np.repeat(total, np.diff(share.indptr))
        return Markov(share)

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Look up the row of each window's newest item: [B, V] float32."""
        item = newest(windows.item, 1)  # [B, 1]
        return dense(weighted_rows(item, np.ones(1), self.share.shape[0]) @ self.share)

    def describe(self) -> dict[str, Any]:
        """Give the kind; there are no settings."""
        return description("markov")
