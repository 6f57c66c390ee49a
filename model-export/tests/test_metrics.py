"""Metrics against values worked out by hand and against torchmetrics."""

import math

import numpy as np
import pytest
import torch
from make_evaluation_data import dataset_of, judged_of
from torchmetrics.retrieval import (
    RetrievalHitRate,
    RetrievalMRR,
    RetrievalNormalizedDCG,
    RetrievalRecall,
)

from freshet_model.evaluation.judge import Judged
from freshet_model.evaluation.metrics import (
    RANKING_METRICS,
    Calibration,
    Estimate,
    Popularity,
    list_metrics,
    mean_per_ask,
    paired_differences,
    per_ask,
    ranking_metrics,
)
from freshet_model.evaluation.ranking import best_items, ranks


def test_metrics_of_known_ranks() -> None:
    found = ranking_metrics(judged_of([1, 3, 15, math.inf]))
    assert found["HR@10"] == pytest.approx(2 / 4)
    assert found["HR@20"] == pytest.approx(3 / 4)
    assert found["Recall@20"] == pytest.approx(3 / 4)
    assert found["NDCG@20"] == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)
    assert found["NDCG@10"] == pytest.approx((1 + 1 / 2) / 4)
    assert found["MRR@20"] == pytest.approx((1 + 1 / 3 + 1 / 15) / 4)
    assert found["MRR@10"] == pytest.approx((1 + 1 / 3) / 4)


def test_metrics_of_baskets_count_an_ask_once() -> None:
    found = ranking_metrics(judged_of([21, 3, 11, math.inf, 30], [0, 0, 0, 0, 1]))
    assert found["HR@10"] == pytest.approx(1 / 2)
    assert found["HR@20"] == pytest.approx(1 / 2)
    assert found["Recall@20"] == pytest.approx(2 / 4 / 2)
    best = sum(1 / math.log2(i + 1) for i in range(1, 5))
    assert found["NDCG@20"] == pytest.approx((1 / 2 + 1 / math.log2(12)) / best / 2)
    assert found["MRR@20"] == pytest.approx(1 / 3 / 2)


def test_a_list_full_of_a_large_basket_is_ideal() -> None:
    found = ranking_metrics(judged_of(range(1, 31), [0] * 30))
    assert found["NDCG@20"] == pytest.approx(1)
    assert found["Recall@20"] == pytest.approx(20 / 30)


def test_metrics_of_nothing_are_0() -> None:
    assert ranking_metrics(judged_of([])) == dict.fromkeys(RANKING_METRICS, 0.0)
    popularity = Popularity(np.array([0, 3, 1]))
    assert set(list_metrics(judged_of([]), popularity).values()) == {0.0}
    assert Calibration.of(judged_of([], probability=[])) is None


def test_unknown_targets_are_misses() -> None:
    found = ranking_metrics(judged_of([math.inf, math.inf], target=[0, 0]))
    assert set(found.values()) == {0.0}


@pytest.mark.parametrize("k", [10, 20])
def test_agrees_with_torchmetrics_on_random_baskets(k: int) -> None:
    random = torch.Generator().manual_seed(7)
    asks, items = 200, 60
    scores = torch.rand(asks, items, generator=random)  # [N, V]
    relevant = torch.rand(asks, items, generator=random) < 0.05  # [N, V]
    relevant[:, 0] |= ~relevant.any(dim=1)  # every ask has a target
    row, column = relevant.nonzero(as_tuple=True)  # [M], [M]
    judged = Judged(
        ranks(scores, column + 1, row).numpy(),
        (column + 1).numpy(),
        row.numpy(),
        np.arange(asks),
        best_items(scores, 20)[0].numpy(),
        None,
    )
    index = torch.arange(asks)[:, None].expand(-1, items)  # [N, V]
    found = ranking_metrics(judged)
    for name, known in (
        ("HR", RetrievalHitRate(top_k=k)),
        ("MRR", RetrievalMRR(top_k=k)),
        ("NDCG", RetrievalNormalizedDCG(top_k=k)),
        ("Recall", RetrievalRecall(top_k=k)),
    ):
        expected = float(known(scores.flatten(), relevant.flatten(), indexes=index.flatten()))
        assert found[f"{name}@{k}"] == pytest.approx(expected, abs=1e-6), name


def test_the_standard_error_is_the_textbook_one_where_every_user_asked_once() -> None:
    value = np.array([0.0, 1.0, 1.0, 0.5])
    found = Estimate.of(value, np.arange(4))
    assert found.mean == pytest.approx(0.625)
    assert found.standard_error == pytest.approx(value.std(ddof=1) / 2)


