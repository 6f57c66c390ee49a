"""Which entries become rows, and which lines are refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from freshet_model.command import InputError
from freshet_model.dataset import Dataset, prepare


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


def test_only_the_last_entries_are_targets(tmp_path: Path) -> None:
    path = log(tmp_path, line("abc", 3), line("abcab", 2, start=10))
    dataset = prepare([path], window=5, validation_share=0, min_item_count=1)
    assert dataset.vocabulary == ["a", "b", "c"]
    assert dataset.training.item.tolist() == [[0, 0, 0, 1, 2], [0, 1, 2, 3, 1]]
    assert dataset.training.target.tolist() == [[0, 0, 0, 2, 3], [0, 0, 0, 1, 2]]
    assert len(dataset.validation.target) == 0


def test_every_target_of_a_long_line_is_in_one_row(tmp_path: Path) -> None:
    items = "abcdefghijklmnopqrstuvwxyz"
    dataset = prepare([log(tmp_path, line(items, 26))], 4, 0, 1)
    rows = dataset.training
    predicted = sorted(dataset.vocabulary[t - 1] for t in rows.target.ravel() if t)
    assert predicted == list(items[1:])
    for item, target in zip(rows.item.ravel(), rows.target.ravel(), strict=True):
        assert target in (0, item + 1)


def test_splits_by_time_and_keeps_the_future_out_of_the_vocabulary(tmp_path: Path) -> None:
    path = log(tmp_path, line("abab", 4, start=0), line("abz", 3, start=2))
    dataset = prepare([path], window=4, validation_share=0.3, min_item_count=1)
    assert dataset.vocabulary == ["a", "b"]
    # Targets at 0 1 2 2 3 3 4; the newest three (3, 3, 4) are validation.
    assert dataset.training.target.tolist() == [[0, 0, 2, 1]]
    assert dataset.validation.item.tolist() == [[0, 1, 2, 1], [0, 0, 0, 1], [0, 0, 1, 2]]
    assert dataset.validation.target.tolist() == [2, 2, 0]


def test_rare_items_leave_the_vocabulary(tmp_path: Path) -> None:
    dataset = prepare([log(tmp_path, line("aabab", 5), line("abc", 3, 9))], 4, 0, 2)
    assert dataset.vocabulary == ["a", "b"]


def test_reads_what_it_saved(tmp_path: Path) -> None:
    dataset = prepare([log(tmp_path, line("abab", 4))], 4, 0.3, 1)
    dataset.save(tmp_path / "data")
    found = Dataset.load(tmp_path / "data")
    assert (found.vocabulary, found.event_types, found.window) == (["a", "b"], ["view"], 4)
    assert found.training.target.tolist() == dataset.training.target.tolist()
    assert found.validation.target.tolist() == dataset.validation.target.tolist()


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
        prepare([log(tmp_path, GOOD, bad)], 4, 0, 1)


def test_refuses_a_log_without_targets(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no targets in"):
        prepare([log(tmp_path, line("ab", 0))], 4, 0, 1)


def test_refuses_a_log_without_anything_to_learn(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no target has a known item before it"):
        prepare([log(tmp_path, line("a", 1))], 4, 0, 1)
