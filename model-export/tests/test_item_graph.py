"""Which items are near each other, and what they lend."""

import numpy as np
import pytest
import torch
from make_evaluation_data import dataset_of
from scipy import sparse

from freshet_model.counts.nearness import nearness
from freshet_model.counts.past import Past
from freshet_model.models import ModelConfig, build
from freshet_model.models.item_graph import ItemGraph


def past_of(sequences: list[list[int]], size: int) -> Past:
    dataset = dataset_of(sequences, size)
    asks = dataset.training
    return Past(dataset.sequences, asks, size)


def test_pairs_count_in_either_order_by_their_distance() -> None:
    # The last two of a sequence are validation and test targets.
    found = nearness(past_of([[1, 2, 3, 4, 4]], 4), 9).toarray()
    expected = np.zeros((4, 4))
    expected[0, 1] = expected[1, 0] = 1
    expected[1, 2] = expected[2, 1] = 1
    expected[0, 2] = expected[2, 0] = 1 / 2
    assert found.tolist() == expected.tolist()


def test_an_edge_is_kept_where_one_end_names_the_other() -> None:
    sequences = [[1, 2, 4, 4]] * 3 + [[1, 3, 4, 4]] * 2
    found = nearness(past_of(sequences, 4), 1).toarray()
    assert found[0, 1] == found[1, 0] == 3
    assert found[0, 2] == found[2, 0] == 2  # the third names the first, which names the second


def test_the_graph_does_what_the_paper_says_and_its_gradient_is_right() -> None:
    random = np.random.default_rng(1)
    near = random.random((5, 5)) * (random.random((5, 5)) < 0.5)
    near = near + near.T
    near[2] = near[:, 2] = 0  # an item without neighbours
    graph = ItemGraph(5)
    graph.connect(sparse.csr_array(near))
    vector = torch.randn(6, 3, requires_grad=True)
    found = graph(vector)
    total = near.sum(axis=1)
    for item in range(5):
        expected = sum(
            near[item, other] / np.sqrt(total[item] * total[other]) * vector[other + 1].detach()
            for other in range(5)
            if near[item, other]
        )
        difference = found[item + 1].detach() - expected
        assert float(torch.as_tensor(difference).abs().max()) < 1e-6
    assert found[0].tolist() == [0, 0, 0]
    weight = torch.randn(6, 3)
    (found * weight).sum().backward()
    dense = torch.zeros(6, 6)
    root = np.sqrt(total).clip(min=1e-12)
    dense[1:, 1:] = torch.from_numpy(near / np.outer(root, root))
    assert vector.grad is not None
    assert (vector.grad - dense.T @ weight).abs().max() < 1e-6


@pytest.mark.parametrize("kind", ["sasrec", "target_attention"])
def test_a_model_is_loaded_with_its_graph(kind: str) -> None:
    config = ModelConfig(4, 1, window=3, kind=kind, dimension=4, neighbours=2)
    model = build(config)
    assert model.items.graph is not None
    model.items.graph.connect(nearness(past_of([[1, 2, 3, 4, 4]], 4), 2))
    other = build(config)
    other.load_state_dict(model.state_dict())
    assert torch.equal(other.items(), model.items())
    assert not torch.equal(other.items(), other.items.own.weight)
