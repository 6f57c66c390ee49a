"""The models: one file each, the same interface and the same export."""

import dataclasses

from freshet_model.data.item_features import ItemFeatures
from freshet_model.models.cross_attention import CrossAttentionModel
from freshet_model.models.encoder_model import EncoderModel
from freshet_model.models.hstu import Hstu
from freshet_model.models.interface import (
    Expectation,
    ModelConfig,
    SequenceModel,
    Window,
)
from freshet_model.models.sasrec import SasRec
from freshet_model.models.serving import ServingModel
from freshet_model.models.target_attention import TargetAttention

ENCODERS: dict[str, type[EncoderModel]] = {"sasrec": SasRec, "hstu": Hstu}
KINDS = ("sasrec", "hstu", "target_attention", "cross_attention")

__all__ = [
    "ENCODERS",
    "KINDS",
    "CrossAttentionModel",
    "Expectation",
    "ModelConfig",
    "SequenceModel",
    "ServingModel",
    "TargetAttention",
    "Window",
    "build",
]


def build(config: ModelConfig, features: ItemFeatures | None = None) -> SequenceModel:
    """Make a model of the configured kind, its weights from torch's current seed."""
    if config.kind not in KINDS:
        raise ValueError(f"kind is '{config.kind}', expected one of {', '.join(KINDS)}")
    if config.encoder not in ENCODERS:
        raise ValueError(f"encoder is '{config.encoder}', expected one of {', '.join(ENCODERS)}")
    model: SequenceModel
    if config.kind == "target_attention":
        encoder = ENCODERS[config.encoder](dataclasses.replace(config, kind=config.encoder))
        model = TargetAttention(config, encoder)
    elif config.kind == "cross_attention":
        model = CrossAttentionModel(config)
    else:
        model = ENCODERS[config.kind](config)
    if features is not None:
        model.items.describe(features)
    return model
