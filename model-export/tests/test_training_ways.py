"""Teachers, warm starts, adapters, parties and private steps."""

import dataclasses

import numpy as np
import pytest
import torch
from successions import WINDOW
from trainings import FAST, model_for, reached

from freshet_model.command import InputError
from freshet_model.data.dataset import Dataset
from freshet_model.models import ModelConfig, SequenceModel, build
from freshet_model.models.model_scorer import ModelScorer
from freshet_model.training import federated
from freshet_model.training.checkpoint import Checkpoint
from freshet_model.training.federated import FederatedTraining
from freshet_model.training.loop import Training
from freshet_model.training.private import Privacy, PrivateSteps, PrivateTraining
from freshet_model.training.warm_start import adapt, merge, warm_start
from freshet_model.training.watch import Watch


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
