"""What is lost when something else is expected than came.

Every loss takes what ``N`` positions expect and their ``P`` targets (``position`` says whose they
are, in rising order; the ``weight`` of a position's targets sums to 1), and gives the mean over
positions.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from freshet_model.models.interface import Expectation

_CHUNK = 1024
_TINY = 1e-12
_LEAST_SHARE = 1e-30
# Nearer to 1 float32 has hardly a number.
_MOST_SHARE = 1 - 1e-6


@dataclass(frozen=True)
class Outcome:
    """What came after the asked positions."""

    position: Tensor  # [P] int64, which of the N positions, rising
    target: Tensor  # [P] int64, item index from 1
    weight: Tensor  # [P] float32


Loss = Callable[[Expectation, Outcome], Tensor]


def full_softmax(expected: Expectation, outcome: Outcome) -> Tensor:
    """Cross-entropy with a softmax over the whole vocabulary."""
    return _chunked(expected, outcome, None)


@dataclass(frozen=True)
class SampledSoftmax:
    """Cross-entropy over the batch's own items and uniform negatives.

    A candidate's logit is lowered by the logarithm of the probability that it is one: Jean et al.,
    "On Using Very Large Target Vocabulary for Neural Machine Translation", ACL 2015.

    :param frequency: [V + 1] float32, share of each item in the training targets
    :param negatives: how many items are drawn from the whole vocabulary
    """

    frequency: Tensor
    negatives: int

    def __call__(self, expected: Expectation, outcome: Outcome) -> Tensor:
        """See ``Loss``."""
        size = len(expected.table)
        device = outcome.target.device
        drawn = torch.randint(1, size, (self.negatives,), device=device)  # [S]
        padding = torch.zeros(1, dtype=torch.int64, device=device)  # [1]
        own = torch.unique(outcome.target)  # [T]
        # Items of the windows that are not among them have no bonus to learn from this step.
        candidate = torch.unique(torch.cat([padding, own, drawn]))  # [C], the first is padding
        missed = torch.log1p(-self.frequency[candidate].clamp(max=0.5)) * len(outcome.target)
        missed = missed + self.negatives * math.log1p(-1 / max(2, size - 1))  # [C]
        included = torch.log((1 - missed.exp()).clamp(min=_TINY))  # [C]
        number = torch.searchsorted(candidate, outcome.target)  # [P]
        among = Outcome(outcome.position, number, outcome.weight)
        return _chunked(expected.among(candidate), among, -included)


@dataclass(frozen=True)
class GeneralisedBce:
    """gBCE: binary cross-entropy whose positive part makes up for sampling negatives.

    Petrov and Macdonald, "gSASRec: Reducing Overconfidence in Sequential Recommendation Trained
    with Negative Sampling", RecSys 2023: beta = alpha (t (1 - 1 / alpha) + 1 / alpha) for a
    sampling rate alpha. The negatives are shared by a batch.

    :param calibration: ``t``, 0 for plain BCE, 1 for scores that are calibrated
    """

    negatives: int
    calibration: float = 0.75

    def __call__(self, expected: Expectation, outcome: Outcome) -> Tensor:
        """See ``Loss``."""
        size = len(expected.table) - 1
        rate = min(1.0, self.negatives / max(1, size - 1))
        power = rate * (self.calibration * (1 - 1 / rate) + 1 / rate)
        device = outcome.target.device
        drawn = torch.randperm(size, device=device)[: self.negatives] + 1  # [C]
        padding = torch.zeros(1, dtype=torch.int64, device=device)  # [1]
        candidate = torch.cat([padding, drawn.sort().values])  # [C + 1]
        negative = expected.among(candidate).logits().float()  # [N, C]
        asked = expected.take(outcome.position)
        positive = asked.logits_of(outcome.target[:, None])[:, 0].float()  # [P]
        is_target = torch.zeros_like(negative, dtype=torch.bool)  # [N, C]
        column = torch.searchsorted(candidate, outcome.target).clamp(max=len(candidate) - 1)  # [P]
        hit = candidate[column] == outcome.target  # [P]
        is_target[outcome.position[hit], column[hit] - 1] = True
        repelled = (functional.softplus(negative) * ~is_target).sum()
        attracted = (power * functional.softplus(-positive) * outcome.weight).sum()
        return (attracted + repelled) / len(negative)


def bce(expected: Expectation, outcome: Outcome) -> Tensor:
    """Binary cross-entropy of every item of the vocabulary, summed over items."""
    logits = expected.logits().float()  # [N, V]
    chosen = logits[outcome.position, outcome.target - 1]  # [P]
    return (functional.softplus(logits).sum() - (chosen * outcome.weight).sum()) / len(logits)


def softmax_bce(expected: Expectation, outcome: Outcome) -> Tensor:
    """Binary cross-entropy of the softmax over items with what came, summed over items."""
    log_share = torch.log_softmax(expected.logits().float(), dim=1)  # [N, V]
    log_rest = torch.log1p(-log_share.exp().clamp(max=_MOST_SHARE))  # [N, V]
    place = outcome.position, outcome.target - 1  # [P], [P]
    chosen = (log_share[place] - log_rest[place]) * outcome.weight  # [P]
    return -(log_rest.sum() + chosen.sum()) / len(log_share)


def squared(expected: Expectation, outcome: Outcome) -> Tensor:
    """Squared distance between the softmax over items and what came, summed over items."""
    probability = torch.softmax(expected.logits().float(), dim=1)  # [N, V]
    chosen = probability[outcome.position, outcome.target - 1]  # [P]
    came = (outcome.weight * (outcome.weight - 2 * chosen)).sum()
    return (probability.square().sum() + came) / len(probability)


def shortlist_softmax(score: Tensor, item: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy of the targets that are in their shortlists; 0 where none is.

    The others have no say: put into the list they would teach that what stands low in it comes.

    :param score: [n, S] float32
    :param item: [n, S] int64, the items of each shortlist
    :param target: [n] int64
    """
    is_target = item == target[:, None]  # [n, S]
    lost = -(torch.log_softmax(score, dim=1) * is_target).sum()
    return lost / is_target.sum().clamp(min=1)


