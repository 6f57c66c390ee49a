"""Full rankings of scorers: order, ties, what was seen, and scores that are refused."""

import math

import numpy as np
import pytest
import torch
from make_evaluation_data import TestingScorer, asks_of, dataset_of
from torch import Tensor

from freshet_model.command import InputError
from freshet_model.data.dataset import Asks, Dataset, Windows
from freshet_model.evaluation.judge import Judged, judge
from freshet_model.evaluation.ranking import best_items, ranks


def test_ranks_break_ties_by_index_and_miss_unknown_targets() -> None:
    scores = torch.tensor([[0.1, 0.5, 0.5, 0.9]]).expand(5, -1)  # [5, 4]
    found = ranks(scores, torch.tensor([4, 2, 3, 1, 0]))
    assert found.tolist() == [1, 2, 3, 4, math.inf]


def test_ranks_of_several_targets_share_a_row() -> None:
    scores = torch.tensor([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]])  # [2, 3]
    found = ranks(scores, torch.tensor([1, 3, 1]), torch.tensor([0, 0, 1]))
    assert found.tolist() == [1, 3, 3]


def test_a_target_that_is_taken_out_is_missed() -> None:
    scores = torch.tensor([[-math.inf, 1.0]])  # [1, 2]
    assert ranks(scores, torch.tensor([1])).tolist() == [math.inf]


@pytest.mark.parametrize("width", [1, 2, 19, 20, 21, 22, 100, 1000])
def test_the_best_items_are_those_of_a_stable_sort(width: int) -> None:
    random = torch.Generator().manual_seed(width)
    scores = torch.randint(0, 8, (50, width), generator=random).float()  # [50, V], many ties
    scores[torch.rand(50, width, generator=random) < 0.2] = -math.inf
    order = scores.sort(dim=1, descending=True, stable=True)
    item, score = best_items(scores, 20)
    assert item.tolist() == (order.indices[:, :20] + 1).tolist()
    assert score.tolist() == order.values[:, :20].tolist()


def test_the_best_of_scores_that_are_all_equal_are_the_first() -> None:
    item, _ = best_items(torch.zeros(3, 500), 4)
    assert item.tolist() == [[1, 2, 3, 4]] * 3


def test_ranks_and_best_items_agree() -> None:
    random = torch.Generator().manual_seed(1)
    scores = torch.randint(0, 30, (40, 200), generator=random).float()  # [40, V]
    item, _ = best_items(scores, 20)
    for place in range(20):
        assert ranks(scores, item[:, place]).tolist() == [place + 1] * 40


USERS = [[1, 2, 3], [2, 3, 1, 4, 2], [4, 1], [3, 3, 2, 1]]


def judged(dataset: Dataset, scores: Tensor, asks: Asks | None = None, batch: int = 3) -> Judged:
    return judge(
        TestingScorer(scores), dataset, dataset.test if asks is None else asks, batch=batch
    )


def test_asks_keep_their_order_whatever_the_length_of_their_windows() -> None:
    dataset = dataset_of(USERS, size=4)
    scores = torch.rand(14, 4, generator=torch.Generator().manual_seed(3))  # [E, V]
    found = judged(dataset, scores, batch=2)
    rows = scores[torch.from_numpy(dataset.test.last)]  # [N, V]
    assert found.rank.tolist() == ranks(rows, torch.from_numpy(dataset.test.target)).tolist()
    assert found.top_item.tolist() == best_items(rows, 20)[0].tolist()
    assert found.user.tolist() == [0, 1, 2, 3]


def test_targets_of_baskets_keep_their_order() -> None:
    dataset = dataset_of(USERS, size=4)
    first = dataset.sequences.start[:3]  # [3]
    last = np.array([2, 4, 8])  # [3] windows of 3, 2 and 1 entries
    target = np.array([4, 1, 0, 2, 3, 1])  # [6]
    baskets = Asks(first, last, last, np.array([0, 2, 5, 6]), target, np.ones_like(target))
    scores = torch.tensor([[4.0, 3.0, 2.0, 1.0]]).expand(14, -1)  # [E, V]
    found = judged(dataset, scores, baskets, batch=1)
    assert found.rank.tolist() == [4, 1, math.inf, 2, 3, 1]
    assert found.ask_of_target.tolist() == [0, 0, 1, 1, 1, 2]


