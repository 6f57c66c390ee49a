"""What no model may do: look ahead, weigh padding, or give NaN; and that its parts agree."""

import dataclasses
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from freshet_model.data.item_features import ItemFeatures
from freshet_model.models import ModelConfig, SequenceModel, Window, build
from freshet_model.models.interface import Expectation
from freshet_model.models.target_attention import TargetAttention

SMALL = ModelConfig(30, 4, window=8, dimension=16, blocks=2, heads=2, shortlist=5)
VARIANTS: dict[str, dict[str, Any]] = {
    "sasrec": {},
    "sasrec of one block": {"blocks": 1},
    "sasrec without time, repeats and distance": {
        "positions": "none",
        "time": False,
        "repeat": False,
    },
    "sasrec by cosine": {"similarity": "cosine"},
    "sasrec, a mixture": {"readout": "mixture", "similarity": "cosine", "blocks": 1},
    "sasrec with tasks": {"tasks": ((1, 1.0), (4, 3.0))},
    "hstu": {"kind": "hstu"},
    "hstu of one block": {"kind": "hstu", "blocks": 1, "repeat": False},
    "target_attention": {"kind": "target_attention"},
    "target_attention on hstu": {"kind": "target_attention", "encoder": "hstu", "blocks": 1},
    "cross_attention": {"kind": "cross_attention"},
    "cross_attention, sigmoid": {"kind": "cross_attention", "attention": "sigmoid"},
}


def shaken(config: ModelConfig, features: ItemFeatures | None = None) -> SequenceModel:
    """A model whose every weight matters."""
    torch.manual_seed(1)
    model = build(config, features).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
        model.items.own.weight[0].zero_()
    return model


@pytest.fixture(params=VARIANTS)
def model(request: pytest.FixtureRequest) -> SequenceModel:
    return shaken(dataclasses.replace(SMALL, **VARIANTS[request.param]))


def window() -> Window:
    item = torch.tensor([[0, 0, 3, 7, 1, 9, 4, 2], [5, 6, 7, 8, 9, 10, 11, 12]])  # [2, 8]
    kind = torch.tensor([[0, 0, 1, 2, 3, 4, 1, 1], [1, 1, 2, 2, 3, 3, 4, 4]])  # [2, 8]
    age = torch.tensor([[0, 0, 9e5, 5e4, 900, 90, 5, 0], [80, 70, 60, 50, 40, 30, 20, 0.0]])
    return Window(item, kind, age)


def everywhere(model: SequenceModel, of: Window) -> Tensor:
    """Log-probabilities [B, L, V] by what every position expects."""
    expected = model(of, torch.ones_like(of.item) > 0)
    return model.log_probabilities(expected).reshape(*of.item.shape, -1)


def at_the_end(model: SequenceModel, of: Window) -> Tensor:
    """Log-probabilities [B, V] by what the newest position expects."""
    return model.log_probabilities(model.last(of)[0])


@pytest.mark.parametrize("changed", [3, 5, 7])
def test_a_later_entry_never_changes_an_earlier_prediction(
    model: SequenceModel, changed: int
) -> None:
    item, kind, age = (tensor.clone() for tensor in window())
    before = everywhere(model, Window(item, kind, age))  # [2, 8, 30]
    item[:, changed] = 20
    kind[:, changed] = 2
    age[:, :changed] += 4096  # the newest entry is later, so everything before it is older
    after = everywhere(model, Window(item, kind, age))  # [2, 8, 30]
    real = item[:, :changed] > 0  # [2, changed]; what padding positions give is never read
    assert torch.allclose(before[:, :changed][real], after[:, :changed][real], atol=1e-4)
    assert not torch.allclose(before[:, changed], after[:, changed], atol=1e-3)


def test_the_newest_position_alone_expects_what_it_does_among_all(model: SequenceModel) -> None:
    assert torch.allclose(
        at_the_end(model, window()), everywhere(model, window())[:, -1], atol=1e-4
    )


def test_only_the_asked_positions_answer(model: SequenceModel) -> None:
    asked = torch.zeros(2, 8, dtype=torch.bool)  # [2, 8]
    asked[0, 3] = asked[0, 7] = asked[1, 5] = True
    found = model.log_probabilities(model(window(), asked))  # [3, 30]
    expected = everywhere(model, window())[[0, 0, 1], [3, 7, 5]]  # [3, 30]
    assert torch.allclose(found, expected, atol=1e-4)


def test_a_row_cut_to_its_entries_gives_the_same(model: SequenceModel) -> None:
    whole = everywhere(model, window())[0, 2:]  # [6, 30]
    cut = everywhere(model, Window(*(tensor[:1, 2:] for tensor in window())))[0]  # [6, 30]
    assert torch.allclose(whole, cut, atol=1e-4)


def test_the_age_of_the_whole_window_does_not_matter(model: SequenceModel) -> None:
    item, kind, age = window()
    assert torch.allclose(
        at_the_end(model, window()), at_the_end(model, Window(item, kind, age + 64)), atol=1e-4
    )


