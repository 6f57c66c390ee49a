"""A training that was interrupted goes on where its last epoch ended."""

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from freshet_model.command import InputError
from freshet_model.data.dataset import Dataset
from freshet_model.models import SequenceModel
from freshet_model.training.settings import TrainingConfig
from freshet_model.training.watch import Epoch


@dataclass(frozen=True)
class Progress:
    """Everything that an epoch leaves to the next: plain values and tensors."""

    config: TrainingConfig
    belongs_to: str
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
    def load(path: Path, config: TrainingConfig, belongs_to: str) -> "Progress | None":
        """Read it, if it is there and belongs to this training.

        :param belongs_to: what ``fingerprint`` gives of this training's model, data and teachers
        """
        if not path.is_file():
            return None
        try:
            content = torch.load(path, map_location="cpu", weights_only=True)
            content["config"] = TrainingConfig(**content["config"])
            content["curve"] = [Epoch(**epoch) for epoch in content["curve"]]
            found = Progress(**content)
        except (
            RuntimeError,
            KeyError,
            TypeError,
            EOFError,
            OSError,
            pickle.UnpicklingError,
        ) as error:
            reason = str(error).split("\n", maxsplit=1)[0] or "it ends too soon"
            raise InputError(f"{path} is not the progress of a training: {reason}") from None
        if found.config != config:
            raise InputError(
                f"{path} is the progress of a training with other settings; use those, or delete "
                "the file to begin anew"
            )
        if found.belongs_to != belongs_to:
            raise InputError(
                f"{path} is the progress of another model, of other data or with other teachers; "
                "use those, or delete the file to begin anew"
            )
        return found


def fingerprint(model: SequenceModel, dataset: Dataset, teachers: Sequence[SequenceModel]) -> str:
    """What a training is of, so that it does not go on with something else."""
    digest = hashlib.sha256()
    digest.update(repr(model.config).encode())
    digest.update(repr((list(dataset.vocabulary), list(dataset.event_types))).encode())
    asks = dataset.training
    for array in (*vars(dataset.sequences).values(), asks.first, asks.last, asks.target):
        digest.update(np.ascontiguousarray(array).tobytes())
    for teacher in teachers:
        for weight in teacher.state_dict().values():
            digest.update(weight.detach().cpu().numpy().tobytes())
    return digest.hexdigest()


def random_state(random: np.random.Generator) -> Mapping[str, Any]:
    """The state of a generator."""
    return dict(random.bit_generator.state)
