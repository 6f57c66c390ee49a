"""One prediction for each kind of event: what is clicked next is not what is bought next."""

import math
from typing import TYPE_CHECKING

from torch import Tensor, nn

if TYPE_CHECKING:
    from freshet_model.models.interface import Expectation


class TaskHeads(nn.Module):
    """Each task bends the expected vector its own way before items are compared with it.

    The combined score is the logarithm of ``sum_t w_t p_t(item)``, the weights scaled to sum to 1:
    a probability again.
    """

    def __init__(self, dimension: int, tasks: tuple[tuple[int, float], ...]) -> None:
        """Take event types with their weights; every head starts by bending nothing."""
        super().__init__()
        self.tasks = tasks
        heads = [nn.Linear(dimension, dimension) for _ in tasks]
        for head in heads:
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)
        self.bend = nn.ModuleList(heads)

    def log_weights(self) -> list[float]:
        """Logarithm of each task's share in the combined score."""
        total = sum(weight for _, weight in self.tasks)
        return [math.log(weight / total) for _, weight in self.tasks]

    def of(self, expected: "Expectation", task: int) -> "Expectation":
        """What the head with this number expects."""
        vector: Tensor = expected.vector + self.bend[task](expected.vector)  # [N, D]
        return type(expected)(expected.table, vector, expected.item, expected.bonus)
