"""What a precision costs: errors of scores, other items in the slate, hits lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freshet_model.bundle.contract import Outputs, Tolerance, feed
from freshet_model.bundle.difference import Difference
from freshet_model.bundle.runtime import Answers
from freshet_model.data.dataset import Dataset, Windows

_DEPTHS = (10, 20)
_HITS = 20
_BATCH = 64


@dataclass(frozen=True)
class Trial:
    """Windows to compare on and, where it is known, what came next."""

    windows: Windows  # [N, L]
    target: NDArray[np.int64] | None = None  # [N, T] item index, 0 pads and is unknown
    drop_seen: bool = False  # whether items of the window count as recommended

    @staticmethod
    def of_validation(dataset: Dataset, most: int = 2_000) -> "Trial | None":
        """Asks of the validation part, if there are any."""
        asks = dataset.validation.sample(most, np.random.default_rng(7))
        if not len(asks):
            return None
        windows = left_padded(dataset.windows(asks.first, asks.last), dataset.window)
        count = np.diff(asks.start)  # [N]
        target = np.zeros((len(asks), int(count.max(initial=1))), np.int64)  # [N, T]
        column = np.arange(len(asks.target)) - np.repeat(asks.start[:-1], count)  # [M]
        target[asks.ask_of_target(), column] = asks.target
        return Trial(windows, target, dataset.filter_seen)

    @staticmethod
    def random(vocabulary_size: int, event_type_count: int, window: int) -> "Trial":
        """Windows of every length with any items in them."""
        random = np.random.default_rng(7)
        shape = (256, window)
        length = random.integers(1, window + 1, size=(shape[0], 1))  # [N, 1]
        known = np.arange(window) >= window - length  # [N, L]
        age = np.sort(random.exponential(90_000.0, shape))[:, ::-1] * known  # [N, L]
        return Trial(
            Windows(
                random.integers(1, vocabulary_size + 1, shape) * known,
                random.integers(event_type_count + 1, size=shape) * known,
                age.astype(np.float32),
            )
        )

    def batches(self) -> Iterator[tuple[Windows, NDArray[np.int64] | None]]:
        """Parts of the windows with their targets."""
        for start in range(0, len(self.windows), _BATCH):
            part = slice(start, start + _BATCH)
            windows = self.windows
            yield (
                Windows(windows.item[part], windows.event_type[part], windows.age_seconds[part]),
                None if self.target is None else self.target[part],
            )


@dataclass(frozen=True)
class Report:
    """What one precision gave, beside PyTorch in fp32."""

    worst: Tolerance
    mean_score_error: float
    overlap: Mapping[int, float]  # share of PyTorch's first n items that are among its own
    hits: float | None  # HR@20
    hits_lost: float | None

    def to_json(self) -> dict[str, float]:
        """As the manifest has it."""
        found = {
            "maxScoreError": self.worst.score,
            "meanScoreError": self.mean_score_error,
            "maxAttentionError": self.worst.attention,
            **{f"overlap@{depth}": share for depth, share in self.overlap.items()},
        }
        if self.hits is not None and self.hits_lost is not None:
            found |= {f"HR@{_HITS}": self.hits, f"HR@{_HITS} lost": self.hits_lost}
        return {name: float(f"{value:.4g}") for name, value in found.items()}


def compare(
    model: Answers, others: Mapping[str, Answers], trial: Trial, vocabulary_size: int
) -> dict[str, Report]:
    """Ask PyTorch and every precision for the same windows."""
    k = max(_DEPTHS) + (trial.windows.item.shape[1] if trial.drop_seen else 0)
    k = min(k, vocabulary_size)
    sums = {name: _Sums() for name in others}
    for windows, target in trial.batches():
        expected = model(feed(windows, k))
        for name, answers in others.items():
            sums[name].add(answers(feed(windows, k)), expected, windows, target, trial.drop_seen)
    return {name: each.report() for name, each in sums.items()}


class _Sums:
    """Gathers the differences of batches."""

    def __init__(self) -> None:
        self._windows = 0
        self._score: list[NDArray[np.float32]] = []
        self._attention = 0.0
        self._overlap = dict.fromkeys(_DEPTHS, 0.0)
        self._hits: list[tuple[int, int]] = []

    def add(
        self,
        found: Outputs,
        expected: Outputs,
        windows: Windows,
        target: NDArray[np.int64] | None,
        drop_seen: bool,
    ) -> None:
        off = Difference.between(found, expected)
        self._windows += len(windows)
        self._score.append(off.score)
        self._attention = max(self._attention, float(off.attention.max()))
        for depth in _DEPTHS:
            same = found.item[:, :depth, None] == expected.item[:, None, :depth]  # [B, n, n]
            self._overlap[depth] += float(same.any(axis=2).mean(axis=1).sum())
        if target is not None:
            seen = windows.item if drop_seen else np.zeros_like(windows.item)  # [B, L]
            self._hits.append((_hits(found.item, target, seen), _hits(expected.item, target, seen)))

    def report(self) -> Report:
        score = np.concatenate(self._score)  # [N, K]
        hits, lost = None, None
        if self._hits:
            own, of_model = np.sum(self._hits, axis=0) / self._windows
            hits, lost = float(own), float(of_model - own)
        return Report(
            Tolerance(float(score.max()), self._attention),
            float(score.mean()),
            {depth: total / self._windows for depth, total in self._overlap.items()},
            hits,
            lost,
        )


def _hits(item: NDArray[np.int64], target: NDArray[np.int64], seen: NDArray[np.int64]) -> int:
    """How many rows have a target among their first 20 items [B, K] that are not seen [B, L]."""
    new = ~(item[:, :, None] == seen[:, None]).any(axis=2)  # [B, K]
    shown = new & (np.cumsum(new, axis=1) <= _HITS)  # [B, K]
    hit = (item[:, :, None] == target[:, None]).any(axis=2) & shown  # [B, K]
    return int(hit.any(axis=1).sum())


def left_padded(windows: Windows, window: int) -> Windows:
    """Windows as long as the graph wants them."""
    missing = ((0, 0), (window - windows.item.shape[1], 0))
    return Windows(
        np.pad(windows.item, missing),  # [N, L]
        np.pad(windows.event_type, missing),  # [N, L]
        np.pad(windows.age_seconds, missing),  # [N, L]
    )
