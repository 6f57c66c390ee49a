"""Begin with the weights of an earlier model, of the same shop or of another.

The encoder is shared; items and event types find their rows by name, and those that the earlier
model did not have begin anew.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from freshet_model.command import InputError
from freshet_model.models import ModelConfig, SequenceModel
from freshet_model.models.encoder_model import Block
from freshet_model.training.checkpoint import Checkpoint

# Tables with a row for each item (from 1), and for each event type (from 1).
_ITEM_TABLE = "items.own.weight"
_EVENT_TYPE_TABLE = "entries.event_type.weight"
# What is known of the items comes with the data, and a temperature is fitted in the end.
_NOT_TAKEN = ("items.tokens_of_item", "items.start", "items.given", "temperature")


@dataclass(frozen=True)
class WarmStart:
    """How much an earlier model gave."""

    items: int
    event_types: int
    tensors: int
    left: int


def warm_start(
    model: SequenceModel, vocabulary: list[str], event_types: list[str], earlier: Checkpoint
) -> WarmStart:
    """Copy what fits; an encoder may also come under target attention.

    :raises InputError: if the earlier model is of another kind or width
    """
    prefix = _prefix(model.config, earlier.model.config)
    state = model.state_dict()
    items = _by_name(earlier.vocabulary, vocabulary)  # [2, i]
    kinds = _by_name(earlier.event_types, event_types)  # [2, t]
    tensors, left = 0, 0
    for name, given in earlier.model.state_dict().items():
        if name.endswith(_NOT_TAKEN):
            continue
        own = state.get(prefix + name)
        if own is None or own.shape[1:] != given.shape[1:]:
            left += 1
        elif name.endswith(_ITEM_TABLE):
            own[items[1]] = given[items[0]]
        elif name.endswith(_EVENT_TYPE_TABLE):
            own[kinds[1]] = given[kinds[0]]
        elif own.shape == given.shape:
            own.copy_(given)
            tensors += 1
        else:
            left += 1
    model.load_state_dict(state)
    return WarmStart(items.shape[1], kinds.shape[1], tensors, left)


def _prefix(config: ModelConfig, earlier: ModelConfig) -> str:
    """What stands before the names of an earlier model in this one."""
    under = config.kind == "target_attention" and earlier.kind == config.encoder
    if config.dimension != earlier.dimension or not (config.kind == earlier.kind or under):
        raise InputError(
            f"the earlier model is {earlier.kind} of dimension {earlier.dimension}, expected "
            f"{config.kind} of dimension {config.dimension} (--model and --dimension)"
        )
    return "encoder." if under else ""


def _by_name(earlier: list[str], now: list[str]) -> Tensor:
    """[2, n] int64: indices, from 1, of the names that both have."""
    index = {name: number for number, name in enumerate(earlier, start=1)}
    pairs = [(index[name], number) for number, name in enumerate(now, start=1) if name in index]
    return torch.tensor(pairs, dtype=torch.int64).reshape(-1, 2).T


class LowRank(nn.Module):
    """A matrix plus a product of two thin ones: ``W + B A``.

    Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022, section 4.1.
    """

    def __init__(self, rows: int, columns: int, rank: int) -> None:
        """Start from no change."""
        super().__init__()
        self.down = nn.Parameter(torch.randn(rank, columns) / rank)  # [r, columns]
        self.up = nn.Parameter(torch.zeros(rows, rank))  # [rows, r]

    def forward(self, weight: Tensor) -> Tensor:
        """[rows, columns] float32."""
        return weight + self.up @ self.down


def adapt(model: SequenceModel, rank: int) -> None:
    """Freeze the matrices of the blocks and give each a low-rank change to learn.

    Everything else (items, event types, norms, biases) learns as ever.
    """
    found = _linears(model)
    if not found:
        raise InputError(f"{model.config.kind} has no blocks, expected a model with some")
    for linear in found:
        linear.weight.requires_grad_(False)
        rows, columns = linear.weight.shape
        parametrize.register_parametrization(linear, "weight", LowRank(rows, columns, rank))


def merge(model: SequenceModel) -> None:
    """Make the changes a part of the matrices: the model is like any other again."""
    for linear in _linears(model):
        if parametrize.is_parametrized(linear, "weight"):
            parametrize.remove_parametrizations(linear, "weight", leave_parametrized=True)
            linear.weight.requires_grad_(True)


def _linears(model: SequenceModel) -> list[nn.Linear]:
    return [
        part
        for block in model.modules()
        if isinstance(block, Block)
        for part in block.modules()
        if isinstance(part, nn.Linear)
    ]
