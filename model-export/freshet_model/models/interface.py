"""What every model is: a window goes in, an expectation of what comes next comes out.

``B`` is the batch, ``L`` the longest window in it, ``D`` the dimension, ``H`` the heads, ``V`` the
vocabulary, ``K`` the items asked for, ``N`` the asked positions of a
batch.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from freshet_model.models.heads import TaskHeads
from freshet_model.models.item_table import ItemTable
from freshet_model.models.look_back import MASKED

# Settings that nothing can be made of below 1.
_COUNTED = (
    *("vocabulary_size", "event_type_count", "window"),
    *("dimension", "blocks", "heads", "feed", "shortlist"),
)


@dataclass(frozen=True)
class ModelConfig:
    """Everything that fixes the shapes of a model.

    :param kind: which model, a key of ``freshet_model.models.KINDS``
    :param feed: width of the hidden layer of a feed-forward part, in dimensions
    :param positions: ``relative`` (a bias by steps between two entries), ``absolute`` (an
        embedding by steps from the newest entry) or ``none``
    :param time: whether the time between entries is an input
    :param repeat: whether an item that stands in the window may get a bonus
    :param readout: what is compared with items: the ``state`` of a position, or a ``mixture`` of
        the items up to it
    :param similarity: how an expected vector is compared with items: ``dot``, or ``cosine`` times
        ``scale``, which keeps popular items from winning by length
    :param tasks: event types whose next items are predicted by a head of their own, with their
        weights in the combined score; empty for one head for all
    :param tokens: how many tokens describe items
    :param vector_length: how long the given vectors of items are
    :param encoder: the model that ``target_attention`` sits on
    :param shortlist: how many of the encoder's best items ``target_attention`` looks at
    :param attention: ``softmax`` or ``sigmoid``, of ``cross_attention``
    """

    vocabulary_size: int
    event_type_count: int
    window: int
    kind: str = "sasrec"
    dimension: int = 64
    blocks: int = 1
    heads: int = 2
    dropout: float = 0.2
    feed: int = 4
    positions: str = "relative"
    time: bool = True
    repeat: bool = True
    readout: str = "state"
    similarity: str = "dot"
    scale: float = 14.0
    tasks: tuple[tuple[int, float], ...] = ()
    tokens: int = 0
    vector_length: int = 0
    encoder: str = "sasrec"
    shortlist: int = 100
    attention: str = "softmax"

    def __post_init__(self) -> None:
        """Refuse what does not go together."""
        for name in _COUNTED:
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}, expected at least 1")
        if self.dimension % self.heads:
            raise ValueError(
                f"dimension is {self.dimension}, expected a multiple of heads {self.heads}"
            )
        for event_type, weight in self.tasks:
            if not 1 <= event_type <= self.event_type_count or not weight > 0:
                raise ValueError(
                    f"a task has event type {event_type} and weight {weight}, expected 1 to "
                    f"{self.event_type_count} and more than 0"
                )
        for name, known in (
            ("positions", ("relative", "absolute", "none")),
            ("readout", ("state", "mixture")),
            ("similarity", ("dot", "cosine")),
            ("attention", ("softmax", "sigmoid")),
        ):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is '{getattr(self, name)}', expected one of {known}")


class Window(NamedTuple):
    """A batch of windows, padded with 0 on the left."""

    item: Tensor  # [B, L] int64
    event_type: Tensor  # [B, L] int64
    age_seconds: Tensor  # [B, L] float32


@dataclass(frozen=True)
class Expectation:
    """What positions expect next: a vector to compare items with, and a bonus for repeats."""

    table: Tensor  # [V + 1, D] float32, what items are compared by
    vector: Tensor  # [N, D] float32
    item: Tensor  # [N, L] int64, the items of the window
    bonus: Tensor | None  # [N, L] float32, what each entry adds to its item's logit

    def logits(self) -> Tensor:
        """[N, V] float32; column 0 is the item with index 1."""
        fresh = nn.functional.linear(self.vector, self.table)  # [N, V + 1]
        # Mixed precision gives products in bfloat16, and CPUs do not promote them.
        fresh = fresh.to(self.table.dtype)  # [N, V + 1]
        if self.bonus is not None:
            fresh = torch.scatter_add(fresh, 1, self.item, self.bonus)  # [N, V + 1]
        return fresh[:, 1:]

    def logits_of(self, candidate: Tensor) -> Tensor:
        """Logits [N, C] of candidates [N, C] int64."""
        own = self.table[candidate] @ self.vector[:, :, None]  # [N, C, 1]
        found = own[:, :, 0]  # [N, C]
        if self.bonus is not None:
            same = candidate[:, :, None] == self.item[:, None]  # [N, C, L]
            found = found + (same * self.bonus[:, None]).sum(dim=2)  # [N, C]
        return found

    def among(self, candidate: Tensor) -> "Expectation":
        """The same in a vocabulary of only some items [C] int64, the first of them padding.

        Item ``candidate[c]`` becomes item c, every other one padding.
        """
        number = torch.zeros(len(self.table), dtype=torch.int64, device=candidate.device)
        number[candidate] = torch.arange(len(candidate), device=candidate.device)  # [V + 1]
        return Expectation(self.table[candidate], self.vector, number[self.item], self.bonus)

    def take(self, part: Tensor) -> "Expectation":
        """Only the positions with these numbers [n] int64."""
        bonus = None if self.bonus is None else self.bonus[part]  # [n, L]
        return Expectation(self.table, self.vector[part], self.item[part], bonus)


class SequenceModel(nn.Module, ABC):
    """A model of what a user does next.

    A model says what every position of a window expects (training) or what the newest one does
    (serving), and how much each entry weighed for an item. The rest is the same for all.
    """

    temperature: Tensor

    def __init__(self, config: ModelConfig) -> None:
        """Make what all models share; the seed is torch's current one."""
        super().__init__()
        self.config = config
        self.items = ItemTable(
            config.vocabulary_size,
            config.dimension,
            config.tokens,
            config.vector_length,
            config.similarity == "cosine",
        )
        self.heads = TaskHeads(config.dimension, config.tasks) if config.tasks else None
        # By which logits are divided; fitted on validation once the weights stand.
        self.register_buffer("temperature", torch.ones(()))  # []

    @abstractmethod
    def forward(self, window: Window, asked: Tensor) -> Expectation:
        """What the asked positions [B, L] bool expect, each seeing itself and what came before."""

    @abstractmethod
    def last(self, window: Window) -> tuple[Expectation, Tensor]:
        """What the newest positions expect (N is B), and a trace that ``attention`` reads."""

    @abstractmethod
    def attention(
        self, window: Window, expected: Expectation, trace: Tensor, item: Tensor
    ) -> Tensor:
        """How much each entry weighs for items [B, K]: logits [B, K, L], before a softmax."""

    def scored(self, window: Window, expected: Expectation, trace: Tensor) -> Tensor:
        """Log-probabilities [B, V] of the vocabulary, from what ``last`` gave."""
        return self.log_probabilities(expected)

    def log_probabilities(self, expected: Expectation) -> Tensor:
        """[N, V] float32; with heads for tasks, of the mixture that their weights say."""
        if self.heads is None:
            return torch.log_softmax(expected.logits() / self.temperature, dim=1)  # [N, V]
        of_tasks = [
            torch.log_softmax(self.heads.of(expected, task).logits() / self.temperature, dim=1)
            + weight  # [N, V]
            for task, weight in enumerate(self.heads.log_weights())
        ]
        return torch.logsumexp(torch.stack(of_tasks), dim=0)  # [N, V]

    def top(self, window: Window, k: int) -> tuple[Tensor, Tensor, Tensor]:
        """Give the best ``k`` items of the vocabulary after each window.

        :return: top_item [B, K] int64, top_score [B, K] float32 (log-probabilities),
            top_attention [B, K, L] float32 (rows sum to 1, padding weighs 0)
        """
        return self.ranked(window, k)[:3]

    def ranked(self, window: Window, k: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Give what ``top`` gives, and the log-probabilities [B, V] of the whole vocabulary."""
        expected, trace = self.last(window)
        scores = self.scored(window, expected, trace)  # [B, V]
        top_score, column = torch.topk(scores, k, dim=1)  # [B, K]
        top_item = column + 1  # [B, K]
        known = (window.item > 0).to(torch.float32)[:, None]  # [B, 1, L]
        weighed = self.attention(window, expected, trace, top_item)  # [B, K, L]
        masked = weighed * known + (1 - known) * MASKED  # [B, K, L]
        top_attention = torch.softmax(masked, dim=2) * known  # [B, K, L]
        return top_item, top_score, top_attention, scores
