"""What a training reaches, and that the ways to train keep their promises."""

import copy
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from successions import WINDOW, successions

from freshet_model.command import InputError
from freshet_model.data.dataset import Dataset
from freshet_model.data.item_features import Catalogue, ItemFeatures
from freshet_model.models import KINDS, ModelConfig, SequenceModel, build
from freshet_model.models.model_scorer import ModelScorer
from freshet_model.training import federated
from freshet_model.training.bfloat16 import bfloat16_pays, product_seconds
from freshet_model.training.calibration import calibrate
from freshet_model.training.checkpoint import Checkpoint
from freshet_model.training.federated import FederatedTraining
from freshet_model.training.loop import SELECTED_BY, Trained, Training, decaying, line
from freshet_model.training.private import Privacy, PrivateSteps, PrivateTraining
from freshet_model.training.settings import TrainingConfig
from freshet_model.training.warm_start import adapt, merge, warm_start
from freshet_model.training.watch import Watch

FAST = TrainingConfig(epochs=4, batch_entries=128, learning_rate=1e-2)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return successions(tmp_path_factory.mktemp("log"))


@pytest.fixture
def watch() -> Iterator[Watch]:
    with Watch(None, "test", {}) as watch:
        yield watch


def model_for(dataset: Dataset, **change: Any) -> SequenceModel:
    torch.manual_seed(1)
    size, kinds = len(dataset.vocabulary), len(dataset.event_types)
    return build(ModelConfig(size, kinds, WINDOW, **{"dimension": 16, **change}))


def reached(trained: Trained) -> float:
    return trained.metrics[SELECTED_BY]


def test_the_learning_rate_rises_and_falls_to_nothing() -> None:
    shares = [line(100, 0.1)(step) for step in range(101)]
    assert shares[0] == pytest.approx(0.1)
    assert shares[9] == shares[10] == 1
    assert shares[55] == pytest.approx(0.5)
    assert shares[100] == 0


def test_norms_and_biases_do_not_decay(dataset: Dataset) -> None:
    matrices, vectors = decaying(model_for(dataset), 0.1)
    assert {p.ndim for p in vectors["params"]} == {1}
    assert vectors["weight_decay"] == 0
    assert min(p.ndim for p in matrices["params"]) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_model_learns_what_follows(dataset: Dataset, watch: Watch, kind: str) -> None:
    config = dataclasses.replace(FAST, epochs=8)
    trained = Training(dataset, model_for(dataset, kind=kind, dimension=32), config).run(watch)
    # Cross-attention knows no order: it can learn that neighbours stand together.
    assert reached(trained) > (0.4 if kind == "cross_attention" else 0.8)


@pytest.mark.parametrize(
    "change",
    [
        {"loss": "sampled", "negatives": 20},
        {"loss": "gbce", "negatives": 20, "epochs": 20},
        {"loss": "bce", "epochs": 30},
        {"loss": "squared"},
        {"crop": 0.3, "mask": 0.1, "reorder": 0.1, "shift": True},
        {"average": 0.9},
        {"bf16": True},
    ],
    ids=str,
)
def test_learns_in_other_ways_too(dataset: Dataset, watch: Watch, change: dict[str, Any]) -> None:
    config = dataclasses.replace(FAST, **{"epochs": 5, "patience": 30, **change})
    assert reached(Training(dataset, model_for(dataset), config).run(watch)) > 0.75


def test_heads_learn_the_targets_of_their_own_type(dataset: Dataset, watch: Watch) -> None:
    model = model_for(dataset, tasks=((1, 1.0), (2, 2.0)))
    trained = Training(dataset, model, FAST).run(watch)
    assert reached(trained) > 0.8
    assert trained.model.heads is not None
    assert all(parameter.any() for parameter in trained.model.heads.parameters())


