"""Model bundles: the border between training and the job, as ``src/site/model-bundle.md`` has it.

``write_bundle`` takes any PyTorch model that meets the contract, ``verify_bundle`` any bundle.
"""

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from freshet_model.bundle.contract import PRECISIONS, candidate_scores, item_count
from freshet_model.bundle.manifest import ModelFile
from freshet_model.bundle.parity import Trial
from freshet_model.bundle.verify import verify_bundle
from freshet_model.bundle.writer import BundleContent, require_new, write_bundle

__all__ = [
    "PRECISIONS",
    "BundleContent",
    "ModelFile",
    "Trial",
    "candidate_scores",
    "item_count",
    "require_new",
    "verify_bundle",
    "write_bundle",
]
