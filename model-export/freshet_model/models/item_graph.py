"""Items that stand near each other in what users do lend each other their vectors."""

import warnings
from typing import Any

import numpy as np
import torch
from scipy import sparse
from torch import Tensor, nn

# PyTorch calls its CSR tensors a beta at the first one; nothing but their product is used here.
warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")


class ItemGraph(nn.Module):
    """Gives each item the weighted sum of its neighbours' vectors.

    One step of He et al., "LightGCN: Simplifying and Powering Graph Convolution Network for
    Recommendation", SIGIR 2020, equation 3, between items: the weight of an edge is divided by the
    square roots of the sums of its ends. ``V`` is the vocabulary, ``E`` the number of entries of
    its symmetric matrix.
    """

    row_start: Tensor
    column: Tensor
    weight: Tensor

    def __init__(self, vocabulary_size: int) -> None:
        """Begin without edges."""
        super().__init__()
        self.register_buffer("row_start", torch.zeros(vocabulary_size + 2, dtype=torch.int32))
        self.register_buffer("column", torch.zeros(0, dtype=torch.int32))  # [E] item index from 1
        self.register_buffer("weight", torch.zeros(0))  # [E]

    def connect(self, near: sparse.csr_array) -> None:
        """Take over how near items are to each other: [V, V] symmetric, row 0 is the item 1."""
        root = np.sqrt(near.sum(axis=1)).clip(min=1e-12)  # [V]
        row = np.repeat(np.arange(len(root)), np.diff(near.indptr))  # [E]
        share = near.data / (root[row] * root[near.indices])  # [E]
        self.row_start = torch.from_numpy(np.append(0, near.indptr).astype(np.int32))
        self.column = torch.from_numpy((near.indices + 1).astype(np.int32))
        self.weight = torch.from_numpy(share.astype(np.float32))

    def forward(self, vector: Tensor) -> Tensor:
        """Sums [V + 1, D] float32 of the neighbours' vectors [V + 1, D]; padding has 0."""
        size = len(vector)
        matrix = torch.sparse_csr_tensor(self.row_start, self.column, self.weight, (size, size))
        found: Tensor = _SymmetricProduct.apply(vector, matrix)
        return found

    def _load_from_state_dict(self, state: dict[str, Tensor], prefix: str, *rest: Any) -> None:
        """Make room for as many edges as are loaded."""
        for name in ("column", "weight"):
            loaded = state.get(prefix + name)
            if loaded is not None:
                setattr(self, name, torch.empty_like(loaded))
        super()._load_from_state_dict(state, prefix, *rest)


class _SymmetricProduct(torch.autograd.Function):
    """The product of a sparse symmetric matrix with a dense one, in float32 both ways."""

    @staticmethod
    def forward(ctx: Any, vector: Tensor, matrix: Tensor) -> Tensor:
        """[V, D] float32."""
        ctx.matrix = matrix
        with torch.autocast(vector.device.type, enabled=False):
            return matrix @ vector

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """The transposed matrix is the matrix."""
        return ctx.matrix @ gradients[0], None
