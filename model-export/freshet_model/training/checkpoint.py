"""A trained model on disk, with everything that export needs."""

import dataclasses
import io
import pickle
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from freshet_model.command import InputError, existing_file
from freshet_model.models import ModelConfig, SequenceModel, build
from freshet_model.output import replacing
from freshet_model.training.watch import Epoch
from freshet_model.typed import typed

# The file of a bundle that holds its checkpoint, where it was exported with one.
IN_BUNDLE = "checkpoint.pt"
# What PyTorch raises at a file that is none of its own, or at a damaged one.
UNREADABLE = (
    RuntimeError,
    KeyError,
    TypeError,
    ValueError,
    EOFError,
    IndexError,
    AttributeError,
    OverflowError,
    OSError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True)
class _Saved:
    """What stands in the file."""

    config: dict[str, Any]
    state: dict[str, torch.Tensor]
    vocabulary: list[str]
    event_types: list[str]
    metrics: dict[str, float]
    training: dict[str, Any]

    def model_config(self, where: str) -> ModelConfig:
        """The settings of the model, of as many items and event types as the file names."""
        config = typed(ModelConfig, self.config, f"{where}: config")
        for names, size in (("vocabulary", "vocabulary_size"), ("event_types", "event_type_count")):
            found, expected = len(getattr(self, names)), getattr(config, size)
            if found != expected:
                raise InputError(f"{where}: {names} has {found} names, expected {expected}")
        return config

    def check_training(self, where: str) -> None:
        """Refuse what cannot be read of how the model was made."""
        read = {name: self.training[name] for name in _MADE if name in self.training}
        for epoch in typed(_Made, read, f"{where}: training").curve:
            typed(Epoch, epoch, f"{where}: curve")


@dataclass(frozen=True)
class _Made:
    """What is read of how a model was made; the rest is for people."""

    epoch: int = 0
    ways: dict[str, str] = field(default_factory=dict)
    curve: list[Any] = field(default_factory=list)


_MADE = [each.name for each in dataclasses.fields(_Made)]


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
        content = {
            "config": dataclasses.asdict(self.model.config),
            "state": self.model.state_dict(),
            "vocabulary": self.vocabulary,
            "event_types": self.event_types,
            "metrics": dict(self.metrics),
            "training": dict(self.training),
        }
        write_plain(content, path)

    @staticmethod
    def load(path: Path) -> "Checkpoint":
        """Read what ``save`` wrote, or the checkpoint in a bundle's directory."""
        if path.is_dir():
            path = path / IN_BUNDLE
        content = read_plain(existing_file(path, "checkpoint"), "checkpoint")
        saved = typed(_Saved, content, str(path))
        config = saved.model_config(str(path))
        saved.check_training(str(path))
        try:
            model = build(config)
            model.load_state_dict(saved.state)
        except (RuntimeError, KeyError, ValueError, OverflowError) as error:
            raise not_of_train(path, "checkpoint", error) from None
        return Checkpoint(
            model.eval(), saved.vocabulary, saved.event_types, saved.metrics, saved.training
        )


def write_plain(content: Mapping[str, Any], path: Path) -> None:
    """Write plain values and tensors; a file that is there is replaced by a whole one or stays."""
    # Not to the file itself: of a full disk PyTorch says nothing that anybody could mend.
    packed = io.BytesIO()
    torch.save(dict(content), packed)
    with replacing(path) as draft:
        draft.write_bytes(packed.getbuffer())


def read_plain(path: Path, what: str) -> object:
    """Plain values and tensors; anything else would run code when it is loaded."""
    try:
        with zipfile.ZipFile(path) as packed:
            # PyTorch writes checksums and does not look at them.
            if (damaged := packed.testzip()) is not None:
                raise ValueError(f"{damaged} has another checksum")
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise InputError(
            f"{path} is damaged or holds more than plain values, expected a {what} of train.py"
        ) from None
    except UNREADABLE as error:
        raise not_of_train(path, what, error) from None


def not_of_train(path: Path, what: str, error: Exception) -> InputError:
    """A refusal of a file of PyTorch, in one line."""
    reason = str(error).split("\n", maxsplit=1)[0] or "it ends too soon"
    return InputError(f"{path} is damaged ({reason}), expected a {what} of train.py")