def test_what_was_seen_is_taken_out_but_not_the_target() -> None:
    dataset = dataset_of([[1, 2, 3], [2, 2, 2]], size=4, filter_seen=True)
    scores = torch.tensor([[4.0, 3.0, 2.0, 1.0]]).expand(6, -1)  # [E, V]
    found = judged(dataset, scores)
    assert found.rank.tolist() == [1, 2]
    assert found.top_item.tolist() == [[3, 4, 0, 0], [1, 2, 3, 4]]


def test_an_unknown_target_does_not_bring_back_what_was_seen() -> None:
    dataset = dataset_of([[4, 1, 0]], size=4, filter_seen=True)
    found = judged(dataset, torch.ones(3, 4))
    assert found.rank.tolist() == [math.inf]
    assert found.top_item.tolist() == [[2, 3, 0, 0]]


def test_the_scores_of_a_scorer_are_left_as_they_are() -> None:
    dataset = dataset_of([[1, 2, 3]], size=4, filter_seen=True)
    scores = torch.ones(1, 4)

    class Constant:
        def scores(self, windows: Windows, asks: Asks) -> Tensor:
            return scores

    judge(Constant(), dataset, dataset.test)
    assert scores.tolist() == [[1, 1, 1, 1]]


def test_log_probabilities_give_the_probability_of_the_first_item() -> None:
    dataset = dataset_of([[1, 2, 3]], size=4)
    scores = torch.tensor([[0.5, 0.2, 0.2, 0.1]]).log().expand(3, -1)  # [E, V]
    found = judged(dataset, scores).top_probability
    assert found is not None
    assert found.tolist() == pytest.approx([0.5])


def test_the_probability_is_that_among_what_may_be_recommended() -> None:
    dataset = dataset_of([[1, 2, 3]], size=4, filter_seen=True)
    scores = torch.tensor([[0.5, 0.2, 0.2, 0.1]]).log().expand(3, -1)  # [E, V]
    found = judged(dataset, scores).top_probability
    assert found is not None
    assert found.tolist() == pytest.approx([0.2 / 0.3])


def test_other_scores_have_no_probability() -> None:
    assert judged(dataset_of([[1, 2, 3]], size=4), torch.ones(3, 4)).top_probability is None


def test_a_vocabulary_of_one_item() -> None:
    found = judged(dataset_of([[1, 1, 1]], size=1), torch.zeros(3, 1))
    assert found.rank.tolist() == [1]
    assert found.top_item.tolist() == [[1]]
    assert found.top_probability is not None
    assert found.top_probability.tolist() == [1]


def test_no_asks() -> None:
    dataset = dataset_of([[1, 2, 3]], size=4)
    found = judged(dataset, torch.ones(3, 4), asks_of(dataset.sequences, []))
    assert len(found) == 0
    assert found.rank.shape == (0,)
    assert found.top_item.shape == (0, 4)


def test_only_unknown_targets() -> None:
    found = judged(dataset_of([[1, 2, 0], [2, 1, 0]], size=4), torch.ones(6, 4))
    assert found.rank.tolist() == [math.inf, math.inf]


def test_only_some_targets_keep_their_asks() -> None:
    found = judged(dataset_of(USERS, size=4), torch.arange(56.0).reshape(14, 4))
    part = found.of_targets(np.array([False, True, False, True]))
    assert part.rank.tolist() == found.rank[[1, 3]].tolist()
    assert part.ask_of_target.tolist() == [0, 1]
    assert part.user.tolist() == [1, 3]


def test_refuses_scores_that_are_not_numbers() -> None:
    dataset = dataset_of(USERS, size=4)
    scores = torch.ones(14, 4)
    scores[6, 2] = math.nan  # the window of user 1, ask 1
    with pytest.raises(InputError, match="TestingScorer gave the score NaN for ask 1"):
        judged(dataset, scores)
    scores[6, 2] = math.inf
    with pytest.raises(InputError, match="infinity for ask 1"):
        judged(dataset, scores)


def test_refuses_scores_of_another_vocabulary() -> None:
    with pytest.raises(InputError, match=r"\[3, 7\], expected \[3, 4\]"):
        judged(dataset_of(USERS, size=4), torch.ones(14, 7))
