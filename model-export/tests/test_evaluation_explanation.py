"""Windows without an entry, falls that are known, and maps of attention."""

import dataclasses

import numpy as np
import pytest
import torch
from make_evaluation_data import TestingExplainer, dataset_of

from freshet_model.command import InputError
from freshet_model.data.dataset import Windows
from freshet_model.evaluation.explanation import (
    MatrixExplainer,
    attention_asks,
    attention_maps,
    newest_asks,
    occlude,
    without,
)
from freshet_model.models import CrossAttentionModel, ModelConfig
from freshet_model.models.model_scorer import window_of

# Items 1 to 4 add 8, 4, 2 and 1 to the score.
WEIGHT = np.array([0, 8, 4, 2, 1], np.float32)


def test_leaves_out_an_entry_and_counts_ages_from_the_newest_left() -> None:
    windows = Windows(
        np.array([[0, 1, 2, 3], [1, 2, 3, 4]]),
        np.array([[0, 1, 1, 2], [1, 1, 2, 2]]),
        np.array([[0, 9, 4, 0], [9, 6, 2, 0]], np.float32),
    )
    found = without(windows, np.array([3, 1]))
    assert found.item.tolist() == [[0, 0, 1, 2], [0, 1, 3, 4]]
    assert found.event_type.tolist() == [[0, 0, 1, 1], [0, 1, 2, 2]]
    assert found.age_seconds.tolist() == [[0, 0, 5, 0], [0, 9, 2, 0]]
    assert found.age_seconds.dtype == np.float32


def test_the_fall_without_the_heaviest_entry_is_that_of_its_weight() -> None:
    dataset = dataset_of([[1, 2, 3, 1], [4, 2, 3, 2], [1, 2, 4]], size=4)
    model = TestingExplainer(WEIGHT, attention=WEIGHT)
    found = occlude(model, dataset, dataset.test, np.random.default_rng(1), most_asks=100)
    assert len(found) == 2  # the third window has two entries
    assert found.heaviest.tolist() == [8, 4]
    assert set(found.other.tolist()) <= {4, 2, 1}
    assert found.newest.tolist() == [False, False]
    estimates = found.estimates()
    assert estimates["fall without the heaviest entry"].mean == pytest.approx(6)
    assert estimates["share of windows where the heaviest falls more"].mean == 1
    assert "occlusion of 2 windows" in str(found)


def test_attention_that_is_no_reason_is_found_out() -> None:
    dataset = dataset_of([[1, 2, 3, 1]] * 5, size=4)
    model = TestingExplainer(WEIGHT, attention=np.array([0, 1, 2, 3, 4], np.float32))
    found = occlude(model, dataset, dataset.test, np.random.default_rng(1), most_asks=100)
    assert found.heaviest.tolist() == [2] * 5
    assert found.newest.all()
    assert found.estimates()["difference"].mean < 0


def test_every_other_entry_is_as_likely() -> None:
    dataset = dataset_of([[1, 2, 3, 4, 1]] * 3000, size=4)
    model = TestingExplainer(WEIGHT, attention=np.array([0, 1, 9, 1, 1], np.float32))
    found = occlude(model, dataset, dataset.test, np.random.default_rng(1), most_asks=3000)
    values, counts = np.unique(found.other, return_counts=True)
    assert values.tolist() == [1, 2, 8]
    assert counts.min() > 900


def test_occludes_nothing_where_no_window_is_long_enough() -> None:
    dataset = dataset_of([[1, 2, 3]], size=4)
    model = TestingExplainer(WEIGHT, attention=WEIGHT)
    found = occlude(model, dataset, dataset.test, np.random.default_rng(1), most_asks=100)
    assert len(found) == 0
    assert found.estimates()["difference"].mean == 0


def test_refuses_attention_that_is_not_finite() -> None:
    dataset = dataset_of([[1, 2, 3, 1]], size=4)
    model = TestingExplainer(WEIGHT, attention=np.full(5, np.nan, np.float32))
    with pytest.raises(InputError, match="attention"):
        occlude(model, dataset, dataset.test, np.random.default_rng(1), most_asks=100)


