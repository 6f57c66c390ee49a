"""Which counts a configuration chooses, and counts that go on learning."""

from pathlib import Path

import pytest
from successions import successions

from freshet_model.command import InputError
from freshet_model.counts.blend import BlendWeights
from freshet_model.counts.chosen import ChosenCount, chosen_counts, every_count
from freshet_model.counts.learning import Learning, LearningBlend
from freshet_model.counts.past import Past


def write(directory: Path, text: str) -> Path:
    path = directory / "counts.toml"
    path.write_text(text)
    return path


def test_without_a_configuration_every_kind_has_its_defaults() -> None:
    assert chosen_counts(None) == every_count()
    assert {count.describe()["kind"] for count in every_count().values()} == set(every_count())


def test_a_table_changes_settings_adds_a_count_or_leaves_one_out(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "[counts.co-visitation]\nposition-decay = 0.6\n"
        '[counts.rules]\nkind = "co-visitation"\nnewest = 6\n'
        "[counts.ease]\nskip = true\n",
    )
    found = chosen_counts(path)
    assert found["co-visitation"].settings.position_decay == 0.6
    assert found["rules"].describe()["newest"] == 6
    assert "ease" not in found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("counts = 1", "'counts' is 1, expected a table"),
        ("[counts]\nmarkov = 1", r"'markov' in \[counts\] is 1, expected a table"),
        ("[counts.x]", r"\[counts.x\] is of kind 'x', expected one of popularity"),
        ("[counts.vs-knn]\nwings = 1", r"\[counts.vs-knn\] has no setting 'wings'"),
        ("[counts.markov]\nwings = 1", r"has no setting 'wings', expected none"),
        ("[counts.vs-knn]\nneighbours = 0", r"neighbours is 0, expected 1 to 1e\+06"),
        ("[counts.vs-knn]\nreach = 1000000000000", r"reach is 1000000000000, expected 1 to 1e"),
        ("[counts.vs-knn]\nreach = 1e300", "reach is 1e.300, expected a whole number"),
        ('[counts.ease]\nregularization = "x"', "regularization is 'x', expected a number"),
        ("[counts.ease]\nposition-decay = true", "position-decay is True, expected a number"),
        ("[counts.ease]\nposition-decay = nan", "position_decay is nan, expected 0 to 1"),
        ("[counts.item-knn]\nnewest = 1.5", "newest is 1.5, expected a whole number"),
        ("[counts.item-knn]\nnewest = [1]", r"newest is \[1\], expected a whole number"),
        ("[counts.item-knn]\nkind = []", r"\[counts.item-knn\] is of kind \[\], expected one of"),
        ('[counts.item-knn]\nskip = "no"', "skip is 'no', expected true or false"),
        ("[counts", "is not TOML"),
    ],
)
def test_refuses_a_bad_table(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        chosen_counts(write(tmp_path, text))


def test_a_learning_count_knows_what_it_has_observed(tmp_path: Path) -> None:
    dataset = successions(tmp_path, 50)
    past = Past(dataset.sequences, dataset.training, len(dataset.vocabulary))
    learning = Learning(ChosenCount("popularity"), past)
    asks = dataset.validation
    windows = dataset.windows(asks.first, asks.last)
    before = learning.scores(windows, asks)[0]
    LearningBlend(
        learning,
        {"popular": learning},
        BlendWeights("log-linear", {"popular": 1.0}, {"popular": 1e-6}),
    ).observe(asks)
    gained = learning.scores(windows, asks)[0] - before  # [V]
    assert gained.sum() > 0
    assert gained[asks.target[0] - 1] > 0
