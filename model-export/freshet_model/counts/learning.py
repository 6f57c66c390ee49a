"""Counts that go on learning while they are judged."""

from dataclasses import dataclass
from typing import Any

from torch import Tensor

from freshet_model.counts.blend import Blend
from freshet_model.counts.chosen import ChosenCount
from freshet_model.counts.past import Past
from freshet_model.data.dataset import Asks, Windows


class Learning:
    """A count that is counted anew with everything that it has observed."""

    def __init__(self, chosen: ChosenCount, past: Past) -> None:
        """Begin with what came before."""
        self._chosen = chosen
        self._past = past
        self._count = chosen.fit(past)

    def observe(self, asks: Asks) -> None:
        """Learn from asks whose targets have come; unknown targets teach nothing."""
        past = self._past
        self._past = Past(past.sequences, Asks.join([past.asks, asks]), past.vocabulary_size)
        self._count = self._chosen.fit(self._past)

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Score by what is known now: [B, V] float32."""
        return self._count.scores(windows, asks)

    def describe(self) -> dict[str, Any]:
        """Give the kind of the count and its settings."""
        return self._count.describe()


@dataclass(frozen=True)
class LearningBlend(Blend):
    """A model that stays as it is beside counts that go on learning."""

    def observe(self, asks: Asks) -> None:
        """Let the counts learn."""
        for count in self.counts.values():
            if isinstance(count, Learning):
                count.observe(asks)
