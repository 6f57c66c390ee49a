"""What the model must never do: look ahead, weigh padding, or give NaN."""

import dataclasses

import pytest
import torch
from torch import Tensor

from freshet_model.model import ModelConfig, SequenceModel

CONFIG = ModelConfig(30, 4, window=8, dimension=16, blocks=2, heads=2)
Inputs = tuple[Tensor, Tensor, Tensor]


@pytest.fixture
def model() -> SequenceModel:
    torch.manual_seed(1)
    model = SequenceModel(CONFIG).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
        model.item.weight[0].zero_()
    return model


def inputs() -> Inputs:
    item = torch.tensor([[0, 0, 3, 7, 1, 9, 4, 2], [5, 6, 7, 8, 9, 10, 11, 12]])  # [2, 8]
    kind = torch.tensor([[0, 0, 1, 2, 3, 4, 1, 1], [1, 1, 2, 2, 3, 3, 4, 4]])  # [2, 8]
    age = torch.tensor([[0, 0, 9e5, 5e4, 900, 90, 5, 0], [80, 70, 60, 50, 40, 30, 20, 0.0]])
    return item, kind, age


def everywhere(model: SequenceModel, item: Tensor, kind: Tensor, age: Tensor) -> Tensor:
    """Logits [B, L, V] of every position."""
    column = torch.arange(item.shape[1]).expand(item.shape)  # [B, L]
    logits = model.logits(model(item, kind, age, column, torch.ones_like(item) > 0))  # [B * L, V]
    return logits.reshape(*item.shape, -1)


def at_the_end(model: SequenceModel, item: Tensor, kind: Tensor, age: Tensor) -> Tensor:
    """Logits [B, V] of the last position."""
    return model.logits(model.last(item, kind, age)[0])


@pytest.mark.parametrize("changed", range(3, 8))
def test_a_later_entry_never_changes_an_earlier_prediction(
    model: SequenceModel, changed: int
) -> None:
    item, kind, age = inputs()
    before = everywhere(model, item, kind, age)  # [2, 8, 30]
    item[:, changed] = 20
    kind[:, changed] = 2
    age[:, :changed] += 4096  # the newest entry is later, so everything before it is older
    after = everywhere(model, item, kind, age)  # [2, 8, 30]
    real = item[:, :changed] > 0  # [2, changed]; what padding positions give is never read
    assert torch.allclose(before[:, :changed][real], after[:, :changed][real], atol=1e-5)
    assert not torch.allclose(before[:, changed], after[:, changed], atol=1e-3)


def test_the_gap_between_entries_matters(model: SequenceModel) -> None:
    item, kind, age = inputs()
    later = age.clone()
    later[:, :7] += 100_000
    before, after = (everywhere(model, item, kind, a)[:, 7] for a in (age, later))
    assert not torch.allclose(before, after)


def test_the_age_of_the_whole_window_does_not_matter(model: SequenceModel) -> None:
    item, kind, age = inputs()
    assert torch.allclose(
        at_the_end(model, item, kind, age), at_the_end(model, item, kind, age + 64), atol=1e-5
    )


def test_an_entry_makes_its_own_item_more_likely_and_no_other_less(model: SequenceModel) -> None:
    expected, _, _ = model.last(*inputs())
    logits = model.logits(expected)  # [2, 30]
    fresh = (expected.vector @ model.item.weight.T)[:, 1:]  # [2, 30]
    bonus = logits - fresh  # [2, 30]
    seen = torch.zeros(2, 31, dtype=torch.bool).scatter(1, inputs()[0], True)[:, 1:]  # [2, 30]
    assert bool((bonus[seen] > 1e-3).all())
    assert torch.allclose(bonus[~seen], torch.zeros(()), atol=1e-5)


def test_equal_items_share_one_bonus(model: SequenceModel) -> None:
    item, kind, age = inputs()
    twice = item.clone()
    twice[1, 0] = twice[1, 4]
    expected, _, _ = model.last(twice, kind, age)
    parts = expected.bonus[1, [0, 4]]  # [2]
    bonus = (model.logits(expected) - (expected.vector @ model.item.weight.T)[:, 1:])[1]  # [30]
    assert float(bonus[twice[1, 4] - 1].detach()) == pytest.approx(
        float(parts.detach().sum()), abs=1e-4
    )
    assert bool((parts > 0).all())


def test_only_the_asked_positions_answer(model: SequenceModel) -> None:
    column = torch.tensor([[3, 7], [5, 0]])  # [2, 2]
    asked = torch.tensor([[True, True], [True, False]])  # [2, 2]
    found = model.logits(model(*inputs(), column, asked))  # [3, 30]
    expected = everywhere(model, *inputs())[[0, 0, 1], [3, 7, 5]]  # [3, 30]
    assert torch.allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_the_last_query_alone_gives_what_all_queries_give(blocks: int) -> None:
    model = SequenceModel(dataclasses.replace(CONFIG, blocks=blocks)).eval()
    expected = everywhere(model, *inputs())[:, -1]  # [2, 30]
    assert torch.allclose(at_the_end(model, *inputs()), expected, atol=1e-5)


def test_a_row_cut_to_its_entries_gives_the_same(model: SequenceModel) -> None:
    whole = everywhere(model, *inputs())[0, 2:]  # [6, 30]
    cut = everywhere(model, *(tensor[:1, 2:] for tensor in inputs()))[0]  # [6, 30]
    assert torch.allclose(whole, cut, atol=1e-5)


def test_scores_are_log_probabilities_in_falling_order(model: SequenceModel) -> None:
    top_item, top_score, _ = model.top(*inputs(), 30)  # [2, 30]
    assert torch.allclose(top_score.exp().sum(dim=1), torch.ones(2), atol=1e-5)
    assert bool((top_score.diff(dim=1) <= 0).all())
    assert top_item.sort(dim=1).values.tolist() == [list(range(1, 31))] * 2


def test_attention_sums_to_1_and_padding_weighs_0(model: SequenceModel) -> None:
    _, _, attention = model.top(*inputs(), 5)  # [2, 5, 8]
    assert torch.allclose(attention.sum(dim=2), torch.ones(2, 5), atol=1e-5)
    assert not attention[0, :, :2].any()
    assert not torch.allclose(attention[:, 0], attention[:, 1]), "it is the same for every item"


def test_a_row_of_padding_gives_numbers(model: SequenceModel) -> None:
    nothing = torch.zeros(1, 8, dtype=torch.int64)  # [1, 8]
    _, score, attention = model.top(nothing, nothing, torch.zeros(1, 8), 5)
    assert bool(torch.isfinite(score).all())
    assert not attention.any()


def test_padding_on_the_left_does_not_change_what_is_masked(model: SequenceModel) -> None:
    item, kind, age = inputs()
    strange = age.clone()
    strange[0, :2] = 1e6
    assert torch.equal(
        everywhere(model, item, kind, age)[0, 3:], everywhere(model, item, kind, strange)[0, 3:]
    )


def test_refuses_heads_that_do_not_divide_the_dimension() -> None:
    with pytest.raises(ValueError, match="dimension 16 is not a multiple of heads 3"):
        ModelConfig(30, 4, 8, dimension=16, heads=3)
