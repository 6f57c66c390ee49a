"""Metrics and baselines against values worked out by hand."""

import math

import numpy as np
import pytest
import torch

from freshet_model.baselines import DECAY, CoVisitation, own_items, popularity
from freshet_model.dataset import Dataset, Rows
from freshet_model.metrics import ranking_metrics, ranks


def test_ranks_break_ties_by_index_and_miss_unknown_targets() -> None:
    scores = torch.tensor([[0.1, 0.5, 0.5, 0.9]]).expand(5, -1)  # [5, 4]
    found = ranks(scores, torch.tensor([4, 2, 3, 1, 0]))
    assert found.tolist() == [1, 2, 3, 4, math.inf]


def test_metrics_of_known_ranks() -> None:
    found = ranking_metrics(torch.tensor([1.0, 3.0, 15.0, math.inf]), torch.arange(4))
    assert found["HR@10"] == pytest.approx(2 / 4)
    assert found["HR@20"] == pytest.approx(3 / 4)
    assert found["Recall@20"] == pytest.approx(3 / 4)
    assert found["NDCG@20"] == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)
    assert found["MRR@20"] == pytest.approx((1 + 1 / 3 + 1 / 15) / 4)


def test_metrics_of_baskets_count_a_window_once() -> None:
    rank = torch.tensor([21.0, 3.0, 11.0, math.inf, 30.0])
    found = ranking_metrics(rank, torch.tensor([0, 0, 0, 0, 1]))
    assert found["HR@10"] == pytest.approx(1 / 2)
    assert found["HR@20"] == pytest.approx(1 / 2)
    assert found["Recall@20"] == pytest.approx(2 / 4 / 2)
    best = sum(1 / math.log2(i + 1) for i in range(1, 5))
    assert found["NDCG@20"] == pytest.approx((1 / 2 + 1 / math.log2(12)) / best / 2)
    assert found["MRR@20"] == pytest.approx(1 / 3 / 2)


def test_metrics_of_nothing_are_0() -> None:
    nothing = torch.zeros(0)
    assert set(ranking_metrics(nothing, nothing.long()).values()) == {0.0}


def test_baselines_count_only_what_came_before_a_target() -> None:
    item = np.array([[0, 1, 2]])  # [1, 3]: 1, 2 and then 3
    ends = np.array([0, 2])
    row = Rows(item, item, item.astype(np.float32), ends, np.array([1, 2]), np.array([2, 3]))
    dataset = Dataset(["a", "b", "c"], ["view"], 3, row, row)
    assert popularity(dataset).tolist() == [0, 1, 1]
    scores = CoVisitation.count(dataset).scores(np.array([[0, 0, 1], [0, 1, 2]]))  # [2, 3]
    assert scores[0].tolist() == pytest.approx([0, 1, DECAY])
    assert scores[1].tolist() == pytest.approx([0, DECAY, 1 + DECAY**2])


def test_own_items_are_ranked_by_count_and_then_by_newness() -> None:
    scores = own_items(np.array([[0, 3, 3, 1, 2]]), 4)[0]  # [4]
    assert scores.argsort(descending=True).tolist() == [2, 1, 0, 3]
