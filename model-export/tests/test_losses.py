"""Every loss against what PyTorch or a plain loop gives, gradients included."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from freshet_model.models.interface import Expectation
from freshet_model.training import losses
from freshet_model.training.losses import (
    GeneralisedBce,
    Outcome,
    SampledSoftmax,
    bce,
    full_softmax,
    shortlist_softmax,
    softmax_bce,
    squared,
)

POSITIONS, ITEMS = 11, 20


def expectation(bonus: bool = True) -> Expectation:
    torch.manual_seed(3)
    table = torch.randn(ITEMS + 1, 6)  # [V + 1, D]
    table[0] = 0
    table.requires_grad_()
    vector = torch.randn(POSITIONS, 6, requires_grad=True)  # [N, D]
    item = torch.randint(0, ITEMS + 1, (POSITIONS, 5))  # [N, L]
    extra = torch.rand(POSITIONS, 5, requires_grad=True) if bonus else None  # [N, L]
    return Expectation(table, vector, item, extra)


def outcome() -> Outcome:
    """A target for each position, and three for the fourth."""
    position = torch.tensor([0, 1, 2, 3, 3, 3, *range(4, POSITIONS)])  # [P]
    torch.manual_seed(4)
    target = torch.randperm(ITEMS)[: len(position)] + 1  # [P]
    weight = torch.where(position == 3, 1 / 3, 1.0)  # [P]
    return Outcome(position, target, weight)


def plain_softmax(expected: Expectation, came: Outcome) -> Tensor:
    scores = torch.log_softmax(expected.logits(), dim=1)  # [N, V]
    return -(scores[came.position, came.target - 1] * came.weight).sum() / POSITIONS


def gradients(loss: Callable[[Expectation, Outcome], Tensor], bonus: bool) -> list[Tensor]:
    expected = expectation(bonus)
    value = loss(expected, outcome())
    (2 * value).backward()  # type: ignore[no-untyped-call]
    leaves = [expected.vector, expected.table] + (
        [expected.bonus] if expected.bonus is not None else []
    )
    return [value.detach(), *(leaf.grad for leaf in leaves if leaf.grad is not None)]


@pytest.mark.parametrize("chunk", [1, 4, 1024])
@pytest.mark.parametrize("bonus", [True, False])
def test_the_chunked_softmax_is_the_plain_one(
    monkeypatch: pytest.MonkeyPatch, chunk: int, bonus: bool
) -> None:
    monkeypatch.setattr(losses, "_CHUNK", chunk)
    found, expected = gradients(full_softmax, bonus), gradients(plain_softmax, bonus)
    # Padding, the first row of the table, is never scored.
    found[2], expected[2] = found[2][1:], expected[2][1:]
    for mine, plain in zip(found, expected, strict=True):
        assert torch.allclose(mine, plain, atol=1e-6)


def test_the_chunked_softmax_in_bfloat16_is_near() -> None:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = full_softmax(expectation(), outcome())
    assert float(found.detach()) == pytest.approx(
        float(plain_softmax(expectation(), outcome()).detach()), rel=0.02
    )


def test_a_sample_of_nearly_everything_gives_nearly_the_full_softmax() -> None:
    frequency = torch.full((ITEMS + 1,), 1 / ITEMS)
    sampled = SampledSoftmax(frequency, negatives=50_000)
    found, expected = sampled(expectation(), outcome()), plain_softmax(expectation(), outcome())
    assert float(found.detach()) == pytest.approx(float(expected.detach()), abs=1e-2)


def test_the_sample_s_correction_makes_up_for_popular_targets() -> None:
    """A popular item is nearly always a candidate, a rare one seldom: it evens out."""
    share = torch.full((ITEMS + 1,), 0.2 / (ITEMS - 4))
    share[1:5] = 0.2
    torch.manual_seed(7)
    table = 0.3 * torch.randn(ITEMS + 1, 6)  # [V + 1, D]
    vector = torch.randn(1, 6)  # [1, D]
    corrected, naive = [], []
    for _ in range(400):
        target = torch.multinomial(share[1:], 12, replacement=True) + 1  # [N]
        many = Expectation(table, vector.expand(12, -1), torch.zeros(12, 1).long(), None)
        came = Outcome(torch.arange(12), target, torch.ones(12))
        full = -torch.log_softmax(many.logits(), dim=1)[torch.arange(12), target - 1].mean()
        corrected.append(float(SampledSoftmax(share, 6)(many, came)) - float(full))
        # As if every candidate had been certain to be one.
        certain = SampledSoftmax(torch.ones(ITEMS + 1), 6)
        naive.append(float(certain(many, came)) - float(full))
    # The logarithm of an estimate is too low on average, but much less so.
    assert abs(sum(corrected)) < abs(sum(naive)) / 2


def test_plain_bce_is_that_of_pytorch() -> None:
    expected, came = expectation(), outcome()
    aim = torch.zeros(POSITIONS, ITEMS)  # [N, V]
    aim[came.position, came.target - 1] = came.weight
    plain = functional.binary_cross_entropy_with_logits(expected.logits(), aim, reduction="sum")
    assert torch.allclose(bce(expected, came), plain / POSITIONS, atol=1e-5)


def test_bce_of_a_softmax_is_that_of_pytorch() -> None:
    expected, came = expectation(), outcome()
    aim = torch.zeros(POSITIONS, ITEMS)  # [N, V]
    aim[came.position, came.target - 1] = came.weight
    share = torch.softmax(expected.logits(), dim=1)  # [N, V]
    plain = functional.binary_cross_entropy(share, aim, reduction="sum")
    assert torch.allclose(softmax_bce(expected, came), plain / POSITIONS, atol=1e-5)


def test_bce_of_a_certain_softmax_is_finite() -> None:
    table = torch.tensor([[0.0], [100.0], [-100.0]])  # [V + 1, D]
    vector = torch.ones(1, 1, requires_grad=True)  # [N, D]
    expected = Expectation(table, vector, torch.zeros(1, 1).long(), None)
    for target in (1, 2):
        came = Outcome(torch.tensor([0]), torch.tensor([target]), torch.ones(1))
        loss = softmax_bce(expected, came)
        loss.backward()  # type: ignore[no-untyped-call]
        assert math.isfinite(loss.item())
        assert vector.grad is not None
        assert vector.grad.isfinite().all()


def test_the_squared_loss_is_the_squared_distance() -> None:
    expected, came = expectation(), outcome()
    aim = torch.zeros(POSITIONS, ITEMS)  # [N, V]
    aim[came.position, came.target - 1] = came.weight
    plain = (torch.softmax(expected.logits(), dim=1) - aim).square().sum() / POSITIONS
    assert torch.allclose(squared(expected, came), plain, atol=1e-6)


@pytest.mark.parametrize("calibration", [0.0, 0.75, 1.0])
def test_gbce_raises_the_positive_part_to_a_power(calibration: float) -> None:
    expected, came = expectation(), outcome()
    loss = GeneralisedBce(negatives=7, calibration=calibration)
    torch.manual_seed(9)
    found = float(loss(expected, came).detach())
    torch.manual_seed(9)
    drawn = (torch.randperm(ITEMS)[:7] + 1).tolist()
    rate = 7 / (ITEMS - 1)
    power = rate * (calibration * (1 - 1 / rate) + 1 / rate)
    logits = expected.logits().detach()  # [N, V]
    total = 0.0
    for position, target, weight in zip(
        came.position.tolist(), came.target.tolist(), came.weight.tolist(), strict=True
    ):
        total += weight * power * math.log1p(math.exp(-float(logits[position, target - 1])))
    for position in range(POSITIONS):
        own = set(came.target[came.position == position].tolist())
        for item in drawn:
            if item not in own:
                total += math.log1p(math.exp(float(logits[position, item - 1])))
    assert found == pytest.approx(total / POSITIONS, rel=1e-4)


class AutocastAsOnCuda(TorchFunctionMode):
    """Where autocast is on, softmax gives float32; on the CPU it leaves bfloat16."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        found = func(*args, **(kwargs or {}))
        raised = func is torch.softmax and torch.is_autocast_enabled("cpu")
        return found.float() if raised else found


def test_autocast_of_cuda_does_not_change_the_dtypes_of_the_softmax() -> None:
    expected, came = expectation(), outcome()
    exact = full_softmax(expected, came)
    with torch.autocast("cpu", dtype=torch.bfloat16), AutocastAsOnCuda():
        low = full_softmax(expected, came)
    low.backward()  # type: ignore[no-untyped-call]
    assert low.item() == pytest.approx(exact.item(), rel=0.02)
    assert expected.table.grad is not None


def test_a_target_outside_its_shortlist_has_no_say() -> None:
    score = torch.tensor([[2.0, 1.0, 0.5], [0.3, 0.2, 0.1]], requires_grad=True)  # [n, S]
    item = torch.tensor([[7, 3, 5], [1, 2, 3]])  # [n, S]
    loss = shortlist_softmax(score, item, torch.tensor([3, 9]))
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.item() == pytest.approx(-torch.log_softmax(score[0], dim=0)[1].item())
    assert score.grad is not None
    assert not score.grad[1].any()
    assert shortlist_softmax(score, item, torch.tensor([9, 9])).item() == 0
