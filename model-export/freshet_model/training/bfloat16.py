"""Whether a CPU multiplies faster in bfloat16, which its flags do not say.

An Intel CPU with ``avx512_bf16`` whose ``amx_bf16`` is hidden from the guest took twice as long as
in float32; without either PyTorch imitates bfloat16, several times slower.
"""

import time
from collections.abc import Callable

import torch

_ROWS, _WIDTH, _ITEMS = 1024, 128, 4096  # a chunk of positions against a vocabulary
_TIMES = 7
_LEAST_GAIN = 1.2


def product_seconds(dtype: torch.dtype) -> float:
    """Seconds of one product of the loss, the shortest of some."""
    vector = torch.ones(_ROWS, _WIDTH, dtype=dtype)  # [n, D]
    table = torch.ones(_ITEMS, _WIDTH, dtype=dtype)  # [V, D]
    found = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        vector @ table.T
        found.append(time.perf_counter() - started)
    return min(found)


def bfloat16_pays(seconds: Callable[[torch.dtype], float] = product_seconds) -> bool:
    """Whether a product takes less than five sixths of the time; the rest of a step is slower."""
    return seconds(torch.float32) > _LEAST_GAIN * seconds(torch.bfloat16)