def test_a_temperature_makes_probabilities_likelier(dataset: Dataset, watch: Watch) -> None:
    model = Training(dataset, model_for(dataset), FAST).run(watch).model
    with torch.no_grad():
        model.final_norm.weight.mul_(3)  # type: ignore[union-attr, operator]
    windows = dataset.windows(dataset.validation.first, dataset.validation.last)
    target = torch.from_numpy(dataset.validation.target) - 1  # [N]

    def likely() -> float:
        scores = ModelScorer(model).scores(windows)  # [N, V]
        return float(scores[target >= 0].gather(1, target[target >= 0, None]).mean())

    model.temperature.fill_(1.0)
    before = likely()
    assert calibrate(model, dataset, dataset.validation) > 1.5
    assert likely() > before


def test_without_validation_the_last_epoch_is_kept(tmp_path: Path, watch: Watch) -> None:
    whole = successions(tmp_path, 50, validation_share=0)
    trained = Training(whole, model_for(whole), FAST).run(watch)
    assert (trained.epoch, trained.metrics) == (4, {})


def test_stops_when_it_gets_no_better(dataset: Dataset, watch: Watch) -> None:
    config = dataclasses.replace(FAST, epochs=50, patience=2, learning_rate=1e-9)
    trained = Training(dataset, model_for(dataset), config).run(watch)
    assert len(trained.curve) < 50
    assert len(trained.curve) - trained.epoch == 2


def test_an_interrupted_training_ends_where_an_undisturbed_one_does(
    dataset: Dataset, watch: Watch, tmp_path: Path
) -> None:
    config = dataclasses.replace(FAST, epochs=4, average=0.5, mask=0.1)
    undisturbed = Training(dataset, model_for(dataset), config).run(watch)
    progress = tmp_path / "model.progress"
    first = Training(dataset, model_for(dataset), config, progress=progress)
    told = []

    class Interrupted(Watch):
        def epoch(self, epoch: Any) -> None:
            told.append(epoch)
            if len(told) == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Interrupted(None, "test", {}) as interrupted:
        first.run(interrupted)
    second = Training(dataset, model_for(dataset), config, progress=progress)
    assert len(second.curve) == 2
    resumed = second.run(watch)
    assert [e.loss for e in resumed.curve] == [e.loss for e in undisturbed.curve]
    for name, weight in resumed.model.state_dict().items():
        assert torch.equal(weight, undisturbed.model.state_dict()[name]), name


def test_a_training_that_was_over_does_not_go_on(
    dataset: Dataset, watch: Watch, tmp_path: Path
) -> None:
    config = dataclasses.replace(FAST, epochs=50, patience=2, learning_rate=1e-9)
    progress = tmp_path / "model.progress"
    over = Training(dataset, model_for(dataset), config, progress=progress).run(watch)
    again = Training(dataset, model_for(dataset), config, progress=progress).run(watch)
    assert len(again.curve) == len(over.curve)


def test_refuses_the_progress_of_another_training(
    dataset: Dataset, watch: Watch, tmp_path: Path
) -> None:
    progress = tmp_path / "model.progress"
    Training(dataset, model_for(dataset), FAST, progress=progress).run(watch)
    other = dataclasses.replace(FAST, seed=2)
    with pytest.raises(InputError, match="seed was 1 and is 2 now, expected the same; delete"):
        Training(dataset, model_for(dataset), other, progress=progress)
    half = progress.read_bytes()[:5_000]
    for wrong in (b"x", b"", half):
        progress.write_bytes(wrong)
        with pytest.raises(InputError, match="expected a progress of train"):
            Training(dataset, model_for(dataset), FAST, progress=progress)
    torch.save({"belongs_to": "x"}, progress)
    with pytest.raises(InputError, match="belongs-to is 'x', expected names with values"):
        Training(dataset, model_for(dataset), FAST, progress=progress)