def test_the_standard_error_knows_that_asks_of_a_user_go_together() -> None:
    value = np.array([0.0, 1.0, 1.0, 0.0])
    user = np.arange(4)
    copies = Estimate.of(np.repeat(value, 3), np.repeat(user, 3))
    assert copies.standard_error == pytest.approx(Estimate.of(value, user).standard_error)


def test_the_standard_error_of_a_single_user_is_not_known() -> None:
    assert math.isnan(Estimate.of(np.array([0.0, 1.0]), np.array([5, 5])).standard_error)


def test_differences_are_taken_ask_by_ask_and_over_the_mean_of_seeds() -> None:
    reference = [judged_of([1, 2, 30]), judged_of([1, 30, 30])]
    found = paired_differences([judged_of([1, 1, 2])], reference)["HR@10"]
    assert found.mean == pytest.approx((0 + 0.5 + 1) / 3)
    assert found.standard_error == pytest.approx(0.5 / math.sqrt(3))


def test_rows_of_other_asks_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same"):
        paired_differences([judged_of([1, 2])], [judged_of([1, 2, 3])])
    with pytest.raises(ValueError, match="same"):
        mean_per_ask([judged_of([1, 2]), judged_of([1])])


def test_popularity_counts_the_training_targets() -> None:
    dataset = dataset_of([[3, 1, 1, 2, 3], [1, 2, 1, 3]], size=4)
    assert Popularity.of(dataset).count.tolist() == [0, 2, 1, 0, 0]


def test_percentiles_of_equal_counts_are_shared() -> None:
    found = Popularity(np.array([0, 5, 1, 1, 0])).percentile()
    assert found.tolist() == pytest.approx([0, 0.875, 0.5, 0.5, 0.125])


def test_groups_get_a_third_of_the_targets_each() -> None:
    found = Popularity(np.array([0, 1, 4, 2, 1, 1, 0])).group()
    # Of 9 targets item 2 has the first four, item 3 stands from 4/9 on, the others from 6/9 on.
    assert found.tolist() == [3, 2, 0, 1, 2, 2, 2]


def test_lists_are_measured_by_what_they_recommend() -> None:
    popularity = Popularity(np.array([0, 5, 1, 0, 0]))
    judged = judged_of([1, 2, 30], target=[1, 3, 2], top=[[1, 2], [1, 3], [1, 0]])
    found = list_metrics(judged, popularity)
    assert found["Coverage@20"] == pytest.approx(3 / 4)
    bits = [-math.log2(share) for share in (6 / 10, 2 / 10, 1 / 10)]
    assert found["Novelty@20"] == pytest.approx((3 * bits[0] + bits[1] + bits[2]) / 5)
    assert found["Popularity@20"] == pytest.approx((3 * 0.875 + 0.625 + 0.25) / 5)
    assert found["ARP@20"] == pytest.approx((3 * 5 + 1 + 0) / 5)
    assert found["Head@20"] == pytest.approx(1 / 2)
    assert found["Tail@20"] == pytest.approx(1 / 2)


def test_the_calibration_error_is_the_mean_distance_of_bins() -> None:
    judged = judged_of([1, 2, 1, 1], probability=[0.9, 0.2, 0.4, 0.7])
    found = Calibration.of(judged, bins=2)
    assert found is not None
    assert found.probability.tolist() == pytest.approx([0.3, 0.8])
    assert found.hit_share.tolist() == pytest.approx([0.5, 1.0])
    assert found.count.tolist() == [2, 2]
    assert found.error == pytest.approx((0.2 + 0.2) / 2)


def test_exact_probabilities_have_no_calibration_error() -> None:
    found = Calibration.of(judged_of([1] * 5 + [2] * 5, probability=[0.5] * 10), bins=1)
    assert found is not None
    assert found.error == pytest.approx(0)


def test_there_is_no_calibration_without_probabilities_or_of_baskets() -> None:
    assert Calibration.of(judged_of([1, 2])) is None
    assert Calibration.of(judged_of([1, 2], [0, 0], probability=[0.5])) is None


def test_every_ask_has_a_value_of_every_metric() -> None:
    found = per_ask(judged_of([1, 30, 5], [0, 0, 1]))
    assert found["HR@10"].tolist() == [1, 1]
    assert found["Recall@10"].tolist() == [0.5, 1]
