"""Which entries become rows, and which lines are refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from freshet_model.command import InputError
from freshet_model.dataset import Dataset, Rows
from freshet_model.preparation import Preparation, prepare


def entry(item: str, timestamp: Any = 0, kind: str = "view") -> dict[str, Any]:
    return {"itemId": item, "type": kind, "timestamp": timestamp}


def line(items: str, targets: int, start: int = 0) -> dict[str, Any]:
    behaviour = [entry(item, start + i) for i, item in enumerate(items)]
    return {"userId": "u", "revision": 1, "targets": targets, "behaviour": behaviour}


def log(directory: Path, *lines: Any) -> Path:
    path = directory / "training.jsonl"
    path.write_text(
        "".join((text if isinstance(text, str) else json.dumps(text)) + "\n" for text in lines)
    )
    return path


def by_column(rows: Rows) -> list[list[int]]:
    """The targets of every row at their columns, 0 elsewhere; one an entry."""
    found = [[0] * rows.item.shape[1] for _ in range(len(rows))]
    for row, column, target in zip(rows.row_of_target(), rows.column, rows.target, strict=True):
        assert found[row][column] == 0
        found[row][column] = int(target)
    return found


def test_only_the_last_entries_are_targets(tmp_path: Path) -> None:
    path = log(tmp_path, line("abc", 3), line("abcab", 2, start=10))
    dataset = prepare([path], Preparation(window=5, validation_share=0))
    assert dataset.vocabulary == ["a", "b", "c"]
    assert dataset.training.item.tolist() == [[0, 0, 0, 1, 2], [0, 1, 2, 3, 1]]
    assert by_column(dataset.training) == [[0, 0, 0, 2, 3], [0, 0, 0, 1, 2]]
    assert len(dataset.validation) == 0


def test_every_target_of_a_long_line_is_in_one_row(tmp_path: Path) -> None:
    items = "abcdefghijklmnopqrstuvwxyz"
    dataset = prepare([log(tmp_path, line(items, 26))], Preparation(4, 0))
    rows = dataset.training
    assert sorted(dataset.vocabulary[t - 1] for t in rows.target) == list(items[1:])
    assert (rows.target == rows.item[rows.row_of_target(), rows.column] + 1).all()


def test_splits_by_time_and_keeps_the_future_out_of_the_vocabulary(tmp_path: Path) -> None:
    path = log(tmp_path, line("abab", 4, start=0), line("abz", 3, start=2))
    dataset = prepare([path], Preparation(window=4, validation_share=0.3))
    assert dataset.vocabulary == ["a", "b"]
    # Targets at 0 1 2 2 3 3 4; the newest three (3, 3, 4) are validation.
    assert dataset.training.item.tolist() == [[0, 0, 1, 2]]
    assert by_column(dataset.training) == [[0, 0, 2, 1]]
    assert dataset.validation.item.tolist() == [[0, 1, 2, 1], [0, 0, 0, 1], [0, 0, 1, 2]]
    assert dataset.validation.target.tolist() == [2, 2, 0]
    assert set(dataset.validation.column.tolist()) == {3}


def test_rare_items_leave_the_vocabulary(tmp_path: Path) -> None:
    path = log(tmp_path, line("aabab", 5), line("abc", 3, 9))
    assert prepare([path], Preparation(4, 0, min_item_count=2)).vocabulary == ["a", "b"]


def test_reads_what_it_saved(tmp_path: Path) -> None:
    dataset = prepare([log(tmp_path, line("abab", 4))], Preparation(4, 0.3))
    dataset.save(tmp_path / "data")
    found = Dataset.load(tmp_path / "data")
    assert (found.vocabulary, found.event_types, found.window) == (["a", "b"], ["view"], 4)
    for part in ("training", "validation"):
        for array in ("item", "event_type", "age_seconds", "start", "column", "target"):
            expected = getattr(getattr(dataset, part), array)
            assert getattr(getattr(found, part), array).tolist() == expected.tolist()


def test_takes_rows_without_the_columns_that_only_pad(tmp_path: Path) -> None:
    path = log(tmp_path, line("abcde", 5), line("ab", 2), line("bca", 3))
    rows = prepare([path], Preparation(6, 0)).training.take(np.array([2, 1]))
    assert rows.item.tolist() == [[2, 3], [0, 1]]
    assert by_column(rows) == [[3, 1], [0, 2]]


DAY = 86_400_000


def days(items: str, targets: int) -> dict[str, Any]:
    """A line with baskets parted by blanks, a day each."""
    behaviour = [
        entry(item, day * DAY + i)
        for day, basket in enumerate(items.split())
        for i, item in enumerate(basket)
    ]
    return {"userId": "u", "revision": 1, "targets": targets, "behaviour": behaviour}


def baskets_of(rows: Rows, vocabulary: list[str]) -> list[tuple[str, str]]:
    """Each asked window and the basket that followed."""
    found: dict[tuple[int, int], set[str]] = {}
    for row, column, target in zip(rows.row_of_target(), rows.column, rows.target, strict=True):
        found.setdefault((row, column), set()).add(vocabulary[target - 1] if target else "?")
    return [
        (
            "".join(vocabulary[i - 1] for i in rows.item[row, : column + 1] if i),
            "".join(sorted(basket)),
        )
        for (row, column), basket in found.items()
    ]


def test_the_next_basket_follows_the_last_entry_of_each(tmp_path: Path) -> None:
    dataset = prepare([log(tmp_path, days("ab cca d", 6))], Preparation(8, 0, basket_hours=24))
    assert baskets_of(dataset.training, dataset.vocabulary) == [("ab", "ac"), ("abcca", "d")]


def test_a_basket_counts_once_and_as_the_fullest_line_shows_it(tmp_path: Path) -> None:
    path = log(tmp_path, days("ab cd", 4), days("ab cda b", 2))
    dataset = prepare([path], Preparation(8, 0, basket_hours=24))
    assert baskets_of(dataset.training, dataset.vocabulary) == [("ab", "acd"), ("abcda", "b")]


def test_baskets_are_split_by_time_too(tmp_path: Path) -> None:
    path = log(tmp_path, days("ab ac az", 6))
    dataset = prepare([path], Preparation(8, 0.3, basket_hours=24))
    assert dataset.vocabulary == ["a", "b", "c"]
    assert baskets_of(dataset.training, dataset.vocabulary) == [("ab", "ac")]
    assert baskets_of(dataset.validation, dataset.vocabulary) == [("abac", "?a")]


def test_baskets_of_long_lines_have_half_a_row_before_them(tmp_path: Path) -> None:
    items = "ab cd ef gh ij kl mn op qr st"
    dataset = prepare([log(tmp_path, days(items, 20))], Preparation(6, 0, basket_hours=24))
    found = baskets_of(dataset.training, dataset.vocabulary)
    assert sorted(basket for _, basket in found) == items.split()[1:]
    assert all(len(window) >= 3 for window, basket in found if basket > "ef")


GOOD = line("ab", 2)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", r"training\.jsonl:2: not JSON"),
        ([1], r":2: list, expected an object"),
        ({**GOOD, "userId": 7}, r":2: 'userId' is 7, expected a string"),
        ({**GOOD, "revision": "1"}, r":2: 'revision' is '1', expected a whole number"),
        ({**GOOD, "targets": 3}, r":2: 'targets' is 3, expected 0 to 2"),
        ({**GOOD, "targets": True}, r":2: 'targets' is True, expected a whole number"),
        ({**GOOD, "behaviour": []}, r":2: 'behaviour' is \[\], expected a list"),
        ({**GOOD, "behaviour": ["a", "b"]}, r"behaviour\[0\]: str, expected an object"),
        ({**GOOD, "behaviour": [entry(""), entry("b")]}, r"behaviour\[0\]: 'itemId' is ''"),
        ({**GOOD, "behaviour": [entry("a\nb"), entry("b")]}, r"has a line break"),
        ({**GOOD, "behaviour": [entry("\ud800"), entry("b")]}, r"expected valid Unicode"),
        ({**GOOD, "behaviour": [entry("a"), entry("b", 1.5)]}, r"'timestamp' is 1\.5"),
        ({**GOOD, "behaviour": [entry("a", 2), entry("b", 1)]}, r"expected oldest first"),
    ],
)
def test_refuses_a_bad_line(tmp_path: Path, bad: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        prepare([log(tmp_path, GOOD, bad)], Preparation(4, 0))


def test_refuses_a_log_without_targets(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no targets in"):
        prepare([log(tmp_path, line("ab", 0))], Preparation(4, 0))


def test_refuses_a_log_without_anything_to_learn(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no target has a known item before it"):
        prepare([log(tmp_path, line("a", 1))], Preparation(4, 0))
