"""How sequences are cut into training rows, batched, and changed."""

import numpy as np
import pytest

from freshet_model.data.dataset import Asks, Dataset, Sequences
from freshet_model.training.augmentation import Augmentation
from freshet_model.training.rows import Batch, Rows, batch_of, batches


def dataset(*lengths: int, window: int = 10) -> Dataset:
    """Users with so many entries, items 1, 2, 3, …; what follows each entry is asked."""
    item = np.concatenate([np.arange(1, length + 1) for length in lengths])  # [E]
    start = np.concatenate([[0], np.cumsum(lengths)])  # [U + 1]
    user = np.repeat(np.arange(len(lengths)), lengths)  # [E]
    last = np.flatnonzero(np.diff(user, append=-1) == 0)  # [N]
    asks = Asks(
        start[user[last]],
        last,
        last,
        np.arange(len(last) + 1),
        item[last] + 1,
        np.ones(len(last), np.int64),
    )
    nothing = asks.take(np.zeros(0, np.int64))
    names = [str(number) for number in range(1, max(lengths) + 1)]
    sequences = Sequences(item, np.ones(len(item), np.int64), np.arange(len(item)) * 1000, start)
    return Dataset(names, ["view"], window, "temporal", False, sequences, asks, nothing, nothing)


def targets(batch: Batch) -> list[tuple[int, int]]:
    """Item at the asked position, and target."""
    item = batch.windows.item[batch.asked]  # [N]
    return [(int(item[p]), int(t)) for p, t in zip(batch.position, batch.target, strict=True)]


def whole(data: Dataset, rows: Rows) -> list[Batch]:
    return [batch_of(data, data.training, rows, np.array([r])) for r in range(len(rows))]


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_every_ask_is_in_one_row_with_enough_before_it(seed: int | None) -> None:
    data = dataset(26, 2, 7, 11, window=6)
    rows = Rows.cut(data, data.training, None if seed is None else np.random.default_rng(seed))
    assert (rows.lengths() <= 6).all()
    asked = [pair for batch in whole(data, rows) for pair in targets(batch)]
    assert sorted(asked) == sorted((i, i + 1) for n in (26, 2, 7, 11) for i in range(1, n))
    least = 1 if seed is not None else 3
    for batch in whole(data, rows):
        item = batch.windows.item[0]  # [L]
        first_asked = int(np.flatnonzero(batch.asked[0])[0])
        assert item[0] == 1 or first_asked + 1 >= least


def test_a_batch_knows_which_position_a_target_follows() -> None:
    data = dataset(3, 5)
    rows = Rows.cut(data, data.training)
    batch = batch_of(data, data.training, rows, np.array([1, 0]))
    assert batch.windows.item.tolist() == [[1, 2, 3, 4], [0, 0, 1, 2]]
    assert targets(batch) == [(1, 2), (2, 3), (3, 4), (4, 5), (1, 2), (2, 3)]
    assert batch.weight.tolist() == [1] * 6


def test_the_targets_of_a_basket_share_the_weight_of_one() -> None:
    data = dataset(4)
    basket = Asks(
        np.array([0]),
        np.array([1]),
        np.array([2]),
        np.array([0, 3]),
        np.array([3, 0, 4]),
        np.ones(3, np.int64),
    )
    rows = Rows.cut(data, basket)
    batch = batch_of(data, basket, rows, np.array([0]))
    assert targets(batch) == [(2, 3), (2, 4)]
    assert batch.weight.tolist() == [0.5, 0.5]


def test_batches_hold_every_row_once_and_rows_of_like_length() -> None:
    lengths = np.array([1, 9, 2, 8, 1, 10, 2, 1])
    found = list(batches(lengths, 10, np.random.default_rng(1)))
    assert sorted(np.concatenate(found).tolist()) == list(range(8))
    for part in found:
        assert len(part) == 1 or len(part) * lengths[part].max() <= 10
    assert len(found) == 4


def batch_of_one(length: int = 10) -> Batch:
    data = dataset(length + 1)
    return batch_of(data, data.training, Rows.cut(data, data.training), np.array([0]))


def test_cropping_takes_the_oldest_entries_and_their_asks() -> None:
    batch = batch_of_one()
    view = Augmentation(crop=1).apply(batch, np.random.default_rng(1))
    kept = view.windows.item[0][view.windows.item[0] > 0]  # [n]
    assert 5 <= len(kept) < 10
    assert kept.tolist() == list(range(11 - len(kept), 11))
    assert targets(view) == [(int(i), int(i) + 1) for i in kept]


def test_masking_hides_entries_and_keeps_their_asks() -> None:
    batch = batch_of_one()
    view = Augmentation(mask=0.5).apply(batch, np.random.default_rng(1))
    assert 0 < int((view.windows.item == 0).sum()) < 10
    first = int((view.windows.item[0] > 0).argmax())
    assert view.target.tolist() == batch.target.tolist()[first:]
    assert ((view.windows.item > 0) == (view.windows.event_type > 0)).all()


def test_masking_asks_nothing_where_all_that_came_before_is_hidden() -> None:
    for seed in range(20):
        view = Augmentation(mask=0.8).apply(batch_of_one(), np.random.default_rng(seed))
        seen = (view.windows.item > 0).cumsum(axis=1)
        assert (seen[view.asked] > 0).all()


def test_reordering_asks_nothing_where_the_future_could_be_seen() -> None:
    batch = batch_of_one()
    for seed in range(20):
        view = Augmentation(reorder=1).apply(batch, np.random.default_rng(seed))
        item = view.windows.item[0]  # [L]
        for column in np.flatnonzero(view.asked[0]):
            assert sorted(item[: column + 1]) == list(range(1, column + 2))
        assert len(view.target) == len(batch.target) - 1


def test_no_augmentation_gives_the_same_batch() -> None:
    batch = batch_of_one()
    assert Augmentation().apply(batch, np.random.default_rng(1)) is batch