def test_scores_are_log_probabilities_in_falling_order(model: SequenceModel) -> None:
    top_item, top_score, _ = model.top(window(), 30)  # [2, 30]
    assert torch.allclose(top_score.exp().sum(dim=1), torch.ones(2), atol=1e-4)
    assert bool((top_score.diff(dim=1) <= 0).all())
    assert top_item.sort(dim=1).values.tolist() == [list(range(1, 31))] * 2


def test_attention_sums_to_1_and_padding_weighs_0(model: SequenceModel) -> None:
    _, _, attention = model.top(window(), 5)  # [2, 5, 8]
    assert torch.allclose(attention.sum(dim=2), torch.ones(2, 5), atol=1e-4)
    assert not attention[0, :, :2].any()
    assert not torch.allclose(attention[:, 0], attention[:, 1]), "it is the same for every item"


def test_a_row_of_padding_gives_numbers(model: SequenceModel) -> None:
    nothing = torch.zeros(1, 8, dtype=torch.int64)  # [1, 8]
    _, score, attention = model.top(Window(nothing, nothing, torch.zeros(1, 8)), 5)
    assert bool(torch.isfinite(score).all())
    assert not attention.any()


def test_what_stands_in_padding_is_never_read(model: SequenceModel) -> None:
    item, kind, age = window()
    strange = age.clone()
    strange[0, :2] = 1e6
    found = everywhere(model, Window(item, kind, strange))[0, 3:]  # [5, 30]
    assert torch.allclose(everywhere(model, window())[0, 3:], found, atol=1e-6)


def test_every_parameter_learns(model: SequenceModel) -> None:
    model.train()
    asked = torch.ones(2, 8, dtype=torch.bool)  # [2, 8]
    expected = model(window(), asked)
    if isinstance(model, TargetAttention):
        encoded = model.encoder.encode(window())
        where = asked.nonzero()[:6]  # [6, 2]
        gain = model.adjust(window(), encoded, where, torch.ones(6, 3, dtype=torch.int64))
        loss = gain.sum() + expected.logits().square().sum()
    else:
        loss = model.log_probabilities(expected)[:, 3].sum()
    loss.backward()
    idle = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    # A bias of all keys moves all entries alike.
    assert [name for name in idle if not name.endswith(("key.bias", "key_value.bias"))] == []


def test_time_matters_only_where_it_is_an_input() -> None:
    item, kind, age = window()
    later = age.clone()
    later[:, :7] += 100_000
    for time in (True, False):
        model = shaken(dataclasses.replace(SMALL, time=time))
        same = torch.allclose(
            at_the_end(model, window()), at_the_end(model, Window(item, kind, later)), atol=1e-4
        )
        assert same is not time


def test_absolute_positions_count_from_the_newest_entry() -> None:
    model = shaken(dataclasses.replace(SMALL, positions="absolute"))
    cut = Window(*(tensor[:1, 2:] for tensor in window()))
    assert torch.allclose(at_the_end(model, window())[:1], at_the_end(model, cut), atol=1e-4)


def test_an_entry_makes_its_own_item_more_likely_and_no_other_less() -> None:
    expected, _ = shaken(SMALL).last(window())
    fresh = dataclasses.replace(expected, bonus=None).logits()  # [2, 30]
    bonus = expected.logits() - fresh  # [2, 30]
    seen = torch.zeros(2, 31, dtype=torch.bool).scatter(1, window().item, True)[:, 1:]  # [2, 30]
    assert bool((bonus[seen] > 1e-3).all())
    assert torch.allclose(bonus[~seen], torch.zeros(()), atol=1e-5)


def test_equal_items_share_one_bonus() -> None:
    twice = window()
    twice.item[1, 0] = twice.item[1, 4]
    expected, _ = shaken(SMALL).last(twice)
    assert expected.bonus is not None
    parts = expected.bonus[1, [0, 4]].detach()  # [2]
    bonus = expected.logits() - dataclasses.replace(expected, bonus=None).logits()  # [2, 30]
    found = float(bonus[1, twice.item[1, 4] - 1].detach())
    assert found == pytest.approx(float(parts.sum()), abs=1e-4)
    assert bool((parts > 0).all())


@pytest.mark.parametrize("similarity", ["dot", "cosine"])
@pytest.mark.parametrize("kind", ["sasrec", "hstu"])
def test_the_parts_of_a_logit_add_up(kind: str, similarity: str) -> None:
    """Without shifts and what follows the attention, a logit is the sum of its entries' parts."""
    config = dataclasses.replace(SMALL, kind=kind, repeat=False, similarity=similarity)
    model = shaken(config)
    for name, parameter in model.named_parameters():
        if name.endswith(("final_norm.bias", "update_norm.bias", "output.bias")) or "feed." in name:
            torch.nn.init.zeros_(parameter)
    expected, trace = model.last(window())
    items = torch.arange(1, 31).expand(2, -1)  # [2, 30]
    parts = model.attention(window(), expected, trace, items).sum(dim=2)  # [2, 30]
    assert torch.allclose(expected.logits(), parts, atol=1e-4)


