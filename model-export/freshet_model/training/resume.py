"""A training that was interrupted goes on where its last epoch ended."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from freshet_model.command import InputError, short
from freshet_model.data.dataset import Asks, Dataset, Sequences
from freshet_model.data.item_features import ItemFeatures
from freshet_model.models import SequenceModel
from freshet_model.training.checkpoint import read_plain, write_plain
from freshet_model.training.settings import TrainingConfig
from freshet_model.training.watch import Epoch
from freshet_model.typed import typed

# Characters of a digest, as it is shown.
_DIGITS = 12
_NOTHING = "nothing"


@dataclass(frozen=True)
class Progress:
    """Everything that an epoch leaves to the next: plain values and tensors."""

    belongs_to: dict[str, str]
    model: dict[str, torch.Tensor]
    average: dict[str, torch.Tensor] | None
    best: dict[str, torch.Tensor]
    best_epoch: int
    moments: dict[int, dict[str, torch.Tensor]]  # of every parameter's gradients, by its number
    steps: int
    torch_random: torch.Tensor
    numpy_random: dict[str, Any]
    curve: list[Any]  # of every ``Epoch`` as a mapping
    cuda_random: list[torch.Tensor] = field(default_factory=list)  # of every device, where any is

    def save(self, path: Path) -> None:
        """Write it so that an interruption leaves the old file or the new one."""
        write_plain(self.__dict__, path)

    def epochs(self) -> list[Epoch]:
        """What the epochs brought."""
        return [Epoch(**epoch) for epoch in self.curve]

    @staticmethod
    def load(path: Path, belongs_to: Mapping[str, str]) -> "Progress | None":
        """Read it, if it is there and belongs to this training.

        :param belongs_to: what ``made_of`` gives of this training
        """
        if not path.is_file():
            return None
        found = typed(Progress, read_plain(path, "progress"), str(path))
        for name in {**found.belongs_to, **belongs_to}:
            old, new = (of.get(name, _NOTHING) for of in (found.belongs_to, belongs_to))
            if old != new:
                raise InputError(
                    f"{path}: {name.replace('_', '-')} was {old} and is {new} now, expected the "
                    "same; delete the file to begin anew"
                )
        for epoch in found.curve:
            typed(Epoch, epoch, f"{path}: curve")
        numbers = [epoch.number for epoch in found.epochs()]
        if numbers != list(range(1, len(numbers) + 1)) or found.best_epoch not in numbers:
            raise InputError(
                f"{path}: curve has the epochs {short(numbers)}, the best is {found.best_epoch}; "
                "expected all from the first on, and one of them"
            )
        return found


def made_of(
    config: TrainingConfig,
    model: SequenceModel,
    dataset: Dataset,
    teachers: Sequence[SequenceModel],
    ways: Mapping[str, str],
) -> dict[str, str]:
    """What a training is of, by name, so that it does not go on with something else.

    :param ways: how the model is made besides by its settings
    """
    settings = {**asdict(model.config), **asdict(config)}
    del settings["bf16"]  # an interrupted training may go on where bfloat16 is faster or slower
    states = [teacher.state_dict() for teacher in teachers]
    weights = [weight.cpu().numpy() for state in states for weight in state.values()]
    return {
        **{name: str(value) for name, value in settings.items()},
        **{name: value or _NOTHING for name, value in ways.items()},
        "teachers' weights": _digest(weights),
        "vocabulary": _digest([np.array("\n".join(dataset.vocabulary))]),
        "event types": _digest([np.array("\n".join(dataset.event_types))]),
        "entries": _of_fields(dataset.sequences),
        "training part": _of_fields(dataset.training),
        "validation part": _of_fields(dataset.validation),
        "item features": _of_fields(dataset.item_features),
        "filter_seen": str(dataset.filter_seen),
    }


def _of_fields(part: Sequences | Asks | ItemFeatures | None) -> str:
    return _digest([] if part is None else list(vars(part).values()))


def _digest(arrays: Sequence[Any]) -> str:
    """A few digits that tell arrays from others."""
    if not arrays:
        return _NOTHING
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:_DIGITS]


def random_state(random: np.random.Generator) -> dict[str, Any]:
    """The state of a generator."""
    return dict(random.bit_generator.state)


def cuda_random_states() -> list[torch.Tensor]:
    """The state of every CUDA device's generator; none without such a device."""
    return torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []


def set_cuda_random_states(states: list[torch.Tensor]) -> None:
    """Put the generator of every CUDA device that there is to where it was."""
    if torch.cuda.is_available():
        torch.cuda.set_rng_state_all(states[: torch.cuda.device_count()])