def _chunked(expected: Expectation, outcome: Outcome, offset: Tensor | None) -> Tensor:
    low = torch.is_autocast_enabled(expected.vector.device.type)
    # The dtypes are chosen below; on CUDA autocast would make some of them float32 again.
    with torch.autocast(expected.vector.device.type, enabled=False):
        found: Tensor = _ChunkedSoftmax.apply(
            expected.vector,
            expected.table,
            expected.bonus,
            expected.item,
            outcome,
            offset,
            low,
        )
    return found


class _ChunkedSoftmax(torch.autograd.Function):
    """Loss and gradients together, a thousand positions at a time.

    So the probabilities of a chunk are used while they are in the cache, and never kept.
    """

    @staticmethod
    def forward(
        ctx: Any,
        vector: Tensor,
        table: Tensor,
        bonus: Tensor | None,
        item: Tensor,
        outcome: Outcome,
        offset: Tensor | None,
        low: bool,
    ) -> Tensor:
        """See ``full_softmax``; ``offset`` [C] is added to the logits, ``low`` is for bfloat16."""
        count = len(vector)
        dtype = torch.bfloat16 if low else torch.float32
        vector, table = vector.to(dtype), table.to(dtype)  # [N, D], [C, D]
        total = torch.zeros((), device=vector.device)
        of_vector = torch.empty(vector.shape, device=vector.device)  # [N, D]
        of_table = torch.zeros(table.shape, device=vector.device)  # [C, D]
        of_bonus = None if bonus is None else torch.empty_like(bonus)  # [N, L]
        borders = torch.arange(0, count + _CHUNK, _CHUNK, device=vector.device)
        ends = torch.searchsorted(outcome.position, borders).tolist()
        for chunk, start in enumerate(range(0, count, _CHUNK)):
            rows = slice(start, min(start + _CHUNK, count))
            targets = slice(ends[chunk], ends[chunk + 1])
            logits = vector[rows] @ table.T  # [n, C]
            if bonus is not None:
                logits.scatter_add_(1, item[rows], bonus[rows].to(dtype))
            if offset is not None:
                logits += offset
            logits[:, 0] = -math.inf
            row = outcome.position[targets] - start  # [p]
            column, weight = outcome.target[targets], outcome.weight[targets]  # [p], [p]
            # One pass over the chunk; -log is as exact as the probability, in bfloat16 to 0.4 %.
            slope = torch.softmax(logits, dim=1)  # [n, C]
            likely = slope[row, column].float().clamp(min=_LEAST_SHARE)  # [p]
            total -= (likely.log() * weight).sum()
            slope.index_put_((row, column), -weight.to(dtype), accumulate=True)
            if of_bonus is not None:
                of_bonus[rows] = slope.gather(1, item[rows]).float()
            of_vector[rows] = (slope @ table).float()
            of_table += (slope.T @ vector[rows]).float()
        ctx.save_for_backward(of_vector, of_table, of_bonus)
        ctx.count = count
        return total / count

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """Scale what ``forward`` found."""
        of_vector, of_table, of_bonus = ctx.saved_tensors
        scale = gradients[0] / ctx.count
        bonus = None if of_bonus is None else of_bonus * scale
        return of_vector * scale, of_table * scale, bonus, None, None, None, None
