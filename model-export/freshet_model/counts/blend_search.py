"""Finds the weights of a blend on a validation part.

``N`` is the number of asks, ``M`` of targets, ``C`` of items that stand for the vocabulary,
``B`` of asks in a batch and ``V`` of items in the vocabulary.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from freshet_model.command import InputError
from freshet_model.counts.blend import (
    FORMS,
    LOG_LINEAR,
    Z_SCORE,
    Blend,
    BlendWeights,
    share,
    z_score,
)
from freshet_model.counts.count import Count
from freshet_model.data.dataset import Asks, Dataset
from freshet_model.evaluation.scorer import Scorer

_MOST_ROUNDS = 6
_BATCH = 128


@dataclass(frozen=True)
class BlendSearch:
    """How weights are sought: one count after the other over a grid, until nothing gets better.

    :param cutoff: NDCG of a list of so many items is raised
    :param weights: what is tried for a count; from the second round on, a little more and less
        than the best so far as well
    :param most_targets: asks are drawn until they have about so many targets
    :param candidates: of each part, the best so many items stand for the vocabulary
    """

    cutoff: int = 10
    forms: Sequence[str] = FORMS
    weights: Sequence[float] = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
    epsilons: Sequence[float] = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2)
    most_targets: int = 5000
    candidates: int = 200
    seed: int = 0

    def fit(
        self, model: Scorer, counts: Mapping[str, Count], dataset: Dataset, asks: Asks
    ) -> Blend:
        """Find the form and the weights that give the asks of a validation part the best NDCG.

        The counts have to be fitted without these asks. To judge on a test part, take
        ``weights`` of what comes out, and counts that are fitted on the validation part as well.
        """
        if not len(asks) or not asks.target.any():
            raise InputError("blend: there is no ask with a known target, expected at least one")
        most = max(1, round(self.most_targets * len(asks) / len(asks.target)))
        sample = asks.sample(most, np.random.default_rng(self.seed))
        candidates = _Candidates.gather(model, counts, dataset, sample, self.candidates)
        found = [self._climb(form, candidates) for form in self.forms]
        best = max(range(len(found)), key=lambda i: found[i][0])  # the first of equals
        return Blend(model, counts, found[best][1])

    def _climb(self, form: str, candidates: "_Candidates") -> tuple[float, BlendWeights]:
        """Change one weight at a time as long as NDCG rises: the best NDCG, and how."""
        names = list(candidates.counts)
        epsilons = self.epsilons if form == LOG_LINEAR else self.epsilons[:1]
        weight = dict.fromkeys(names, 0.0)
        epsilon = dict.fromkeys(names, epsilons[0])
        best = candidates.ndcg(candidates.total(form, weight, epsilon), self.cutoff)
        for _ in range(_MOST_ROUNDS):
            before = best
            for name in names:
                others = candidates.total(form, weight | {name: 0.0}, epsilon)  # [N, C]
                for tried_epsilon in epsilons:
                    part = candidates.part(form, name, tried_epsilon)  # [N, C]
                    for tried in _tried(self.weights, weight[name]):
                        ndcg = candidates.ndcg(others + tried * part, self.cutoff)
                        if ndcg > best:
                            best = ndcg
                            weight[name], epsilon[name] = tried, tried_epsilon
            if best == before:
                break
        return best, BlendWeights(form, weight, epsilon)


def _tried(grid: Sequence[float], present: float) -> list[float]:
    """Give the grid, and what lies around the present weight."""
    around = [round(present * factor, 4) for factor in (0.8, 0.9, 1.1, 1.2)]
    return sorted({*grid, *around})


@dataclass(frozen=True)
class _Candidates:
    """Items that stand for the vocabulary: for each ask the best of every part, and the targets.

    An item that is among the best of no part can hardly be among the best of the blend. Columns
    are in the order of item indexes, so that ties are broken as everywhere.
    """

    model: dict[str, Tensor]  # form -> [N, C]; minus infinity where there is no item
    counts: dict[str, dict[str, Tensor]]  # name of the count -> form -> [N, C], shares or z-scores
    ask: Tensor  # [M] int64
    column: Tensor  # [M] int64, where the target stands; -1: not in the vocabulary

    @staticmethod
    def gather(
        model: Scorer, counts: Mapping[str, Count], dataset: Dataset, asks: Asks, most: int
    ) -> "_Candidates":
        """Score the vocabulary batch by batch and keep what may matter."""
        batches = []
        for start in range(0, len(asks), _BATCH):
            part = asks.take(np.arange(start, min(start + _BATCH, len(asks))))
            batches.append(_gather_batch(model, counts, dataset, part, most))
        width = max(batch.model[LOG_LINEAR].shape[1] for batch in batches)
        return _Candidates(
            {
                form: torch.cat([_widen(b.model[form], width, -math.inf) for b in batches])
                for form in FORMS
            },
            {
                name: {
                    form: torch.cat([_widen(b.counts[name][form], width, 0) for b in batches])
                    for form in FORMS
                }
                for name in counts
            },
            torch.cat([b.ask + i * _BATCH for i, b in enumerate(batches)]),
            torch.cat([b.column for b in batches]),
        )

    def part(self, form: str, name: str, epsilon: float) -> Tensor:
        """Give what a count adds for a weight of 1: [N, C] float32."""
        values = self.counts[name][form]  # [N, C]
        return values if form == Z_SCORE else (values + epsilon).log()  # [N, C]

    def total(self, form: str, weight: dict[str, float], epsilon: dict[str, float]) -> Tensor:
        """Blend all parts: [N, C] float32."""
        total = self.model[form]  # [N, C]
        for name, value in weight.items():
            if value:
                total = total + value * self.part(form, name, epsilon[name])  # [N, C]
        return total

    def ndcg(self, total: Tensor, cutoff: int) -> float:
        """Rank the targets by scores [N, C], and give the mean NDCG of the asks."""
        known = self.column >= 0  # [M]
        ask, column = self.ask[known], self.column[known][:, None]  # [m], [m, 1]
        of_ask = total[ask]  # [m, C]
        own = of_ask.gather(1, column)  # [m, 1]
        earlier = torch.arange(total.shape[1])[None] < column  # [m, C]
        rank = ((of_ask > own) | ((of_ask == own) & earlier)).sum(dim=1) + 1  # [m]
        gain = torch.where(rank <= cutoff, 1 / torch.log2(rank + 1.0), 0.0).double()  # [m]
        ideal = (1 / torch.log2(torch.arange(cutoff) + 2.0)).double().cumsum(0)  # [cutoff]
        targets = torch.bincount(self.ask, minlength=len(total))  # [N]
        gains = torch.bincount(ask, gain, minlength=len(total))  # [N]
        return float((gains / ideal[targets.clamp(1, cutoff) - 1]).mean())


def _gather_batch(
    model: Scorer, counts: Mapping[str, Count], dataset: Dataset, asks: Asks, most: int
) -> _Candidates:
    windows = dataset.windows(asks.first, asks.last)
    of_model = model.scores(windows, asks).float()  # [B, V]
    of_counts = {name: count.scores(windows, asks) for name, count in counts.items()}  # [B, V]
    ask, target = torch.from_numpy(asks.ask_of_target()), torch.from_numpy(asks.target)  # [M] each
    allowed = _allowed(dataset, asks, of_model)  # [B, V]
    chosen = torch.zeros_like(allowed)  # [B, V]
    for scores in (of_model, *of_counts.values()):
        best = scores.where(allowed, -math.inf).topk(min(most, scores.shape[1])).indices
        chosen.scatter_(1, best, torch.ones_like(best, dtype=torch.bool))
    chosen &= allowed
    chosen[ask[target > 0], target[target > 0] - 1] = True

    column = chosen.cumsum(dim=1) - 1  # [B, V]: where a chosen item stands among the chosen
    row, index = chosen.nonzero(as_tuple=True)  # [c], [c]
    pick = torch.full((len(chosen), int(column.max()) + 1), -1)  # [B, C]
    pick[row, column[row, index]] = index
    exists, pick = pick >= 0, pick.clamp(min=0)  # [B, C], [B, C]
    target_index = (target - 1).clamp(min=0)  # [M]
    return _Candidates(
        {
            LOG_LINEAR: of_model.gather(1, pick).where(exists, -math.inf),
            Z_SCORE: z_score(of_model).gather(1, pick).where(exists, -math.inf),
        },
        {
            name: {
                LOG_LINEAR: share(scores).gather(1, pick),
                Z_SCORE: z_score(scores).gather(1, pick),
            }
            for name, scores in of_counts.items()
        },
        ask,
        column[ask, target_index].where(target > 0, -1),
    )


def _allowed(dataset: Dataset, asks: Asks, scores: Tensor) -> Tensor:
    """Mark what may be recommended: all or, where the data set says so, what is new: [B, V]."""
    allowed = torch.ones_like(scores, dtype=torch.bool)  # [B, V]
    if dataset.filter_seen:
        row, item = dataset.seen(asks)  # [s], [s]
        allowed[torch.from_numpy(row), torch.from_numpy(item) - 1] = False
    return allowed


def _widen(values: Tensor, width: int, fill: float) -> Tensor:
    """Pad [N, c] to [N, width] on the right."""
    return torch.nn.functional.pad(values, (0, width - values.shape[1]), value=fill)
