"""What a bundle promises: files, tensors, how the graph is written and how exact it must be.

``B`` is the batch, ``L`` the window length, ``K`` the items asked for, ``V`` the vocabulary.
"""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.data.dataset import Windows

FORMAT_VERSION = 1

MANIFEST = "manifest.json"
MODEL = "model.onnx"
ITEMS = "items.txt"
GOLDEN = "golden.json"
NECESSARY = (MODEL, ITEMS, GOLDEN)

FP32, FP16, INT8 = "fp32", "fp16", "int8"
PRECISIONS = (FP32, FP16, INT8)

# What PyTorch's exporter writes without conversion; ONNX Runtime has kernels for all of it.
OPSET = 20
# Axes whose length every run chooses. The window's length is fixed when the graph is written.
DYNAMIC_AXES = ("batch", "k")

# The most entries that the job remembers of a user.
LONGEST_BEHAVIOUR = 500


@dataclass(frozen=True)
class TensorSpec:
    """A tensor of the graph."""

    name: str
    dtype: str
    axes: tuple[str, ...]


INPUTS = (
    TensorSpec("item", "int64", ("batch", "window")),
    TensorSpec("event_type", "int64", ("batch", "window")),
    TensorSpec("age_seconds", "float32", ("batch", "window")),
    TensorSpec("k", "int64", ()),
)
OUTPUTS = (
    TensorSpec("top_item", "int64", ("batch", "k")),
    TensorSpec("top_score", "float32", ("batch", "k")),
    TensorSpec("top_attention", "float32", ("batch", "k", "window")),
)

# The inputs of one run, by name.
Feed = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class TopItems:
    """The outputs of one run."""

    item: NDArray[np.int64]  # [B, K] index from 1, best first
    score: NDArray[np.float32]  # [B, K] log-probability
    attention: NDArray[np.float32]  # [B, K, L]

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """The outputs in the contract's order."""
        return self.item, self.score, self.attention

    def row(self, row: int) -> "TopItems":
        """One row, as a batch of its own."""
        part = slice(row, row + 1)
        return TopItems(self.item[part], self.score[part], self.attention[part])


@dataclass(frozen=True)
class Tolerance:
    """The largest absolute difference of a score and of an attention weight."""

    score: float
    attention: float


# What fp32 must keep to: PyTorch and ONNX Runtime add in another order, no more.
EXACT = Tolerance(score=1e-4, attention=1e-4)


def feed(windows: Windows, k: int) -> Feed:
    """Inputs for windows [B, L] and a number of items."""
    return {
        "item": windows.item,  # [B, L] int64
        "event_type": windows.event_type,  # [B, L] int64
        "age_seconds": windows.age_seconds,  # [B, L] float32
        "k": np.asarray(k, np.int64),  # [] int64
    }


def item_count(k: Tensor, vocabulary_size: int) -> int:
    """``k`` as a number that ``torch.topk`` takes and that stays an input of the exported graph.

    :param k: [] int64, from 1 to the vocabulary's size
    """
    count = cast(int, k.item())
    torch._check(count >= 1)
    torch._check(count <= vocabulary_size)
    return count
