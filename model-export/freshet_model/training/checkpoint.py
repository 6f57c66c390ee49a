"""A trained model on disk, with everything that export needs."""

import dataclasses
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from freshet_model.command import InputError, existing_file
from freshet_model.models import ModelConfig, SequenceModel, build

# The file of a bundle that holds its checkpoint, where it was exported with one.
IN_BUNDLE = "checkpoint.pt"


@dataclass(frozen=True)
class Checkpoint:
    """Weights, the vocabulary they belong to, and how they were reached."""

    model: SequenceModel
    vocabulary: list[str]
    event_types: list[str]
    metrics: Mapping[str, float]
    training: Mapping[str, Any]

    def save(self, path: Path) -> None:
        """Write plain values and tensors only, so that loading runs no code.

        A checkpoint that is there is replaced by a whole one or stays.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".draft")
        torch.save(
            {
                "config": dataclasses.asdict(self.model.config),
                "state": self.model.state_dict(),
                "vocabulary": self.vocabulary,
                "event_types": self.event_types,
                "metrics": dict(self.metrics),
                "training": dict(self.training),
            },
            draft,
        )
        draft.replace(path)

    @staticmethod
    def load(path: Path) -> "Checkpoint":
        """Read what ``save`` wrote, or the checkpoint in a bundle's directory."""
        if path.is_dir():
            path = path / IN_BUNDLE
        existing_file(path, "checkpoint")
        try:
            saved = torch.load(path, map_location="cpu", weights_only=True)
            model = build(ModelConfig(**saved["config"]))
            model.load_state_dict(saved["state"])
            return Checkpoint(
                model.eval(),
                saved["vocabulary"],
                saved["event_types"],
                saved["metrics"],
                saved["training"],
            )
        except (
            RuntimeError,
            KeyError,
            TypeError,
            ValueError,
            EOFError,
            IndexError,
            AttributeError,
            OSError,
        ) as error:
            reason = str(error).split("\n", maxsplit=1)[0] or "it ends too soon"
            raise InputError(f"{path} is not a checkpoint of train.py: {reason}") from None
        except pickle.UnpicklingError:
            raise InputError(
                f"{path} is not a checkpoint of train.py: it holds more than plain values"
            ) from None
