"""Is the attention a reason? What the score loses without the entry that weighed most, and plots.

Any model takes part that gives the attention of its best items and the scores of all items.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.command import InputError, short
from freshet_model.data.dataset import Asks, Dataset, Windows
from freshet_model.evaluation.metrics import Estimate
from freshet_model.models.cross_attention import CrossAttentionModel
from freshet_model.models.model_scorer import ModelScorer, window_of

# With fewer entries there is no choice of another one to remove.
SHORTEST_WINDOW = 3


class Explainer(Protocol):
    """A model that says what it looked at."""

    def top(self, windows: Windows, k: int) -> tuple[Tensor, Tensor, Tensor]:
        """Give the best items of the vocabulary, as the graph of a bundle does.

        :return: top_item [B, K] int64, index from 1; top_score [B, K] float32 as ``scores`` gives
            them; top_attention [B, K, L] float32, how much each entry of the window weighed for
            the item
        """
        ...

    def scores(self, windows: Windows) -> Tensor:
        """Give log-probabilities [B, V] float32; column 0 is the item with index 1."""
        ...


@dataclass(frozen=True)
class Occlusion:
    """How far the log-probability of the first item falls when an entry is removed."""

    heaviest: NDArray[np.float64]  # [N] without the entry that weighed most
    other: NDArray[np.float64]  # [N] without another entry, drawn at random
    newest: NDArray[np.bool_]  # [N] was the entry that weighed most the newest one?
    user: NDArray[np.int64]  # [N]

    def __len__(self) -> int:
        """How many windows were tried."""
        return len(self.user)

    def estimates(self) -> dict[str, Estimate]:
        """Give the mean falls, their difference, and how often the first is the larger one.

        The last figure tells how often the entry that weighed most is simply the newest.
        """
        larger = (self.heaviest > self.other).astype(np.float64)  # [N]
        values = {
            "fall without the heaviest entry": self.heaviest,
            "fall without a random other entry": self.other,
            "difference": self.heaviest - self.other,
            "share of windows where the heaviest falls more": larger,
            "share of windows where the heaviest is the newest": self.newest.astype(np.float64),
        }
        return {name: Estimate.of(value, self.user) for name, value in values.items()}

    def json(self) -> dict[str, Any]:
        """Give the estimates in plain values."""
        return {"windows": len(self)} | {n: asdict(e) for n, e in self.estimates().items()}

    def __str__(self) -> str:
        """Give the estimates, one a line."""
        lines = [f"occlusion of {len(self):,} windows (nats ± standard error)"]
        for name, found in self.estimates().items():
            lines.append(f"  {name:50}{found.mean:8.4f} ± {found.standard_error:.4f}")
        return "\n".join(lines)


def occlude(
    model: Explainer,
    dataset: Dataset,
    asks: Asks,
    random: np.random.Generator,
    most_asks: int,
    batch: int = 128,
) -> Occlusion:
    """Try a sample of the asks whose windows have at least three entries."""
    length = np.minimum(asks.last - asks.first + 1, dataset.window)  # [N]
    asks = asks.take(np.flatnonzero(length >= SHORTEST_WINDOW)).sample(most_asks, random)
    heaviest, other = [np.zeros(0)], [np.zeros(0)]
    newest = [np.zeros(0, np.bool_)]
    with torch.no_grad():
        for start in range(0, len(asks), batch):
            part = asks.take(np.arange(start, min(start + batch, len(asks))))
            windows = dataset.windows(part.first, part.last)
            item, score, attention = model.top(windows, 1)
            chosen = _heaviest(attention[:, 0], windows)  # [B]
            before = score[:, 0].cpu().numpy().astype(np.float64)  # [B]
            falls = [
                before - _score(model, without(windows, column), item[:, 0])  # [B]
                for column in (chosen, _another(chosen, windows, random))
            ]
            heaviest.append(falls[0])
            other.append(falls[1])
            newest.append(chosen == windows.item.shape[1] - 1)
    return Occlusion(
        np.concatenate(heaviest),
        np.concatenate(other),
        np.concatenate(newest),
        dataset.sequences.user(asks.last),
    )


def without(windows: Windows, column: NDArray[np.int64]) -> Windows:
    """Leave out the entry in a column [B] of each window; ages count from the newest left."""
    place = np.arange(windows.item.shape[1])  # [L]
    source = np.where(place > column[:, None], place, place - 1)  # [B, L], -1: nothing
    item, kind, age = (
        np.where(source < 0, 0, np.take_along_axis(values, source.clip(min=0), axis=1))
        for values in (windows.item, windows.event_type, windows.age_seconds)
    )  # [B, L] each
    age = np.where(item > 0, age - age[:, -1:], 0)  # [B, L]
    return Windows(item, kind, age.astype(np.float32))


def _heaviest(attention: Tensor, windows: Windows) -> NDArray[np.int64]:
    """Column [B] of the entry with the most attention [B, L]."""
    weight = attention.cpu().numpy()  # [B, L]
    if not np.isfinite(weight).all():
        raise InputError("the attention has a value that is not finite, expected weights from 0")
    column: NDArray[np.int64] = np.where(windows.item > 0, weight, -np.inf).argmax(axis=1)
    return column


def _another(
    column: NDArray[np.int64], windows: Windows, random: np.random.Generator
) -> NDArray[np.int64]:
    """Column [B] of an entry other than the one in ``column`` [B], all equally likely."""
    count = (windows.item > 0).sum(axis=1)  # [B]
    drawn = windows.item.shape[1] - count + random.integers(0, count - 1)  # [B]
    found: NDArray[np.int64] = drawn + (drawn >= column)  # [B]
    return found


def _score(model: Explainer, windows: Windows, item: Tensor) -> NDArray[np.float64]:
    """Log-probability [B] of an item [B] after each window."""
    scores = model.scores(windows)  # [B, V]
    return scores.gather(1, item[:, None] - 1)[:, 0].cpu().numpy().astype(np.float64)


@dataclass(frozen=True)
class MatrixExplainer:
    """Explains with the attention matrix A of ``cross_attention`` itself, item by item."""

    model: CrossAttentionModel

    def top(self, windows: Windows, k: int) -> tuple[Tensor, Tensor, Tensor]:
        """See ``Explainer.top``; the weights are the columns of A, and need not sum to 1."""
        window = window_of(windows, "cpu")
        item, score, _ = self.model.eval().top(window, k)  # [B, K], [B, K]
        column = (item - 1)[:, None].expand(-1, window.item.shape[1], -1)  # [B, L, K]
        weight = self.model.attention_matrix(window).gather(2, column)  # [B, L, K]
        return item, score, weight.transpose(1, 2)  # …, …, [B, K, L]

    def scores(self, windows: Windows) -> Tensor:
        """See ``Explainer.scores``."""
        return ModelScorer(self.model).scores(windows)


@dataclass(frozen=True)
class AttentionMap:
    """What each recommended item owes to each entry of one window, oldest entry first."""

    label: str
    window: list[str]  # [L]
    recommended: list[str]  # [K]
    weight: NDArray[np.float32]  # [K, L]
    followed: list[str]


def attention_maps(
    model: Explainer,
    dataset: Dataset,
    asks: Asks,
    titles: Mapping[str, str] | None = None,
    k: int = 10,
    most_entries: int = 20,
    by_id: bool = False,
) -> list[AttentionMap]:
    """Map the attention of each ask.

    :param most_entries: what is older than so many shares one column
    :param by_id: call users by their ids; reports are shown around, so by default by numbers
    """
    windows = dataset.windows(asks.first, asks.last)
    with torch.no_grad():
        top_item, _, attention = model.top(windows, min(k, len(dataset.vocabulary)))
    names = [_name(item, titles or {}) for item in dataset.vocabulary]
    moments = asks.timestamp.astype("datetime64[ms]").astype("datetime64[s]").astype(str)  # [N]
    user = dataset.sequences.user(asks.last)  # [N]
    found = []
    for row in range(len(asks)):
        number = int(user[row])
        called = dataset.user_id(number) if by_id else str(number)
        known = windows.item[row] > 0  # [L]
        weight = attention[row].cpu().numpy()[:, known]  # [K, l]
        entries = [names[i - 1] for i in windows.item[row][known]]
        older = len(entries) - most_entries
        if older > 0:
            sums = weight[:, :older].sum(axis=1, keepdims=True)  # [K, 1]
            weight = np.concatenate([sums, weight[:, older:]], axis=1)  # [K, l]
            entries = [f"{older} older", *entries[older:]]
        target = asks.target[asks.start[row] : asks.start[row + 1]]  # [m]
        found.append(
            AttentionMap(
                f"user {called} at {moments[row].replace('T', ' ')} UTC",
                entries,
                [names[i - 1] for i in top_item[row].tolist()],
                weight,
                [names[i - 1] if i else "an item not in the vocabulary" for i in target],
            )
        )
    return found


def _name(item: str, titles: Mapping[str, str]) -> str:
    return titles.get(item, item)


def attention_asks(dataset: Dataset, asks: Asks, count: int, random: np.random.Generator) -> Asks:
    """Draw asks worth a plot: with windows of at least three entries, one a user."""
    length = np.minimum(asks.last - asks.first + 1, dataset.window)  # [N]
    long = np.flatnonzero(length >= SHORTEST_WINDOW)  # [n]
    drawn = random.permutation(long)  # [n]
    _, first = np.unique(dataset.sequences.user(asks.last[drawn]), return_index=True)  # [U]
    chosen: Sequence[int] = sorted(drawn[np.sort(first)[:count]].tolist())
    return asks.take(np.array(chosen, np.int64))


def newest_asks(dataset: Dataset, asks: Asks, ids: Sequence[str]) -> Asks:
    """Give the newest ask of each of these users, whatever its window.

    :raises InputError: at an id that the data does not have, or whose user is not asked
    """
    if not dataset.users:
        raise InputError("the data keeps no ids of users, expected data of a newer prepare.py")
    user = dataset.sequences.user(asks.last)  # [N]
    newest = {dataset.users[number]: ask for ask, number in enumerate(user.tolist())}
    unknown = [each for each in ids if each not in newest]
    if unknown:
        found = "is asked nothing in this part" if unknown[0] in dataset.users else "is not there"
        raise InputError(f"user {short(unknown[0])} {found}, expected a user with an ask")
    chosen = [newest[each] for each in dict.fromkeys(ids)]
    return asks.take(np.array(chosen, np.int64))
