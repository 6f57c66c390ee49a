"""The one path that models, counts and blends take to a table."""

from typing import Protocol

from torch import Tensor

from freshet_model.data.dataset import Asks, Windows


class Scorer(Protocol):
    """Something that scores the whole vocabulary after each window."""

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Give [B, V] float32 scores, higher is better; column 0 is the item with index 1.

        :param windows: what the B users did
        :param asks: when it is asked; their targets are not to be looked at
        """
        ...
