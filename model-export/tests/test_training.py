"""The learning rate, the batches and the loss."""

import numpy as np
import pytest
import torch

from freshet_model.dataset import Rows
from freshet_model.model import ModelConfig, SequenceModel
from freshet_model.training import TrainingConfig, _loss, batches, line


def rows(*lengths: int, window: int = 10) -> Rows:
    """Rows of so many entries; one target after each entry."""
    item = np.array([[0] * (window - n) + list(range(1, n + 1)) for n in lengths])
    column = np.concatenate([np.arange(window - n, window) for n in lengths])
    start = np.concatenate([[0], np.cumsum(lengths)])
    target = item[item > 0] + 1
    return Rows(item, (item > 0).astype(np.int64), item.astype(np.float32), start, column, target)


def test_the_learning_rate_rises_and_falls_to_nothing() -> None:
    shares = [line(100, 0.1)(step) for step in range(101)]
    assert shares[0] == pytest.approx(0.1)
    assert shares[9] == shares[10] == 1
    assert shares[55] == pytest.approx(0.5)
    assert shares[100] == 0


def test_batches_hold_every_row_once_and_rows_of_like_length() -> None:
    data = rows(1, 9, 2, 8, 1, 10, 2, 1)
    found = list(batches(data, 10, np.random.default_rng(1)))
    assert sorted(np.concatenate(found).tolist()) == list(range(8))
    for part in found:
        taken = data.take(part)
        assert len(part) == 1 or taken.item.size <= 10
    assert len(found) == 4


def test_a_big_basket_weighs_as_much_as_a_small_one() -> None:
    torch.manual_seed(1)
    model = SequenceModel(ModelConfig(12, 1, window=4, dimension=8)).eval()
    item, kind, age = np.array([[0, 0, 1, 2]]), np.array([[0, 0, 1, 1]]), np.zeros((1, 4))

    def loss(column: list[int], target: list[int]) -> float:
        start = np.array([0, len(target)])
        asked = Rows(item, kind, age.astype(np.float32), start, np.array(column), np.array(target))
        return float(_loss(model, asked, TrainingConfig())[0].detach())

    small, big = loss([2], [5]), [loss([3], [item]) for item in (6, 7, 8)]
    both = loss([2, 3, 3, 3], [5, 6, 7, 8])
    assert both == pytest.approx((small + sum(big) / 3) / 2, abs=1e-5)
