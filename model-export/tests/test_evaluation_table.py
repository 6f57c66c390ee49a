"""Rows of several seeds, comparisons, and the three ways to write a table."""

import io
import json
import math

import numpy as np
import pytest
from make_evaluation_data import asks_of, dataset_of, judged_of
from rich.console import Console

from freshet_model.evaluation.breakdown import by_popularity, by_time, by_window_length
from freshet_model.evaluation.metrics import Popularity
from freshet_model.evaluation.table import Table

POPULARITY = Popularity(np.array([0, 5, 1, 0, 0]))
RESULTS = {
    "counts": [judged_of([1, 2, 30, 30])],
    "model [d=128]": [
        judged_of([1, 2, 3, 30], probability=[0.5] * 4),
        judged_of([1, 30, 3, 4], probability=[0.7] * 4),
        judged_of([1, 2, 30, 30], probability=[0.9] * 4),
    ],
}
TABLE = Table.of(RESULTS, POPULARITY, [("model [d=128]", "counts")])


def plain(table: Table) -> str:
    text = io.StringIO()
    table.print(Console(file=text, force_terminal=False))
    return text.getvalue()


def test_several_seeds_become_one_row_of_mean_and_deviation() -> None:
    counts, model = TABLE.rows
    assert (counts.seeds, model.seeds) == (1, 3)
    assert counts.cells["HR@10"].mean == pytest.approx(0.5)
    assert counts.cells["HR@10"].deviation is None
    assert model.cells["HR@10"].mean == pytest.approx((0.75 + 0.75 + 0.5) / 3)
    assert model.cells["HR@10"].deviation == pytest.approx(np.std([0.75, 0.75, 0.5], ddof=1))
    assert model.cells["ECE"].mean == pytest.approx((0.5 + 0.6 + 0.7) / 3)
    assert "ECE" not in counts.cells


def test_a_comparison_is_paired() -> None:
    found = TABLE.comparisons[0].differences["HR@10"]
    assert found.mean == pytest.approx((0 - 1 / 3 + 2 / 3 + 1 / 3) / 4)
    expected = np.std([0, -1 / 3, 2 / 3, 1 / 3], ddof=1) / 2
    assert found.standard_error == pytest.approx(expected)


def test_recall_is_left_out_where_it_is_the_hit_rate() -> None:
    assert "Recall@20" not in TABLE.ranking_columns()
    baskets = Table.of({"a": [judged_of([1, 2], [0, 0])]}, POPULARITY)
    assert "Recall@20" in baskets.ranking_columns()


def test_prints_plainly_where_there_is_no_terminal() -> None:
    text = plain(TABLE)
    assert "\x1b" not in text
    lines = text.splitlines()
    row = next(line for line in lines if line.startswith("model [d=128] "))
    assert "0.6667 ± 0.1443" in row
    assert any(line.startswith("model [d=128] - counts") for line in lines)
    assert "4 asks, 4 targets" in text


def test_prints_all_rows_to_a_terminal() -> None:
    text = io.StringIO()
    TABLE.print(Console(file=text, force_terminal=True, width=180))
    assert "model [d=128]" in text.getvalue()
    assert "\x1b" in text.getvalue()


def test_writes_markdown_with_escaped_names() -> None:
    lines = TABLE.markdown().splitlines()
    assert lines[0].startswith("|  | HR@10 | NDCG@10 |")
    assert lines[1].startswith("| --- | ---: |")
    assert any(line.startswith(r"| model \[d=128\] | **0.6667 ± 0.1443** |") for line in lines)
    assert all(line.count("|") == lines[0].count("|") for line in lines[:4])


def test_writes_json_that_has_no_nan() -> None:
    single = Table.of({"a": [judged_of([1, 2], user=[5, 5])]}, POPULARITY)
    assert math.isnan(single.rows[0].cells["HR@10"].standard_error or 0)
    found = json.loads(json.dumps(single.json(), allow_nan=False))
    assert found["rows"][0]["cells"]["HR@10"]["standard_error"] is None
    assert found["rows"][0]["cells"]["HR@10"]["mean"] == 1


def test_a_table_of_no_asks_has_zeros() -> None:
    empty = Table.of({"a": [judged_of([])], "b": [judged_of([])]}, POPULARITY, [("a", "b")])
    assert empty.rows[0].cells["NDCG@20"].mean == 0
    assert "0 asks" in plain(empty)


def test_a_row_without_runs_is_refused() -> None:
    with pytest.raises(ValueError, match="no runs of \\['a'\\]"):
        Table.of({"a": []}, POPULARITY)


def test_breaks_down_by_length_of_the_window() -> None:
    dataset = dataset_of([[1, 2], [1, 2, 3], [1, 2, 3, 4, 1, 2, 3, 4]], size=4, window=5)
    found = by_window_length(dataset, dataset.test, {"a": [judged_of([1, 30, 2])]})
    assert found.groups == ["1", "2", "3 to 5"]
    assert found.asks == [1, 1, 1]
    assert [e.mean for e in found.rows["a"]["HR@20"]] == [1, 0, 1]


def test_breaks_down_by_popularity_and_averages_seeds() -> None:
    dataset = dataset_of([[1, 2], [1, 1], [2, 1], [3, 0]], size=4)
    seeds = [judged_of([1, 30, 1, math.inf]), judged_of([1, 1, 1, math.inf])]
    found = by_popularity(dataset.test, POPULARITY, {"a": seeds})
    assert found.groups == ["head", "tail", "not in the vocabulary"]
    assert found.asks == [2, 1, 1]
    assert [e.mean for e in found.rows["a"]["HR@20"]] == [0.75, 1, 0]


def test_breaks_down_by_day() -> None:
    dataset = dataset_of([[1, 2, 3]], size=4)
    asks = asks_of(dataset.sequences, [1, 2])
    assert by_time(asks, {"a": [judged_of([1, 30])]}) is None
    asks.timestamp[:] = [86_399_999, 86_400_000]
    found = by_time(asks, {"a": [judged_of([1, 30])]})
    assert found is not None
    assert found.groups == ["1970-01-01", "1970-01-02"]
    assert [e.mean for e in found.rows["a"]["HR@20"]] == [1, 0]
    asks.timestamp[:] = [0, 365 * 86_400_000]
    assert by_time(asks, {"a": [judged_of([1, 30])]}) is not None


def test_a_breakdown_of_nothing_is_empty() -> None:
    dataset = dataset_of([[1, 2, 3]], size=4)
    nothing = asks_of(dataset.sequences, [])
    assert by_window_length(dataset, nothing, {"a": [judged_of([])]}).groups == []
    assert by_time(nothing, {"a": [judged_of([])]}) is None
