"""A blend of a model and counts: its arithmetic, and how its weights are found."""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from test_counts import asks_at, past_of, windows_of
from torch import Tensor

from freshet_model.command import InputError
from freshet_model.counts.blend import (
    FORMS,
    Blend,
    BlendWeights,
    share,
    z_score,
)
from freshet_model.counts.blend_search import BlendSearch
from freshet_model.counts.co_visitation import CoVisitation
from freshet_model.counts.count import Count
from freshet_model.counts.own_items import OwnItems
from freshet_model.data.dataset import Asks, Dataset, Sequences, Windows

SIZE = 40


@dataclass(frozen=True)
class TestingScorer:
    """Scores that depend on the newest item only."""

    __test__ = False
    table: Tensor  # [V + 1, V]

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Look the newest item up."""
        return self.table[torch.from_numpy(windows.item[:, -1])].clone()  # [B, V]

    def describe(self) -> dict[str, Any]:
        """Say what it is."""
        return {"kind": "testing"}


def random_model(seed: int) -> TestingScorer:
    """Make a model of random log-probabilities."""
    scores = torch.randn(SIZE + 1, SIZE, generator=torch.Generator().manual_seed(seed))
    return TestingScorer(scores.log_softmax(dim=1))


def random_count(seed: int) -> TestingScorer:
    """Make a count that knows about a third of the items after each item, nothing after item 1."""
    random = torch.Generator().manual_seed(seed)
    scores = torch.rand(SIZE + 1, SIZE, generator=random)
    scores[torch.rand(SIZE + 1, SIZE, generator=random) > 0.3] = 0
    scores[1] = 0
    return TestingScorer(scores)


def one_entry_asks(targets: list[list[int]], filter_seen: bool = False) -> Dataset:
    """Ask after one entry each, of the items 1, 2, ..., for these targets."""
    count = len(targets)
    entries = np.arange(count)
    flat = np.array([t for ask in targets for t in ask], np.int64)
    asks = Asks(
        entries,
        entries,
        entries * 1000,
        np.cumsum([0] + [len(ask) for ask in targets]),
        flat,
        np.ones_like(flat),
    )
    sequences = Sequences(
        entries % SIZE + 1, np.ones_like(entries), entries * 1000, np.arange(count + 1)
    )
    nothing = asks.take(np.zeros(0, np.int64))
    vocabulary = [f"item-{i}" for i in range(SIZE)]
    return Dataset(
        vocabulary, ["view"], 5, "temporal", filter_seen, sequences, nothing, asks, nothing
    )


def best_of(scorer: Blend, filter_seen: bool = False) -> Dataset:
    """Make a data set in which the best item of a blend comes next; the blend knows what."""
    dataset = one_entry_asks([[1]] * SIZE)
    windows = dataset.windows(dataset.validation.first, dataset.validation.last)
    best = scorer.scores(windows, dataset.validation).argmax(dim=1) + 1  # [B]
    return one_entry_asks([[item] for item in best.tolist()], filter_seen)


def test_without_weight_the_model_decides() -> None:
    model, counts = random_model(0), {"one": random_count(1)}
    windows, asks = windows_of([[3], [7]]), asks_at([0, 0])
    blend = Blend(model, counts, BlendWeights("log-linear", {"one": 0.0}, {"one": 1e-6}))
    assert torch.equal(blend.scores(windows, asks), model.scores(windows, asks))
    blend = Blend(model, counts, BlendWeights("z-score", {"one": 0.0}, {"one": 1e-6}))
    order = model.scores(windows, asks).argsort(dim=1)
    assert torch.equal(blend.scores(windows, asks).argsort(dim=1), order)


def test_the_manifest_says_how_to_compute_the_scores() -> None:
    past = past_of([[1, 2, 3, 1, 2], [3, 4, 1], [2, 2, 5]], SIZE)
    counts: dict[str, Count] = {
        "together": CoVisitation.fit(past),
        "own": OwnItems.fit(past),
    }
    weights = BlendWeights(
        "log-linear", {"together": 1.2, "own": 0.3}, {"together": 1e-6, "own": 1e-3}
    )
    model = random_model(2)
    blend = Blend(model, counts, weights)
    windows, asks = windows_of([[1, 2, 3], [], [5]]), asks_at([0, 0, 0])
    manifest = json.loads(json.dumps(blend.manifest()))
    assert manifest["form"] == "log-linear"
    assert manifest["counts"]["together"]["position_decay"] == 0.7
    expected = model.scores(windows, asks).double().numpy()
    for name, count in counts.items():
        for row, scores in enumerate(count.scores(windows, asks).tolist()):
            total = sum(max(s, 0) for s in scores)
            for column, score in enumerate(scores):
                part = max(score, 0) / total if total > 0 else 0
                logarithm = math.log(part + manifest["epsilon"][name])
                expected[row, column] += manifest["weights"][name] * logarithm
    np.testing.assert_allclose(blend.scores(windows, asks).numpy(), expected, rtol=1e-6)


def test_shares_and_z_scores_of_nothing_are_0() -> None:
    scores = torch.tensor([[0.0, 0.0, 0.0], [1.0, -1.0, 3.0]])
    assert share(scores).tolist() == [[0, 0, 0], [0.25, 0, 0.75]]
    deviation = math.sqrt((0 + 4 + 4) / 3)
    expected = [0, -2 / deviation, 2 / deviation]
    assert z_score(scores)[0].tolist() == [0, 0, 0]
    assert z_score(scores)[1].tolist() == pytest.approx(expected, abs=1e-6)


def test_a_count_that_knows_nothing_of_a_window_leaves_the_order_of_the_model() -> None:
    model, counts = random_model(3), {"one": random_count(4)}
    blend = Blend(model, counts, BlendWeights("log-linear", {"one": 2.0}, {"one": 1e-5}))
    windows, asks = windows_of([[1]]), asks_at([0])
    order = model.scores(windows, asks).argsort(dim=1)
    assert torch.equal(blend.scores(windows, asks).argsort(dim=1), order)


@pytest.mark.parametrize("form", FORMS)
def test_fitting_finds_the_weights_that_the_targets_were_made_with(form: str) -> None:
    counts = {"useless": random_count(5), "useful": random_count(6)}
    made = BlendWeights(form, {"useless": 0.0, "useful": 1.5}, {"useless": 1e-7, "useful": 1e-4})
    model = random_model(7)
    dataset = best_of(Blend(model, counts, made))
    search = BlendSearch(cutoff=5, forms=(form,))
    found = search.fit(model, counts, dataset, dataset.validation).weights
    assert found.form == form
    assert found.weight["useful"] > 0.5
    assert found.weight["useless"] < 0.2
    assert _ndcg(Blend(model, counts, found), dataset, 5) > 0.97
    assert _ndcg(model, dataset, 5) < 0.9


def test_fitting_takes_the_form_that_is_better() -> None:
    model, counts = random_model(8), {"one": random_count(9)}
    for form in FORMS:
        made = BlendWeights(form, {"one": 1.0}, {"one": 1e-7})
        dataset = best_of(Blend(model, counts, made))
        found = BlendSearch(cutoff=5).fit(model, counts, dataset, dataset.validation)
        assert _ndcg(found, dataset, 5) > 0.97


def test_fitting_twice_gives_the_same_weights() -> None:
    model, counts = random_model(10), {"one": random_count(11), "other": random_count(12)}
    random = np.random.default_rng(0)
    dataset = one_entry_asks([random.integers(0, SIZE + 1, 3).tolist() for _ in range(300)])
    search = BlendSearch(most_targets=200, candidates=10)
    once, again = (search.fit(model, counts, dataset, dataset.validation).weights for _ in range(2))
    assert once == again


def test_fitting_leaves_out_what_was_seen_where_that_is_filtered() -> None:
    own, after = torch.eye(SIZE), torch.eye(SIZE).roll(1, dims=1)  # [V, V]
    nothing = torch.zeros(1, SIZE)
    model = TestingScorer(torch.cat([nothing, 5 * own + 3 * after]).log_softmax(dim=1))
    counts = {"one": TestingScorer(torch.cat([nothing, after]))}
    targets = [[(i + 1) % SIZE + 1] for i in range(SIZE)]
    for filter_seen in (False, True):
        dataset = one_entry_asks(targets, filter_seen)
        found = BlendSearch().fit(model, counts, dataset, dataset.validation)
        # The target comes second to an item that was seen: only then there is something to do.
        assert (found.weights.weight["one"] == 0) == filter_seen


def test_fitting_needs_a_known_target() -> None:
    dataset = one_entry_asks([[0], [0]])
    with pytest.raises(InputError, match="no ask with a known target"):
        BlendSearch().fit(random_model(14), {}, dataset, dataset.validation)


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match="form is 'mean', expected log-linear or z-score"):
        BlendWeights("mean", {}, {})
    with pytest.raises(InputError, match="expected the same counts"):
        BlendWeights("z-score", {"one": 1.0}, {})
    with pytest.raises(InputError, match="weight of 'one' is nan"):
        BlendWeights("z-score", {"one": math.nan}, {"one": 1.0})
    with pytest.raises(InputError, match="epsilon of 'one' is 0"):
        BlendWeights("log-linear", {"one": 1.0}, {"one": 0.0})
    with pytest.raises(InputError, match=r"weights of \[\], expected those of \['one'\]"):
        Blend(random_model(15), {"one": random_count(16)}, BlendWeights("z-score", {}, {}))


def _ndcg(scorer: Blend | TestingScorer, dataset: Dataset, cutoff: int) -> float:
    """Rank the whole vocabulary for asks with one target each."""
    asks = dataset.validation
    scores = scorer.scores(dataset.windows(asks.first, asks.last), asks)  # [N, V]
    own = scores.gather(1, torch.from_numpy(asks.target)[:, None] - 1)  # [N, 1]
    rank = (scores > own).sum(dim=1) + 1  # [N]
    return float(torch.where(rank <= cutoff, 1 / torch.log2(rank + 1.0), 0.0).mean())
