"""The page for experimenters, its table and the vectors of Java's tests say the same."""

import json
import re

from make_assignment_golden import TARGET, golden, page


def test_the_committed_vectors_are_what_the_lines_of_the_page_compute() -> None:
    committed = json.loads(TARGET.read_text(encoding="utf-8"))
    assert committed == golden()
    assert sum(len(each["users"]) for each in committed) >= 50


def test_every_variant_with_a_share_wins_somewhere() -> None:
    for each in golden():
        found = {user["variant"] for user in each["users"]} - {None}
        assert found <= {it["name"] for it in each["experiment"]["variants"] if it["share"] > 0}
        assert found


def test_the_table_of_the_page_shows_vectors() -> None:
    users = {each["userId"]: each for each in golden()[0]["users"]}
    rows = re.findall(r"^\| `(.*)` \| (.*) \| (.*) \| (.*) \| (.*) \|$", page(), re.MULTILINE)
    rows = [row for row in rows if row[0] in users]
    assert len(rows) >= 5
    for user, layer, control, treatment, variant in rows:
        expected = users[user]
        assert float(layer) == expected["layerDraw"]
        assert float(control) == expected["variantDraws"]["control"]
        assert float(treatment) == expected["variantDraws"]["treatment"]
        assert variant == (f"`{expected['variant']}`" if expected["variant"] else "not in")