ONCE = dataclasses.replace(FAST, epochs=1, average=0.5)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, dict[str, Any]]:
    """A data set, and what an interrupted training on it left."""
    directory = tmp_path_factory.mktemp("left")
    dataset, progress = successions(directory, 30), directory / "model.progress"
    with Watch(None, "left", {}) as watch:
        Training(dataset, model_for(dataset), ONCE, progress=progress).run(watch)
    return dataset, torch.load(progress, weights_only=True)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ([], None, None),
        (["model"], {}, r"is damaged \(Error.*\), expected a progress of train\.py"),
        (["model", "temperature"], torch.zeros(2), "is damaged"),
        (["model", "temperature"], "hot", "model is .*, expected names with values"),
        (["best", "items.own.weight"], torch.zeros(1, 1), "is damaged"),
        (["average"], None, "is damaged"),
        (["moments"], {0: {}}, "is damaged"),
        (["moments", 0, "exp_avg"], torch.zeros(1), r"damaged \(exp_avg of a parameter is \[1\]\)"),
        (["moments", 0, "step"], torch.zeros(2), "is damaged"),
        (["moments", 999], {"step": torch.zeros(1)}, "is damaged"),
        (["torch_random"], torch.zeros(3), "is damaged"),
        (["numpy_random"], {"bit_generator": "PCG64"}, "is damaged"),
        (["best_epoch"], 2, r"epochs \[1\], the best is 2; expected all from the first on"),
        (["curve", 0, "number"], 7, r"epochs \[7\], the best is 1; expected all from the first on"),
        (["curve"], [], r"epochs \[\], the best is 1; expected all from the first on"),
        (["curve", 0, "metrics"], {}, r"damaged \(an epoch has other metrics than "),
    ],
)
def test_refuses_a_progress_that_could_not_be_gone_on_from(
    left: tuple[Dataset, dict[str, Any]],
    tmp_path: Path,
    place: list[Any],
    value: object,
    message: str | None,
) -> None:
    dataset, content = left[0], copy.deepcopy(left[1])
    inner = content
    for step in place[:-1]:
        inner = inner[step]
    if place:
        inner[place[-1]] = value
    progress = tmp_path / "model.progress"
    torch.save(content, progress)
    if message is None:
        assert len(Training(dataset, model_for(dataset), ONCE, progress=progress).curve) == 1
        return
    with pytest.raises(InputError, match=message) as refused:
        Training(dataset, model_for(dataset), ONCE, progress=progress)
    assert "\n" not in str(refused.value)


