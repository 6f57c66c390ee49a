"""A training that was interrupted goes on where its last epoch ended."""

import pickle
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from freshet_model.command import InputError
from freshet_model.training.settings import TrainingConfig
from freshet_model.training.watch import Epoch


@dataclass(frozen=True)
class Progress:
    """Everything that an epoch leaves to the next: plain values and tensors."""

    config: TrainingConfig
    model: Mapping[str, Any]
    average: Mapping[str, Any] | None
    best: Mapping[str, Any]
    best_epoch: int
    optimizer: Mapping[str, Any]
    schedule: Mapping[str, Any]
    torch_random: torch.Tensor
    numpy_random: Mapping[str, Any]
    curve: list[Epoch]

    def save(self, path: Path) -> None:
        """Write it so that an interruption leaves the old file or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".draft")
        content = {**self.__dict__, "config": asdict(self.config)}
        content["curve"] = [asdict(epoch) for epoch in self.curve]
        torch.save(content, draft)
        draft.replace(path)

    @staticmethod
    def load(path: Path, config: TrainingConfig) -> "Progress | None":
        """Read it, if it is there and belongs to this training."""
        if not path.is_file():
            return None
        try:
            content = torch.load(path, map_location="cpu", weights_only=True)
            content["config"] = TrainingConfig(**content["config"])
            content["curve"] = [Epoch(**epoch) for epoch in content["curve"]]
            found = Progress(**content)
        except (RuntimeError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
            reason = str(error).split("\n", maxsplit=1)[0]
            raise InputError(f"{path} is not the progress of a training: {reason}") from None
        if found.config != config:
            raise InputError(
                f"{path} is the progress of a training with other settings; use those, or delete "
                "the file to begin anew"
            )
        return found


def random_state(random: np.random.Generator) -> Mapping[str, Any]:
    """The state of a generator."""
    return dict(random.bit_generator.state)
