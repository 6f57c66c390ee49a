"""Attention of queries over entries is the same in every precision."""

import torch
from torch.testing import assert_close

from freshet_model.models.encoder_model import attend


def test_bfloat16_gives_what_float32_gives_and_the_same_gradients() -> None:
    torch.manual_seed(1)
    query, key, value = torch.randn(3, 2, 4, 10, 8).unbind()  # [B, H, L, E] each
    bias = (torch.ones(10, 10).tril() - 1) * 1e9 + torch.randn(10, 10)  # [L, L]
    found = {}
    for dtype in (torch.float32, torch.bfloat16):
        asked = [
            part.detach().to(dtype, copy=True).requires_grad_() for part in (query, key, value)
        ]
        update = attend(asked[0], asked[1], asked[2], bias)
        update.float().square().sum().backward()  # type: ignore[no-untyped-call]
        found[dtype] = [update, *(part.grad for part in asked)]
    for exact, low in zip(found[torch.float32], found[torch.bfloat16], strict=True):
        assert low is not None
        assert low.dtype == torch.bfloat16
        assert_close(low.float(), exact, atol=0.05, rtol=0.05)
