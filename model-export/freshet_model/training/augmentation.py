"""Other views of the same rows, after CL4SRec.

Xie et al., "Contrastive Learning for Sequential Recommendation", ICDE 2022, section 3.2: crop, mask
and reorder. Targets stay what came; only what is seen before them changes.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freshet_model.data.dataset import Windows
from freshet_model.training.rows import Batch


@dataclass(frozen=True)
class Augmentation:
    """How often rows are changed.

    :param crop: probability that a row loses its oldest part, up to half of it
    :param mask: probability that an entry is hidden
    :param reorder: probability that a tenth of a row, at least two entries, is shuffled
    """

    crop: float = 0.0
    mask: float = 0.0
    reorder: float = 0.0

    @property
    def does_nothing(self) -> bool:
        """Whether every row stays as it is."""
        return self.crop == self.mask == self.reorder == 0

    def apply(self, batch: Batch, random: np.random.Generator) -> Batch:
        """Give another view of a batch."""
        if self.does_nothing:
            return batch
        item = batch.windows.item.copy()  # [B, L]
        kind = batch.windows.event_type.copy()  # [B, L]
        unasked = np.zeros(item.shape, bool)  # [B, L]
        for row in range(len(item)):
            length = int((item[row] > 0).sum())
            start = item.shape[1] - length
            if length > 3 and random.random() < self.crop:
                gone = start + int(random.integers(1, length // 2 + 1))
                item[row, start:gone] = 0
                kind[row, start:gone] = 0
                unasked[row, start:gone] = True
                length, start = length - (gone - start), gone
            if length > 3 and random.random() < self.reorder:
                size = max(2, length // 10)
                begin = start + int(random.integers(0, length - size + 1))
                order = begin + random.permutation(size)  # [size]
                item[row, begin : begin + size] = item[row, order]
                kind[row, begin : begin + size] = kind[row, order]
                # Before its end a shuffled part holds what is to come.
                unasked[row, begin : begin + size - 1] = True
        item *= random.random(item.shape) >= self.mask
        # Where all that came before is hidden, attention would look at what is to come.
        unasked |= (item > 0).cumsum(axis=1) == 0
        windows = Windows(item, kind * (item > 0), batch.windows.age_seconds)
        return _without(dataclasses.replace(batch, windows=windows), unasked)


def _without(batch: Batch, unasked: NDArray[np.bool_]) -> Batch:
    """Leave out the asks at some positions [B, L]."""
    gone = unasked[batch.asked]  # [N]
    kept = ~gone[batch.position]  # [P]
    number = np.cumsum(~gone) - 1  # [N]
    return dataclasses.replace(
        batch,
        asked=batch.asked & ~unasked,
        position=number[batch.position[kept]],
        target=batch.target[kept],
        target_type=batch.target_type[kept],
        weight=batch.weight[kept],
    )
