"""Which entries become asks, in which part, and which lines are refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from freshet_model.command import InputError
from freshet_model.data.dataset import FILES, Asks, Dataset
from freshet_model.data.item_features import Catalogue
from freshet_model.data.preparation import Preparation, prepare

DAY = 86_400_000


def entry(item: str, timestamp: Any = 0, kind: str = "view") -> dict[str, Any]:
    return {"itemId": item, "type": kind, "timestamp": timestamp}


def line(items: str, targets: int, start: int = 0, user: str = "u") -> dict[str, Any]:
    behaviour = [entry(item, start + i) for i, item in enumerate(items)]
    return {"userId": user, "revision": 1, "targets": targets, "behaviour": behaviour}


def days(items: str, targets: int, user: str = "u") -> dict[str, Any]:
    """A line with baskets parted by blanks, a day each."""
    behaviour = [
        entry(item, day * DAY + i)
        for day, basket in enumerate(items.split())
        for i, item in enumerate(basket)
    ]
    return {"userId": user, "revision": 1, "targets": targets, "behaviour": behaviour}


def log(directory: Path, *lines: Any, name: str = "training.jsonl") -> Path:
    path = directory / name
    path.write_text(
        "".join((text if isinstance(text, str) else json.dumps(text)) + "\n" for text in lines)
    )
    return path


def asked(dataset: Dataset, asks: Asks) -> list[tuple[str, str]]:
    """Every window, and what followed; ``?`` is an item that the vocabulary does not have."""
    names = ["?", *dataset.vocabulary]
    found = []
    for number in range(len(asks)):
        window = dataset.sequences.item[asks.first[number] : asks.last[number] + 1]
        target = asks.target[asks.start[number] : asks.start[number + 1]]
        found.append(("".join(names[i] for i in window), "".join(sorted(names[t] for t in target))))
    return found


def test_every_target_has_the_window_before_it(tmp_path: Path) -> None:
    dataset = prepare([log(tmp_path, line("abca", 4))], Preparation(validation_share=0))
    assert dataset.vocabulary == ["a", "b", "c"]
    assert asked(dataset, dataset.training) == [("a", "b"), ("ab", "c"), ("abc", "a")]
    assert len(dataset.validation) == len(dataset.test) == 0


def test_lines_of_a_user_go_on_where_the_last_one_ended(tmp_path: Path) -> None:
    path = log(tmp_path, line("abcd", 3), line("cdef", 2, start=2), line("xy", 2, user="v"))
    dataset = prepare([path], Preparation(validation_share=0))
    windows = [("a", "b"), ("ab", "c"), ("abc", "d"), ("cd", "e"), ("cde", "f"), ("x", "y")]
    assert asked(dataset, dataset.training) == windows


def test_a_window_that_began_anew_knows_nothing_of_the_old_one(tmp_path: Path) -> None:
    path = log(tmp_path, line("abc", 3), line("abcab", 2, start=10))
    dataset = prepare([path], Preparation(validation_share=0))
    assert asked(dataset, dataset.training)[2:] == [("abc", "a"), ("abca", "b")]


def test_splits_by_time_and_keeps_the_future_out_of_the_vocabulary(tmp_path: Path) -> None:
    path = log(tmp_path, line("abab", 4), line("abz", 3, start=2, user="v"))
    dataset = prepare([path], Preparation(validation_share=0.4))
    assert dataset.vocabulary == ["a", "b"]
    # Targets at 1 2 3 and 3 4: the newest two fifths are from 3 on.
    assert asked(dataset, dataset.training) == [("a", "b"), ("ab", "a")]
    assert asked(dataset, dataset.validation) == [("aba", "b"), ("a", "b"), ("ab", "?")]


def test_a_test_part_comes_after_the_validation_part(tmp_path: Path) -> None:
    dataset = prepare([log(tmp_path, line("abcde" * 2, 10))], Preparation(10, "temporal", 0.2, 0.3))
    parts = [len(dataset.part(name)) for name in ("training", "validation", "test")]
    assert parts == [4, 2, 3]
    assert dataset.test.timestamp.tolist() == [7, 8, 9]


def test_leave_one_out_asks_for_the_last_of_every_user(tmp_path: Path) -> None:
    path = log(tmp_path, line("abcd", 4), line("dcba", 4, user="v"), line("ab", 2, user="w"))
    dataset = prepare([path], Preparation(split="leave-one-out", filter_seen=True))
    assert asked(dataset, dataset.test) == [("abc", "d"), ("dcb", "a")]
    assert asked(dataset, dataset.validation) == [("ab", "c"), ("dc", "b")]
    assert asked(dataset, dataset.training) == [("a", "b"), ("d", "c"), ("a", "b")]
    assert dataset.filter_seen


def test_sessions_are_tested_on_their_own_users(tmp_path: Path) -> None:
    path = log(tmp_path, line("abc", 3), line("bc", 2, 100, "v"), line("ba", 2, 200, "w"))
    test = log(tmp_path, line("abz", 3, 300, "x"), name="test.jsonl")
    dataset = prepare([path], Preparation(split="session", validation_share=0.34), [test])
    assert asked(dataset, dataset.training) == [("a", "b"), ("ab", "c"), ("b", "c")]
    assert asked(dataset, dataset.validation) == [("b", "a")]
    assert asked(dataset, dataset.test) == [("a", "b"), ("ab", "?")]


def test_rare_items_leave_the_vocabulary_and_the_windows(tmp_path: Path) -> None:
    path = log(tmp_path, line("axba", 4), line("abb", 3, user="v"))
    dataset = prepare([path], Preparation(validation_share=0, min_item_count=2))
    assert dataset.vocabulary == ["a", "b"]
    assert asked(dataset, dataset.training) == [("a", "b"), ("ab", "a"), ("a", "b"), ("ab", "b")]


def test_what_a_user_had_seen_reaches_back_beyond_the_window(tmp_path: Path) -> None:
    path = log(tmp_path, line("abcd", 3), line("cde", 1, start=2))
    dataset = prepare([path], Preparation(window=2, validation_share=0))
    row, item = dataset.seen(dataset.training.take(np.array([3, 0])))
    assert row.tolist() == [0, 0, 0, 0, 1]
    assert [dataset.vocabulary[i - 1] for i in item] == list("abcda")


def test_windows_hold_the_newest_entries_and_their_ages(tmp_path: Path) -> None:
    path = log(tmp_path, line("abcd", 4), line("ab", 2, user="v"))
    dataset = prepare([path], Preparation(window=2, validation_share=0))
    windows = dataset.windows(dataset.training.first, dataset.training.last)
    assert windows.item.tolist() == [[0, 1], [1, 2], [2, 3], [0, 1]]
    assert windows.age_seconds[1].tolist() == pytest.approx([0.001, 0])


def test_refuses_files_that_are_not_in_order(tmp_path: Path) -> None:
    later = log(tmp_path, {**line("abcd", 1), "revision": 10}, name="part-10.jsonl")
    earlier = log(tmp_path, {**line("ab", 2), "revision": 2}, name="part-2.jsonl")
    prepare([earlier, later], Preparation(validation_share=0))
    with pytest.raises(InputError, match=r"part-2\.jsonl:1: revision 2 of user 'u' follows 10"):
        prepare([later, earlier], Preparation(validation_share=0))


def test_refuses_a_target_that_is_older_than_what_came_before(tmp_path: Path) -> None:
    late = line("xab", 3, start=5)
    late["behaviour"][0]["timestamp"] = 0
    with pytest.raises(InputError, match=r":2, behaviour\[0\]: timestamp 0 is older than 2"):
        prepare([log(tmp_path, line("abc", 3), late)], Preparation(validation_share=0))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"type": "buy\nnow"}, "'type' 'buy.nnow' has a line break"),
        ({"timestamp": -1}, "'timestamp' is out of range"),
        ({"timestamp": 10**30}, "'timestamp' is out of range"),
    ],
)
def test_refuses_an_entry_that_no_job_writes(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    bad = line("ab", 2)
    bad["behaviour"][0] |= changed
    with pytest.raises(InputError, match=message):
        prepare([log(tmp_path, bad)], Preparation(validation_share=0))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"revision": ' + "1" * 5_000 + "}"])
def test_refuses_json_that_python_cannot_read(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=":1: not JSON"):
        prepare([log(tmp_path, text)], Preparation(validation_share=0))


def test_reads_what_it_saved(tmp_path: Path) -> None:
    path = log(tmp_path, line("abab", 4), line("abc", 3, user="v"))
    items = log(tmp_path, {"itemId": "a", "title": "red hat", "price": 3}, name="items.jsonl")
    catalogue = Catalogue.read(items, None)
    dataset = prepare([path], Preparation(4, "leave-one-out", filter_seen=True), (), catalogue)
    dataset.save(tmp_path / "data")
    found = Dataset.load(tmp_path / "data")
    for name in ("vocabulary", "event_types", "window", "split", "filter_seen", "users"):
        assert getattr(found, name) == getattr(dataset, name)
    for name in ("training", "validation", "test"):
        assert asked(found, found.part(name)) == asked(dataset, dataset.part(name))
    assert found.item_features is not None
    assert dataset.item_features is not None
    assert found.item_features.start.tolist() == dataset.item_features.start.tolist()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("arrays.npz", b""),
        ("arrays.npz", b"PK"),
        ("items.txt", b"\xff\n"),
        ("event-types.txt", b"\xff\n"),
        ("items.txt", b"a\nb\nc\n"),
        ("items.txt", b"a\n"),
        ("event-types.txt", b"view\nclick\n"),
        ("users.json", b"\xff"),
        ("users.json", b"[" * 100_000),
        ("users.json", b'{"u": 1}'),
        ("users.json", b"[1]"),
        ("protocol.json", b"[" * 100_000),
        ("protocol.json", b"[]"),
        ("protocol.json", b"{}"),
    ],
)
def test_refuses_damaged_data(tmp_path: Path, name: str, content: bytes) -> None:
    prepare([log(tmp_path, line("abab", 4))], Preparation(4)).save(tmp_path / "data")
    (tmp_path / "data" / name).write_bytes(content)
    with pytest.raises(InputError, match=rf"{tmp_path}/data/{name}.* expected"):
        Dataset.load(tmp_path / "data")


def test_keeps_the_ids_of_users_in_their_order(tmp_path: Path) -> None:
    past = log(tmp_path, line("abab", 4, user="b\nb"), line("abab", 4, user="a"))
    later = log(tmp_path, line("aba", 3, user="a"), name="later.jsonl")
    prepare([past], Preparation(4, "session"), [later]).save(tmp_path / "data")
    found = Dataset.load(tmp_path / "data")
    assert found.users == ["b\nb", "a", "a"]
    assert found.user_id(0) == "b\nb"


def test_data_of_before_ids_were_kept_is_read(tmp_path: Path) -> None:
    prepare([log(tmp_path, line("abab", 4))], Preparation(4)).save(tmp_path)
    protocol = json.loads((tmp_path / "protocol.json").read_text())
    del protocol["users"]
    (tmp_path / "protocol.json").write_text(json.dumps(protocol))
    (tmp_path / "users.json").unlink()
    found = Dataset.load(tmp_path)
    assert found.users == []
    assert found.user_id(0) == "0"


def test_refuses_other_users_than_there_are(tmp_path: Path) -> None:
    prepare([log(tmp_path, line("abab", 4))], Preparation(4)).save(tmp_path)
    (tmp_path / "users.json").write_text('["u", "v"]')
    with pytest.raises(InputError, match=r"users\.json has 2 users, expected 1"):
        Dataset.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("window", 1, "window is 1, expected 2 to 500"),
        ("window", 10**25, "window is 10000000000000000000000000, expected 2 to 500"),
        ("window", "4", "window is '4', expected a whole number"),
        ("filter_seen", "false", "filter-seen is 'false', expected true or false"),
        ("split", None, "split is None, expected text"),
        ("items", 3, "items.txt has 2 lines, expected 3 as protocol.json says"),
    ],
)
def test_refuses_a_damaged_protocol(tmp_path: Path, name: str, value: object, message: str) -> None:
    prepare([log(tmp_path, line("abab", 4))], Preparation(4)).save(tmp_path)
    protocol = tmp_path / "protocol.json"
    protocol.write_text(json.dumps({**json.loads(protocol.read_text()), name: value}))
    with pytest.raises(InputError, match=message):
        Dataset.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("sequences_item", [1, 2, 1], "sequences_event_type has 4 rows, expected 3"),
        ("sequences_item", [0, 2, 1, 2], "sequences_item has 0, expected 1 to 2"),
        ("sequences_item", [1, 2, 1, 3], "sequences_item has 3, expected 1 to 2"),
        ("sequences_item", np.array([1, 2, 1, 2], np.int32), r"int32 \[4\], expected int64 of one"),
        ("sequences_event_type", [1, 1, 1, 2], "event_type has 2, expected 0 to 1"),
        (
            "sequences_event_type",
            [1, 1, 1, -1],
            "event_type has -1, expected 0 to 1",
        ),
        ("sequences_event_type", [1, 1], "event_type has 2 rows, expected 4"),
        (
            "sequences_timestamp",
            [5, 1, 2, 3],
            "falls within a user, expected oldest",
        ),
        (
            "sequences_timestamp",
            [[1]],
            r"int64 \[1, 1\], expected int64 of one axis",
        ),
        (
            "sequences_start",
            [0],
            "start does not rise from 0 to 4, expected borders",
        ),
        ("sequences_start", [0, 5], "sequences_start has 5, expected 0 to 4"),
        ("sequences_start", [0, 3, 2, 4], "start does not rise from 0 to 4"),
        ("sequences_start", [1, 4], "start does not rise from 0 to 4"),
        ("sequences_start", [], "start does not rise from 0 to 4"),
        ("sequences_start", [0, 2, 4], "first is of another user than last"),
        ("training_start", [0, 3], "training_start has 2 rows, expected 4"),
        ("training_start", [0, 1, 2, 2], "training_start does not rise from 0 to 3"),
        ("training_first", [0, 0, 3], "first or last goes back, expected windows"),
        ("training_first", [0, 0, 9], "training_first has 9, expected 0 to 3"),
        ("training_last", [0, 2, 1], "first or last goes back, expected windows"),
        ("training_last", [0, 2], "training_last has 2 rows, expected 3"),
        ("training_timestamp", [0], "training_timestamp has 1 rows, expected 3"),
        ("training_timestamp", [0, 1, 2**60], "has 1152921504606846976, expected 0"),
        ("training_target", [1, 2, 3], "training_target has 3, expected 0 to 2"),
        (
            "training_target_type",
            [1, 1, 2**40],
            "has 1099511627776, expected 0 to 1",
        ),
        ("training_target_type", [1], "target_type has 1 rows, expected 3"),
        ("item_features_start", [0, 1], "start does not rise from 0 to 4"),
        ("item_features_start", [0, 0, 4], "features_start has 3 rows, expected 4"),
        ("item_features_token", [0, 1, 9, 0], "features_token has 9, expected 0 to"),
        ("item_features_name", np.array([1, 2]), r"name is int64 \[2\], expected texts"),
        ("item_features_vector", np.zeros((2, 1), np.float32), "vector has 2 rows, expected 3"),
        ("item_features_vector", np.zeros((3, 1)), r"vector is float64 \[3, 1\], expected float32"),
        (
            "item_features_vector",
            np.full((3, 1), np.nan, np.float32),
            "not finite, expected finite",
        ),
    ],
)
def test_refuses_arrays_that_do_not_fit_together(
    tmp_path: Path, name: str, array: Any, message: str
) -> None:
    items = log(
        tmp_path,
        *({"itemId": item, "title": "hat", "category": "c"} for item in "ab"),
        name="items.jsonl",
    )
    catalogue = Catalogue.read(items, None)
    path = log(tmp_path, line("abab", 4))
    prepare([path], Preparation(4, validation_share=0), (), catalogue).save(tmp_path)
    Dataset.load(tmp_path)
    with np.load(tmp_path / "arrays.npz") as stored:
        changed = np.array(array, np.int64) if isinstance(array, list) else array
        arrays = {**dict(stored), name: changed}
    np.savez(tmp_path / "arrays.npz", **arrays)
    with pytest.raises(InputError, match=message):
        Dataset.load(tmp_path)


@pytest.mark.parametrize("written", range(len(FILES)))
def test_no_half_of_a_data_set_can_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    prepare([log(tmp_path, line("abab", 4))], Preparation(4)).save(tmp_path / "data")
    new = prepare([log(tmp_path, line("abcabc", 6))], Preparation(5))
    replace, left = Path.replace, iter(range(written))

    def interrupted(path: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "replace", interrupted)
        new.save(tmp_path / "data")
    with pytest.raises(InputError, match=r"protocol\.json does not exist"):
        Dataset.load(tmp_path / "data")
    (tmp_path / "data" / ".draft").mkdir()
    (tmp_path / "data" / ".draft" / "arrays.npz").touch()
    new.save(tmp_path / "data")
    assert Dataset.load(tmp_path / "data").window == 5
    assert {path.name for path in (tmp_path / "data").iterdir()} == set(FILES)


def test_a_data_set_that_cannot_be_written_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare([log(tmp_path, line("abab", 4))], Preparation(4)).save(tmp_path / "data")
    new = prepare([log(tmp_path, line("abcabc", 6))], Preparation(5))

    def full(*_: Any, **__: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(OSError, match="no space"):
        new.save(tmp_path / "data")
    assert Dataset.load(tmp_path / "data").window == 4


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"itemId": np.array(["a", "a"]), "vector": np.ones((2, 1))}, "stands there twice"),
        ({"itemId": np.array([b"a"]), "vector": np.ones((1, 1))}, "is not an .npz with itemId"),
        ({"itemId": np.array(["a"]), "vector": np.ones((1, 1)) * 1j}, "is not an .npz with itemId"),
        ({"itemId": np.array([["a"]]), "vector": np.ones((1, 1))}, "is not an .npz with itemId"),
        ({"itemId": np.array(["\ud800"]), "vector": np.ones((1, 1))}, "expected valid Unicode"),
    ],
)
def test_refuses_vectors_that_belong_to_nothing(
    tmp_path: Path, arrays: dict[str, Any], message: str
) -> None:
    path = tmp_path / "vectors.npz"
    np.savez(path, **arrays)
    with pytest.raises(InputError, match=message):
        Catalogue.read(None, path)


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 100])
def test_refuses_what_holds_no_vectors(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vectors.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match="with itemId and vector"):
        Catalogue.read(None, path)


def test_an_item_of_the_catalogue_is_known_without_history(tmp_path: Path) -> None:
    items = log(
        tmp_path,
        {"itemId": "a", "title": "Red hat", "category": ["hats", "red"], "price": 3.5},
        {"itemId": "new", "title": "red shoe", "attributes": {"brand": "x"}},
        name="items.jsonl",
    )
    vectors = tmp_path / "vectors.npz"
    np.savez(vectors, itemId=np.array(["new"]), vector=np.array([[1.0, 2.0]]))
    catalogue = Catalogue.read(items, vectors)
    dataset = prepare([log(tmp_path, line("ab", 2))], Preparation(4, "temporal", 0), (), catalogue)
    features = dataset.item_features
    assert dataset.vocabulary == ["a", "b", "new"]
    assert features is not None
    assert features.name.tolist() == ["word=red"]
    assert np.diff(features.start).tolist() == [0, 1, 0, 1]
    assert features.vector.tolist() == [[0, 0], [0, 0], [0, 0], [1, 2]]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("{", r"items\.jsonl:1: not JSON"),
        ([], r":1: list, expected an object"),
        ({"title": "x"}, r":1: 'itemId' is None, expected a string"),
        ({"itemId": "a", "price": "3"}, r":1: 'price' is '3', expected a finite number"),
        ('{"itemId": "a", "price": NaN}', r":1: 'price' is nan, expected a finite number"),
        ('{"itemId": "a", "price": 1' + "0" * 400 + "}", r":1: 'price' is 1000.*finite number"),
        ({"itemId": "a", "category": 3}, r":1: 'category' is 3, expected a string"),
        ({"itemId": "a\ud800"}, r":1: half of a surrogate pair, expected valid Unicode"),
        ({"itemId": "a", "title": "\udfff"}, r":1: half of a surrogate pair, expected valid"),
        ({"itemId": "a", "attributes": {"\ud83d": "x"}}, r":1: half of a surrogate pair"),
        ('{"itemId": "a"}\n{"itemId": "a"}', r":2: item 'a' is listed twice, expected each once"),
        ({"itemId": "a", "attributes": []}, None),
        ({"itemId": "a", "attributes": ["x"]}, r":1: 'attributes' is \['x'\], expected an object"),
    ],
)
def test_refuses_a_bad_item(tmp_path: Path, item: Any, message: str | None) -> None:
    path = log(tmp_path, item, name="items.jsonl")
    if message is None:
        assert Catalogue.read(path, None).item_ids() == ["a"]
        return
    with pytest.raises(InputError, match=message):
        Catalogue.read(path, None)


def test_refuses_items_that_are_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_bytes(b'{"itemId": "a"}\n{"itemId": "\xff"}\n')
    with pytest.raises(InputError, match=r"items\.jsonl is not UTF-8 .*, expected that"):
        Catalogue.read(path, None)


def test_refuses_vectors_of_another_shape(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    np.savez(path, itemId=np.array(["a", "b"]), vector=np.array([[1.0, 2.0]]))
    with pytest.raises(InputError, match=r"vector is \(1, 2\), expected \[2, F\]"):
        Catalogue.read(None, path)


def test_the_next_basket_follows_the_last_entry_of_each(tmp_path: Path) -> None:
    path = log(tmp_path, days("ab cca d", 6))
    dataset = prepare([path], Preparation(8, "temporal", 0, basket_hours=24))
    assert asked(dataset, dataset.training) == [("ab", "ac"), ("abcca", "d")]


def test_a_basket_may_be_spread_over_lines(tmp_path: Path) -> None:
    path = log(tmp_path, days("ab cd", 4), days("ab cda b", 2))
    dataset = prepare([path], Preparation(8, "temporal", 0, basket_hours=24))
    assert asked(dataset, dataset.training) == [("ab", "acd"), ("abcda", "b")]


def test_baskets_are_split_by_time_too(tmp_path: Path) -> None:
    path = log(tmp_path, days("ab ac az", 6))
    dataset = prepare([path], Preparation(8, "temporal", 0.4, basket_hours=24))
    assert dataset.vocabulary == ["a", "b", "c"]
    assert asked(dataset, dataset.training) == [("ab", "ac")]
    assert asked(dataset, dataset.validation) == [("abac", "?a")]


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
        prepare([log(tmp_path, GOOD, bad)], Preparation(4, validation_share=0))


def test_refuses_a_log_without_targets(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no targets in"):
        prepare([log(tmp_path, line("ab", 0))], Preparation(4, validation_share=0))


def test_refuses_a_log_without_anything_to_learn(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no target has a known item before it"):
        path = log(tmp_path, line("ab", 2), line("cb", 2, user="v"))
        prepare([path], Preparation(4, validation_share=0, min_item_count=2))
