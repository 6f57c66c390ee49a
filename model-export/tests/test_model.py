"""What the model must never do: look ahead, weigh padding, or give NaN."""

import pytest
import torch
from torch import Tensor

from freshet_model.model import ModelConfig, SequenceModel

CONFIG = ModelConfig(30, 4, window=8, dimension=16, blocks=2, heads=2)


@pytest.fixture
def model() -> SequenceModel:
    torch.manual_seed(1)
    model = SequenceModel(CONFIG).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
        model.item.weight[0].zero_()
    return model


def inputs() -> tuple[Tensor, Tensor, Tensor]:
    item = torch.tensor([[0, 0, 3, 7, 1, 9, 4, 2], [5, 6, 7, 8, 9, 10, 11, 12]])  # [2, 8]
    kind = torch.tensor([[0, 0, 1, 2, 3, 4, 1, 1], [1, 1, 2, 2, 3, 3, 4, 4]])  # [2, 8]
    age = torch.tensor([[0, 0, 9e5, 5e4, 900, 90, 5, 0], [80, 70, 60, 50, 40, 30, 20, 0.0]])
    return item, kind, age


@pytest.mark.parametrize("changed", range(3, 8))
def test_a_later_entry_never_changes_an_earlier_prediction(
    model: SequenceModel, changed: int
) -> None:
    item, kind, age = inputs()
    before = model(item, kind, age)  # [2, 8, 16]
    item[:, changed] = 20
    kind[:, changed] = 2
    age[:, :changed] += 4096  # the newest entry is later, so everything before it is older
    after = model(item, kind, age)  # [2, 8, 16]
    real = item[:, :changed] > 0  # [2, changed]; what padding positions give is never read
    assert torch.allclose(before[:, :changed][real], after[:, :changed][real], atol=1e-5)
    assert not torch.allclose(before[:, changed], after[:, changed], atol=1e-3)


def test_the_gap_between_entries_matters(model: SequenceModel) -> None:
    item, kind, age = inputs()
    later = age.clone()
    later[:, :7] += 100_000
    assert not torch.allclose(model(item, kind, age)[:, 7], model(item, kind, later)[:, 7])


def test_the_last_query_alone_gives_what_all_queries_give(model: SequenceModel) -> None:
    expected, _, _ = model.last(*inputs())  # [2, 16]
    assert torch.allclose(expected, model(*inputs())[:, -1], atol=1e-5)


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
    assert torch.equal(model(item, kind, age)[0, 3:], model(item, kind, strange)[0, 3:])


def test_refuses_heads_that_do_not_divide_the_dimension() -> None:
    with pytest.raises(ValueError, match="dimension 16 is not a multiple of heads 3"):
        ModelConfig(30, 4, 8, dimension=16, heads=3)
