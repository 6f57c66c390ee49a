"""Small trainings for tests."""

from typing import Any

import torch
from successions import WINDOW

from freshet_model.data.dataset import Dataset
from freshet_model.models import ModelConfig, SequenceModel, build
from freshet_model.training.loop import SELECTED_BY, Trained
from freshet_model.training.settings import TrainingConfig

FAST = TrainingConfig(epochs=4, batch_entries=128, learning_rate=1e-2)


def model_for(dataset: Dataset, **change: Any) -> SequenceModel:
    """Build a small model, always the same."""
    torch.manual_seed(1)
    size, kinds = len(dataset.vocabulary), len(dataset.event_types)
    return build(ModelConfig(size, kinds, WINDOW, **{"dimension": 16, **change}))


def reached(trained: Trained) -> float:
    """Give the figure that picks the epoch."""
    return trained.metrics[SELECTED_BY]
