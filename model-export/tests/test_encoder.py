"""The encoder's rules, one by one; the golden vectors hold it to Java's."""

import numpy as np

from freshet_model.data.encoder import BehaviourEncoder, Entry

ENCODER = BehaviourEncoder(["a", "b", "c"], ["view", "click"], window=3)


def test_pads_on_the_left_and_counts_ages_from_the_newest() -> None:
    row = ENCODER.encode([Entry("b", "click", 1_000), Entry("a", "view", 3_500)])
    assert row.item.tolist() == [0, 2, 1]
    assert row.event_type.tolist() == [0, 2, 1]
    assert row.age_seconds.tolist() == [0.0, 2.5, 0.0]
    assert row.age_seconds.dtype == np.float32


def test_skips_unknown_items_but_counts_ages_from_them() -> None:
    row = ENCODER.encode([Entry("a", "view", 0), Entry("x", "view", 1), Entry("y", "view", 9_000)])
    assert row.item.tolist() == [0, 0, 1]
    assert row.age_seconds.tolist() == [0.0, 0.0, 9.0]


def test_keeps_the_newest_known_items() -> None:
    items = ["a", "a", "b", "x", "c", "a"]
    row = ENCODER.encode([Entry(item, "view", i) for i, item in enumerate(items)])
    assert row.item.tolist() == [2, 3, 1]


def test_gives_an_unknown_event_type_the_index_0() -> None:
    row = ENCODER.encode([Entry("a", "wave", 0)])
    assert row.item.tolist() == [0, 0, 1]
    assert row.event_type.tolist() == [0, 0, 0]


def test_an_empty_window_is_all_padding() -> None:
    row = BehaviourEncoder(["a"], ["view"], 3).encode([])
    assert not row.item.any()
    assert not row.age_seconds.any()
