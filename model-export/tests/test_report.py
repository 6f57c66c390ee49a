"""A report shows every row, is well-formed, and shows data as text."""

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from make_evaluation_data import TestingExplainer, TestingScorer, dataset_of, judged_of
from torch import Generator, rand

from freshet_model.data.dataset import Dataset
from freshet_model.evaluation.breakdown import by_popularity, by_window_length
from freshet_model.evaluation.explanation import AttentionMap, attention_maps, occlude
from freshet_model.evaluation.figures import CurvePoint
from freshet_model.evaluation.judge import judge
from freshet_model.evaluation.metrics import Calibration, Popularity
from freshet_model.evaluation.prequential import prequential
from freshet_model.evaluation.report import Report, facts
from freshet_model.evaluation.table import Table

HOSTILE = """<script>alert("1")</script> & 'q' $x_1$ ]]>"""
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """The elements and texts of a page; fails where tags do not match."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"{name}={value}"
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "xlink:href"):
                self.addresses.append(value or "")


def whole_report(dataset: Dataset, rows: list[str]) -> Report:
    generator = Generator().manual_seed(1)
    shape = (len(dataset.sequences.item), len(dataset.vocabulary))
    scores = rand(shape, generator=generator).log_softmax(dim=1)  # [E, V]
    results = {name: [judge(TestingScorer(scores), dataset, dataset.test)] for name in rows}
    popularity = Popularity.of(dataset)
    attention = np.linspace(0, 1, len(dataset.vocabulary) + 1).astype(np.float32)
    model = TestingExplainer(attention, attention)
    calibration = Calibration.of(results[rows[0]][0])
    assert calibration is not None
    random = np.random.default_rng(1)
    return Report(
        title=f"Test of {rows[0]}",
        made="today",
        facts=facts(dataset, "test", [("command", HOSTILE)]),
        table=Table.of(results, popularity, [(rows[0], rows[-1])]),
        breakdowns=[
            by_window_length(dataset, dataset.test, results),
            by_popularity(dataset.test, popularity, results),
        ],
        calibrations={rows[0]: calibration},
        occlusions={rows[0]: occlude(model, dataset, dataset.test, random, most_asks=100)},
        attention=attention_maps(model, dataset, dataset.test, {"item 1": HOSTILE}),
        prequential={rows[0]: prequential(TestingScorer(scores), dataset, dataset.test)},
        training={rows[0]: [CurvePoint(1, 3.0, 0.1), CurvePoint(2, 2.0, 0.2), CurvePoint(3, 1.5)]},
    )


DATASET = dataset_of([[1, 2, 3, 1, 2], [2, 3, 1, 4, 3], [4, 4, 1, 1]], size=4)
ROWS = ["model", "blend [w=0.5]", HOSTILE]
REPORT = whole_report(DATASET, ROWS)
HTML = REPORT.html()
PAGE = Page(HTML)


def test_the_page_is_well_formed_and_has_every_part() -> None:
    assert {"html", "table", "svg", "figure", "caption"} <= PAGE.tags
    for heading in ("Data", "Table", "Lists", "Prequential", "Calibration", "Reasons", "Training"):
        assert f">{heading}</h2>" in HTML
    assert HTML.count("<svg ") == 2 + 2 + 1 + 1 + 3 + 1


@pytest.mark.parametrize("name", ROWS)
def test_the_page_has_every_row(name: str) -> None:
    assert PAGE.text.count(name) >= 2
    row = next(row for row in REPORT.table.rows if row.name == name)
    assert f"{row.cells['NDCG@20'].mean:.4f}" in PAGE.text


def test_data_is_shown_as_text() -> None:
    assert "script" not in PAGE.tags
    assert "<script" not in HTML
    assert PAGE.text.count(HOSTILE) > 4
    assert "$x_1$" in PAGE.text


def test_the_page_needs_nothing_from_elsewhere() -> None:
    assert all(address.startswith("#") for address in PAGE.addresses)
    assert "@import" not in HTML
    assert "url(http" not in HTML


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    assert len(PAGE.ids) == len(set(PAGE.ids))
    assert {address[1:] for address in PAGE.addresses} <= set(PAGE.ids)


def test_plots_follow_the_colours_of_the_page() -> None:
    assert "var(--series-1)" in HTML
    assert "prefers-color-scheme: dark" in HTML
    start = HTML.index("<svg")
    assert "#2468b4" not in HTML[start:]


def test_a_report_of_a_table_alone_leaves_the_rest_out() -> None:
    page = Page(Report("Small", "today", [], REPORT.table).html())
    assert "Prequential" not in page.text
    assert "Calibration" not in page.text
    assert "Reasons" not in page.text


def test_a_report_of_no_asks_is_drawn() -> None:
    table = Table.of({"model": [judged_of([])]}, Popularity(np.array([0, 1, 1])))
    assert "0 asks" in Page(Report("None", "today", [], table).html()).text


def test_writes_page_results_and_markdown(tmp_path: Path) -> None:
    REPORT.write(tmp_path)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == REPORT.html()
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in found["rows"]] == ROWS
    assert found["occlusion"]["model"]["windows"] == 3
    assert found["calibration"]["model"]["error"] >= 0
    assert set(found["prequential"]["model"]) == {"all", "repeats", "new to the user"}
    assert "| model |" in (tmp_path / "results.md").read_text(encoding="utf-8")


def test_the_same_report_is_the_same_page() -> None:
    assert REPORT.html() == HTML


def test_facts_tell_of_the_data_and_the_cut_offs() -> None:
    found = dict(facts(DATASET, "test"))
    assert found["items"] == "4"
    assert found["users"] == "3"
    assert found["test asks"] == "3 (1970-01-01 00:03:02 to 1970-01-01 00:04:01 UTC)"
    assert found["targets"] == "3, of which 0 are not in the vocabulary"
    assert found["split"].startswith("leave one out")


def test_a_map_of_a_single_entry_is_drawn() -> None:
    attention = AttentionMap("one", ["a"], ["b"], np.zeros((1, 1), np.float32), ["c"])
    page = Page(Report("Map", "today", [], REPORT.table, attention=[attention]).html())
    assert "Attention: one" in page.text
