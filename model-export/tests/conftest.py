"""What several tests of training begin with."""

from collections.abc import Iterator

import pytest
from successions import successions

from freshet_model.data.dataset import Dataset
from freshet_model.training.watch import Watch


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Read a log in which items follow each other."""
    return successions(tmp_path_factory.mktemp("log"))


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Watch a training without a terminal."""
    with Watch(None, "test", {}) as watch:
        yield watch