def test_maps_name_items_and_gather_what_is_old() -> None:
    dataset = dataset_of([[1, 2, 3, 4, 0]], size=4)
    model = TestingExplainer(WEIGHT, attention=np.array([0, 0.1, 0.2, 0.3, 0.4], np.float32))
    titles = {"item 4": "Soap & water"}
    found = attention_maps(model, dataset, dataset.test, titles, k=2, most_entries=2)[0]
    assert found.window == ["2 older", "item 3", "Soap & water"]
    assert found.recommended == ["item 1", "item 2"]
    assert found.weight.tolist() == [pytest.approx([0.3, 0.3, 0.4])] * 2
    assert found.followed == ["an item not in the vocabulary"]
    assert found.label == "user 0 at 1970-01-01 00:04:00 UTC"


def test_maps_leave_padding_out() -> None:
    dataset = dataset_of([[1, 2, 3, 4, 1], [1, 2, 3, 4]], size=4)
    model = TestingExplainer(WEIGHT, attention=WEIGHT)
    found = attention_maps(model, dataset, dataset.test, k=20)
    assert [len(attention.window) for attention in found] == [4, 3]
    assert found[1].weight.shape == (4, 3)


def test_the_matrix_of_cross_attention_is_shown_as_it_is() -> None:
    dataset = dataset_of([[1, 2, 3, 4, 1]], size=4)
    torch.manual_seed(1)
    config = ModelConfig(4, 1, window=dataset.window, kind="cross_attention", time=False)
    model = CrossAttentionModel(config)
    windows = dataset.windows(dataset.test.first, dataset.test.last)
    explainer = MatrixExplainer(model)
    with torch.no_grad():
        item, score, weight = explainer.top(windows, 2)
        matrix = model.attention_matrix(window_of(windows, "cpu"))  # [1, L, V]
    for column, one in enumerate(item[0].tolist()):
        assert weight[0, column].tolist() == matrix[0, :, one - 1].tolist()
        assert score[0, column] == explainer.scores(windows)[0, one - 1]
    found = attention_maps(explainer, dataset, dataset.test, k=2)[0]
    assert found.weight.shape == (2, 4)


def test_draws_asks_of_different_users() -> None:
    dataset = dataset_of([[1, 2, 3, 4, 1, 2]] * 4, size=4)
    found = attention_asks(dataset, dataset.training, 3, np.random.default_rng(1))
    assert len(set(dataset.sequences.user(found.last).tolist())) == 3
    assert torch.from_numpy(found.last - found.first).min() >= 2


def test_the_newest_asks_are_of_the_users_that_are_named() -> None:
    users = [[1, 2, 3, 4, 1, 2], [2, 3], [4, 3, 2, 1, 4, 3]]
    dataset = dataclasses.replace(dataset_of(users, size=4), users=["ann", "bob", "eve"])
    found = newest_asks(dataset, dataset.training, ["eve", "ann", "eve"])
    assert dataset.sequences.user(found.last).tolist() == [2, 0]
    assert found.last.tolist() == [10, 2]
    model = TestingExplainer(WEIGHT, attention=WEIGHT)
    for by_id, called in ((True, "eve"), (False, "2")):
        labels = [drawn.label for drawn in attention_maps(model, dataset, found, by_id=by_id)]
        assert labels[0].startswith(f"user {called} at 1970-01-01 00:03:02 UTC")
    short = newest_asks(dataset, dataset.test, ["bob"])
    assert len(attention_maps(model, dataset, short)[0].window) == 1


def test_a_user_who_cannot_be_drawn_is_refused() -> None:
    unnamed = dataset_of([[1, 2, 3, 4], [1, 2]], size=4)
    dataset = dataclasses.replace(unnamed, users=["ann", "bob"])
    with pytest.raises(InputError, match="user 'eve' is not there, expected a user with an ask"):
        newest_asks(dataset, dataset.training, ["ann", "eve"])
    with pytest.raises(InputError, match="user 'bob' is asked nothing in this part, expected"):
        newest_asks(dataset, dataset.training, ["bob"])
    with pytest.raises(InputError, match="keeps no ids of users, expected data of a newer prepare"):
        newest_asks(unnamed, unnamed.training, ["ann"])
