"""Order of time, what counts had learned when they were asked, and repeats."""

import numpy as np
import pytest
import torch
from make_evaluation_data import TestingScorer, asks_of, dataset_of
from torch import Tensor

from freshet_model.data.dataset import Asks, Windows
from freshet_model.evaluation.metrics import Estimate, per_ask
from freshet_model.evaluation.prequential import prequential, print_prequential, repeats

# Entries 0 to 3 of user 0 come at 0, 60, 120, 180 s; entries 4 to 7 of user 1 a second later.
DATASET = dataset_of([[1, 2, 1, 3], [2, 2, 3, 4]], size=4)
ASKS = asks_of(DATASET.sequences, [1, 2, 3, 5, 6, 7])


class TestingCounts:
    """Popularity that goes on learning, and remembers when it was asked and told."""

    __test__ = False

    def __init__(self) -> None:
        self.counts = torch.zeros(4)  # [V]
        self.log: list[tuple[str, list[int]]] = []

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        self.log.append(("asked", asks.timestamp.tolist()))
        return self.counts.expand(len(asks), -1)  # [B, V]

    def observe(self, asks: Asks) -> None:
        self.log.append(("told", asks.timestamp.tolist()))
        self.counts = self.counts + torch.bincount(torch.from_numpy(asks.target - 1), minlength=4)


def test_asks_are_judged_in_the_order_of_time_and_then_learned() -> None:
    counts = TestingCounts()
    found = prequential(counts, DATASET, ASKS, slice_seconds=60)
    assert counts.log == [
        ("asked", [60_000, 61_000]),
        ("told", [60_000, 61_000]),
        ("asked", [120_000, 121_000]),
        ("told", [120_000, 121_000]),
        ("asked", [180_000, 181_000]),
    ]
    assert found.asks.target.tolist() == [2, 2, 1, 3, 3, 4]
    # Nothing is known; then 2 was seen twice; then 1 and 3 once as well.
    assert found.judged.rank.tolist() == [2, 2, 2, 3, 3, 4]


def test_asks_of_one_moment_are_in_one_slice() -> None:
    counts = TestingCounts()
    asks = asks_of(DATASET.sequences, [1, 5])
    asks.timestamp[:] = 60_000
    prequential(counts, DATASET, asks, slice_seconds=0.001)
    assert counts.log == [("asked", [60_000, 60_000])]


def test_a_basket_is_learned_when_it_is_over() -> None:
    counts = TestingCounts()
    prequential(counts, DATASET, ASKS, slice_seconds=60, basket_seconds=60)
    assert counts.log == [
        ("asked", [60_000, 61_000]),
        ("asked", [120_000, 121_000]),
        ("told", [60_000, 61_000]),
        ("asked", [180_000, 181_000]),
    ]


def test_a_scorer_that_does_not_learn_is_judged_as_ever() -> None:
    scorer = TestingScorer(torch.tensor([[4.0, 3.0, 2.0, 1.0]]).expand(8, -1))
    found = prequential(scorer, DATASET, ASKS, slice_seconds=60)
    assert found.judged.rank.tolist() == [2, 2, 1, 3, 3, 4]
    assert found.judged.user.tolist() == [0, 1, 0, 1, 0, 1]


def test_repeats_are_what_the_user_acted_on_before() -> None:
    assert repeats(DATASET, ASKS).tolist() == [False, True, False, True, False, False]


def test_repeats_and_new_items_are_told_apart() -> None:
    scorer = TestingScorer(torch.tensor([[4.0, 3.0, 2.0, 1.0]]).expand(8, -1))
    found = prequential(scorer, DATASET, ASKS)
    parts = found.parts()
    assert {name: len(part) for name, part in parts.items()} == {
        "all": 6,
        "repeats": 2,
        "new to the user": 4,
    }
    estimates = found.estimates()
    assert estimates["repeats"]["MRR@20"].mean == pytest.approx((1 / 2 + 1) / 2)
    assert estimates["new to the user"]["MRR@20"].mean == pytest.approx(
        (1 / 2 + 1 / 3 + 1 / 3 + 1 / 4) / 4
    )
    assert "Recall@20" not in estimates["all"]


def test_two_rows_are_compared_in_pairs_part_by_part() -> None:
    falling = TestingScorer(torch.tensor([[4.0, 3.0, 2.0, 1.0]]).expand(8, -1))
    rising = TestingScorer(torch.tensor([[1.0, 2.0, 3.0, 4.0]]).expand(8, -1))
    found, other = (prequential(scorer, DATASET, ASKS) for scorer in (falling, rising))
    assert found.judged.rank.tolist() == [2, 2, 1, 3, 3, 4]
    assert other.judged.rank.tolist() == [3, 3, 4, 2, 2, 1]
    differences = found.above(other)
    plain = per_ask(found.judged)["MRR@20"] - per_ask(other.judged)["MRR@20"]  # [N]
    expected = Estimate.of(plain, found.judged.user)
    assert differences["all"]["MRR@20"] == expected
    assert expected.standard_error > 0
    assert differences["repeats"]["MRR@20"].mean == pytest.approx((1 / 6 + 3 / 4) / 2)
    assert differences["all"]["HR@20"].mean == 0
    assert differences["all"].keys() == found.estimates()["all"].keys()


def test_prints_every_figure_with_its_error_and_the_blend_against_each_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    by_entry = torch.tensor([[4.0, 3.0, 2.0, 1.0]]).expand(8, -1)
    found = prequential(TestingScorer(by_entry), DATASET, ASKS)
    other = prequential(TestingScorer(by_entry.flip(1)), DATASET, ASKS)
    rows = {"popularity": other, "model": other, "model and counts": found}
    print_prequential(rows, "model and counts")
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    whole = found.estimates()["all"]["MRR@20"]
    mrr = f"MRR@20 {whole.mean:.4f} ± {whole.standard_error:.4f}"
    assert f"prequential model and counts all HR@20 1.0000 ± 0.0000 {mrr}" in lines
    difference = found.above(other)["all"]["MRR@20"]
    mrr = f"MRR@20 {difference.mean:+.4f} ± {difference.standard_error:.4f}"
    for name in ("popularity", "model"):
        assert f"prequential model and counts - {name} all HR@20 +0.0000 ± 0.0000 {mrr}" in lines
    assert len(lines) == 5 * 3 + 1


def test_an_unknown_item_is_new() -> None:
    dataset = dataset_of([[1, 0]], size=4)
    assert repeats(dataset, dataset.test).tolist() == [False]


def test_nothing_to_judge() -> None:
    found = prequential(TestingCounts(), DATASET, ASKS.take(np.arange(0)))
    assert len(found.judged) == 0
    assert found.estimates()["all"]["HR@20"].mean == 0


def test_refuses_slices_without_length() -> None:
    with pytest.raises(ValueError, match="slices of 0 s"):
        prequential(TestingCounts(), DATASET, ASKS, slice_seconds=0)