def test_refuses_a_file_in_which_a_weight_was_changed(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    Checkpoint(model_for(dataset), dataset.vocabulary, dataset.event_types, {}, {}).save(path)
    whole = path.read_bytes()
    weight = Checkpoint.load(path).model.items.own.weight.detach().numpy().tobytes()
    path.write_bytes(whole.replace(weight, bytes([weight[0] ^ 1]) + weight[1:]))
    with pytest.raises(InputError, match=r"damaged \(\S* has another checksum\), expected a check"):
        Checkpoint.load(path)


def test_says_what_is_not_as_it_was_when_a_training_was_interrupted(
    dataset: Dataset, watch: Watch, tmp_path: Path
) -> None:
    progress = tmp_path / "model.progress"
    once = dataclasses.replace(FAST, epochs=1)
    Training(dataset, model_for(dataset), once, progress=progress).run(watch)
    training, validation = dataset.training, dataset.validation
    changes: dict[str, dict[str, Any]] = {
        "vocabulary": {"vocabulary": dataset.vocabulary[::-1]},
        "event types": {"event_types": dataset.event_types[::-1]},
        "training part": {
            "training": dataclasses.replace(training, target_type=training.target_type[::-1])
        },
        "validation part": {"validation": validation.take(np.arange(len(validation) - 1))},
        "item features": {
            "item_features": ItemFeatures.of(dataset.vocabulary, Catalogue({}, {}, {}, {}, 0))
        },
        "filter-seen": {"filter_seen": True},
    }
    for name, change in changes.items():
        with pytest.raises(InputError, match=rf"progress: {name} was \w+ and is \w+ now, expected"):
            other = dataclasses.replace(dataset, **change)
            Training(other, model_for(dataset), once, progress=progress)
    with pytest.raises(InputError, match=r"dropout was 0\.2 and is 0\.7 now, expected the same"):
        Training(dataset, model_for(dataset, dropout=0.7), once, progress=progress)
    with pytest.raises(InputError, match="teachers' weights was nothing and is"):
        Training(dataset, model_for(dataset), once, [model_for(dataset)], progress)
    with pytest.raises(InputError, match="adapter-rank was nothing and is 2 now"):
        ways = {"adapter_rank": "2"}
        Training(dataset, model_for(dataset), once, progress=progress, ways=ways)


def test_a_student_comes_near_its_teacher(dataset: Dataset, watch: Watch) -> None:
    teacher = Training(dataset, model_for(dataset, dimension=32), FAST).run(watch).model
    config = dataclasses.replace(FAST, distillation=0.9)

    def far(student: SequenceModel) -> float:
        scores = [ModelScorer(m) for m in (teacher, student)]
        asks = dataset.validation
        windows = dataset.windows(asks.first, asks.last)
        taught, learned = (scorer.scores(windows) for scorer in scores)
        return float((taught.exp() * (taught - learned)).sum(dim=1).mean())

    alone = Training(dataset, model_for(dataset, dimension=8), FAST).run(watch).model
    student = Training(dataset, model_for(dataset, dimension=8), config, [teacher]).run(watch).model
    assert far(student) < far(alone)


def checkpoint(dataset: Dataset, watch: Watch) -> Checkpoint:
    trained = Training(dataset, model_for(dataset), FAST).run(watch)
    return Checkpoint(trained.model, dataset.vocabulary, dataset.event_types, {}, {})


def test_a_warm_start_finds_items_by_name(dataset: Dataset, watch: Watch) -> None:
    earlier = checkpoint(dataset, watch)
    names = ["new", *reversed(earlier.vocabulary)]
    size, kinds = len(names), len(dataset.event_types)
    model = build(ModelConfig(size, kinds, WINDOW, dimension=16))
    given = warm_start(model, names, dataset.event_types, earlier)
    assert (given.items, given.event_types, given.left) == (len(names) - 1, kinds, 0)
    of_last = earlier.model.items.own.weight[-1]
    assert torch.equal(model.items.own.weight[2], of_last)
    assert torch.equal(model.blocks[0].query.weight, earlier.model.blocks[0].query.weight)  # type: ignore[index, union-attr]


def test_a_warm_start_from_another_shape_is_refused(dataset: Dataset, watch: Watch) -> None:
    with pytest.raises(InputError, match="expected hstu of dimension 8"):
        warm_start(
            model_for(dataset, dimension=8, kind="hstu"),
            dataset.vocabulary,
            dataset.event_types,
            checkpoint(dataset, watch),
        )


def test_an_encoder_may_come_under_target_attention(dataset: Dataset, watch: Watch) -> None:
    earlier = checkpoint(dataset, watch)
    model = model_for(dataset, kind="target_attention")
    given = warm_start(model, dataset.vocabulary, dataset.event_types, earlier)
    assert given.left == 0
    asks = dataset.validation
    windows = dataset.windows(asks.first, asks.last)
    earlier.model.temperature.fill_(1.0)
    expected = ModelScorer(earlier.model).scores(windows)
    assert torch.allclose(ModelScorer(model).scores(windows), expected, atol=1e-4)


def test_adapters_change_blocks_by_a_low_rank_only(dataset: Dataset, watch: Watch) -> None:
    earlier = checkpoint(dataset, watch)
    model = model_for(dataset)
    warm_start(model, dataset.vocabulary, dataset.event_types, earlier)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    adapt(model, rank=2)
    trained = Training(dataset, model, dataclasses.replace(FAST, epochs=1)).run(watch).model
    merge(trained)
    assert trained.state_dict().keys() == before.keys()
    change = trained.state_dict()["blocks.0.query.weight"] - before["blocks.0.query.weight"]
    assert torch.linalg.matrix_rank(change, atol=1e-5) == 2
    assert all(parameter.requires_grad for parameter in trained.parameters())


def test_parties_keep_their_users_and_share_only_weights(dataset: Dataset, watch: Watch) -> None:
    found = federated.parties(dataset, 3, seed=1)
    users = [set(dataset.sequences.user(asks.last).tolist()) for asks in found]
    assert not (users[0] & users[1] or users[1] & users[2] or users[0] & users[2])
    assert sum(len(asks) for asks in found) == len(dataset.training)
    config = dataclasses.replace(FAST, epochs=6)
    training = FederatedTraining(dataset, model_for(dataset), config, party_count=3)
    assert reached(training.run(watch)) > 0.7


def test_the_average_counts_a_party_by_its_asks() -> None:
    states = [{"w": torch.tensor([1.0]), "n": torch.tensor(3)}, {"w": torch.tensor([4.0])}]
    assert federated.average(states, [2, 1])["w"].tolist() == [2.0]
    assert federated.average(states, [2, 1])["n"].item() == 3


def test_no_user_moves_a_private_step_by_more_than_the_clip() -> None:
    steps = PrivateSteps(Privacy(noise=1.0, clip=0.5, delta=1e-5), users=1000, seed=1)
    long = steps.clipped([torch.full((3,), 10.0), torch.full((2, 2), -10.0)])
    assert float(torch.cat([g.flatten() for g in long]).norm()) == pytest.approx(0.5)
    short = [torch.tensor([0.1, 0.2])]
    assert torch.equal(steps.clipped(short)[0], short[0])


def test_noise_is_added_to_every_private_step() -> None:
    steps = PrivateSteps(Privacy(noise=2.0, clip=3.0, users_per_step=100), users=1000, seed=1)
    found = torch.cat(steps.finish([torch.zeros(100_000)]))
    assert float(found.std()) == pytest.approx(2 * 3 / 100, rel=0.02)


def test_users_are_drawn_independently() -> None:
    steps = PrivateSteps(Privacy(noise=1.0, users_per_step=50), users=500, seed=1)
    sizes = [len(steps.draw()) for _ in range(300)]
    assert np.mean(sizes) == pytest.approx(50, rel=0.05)
    assert np.std(sizes) == pytest.approx((500 * 0.1 * 0.9) ** 0.5, rel=0.2)


def test_epsilon_grows_with_every_step_and_falls_with_noise(dataset: Dataset, watch: Watch) -> None:
    spent = []
    for noise, epochs in ((1.0, 1), (1.0, 2), (4.0, 1)):
        config = dataclasses.replace(FAST, epochs=epochs)
        privacy = Privacy(noise, delta=1e-4)
        training = PrivateTraining(dataset, model_for(dataset), config, privacy=privacy)
        training.run(watch)
        spent.append(training.epsilon())
    assert spent[1] > spent[0] > spent[2] > 0


def test_a_promise_that_may_fail_for_a_user_is_refused() -> None:
    with pytest.raises(InputError, match="expected less than one in the 10 users"):
        PrivateSteps(Privacy(noise=1.0, delta=0.1), users=10, seed=1)


def test_a_checkpoint_of_every_kind_can_be_read(dataset: Dataset, tmp_path: Path) -> None:
    for kind in KINDS:
        model = model_for(dataset, kind=kind, tasks=((1, 2.0),)).eval()
        path = tmp_path / f"{kind}.pt"
        Checkpoint(model, dataset.vocabulary, dataset.event_types, {"x": 1.0}, {}).save(path)
        found = Checkpoint.load(path)
        assert found.model.config == model.config
        for name, weight in found.model.state_dict().items():
            assert torch.equal(weight, model.state_dict()[name])


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.pt"
    made = Checkpoint(model_for(dataset), dataset.vocabulary, dataset.event_types, {}, {})
    made.save(path)
    before = path.read_bytes()

    def full(draft: Path, _: Any) -> None:
        draft.touch()
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        made.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("left", [0, 100, 0.5, -100])
def test_refuses_a_part_of_a_checkpoint(dataset: Dataset, tmp_path: Path, left: float) -> None:
    path = tmp_path / "x.pt"
    Checkpoint(model_for(dataset), dataset.vocabulary, dataset.event_types, {}, {}).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * left) if left == 0.5 else int(left)])
    with pytest.raises(InputError, match=r"is damaged \(\S.*\), expected a checkpoint of train"):
        Checkpoint.load(path)


