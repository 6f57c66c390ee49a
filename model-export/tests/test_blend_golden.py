"""The golden vectors of the blend, which Java's tests reproduce, are what the code computes."""

import json

import pytest
from make_blend_golden import TARGET, golden


def test_the_committed_vectors_are_what_the_blend_computes() -> None:
    committed, computed = json.loads(TARGET.read_text(encoding="utf-8")), golden()
    for name in ("end", "log"):
        assert committed[name] == computed[name]
    for case, computed_case in zip(committed["cases"], computed["cases"], strict=True):
        assert case["blend"] == computed_case["blend"]
        for was, is_now in zip(case["windows"], computed_case["windows"], strict=True):
            assert was["entries"] == is_now["entries"]
            assert was["model"] == pytest.approx(is_now["model"], abs=1e-6)
            assert was["scores"] == pytest.approx(is_now["scores"], abs=1e-6)
