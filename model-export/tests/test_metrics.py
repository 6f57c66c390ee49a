"""Metrics and baselines against values worked out by hand."""

import math

import numpy as np
import pytest
import torch

from freshet_model.baselines import DECAY, CoVisitation, popularity
from freshet_model.dataset import Dataset, Targets
from freshet_model.metrics import ranking_metrics, ranks


def test_ranks_break_ties_by_index_and_miss_unknown_targets() -> None:
    scores = torch.tensor([[0.1, 0.5, 0.5, 0.9]]).expand(5, -1)  # [5, 4]
    found = ranks(scores, torch.tensor([4, 2, 3, 1, 0]))
    assert found.tolist() == [1, 2, 3, 4, math.inf]


def test_metrics_of_known_ranks() -> None:
    found = ranking_metrics(torch.tensor([1.0, 3.0, 15.0, math.inf]))
    assert found["HR@10"] == pytest.approx(2 / 4)
    assert found["HR@20"] == pytest.approx(3 / 4)
    assert found["NDCG@10"] == pytest.approx((1 + 1 / 2) / 4)
    assert found["MRR@20"] == pytest.approx((1 + 1 / 3 + 1 / 15) / 4)


def test_metrics_of_nothing_are_0() -> None:
    assert set(ranking_metrics(torch.zeros(0)).values()) == {0.0}


def test_baselines_count_only_what_came_before_a_target() -> None:
    item = np.array([[0, 1, 2]])  # [1, 3]: 1, 2 and then 3
    target = np.array([[0, 2, 3]])  # [1, 3]
    row = Targets(item, item, item.astype(np.float32), target)
    dataset = Dataset(["a", "b", "c"], ["view"], 3, row, row)
    assert popularity(dataset).tolist() == [0, 1, 1]
    scores = CoVisitation.count(dataset).scores(np.array([[0, 0, 1], [0, 1, 2]]))  # [2, 3]
    assert scores[0].tolist() == pytest.approx([0, 1, DECAY])
    assert scores[1].tolist() == pytest.approx([0, DECAY, 1 + DECAY**2])