def test_refuses_what_is_no_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    path.write_text("x")
    with pytest.raises(InputError, match=r"expected a checkpoint of train\.py"):
        Checkpoint.load(path)
    with pytest.raises(InputError, match="does not exist"):
        Checkpoint.load(tmp_path)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (["config"], [], r"config is \[\], expected names with values"),
        (["config", "dimension"], "64", "config: dimension is '64', expected a whole number"),
        (["config", "dimension"], 16.0, r"config: dimension is 16\.0, expected a whole number"),
        (["config", "heads"], 0, "config: heads is 0, expected at least 1"),
        (["config", "dropout"], None, "config: dropout is None, expected a number"),
        (["config", "tasks"], ((9, 1.0),), "config: a task has event type 9 .*, expected 1 to"),
        (["config", "kind"], "gru", r"kind is 'gru', expected one of"),
        (["config", "wings"], 2, "config has no setting 'wings', expected vocabulary-size"),
        (["state"], "x", "state is 'x', expected names with values"),
        (["state"], {}, r"is damaged \(.*\), expected a checkpoint"),
        (["state", "temperature"], 1.0, "state is .*, expected names with values"),
        (["vocabulary"], "abc", "vocabulary is 'abc', expected a list"),
        (["vocabulary"], ["a"], "vocabulary has 1 names, expected 40"),
        (["event_types"], [1, 2, 3, 4], r"event-types is \[1, 2, 3, 4\], expected a list"),
        (["metrics"], ["x"], r"metrics is \['x'\], expected names with values"),
        (["metrics"], {"x": "high"}, "metrics is .*, expected names with values"),
        (["training"], [], r"training is \[\], expected names with values"),
        (["training", "epoch"], "3", "training: epoch is '3', expected a whole number"),
        (["training", "ways"], [], r"training: ways is \[\], expected names with values"),
        (["training", "curve"], 1, "training: curve is 1, expected a list"),
        (["training", "curve"], [1], "curve is 1, expected names with values"),
        (["training", "curve"], [{"number": 1}], "curve has no loss, expected a number"),
    ],
)
def test_refuses_a_checkpoint_with_something_else_in_it(
    dataset: Dataset, tmp_path: Path, place: list[str], value: object, message: str
) -> None:
    path = tmp_path / "x.pt"
    Checkpoint(model_for(dataset), dataset.vocabulary, dataset.event_types, {}, {}).save(path)
    content = torch.load(path, weights_only=True)
    inner = content
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    torch.save(content, path)
    with pytest.raises(InputError, match=message) as refused:
        Checkpoint.load(path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", ["text", [1], None, {"config": 1}])
def test_refuses_plain_values_that_are_no_checkpoint(tmp_path: Path, content: object) -> None:
    path = tmp_path / "x.pt"
    torch.save(content, path)
    with pytest.raises(InputError, match=r"expected names with values"):
        Checkpoint.load(path)


@pytest.mark.parametrize(("gain", "pays"), [(1.9, True), (1.1, False), (0.5, False)])
def test_bfloat16_is_for_cpus_that_are_faster_in_it(gain: float, pays: bool) -> None:
    seconds = {torch.float32: gain, torch.bfloat16: 1.0}
    assert bfloat16_pays(seconds.__getitem__) == pays


def test_a_product_takes_some_time_in_either_precision() -> None:
    assert product_seconds(torch.float32) > 0
    assert product_seconds(torch.bfloat16) > 0