@pytest.mark.parametrize("similarity", ["dot", "cosine"])
def test_a_mixture_lies_among_the_items_of_its_window(similarity: str) -> None:
    config = dataclasses.replace(SMALL, readout="mixture", repeat=False, similarity=similarity)
    model = shaken(config)
    expected, trace = model.last(window())
    items = torch.arange(1, 31).expand(2, -1)  # [2, 30]
    parts = model.attention(window(), expected, trace, items).sum(dim=2)  # [2, 30]
    assert torch.allclose(expected.logits(), parts, atol=1e-4)
    known = window().item[1]  # [8]
    vectors = expected.table[known[known > 0]]  # [n, D]
    weight = torch.linalg.lstsq(vectors.T, expected.vector[1]).solution  # [n]
    assert torch.allclose(weight @ vectors, expected.vector[1], atol=1e-4)


def test_logits_of_candidates_are_those_of_the_vocabulary() -> None:
    expected, _ = shaken(SMALL).last(window())
    candidate = torch.tensor([[3, 7, 30], [5, 1, 12]])  # [2, 3]
    assert torch.allclose(
        expected.logits_of(candidate), expected.logits().gather(1, candidate - 1), atol=1e-5
    )
    among = expected.among(torch.tensor([0, 3, 7, 30]))
    assert torch.allclose(among.logits()[0], expected.logits()[0, [2, 6, 29]], atol=1e-5)


def test_the_score_of_tasks_is_their_mixture() -> None:
    model = shaken(dataclasses.replace(SMALL, tasks=((1, 1.0), (4, 3.0))))
    expected, _ = model.last(window())
    assert model.heads is not None
    first, second = (
        torch.softmax(model.heads.of(expected, task).logits(), dim=1) for task in range(2)
    )
    found = model.log_probabilities(expected).exp()  # [2, 30]
    assert torch.allclose(found, (first + 3 * second) / 4, atol=1e-6)


def test_target_attention_only_moves_mass_within_its_shortlist() -> None:
    model = shaken(dataclasses.replace(SMALL, kind="target_attention"))
    expected, trace = model.last(window())
    before = model.log_probabilities(expected)  # [2, 30]
    after = model.scored(window(), expected, trace)  # [2, 30]
    inside = before >= before.topk(5, dim=1).values[:, -1:]  # [2, 30]
    assert torch.equal(before[~inside], after[~inside])
    assert not torch.allclose(before[inside], after[inside], atol=1e-3)
    assert torch.allclose((before.exp() * inside).sum(dim=1), (after.exp() * inside).sum(dim=1))


def features(tokens: int = 3) -> ItemFeatures:
    """Item i has token i mod 3 and the vector [i, 1]; the last item has neither."""
    start = np.array([0, *range(30), 29])  # [32]
    vector = np.array([[i, 1.0] for i in range(30)] + [[0, 0.0]], np.float32)  # [31, 2]
    vector[0] = 0
    names = np.array([f"t{token}" for token in range(tokens)])
    return ItemFeatures(start, np.arange(1, 30) % tokens, names, vector)


@pytest.mark.parametrize("kind", ["sasrec", "hstu", "target_attention", "cross_attention"])
def test_an_item_without_history_is_known_by_its_content(kind: str) -> None:
    config = dataclasses.replace(SMALL, kind=kind, tokens=3, vector_length=2)
    model = shaken(config, features())
    with torch.no_grad():
        model.items.own.weight[4] = model.items.own.weight[7] = 0
        table = model.items()  # [31, 16]
        assert model.items.token is not None
        assert model.items.mapped is not None
        mapped = model.items.mapped(torch.tensor([[4, 1.0], [7, 1.0]]))  # [2, 16]
        expected = model.items.token.weight[[1, 1]] + mapped  # [2, 16]
    assert torch.allclose(table[[4, 7]], expected, atol=1e-5)
    assert torch.allclose(table[30], model.items.own.weight[30])
    assert not table[0].any()


def test_a_frozen_table_thaws_for_training() -> None:
    model = shaken(dataclasses.replace(SMALL, tokens=3, vector_length=2), features())
    model.items.freeze()
    frozen = model.items()
    with torch.no_grad():
        model.items.own.weight.add_(1)
    assert torch.equal(model.items(), frozen)
    model.train()
    assert not torch.equal(model.items(), frozen)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"heads": 3}, "dimension is 16, expected a multiple of heads 3"),
        ({"similarity": "taste"}, "similarity is 'taste', expected one of"),
        ({"positions": "somewhere"}, "positions is 'somewhere', expected one of"),
        ({"readout": "tea leaves"}, "readout is 'tea leaves', expected one of"),
        ({"attention": "none"}, "attention is 'none', expected one of"),
        ({"kind": "oracle"}, "kind is 'oracle', expected one of sasrec, hstu"),
    ],
)
def test_refuses_what_cannot_be_built(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(dataclasses.replace(SMALL, **change))


def test_expectations_can_be_picked_from() -> None:
    expected: Expectation = shaken(SMALL)(window(), torch.ones(2, 8) > 0)
    part = expected.take(torch.tensor([3, 9]))
    assert torch.allclose(part.logits(), expected.logits()[[3, 9]], atol=1e-5)
