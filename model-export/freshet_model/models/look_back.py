"""How far back an entry lies, in steps and in time."""

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

# Finite, so that a row of nothing but padding gives no NaN.
MASKED = -1e9
# Gaps of 1 s, 2 s, 4 s … 2^26 s (two years) open a new bucket each.
_GAP_BOUNDARIES = 27


class LookBack(NamedTuple):
    """How asking positions see the entries of their row."""

    steps: Tensor  # [Q, L] or [B, Q, L] int64, how many entries lie between; 0 for later ones
    bucket: Tensor | None  # [B, Q, L] int64, how much time lies between; 0 for what comes later
    visible: Tensor  # [B, Q, L] bool, an entry that is the asking one or came before
    mask: Tensor  # [B, Q, L] float32, 0 where visible, else very low

    def at(self, row: Tensor, column: Tensor) -> "LookBack":
        """How the positions in rows [N] and columns [N], one of each, see their entries."""
        return LookBack(
            self.steps[column][:, None],  # [N, 1, L]
            None if self.bucket is None else self.bucket[row, column][:, None],  # [N, 1, L]
            self.visible[row, column][:, None],  # [N, 1, L]
            self.mask[row, column][:, None],  # [N, 1, L]
        )


class GapBuckets(nn.Module):
    """Puts gaps in seconds into buckets that double in width."""

    count = _GAP_BOUNDARIES + 1

    def __init__(self) -> None:
        """Fix the boundaries."""
        super().__init__()
        boundaries = 2.0 ** torch.arange(_GAP_BOUNDARIES, dtype=torch.float32)  # [27]
        self.register_buffer("boundaries", boundaries, persistent=False)

    def forward(self, gap: Tensor) -> Tensor:
        """Bucket of each gap, int64 from 0.

        Compared with exact boundaries rather than through a logarithm, so that every runtime
        puts a gap into the same bucket.
        """
        boundaries = cast(Tensor, self.boundaries)  # [27]
        if torch.compiler.is_exporting():
            return (gap[..., None] >= boundaries).to(torch.int64).sum(dim=-1)
        return torch.bucketize(gap, boundaries, right=True)


def look_back(
    item: Tensor, age_seconds: Tensor, buckets: GapBuckets | None, newest_only: bool = False
) -> LookBack:
    """How all positions, or the newest alone (Q is 1), see the entries of rows [B, L]."""
    position = torch.arange(item.shape[1], device=item.device)  # [L]
    asking = position[-1:] if newest_only else position  # [Q]
    steps = asking[:, None] - position  # [Q, L]
    bucket = None
    if buckets is not None:
        then = age_seconds[:, -1:] if newest_only else age_seconds  # [B, Q]
        bucket = buckets(age_seconds[:, None] - then[:, :, None])  # [B, Q, L]
    visible = (item > 0)[:, None]  # [B, 1, L]
    if not newest_only:
        visible = (steps >= 0) & visible  # [B, Q, L]
    mask = (1 - visible.to(torch.float32)) * MASKED  # [B, Q, L]
    return LookBack(steps.clamp(min=0), bucket, visible, mask)


class Distance(nn.Module):
    """What it is worth that an entry lies so many steps, and so much time, before the asking."""

    def __init__(self, heads: int, window: int, steps: bool, time: bool) -> None:
        """Start from: it does not matter."""
        super().__init__()
        self.steps = nn.Embedding(window, heads) if steps else None
        self.time = nn.Embedding(GapBuckets.count, heads) if time else None
        for embedding in (self.steps, self.time):
            if embedding is not None:
                nn.init.zeros_(embedding.weight)

    def forward(self, look: LookBack) -> Tensor:
        """Logits [H, Q, L] or [B, H, Q, L] float32; 0 of no dimension where nothing matters."""
        bias = torch.zeros((), device=look.steps.device)  # []
        if self.steps is not None:
            bias = self.steps(look.steps).movedim(-1, -3)  # [(B,) H, Q, L]
        if self.time is not None and look.bucket is not None:
            bias = bias + self.time(look.bucket).movedim(-1, -3)  # [B, H, Q, L]
        return bias
