"""Counts against values worked out by hand, and against their formulas written as plain loops."""

import dataclasses
import itertools
import json
import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from freshet_model.command import InputError
from freshet_model.counts.co_visitation import CoVisitation, CoVisitationSettings
from freshet_model.counts.count import Count
from freshet_model.counts.ease import Ease, EaseSettings
from freshet_model.counts.item_knn import ItemKnn, ItemKnnSettings
from freshet_model.counts.markov import Markov
from freshet_model.counts.own_items import OwnItems, OwnItemsSettings
from freshet_model.counts.past import Past
from freshet_model.counts.popularity import (
    Popularity,
    RecentPopularity,
    RecentPopularitySettings,
)
from freshet_model.counts.vs_knn import V_SKNN, VsKnn, VsKnnSettings
from freshet_model.data.dataset import Asks, Sequences, Windows

HOUR = 3_600_000


def sequences_of(users: list[list[int]], times: list[list[int]] | None = None) -> Sequences:
    """Give users their items, oldest first, an hour apart, one user after the other."""
    start = np.cumsum([0] + [len(items) for items in users])
    flat = np.array([item for items in users for item in items], np.int64)
    hours = np.arange(len(flat)) if times is None else np.concatenate([*times, []])
    return Sequences(flat, np.ones_like(flat), hours.astype(np.int64) * HOUR, start)


def next_item_asks(sequences: Sequences, asked: slice = slice(None)) -> Asks:
    """Ask each user for the item after each of the entries in ``asked`` (all of them)."""
    first, last = [], []
    for begin, end in itertools.pairwise(sequences.start):
        for entry in range(begin, end - 1)[asked]:
            first.append(begin)
            last.append(entry)
    after = np.array(last, np.int64) + 1
    return Asks(
        np.array(first, np.int64),
        np.array(last, np.int64),
        sequences.timestamp[after],
        np.arange(len(last) + 1),
        sequences.item[after],
        sequences.event_type[after],
    )


def past_of(
    users: list[list[int]], vocabulary_size: int, times: list[list[int]] | None = None
) -> Past:
    """Make a past in which every item of every user but the first was asked for."""
    sequences = sequences_of(users, times)
    return Past(sequences, next_item_asks(sequences), vocabulary_size)


def windows_of(rows: list[list[int]], ages: list[list[float]] | None = None) -> Windows:
    """Pad windows on the left."""
    length = max(map(len, rows))
    item = np.array([[0] * (length - len(row)) + row for row in rows], np.int64)
    age = np.zeros(item.shape)
    if ages is not None:
        age = np.array([[0.0] * (length - len(row)) + row for row in ages])
    return Windows(item, (item > 0).astype(np.int64), age.astype(np.float32))


def asks_at(hours: list[float]) -> Asks:
    """Ask at these times, with targets that nobody may look at."""
    count = len(hours)
    nothing = np.full(count, -1)
    time = (np.array(hours) * HOUR).astype(np.int64)
    return Asks(nothing, nothing, time, np.arange(count + 1), nothing, nothing)


def scores_of(count: Count, rows: list[list[int]]) -> NDArray[np.float32]:
    """Score windows at a time after everything."""
    scores = count.scores(windows_of(rows), asks_at([1e6] * len(rows)))
    assert scores.dtype == torch.float32
    return scores.numpy()


def random_past(seed: int, users: int = 30, vocabulary_size: int = 12) -> Past:
    """Make users who do something at random, some items more often than others."""
    random = np.random.default_rng(seed)
    lengths = random.integers(2, 9, users)
    items = [
        np.minimum(random.geometric(0.25, n), vocabulary_size).tolist() for n in lengths.tolist()
    ]
    return past_of(items, vocabulary_size)


def random_rows(seed: int, count: int = 20, vocabulary_size: int = 12) -> list[list[int]]:
    """Make windows at random, repeats and an empty one among them."""
    random = np.random.default_rng(seed)
    rows = [
        random.integers(1, vocabulary_size + 1, n).tolist()
        for n in random.integers(1, 8, count - 1).tolist()
    ]
    return [*rows, []]


def sessions_of(past: Past) -> list[list[int]]:
    """Give every user's items, as the tests of this module make a past."""
    start = past.sequences.start
    return [past.sequences.item[a:b].tolist() for a, b in itertools.pairwise(start)]


# The past


def test_a_target_is_paired_with_the_item_so_many_steps_before_it() -> None:
    past = past_of([[1, 2, 3], [4, 1]], 4)
    one_step = past.follows(0)
    assert one_step.item.tolist() == [1, 2, 4]
    assert one_step.target.tolist() == [2, 3, 1]
    assert one_step.timestamp.tolist() == [1 * HOUR, 2 * HOUR, 4 * HOUR]
    two_steps = past.follows(1)
    assert (two_steps.item.tolist(), two_steps.target.tolist()) == ([1], [3])
    assert len(past.follows(2).item) == 0


def test_an_entry_before_the_window_gives_no_pair() -> None:
    sequences = sequences_of([[1, 2, 3]])
    one = np.ones(1, np.int64)
    asks = Asks(one, one, one, np.array([0, 1]), np.array([3]), one)
    past = Past(sequences, asks, 3)
    assert past.follows(0).item.tolist() == [2]
    assert past.follows(1).item.tolist() == []


def test_entries_of_one_basket_are_no_pairs() -> None:
    # Baskets of up to two hours between entries: 1 | 2 3 | 4 5 6.
    past = past_of([[1, 2, 3, 4, 5, 6], [7, 8]], 8, [[0, 9, 11, 20, 22, 23], [24, 26]])
    one_step = past.follows(0, 2 * HOUR)
    assert one_step.item.tolist() == [1, 1, 3, 3, 3]
    assert one_step.target.tolist() == [2, 3, 4, 5, 6]
    two_steps = past.follows(1, 2 * HOUR)
    assert (two_steps.item.tolist(), two_steps.target.tolist()) == ([2, 2, 2], [4, 5, 6])


def test_a_basket_that_began_before_the_window_gives_no_pair() -> None:
    sequences = sequences_of([[1, 2, 3]])
    one = np.ones(1, np.int64)
    asks = Asks(one, one, sequences.timestamp[2:], np.array([0, 1]), np.array([3]), one)
    assert Past(sequences, asks, 3).follows(0, HOUR).item.tolist() == []


def test_interactions_end_with_the_targets_of_the_newest_ask() -> None:
    sequences = sequences_of([[1, 2, 3, 4], [5, 6]])
    past = Past(sequences, next_item_asks(sequences, slice(0, 2)), 6)
    done = past.interactions()
    assert done.user.tolist() == [0, 0, 0, 1, 1]
    assert done.item.tolist() == [1, 2, 3, 5, 6]
    assert (done.timestamp // HOUR).tolist() == [0, 1, 2, 4, 5]


def test_interactions_of_baskets_leave_unknown_targets_out() -> None:
    sequences = sequences_of([[1, 2, 3]])
    zero, one = np.zeros(1, np.int64), np.ones(1, np.int64)
    asks = Asks(zero, one, one, np.array([0, 3]), np.array([3, 0, 4]), np.array([1, 0, 1]))
    past = Past(sequences, asks, 4)
    assert past.interactions().item.tolist() == [1, 2, 3, 4]
    assert past.follows(0).target.tolist() == [3, 4]


def test_users_by_items_has_the_newest_user_last() -> None:
    past = past_of([[1, 2, 1], [3, 2]], 3, [[5, 6, 7], [0, 1]])
    assert past.users_by_items().toarray().tolist() == [[0, 1, 1], [1, 1, 0]]


def test_a_past_beyond_the_vocabulary_is_refused() -> None:
    with pytest.raises(InputError, match="the vocabulary has 2 items, expected 3 or more"):
        past_of([[1, 2, 3]], 2)


# Each count by hand


def test_popularity_is_how_often_an_item_was_acted_on() -> None:
    scores = scores_of(Popularity.fit(past_of([[1, 2, 1], [2, 3]], 4)), [[1], [2]])
    assert scores.tolist() == [[2, 2, 1, 0], [2, 2, 1, 0]]


def test_recent_popularity_halves_with_every_half_life() -> None:
    past = past_of([[1, 2, 3]], 3)  # at 0, 1 and 2 hours
    recent = RecentPopularity.fit(past, RecentPopularitySettings(half_life_hours=1))
    scores = recent.scores(windows_of([[1]] * 3), asks_at([5, 1.5, 0])).numpy()
    assert (scores[0] / scores[0, 2]).tolist() == pytest.approx([0.25, 0.5, 1])
    assert (scores[1] / scores[1, 1]).tolist() == pytest.approx([0.5, 1, 0])
    assert scores[2].tolist() == [0, 0, 0]


def test_recent_popularity_knows_the_listed_items_only() -> None:
    past = past_of([[1, 2, 3]], 3)
    recent = RecentPopularity.fit(past, RecentPopularitySettings(half_life_hours=1, listed=2))
    scores = recent.scores(windows_of([[1]] * 2), asks_at([5, 1.5])).numpy()
    assert (scores[0] / scores[0, 2]).tolist() == pytest.approx([0, 0.5, 1])
    assert (scores[1] / scores[1, 1]).tolist() == pytest.approx([0.5, 1, 0])


def test_recent_popularity_of_an_ask_knows_nothing_of_its_own_moment() -> None:
    past = past_of([[1, 2, 3]], 3)
    recent = RecentPopularity.fit(past, RecentPopularitySettings(half_life_hours=0.01))
    assert recent.scores(windows_of([[1]]), asks_at([2])).numpy()[0, 2] == 0


def test_own_items_count_less_with_every_step_back() -> None:
    own = OwnItems.fit(past_of([[1, 2]], 4), OwnItemsSettings(decay=0.5))
    scores = scores_of(own, [[3, 3, 1, 2], [4]])
    assert scores[0].tolist() == [0.5, 1, 0.25 + 0.125, 0]
    assert scores[1].tolist() == [0, 0, 0, 1]


def test_own_items_of_one_basket_count_the_same() -> None:
    settings = OwnItemsSettings(decay=0.9, basket_gap_hours=12)
    own = OwnItems.fit(past_of([[1, 2]], 4), settings)
    day = 86400.0
    windows = windows_of([[1, 2, 3, 1], [4]], [[2 * day, day + 60, day, 0], [0]])
    scores = own.scores(windows, asks_at([0, 0])).numpy()
    assert scores[0].tolist() == pytest.approx([1 + 0.81, 0.9, 0.9, 0])
    assert scores[1].tolist() == [0, 0, 0, 1]


def test_markov_is_the_share_of_what_followed_the_newest_item() -> None:
    markov = Markov.fit(past_of([[1, 2, 3], [1, 2], [1, 3]], 3))
    scores = scores_of(markov, [[3, 1], [2], [3]])
    assert scores[0].tolist() == pytest.approx([0, 2 / 3, 1 / 3])
    assert scores[1].tolist() == [0, 0, 1]
    assert scores[2].tolist() == [0, 0, 0]


def test_item_knn_is_the_cosine_to_the_newest_items() -> None:
    past = past_of([[1, 2], [1, 2], [1, 3]], 3)
    settings = ItemKnnSettings(newest=2, position_decay=0.5)
    scores = scores_of(ItemKnn.fit(past, settings), [[1], [1, 2], [1, 3, 2]])
    one_two, one_three = 2 / math.sqrt(3 * 2), 1 / math.sqrt(3 * 1)
    assert scores[0].tolist() == pytest.approx([0, one_two, one_three])
    assert scores[1].tolist() == pytest.approx([one_two, 0.5 * one_two, 0.5 * one_three])
    assert scores[2].tolist() == pytest.approx([one_two + 0.5 * one_three, 0, 0])


def test_item_knn_keeps_the_most_similar_and_the_lower_index_of_equals() -> None:
    past = past_of([[1, 2], [1, 3], [3, 1], [1, 4], [4, 1]], 4)
    scores = scores_of(ItemKnn.fit(past, ItemKnnSettings(neighbours=1)), [[1]])
    assert scores[0].tolist() == pytest.approx([0, 0, 2 / math.sqrt(5 * 2), 0])


def test_co_visitation_decays_by_distance_and_position_and_divides_by_popularity() -> None:
    past = past_of([[1, 2, 3], [3, 1]], 3)  # popularity 2, 1, 2
    settings = CoVisitationSettings(reach=2, newest=2, position_decay=0.7, shrink=1, target_power=0)
    scores = scores_of(CoVisitation.fit(past, settings), [[1, 2], [3], [2, 1, 1]])
    assert scores[0].tolist() == pytest.approx([0, 0.7 * 1 / 3, 1 / 2 + 0.7 * 0.5 / 3])
    assert scores[1].tolist() == pytest.approx([1 / 3, 0, 0])
    assert scores[2].tolist() == pytest.approx([0, 1.7 * 1 / 3, 1.7 * 0.5 / 3])


def test_co_visitation_may_count_pairs_the_other_way_round() -> None:
    past = past_of([[1, 2], [2, 3]], 3)  # popularity 1, 2, 1
    settings = CoVisitationSettings(backward=0.5, shrink=0, target_power=1)
    scores = scores_of(CoVisitation.fit(past, settings), [[2]])
    assert scores[0].tolist() == pytest.approx([0.5 / 2, 0, 1 / 2])


def test_co_visitation_gives_the_own_items_a_bonus() -> None:
    past = past_of([[1, 2]], 3)
    settings = CoVisitationSettings(shrink=0, newest=1, repeat_bonus=0.3, repeat_decay=0.7)
    scores = scores_of(CoVisitation.fit(past, settings), [[3, 3, 1]])
    assert scores[0].tolist() == pytest.approx([0.3, 1, 0.3 * (0.7 + 0.49)])


def test_co_visitation_forgets_what_is_old() -> None:
    past = past_of([[1, 2], [1, 3]], 3, [[0, 0], [2, 2]])
    settings = CoVisitationSettings(half_life_hours=1, shrink=1, target_power=0.5)
    scores = scores_of(CoVisitation.fit(past, settings), [[1]])
    after_one = 1 + 0.25 + 1  # popularity of item 1, and shrink
    two, three = 0.25 / math.sqrt(0.25 + 1), 1 / math.sqrt(1 + 1)
    assert scores[0].tolist() == pytest.approx([0, two / after_one, three / after_one])


@pytest.mark.parametrize("distance_decay", [None, 0.6])
def test_co_visitation_is_its_formula(distance_decay: float | None) -> None:
    past = random_past(1)
    settings = CoVisitationSettings(
        reach=3, distance_decay=distance_decay, backward=0.3, newest=3, repeat_bonus=0.2
    )
    rows = random_rows(2)
    pair = np.zeros((13, 13))
    for session in sessions_of(past):
        for i, one in enumerate(session):
            for distance, target in enumerate(session[i + 1 : i + 4], start=1):
                worth = 1 / distance if distance_decay is None else 0.6**distance / 0.6
                pair[one, target] += worth
                pair[target, one] += 0.3 * worth
    popularity = np.bincount(np.concatenate(sessions_of(past)), minlength=13)
    expected = np.zeros((len(rows), 13))
    for row, window in enumerate(rows):
        for back, item in enumerate(window[::-1]):
            expected[row, item] += 0.2 * 0.7**back
            if back < 3:
                divisor = (popularity[item] + 20) * (popularity + 20) ** 0.1
                expected[row] += 0.7**back * pair[item] / divisor
    found = scores_of(CoVisitation.fit(past, settings), rows)
    np.testing.assert_allclose(found, expected[:, 1:], rtol=1e-5)


def test_ease_predicts_each_item_by_ridge_regression_on_the_others() -> None:
    past = random_past(3)
    matrix = past.users_by_items().toarray()
    weight = np.zeros((12, 12))
    for j in range(12):
        others = np.delete(np.arange(12), j)
        known = matrix[:, others]
        gram = known.T @ known + 2.0 * np.eye(11)
        weight[others, j] = np.linalg.solve(gram, known.T @ matrix[:, j])
    ease = Ease.fit(past, EaseSettings(regularization=2.0, newest=3, position_decay=0.5))
    rows = random_rows(4)
    expected = [
        sum((0.5**b * weight[item - 1] for b, item in enumerate(row[::-1][:3])), np.zeros(12))
        for row in rows
    ]
    np.testing.assert_allclose(scores_of(ease, rows), np.array(expected), atol=1e-6)


def test_ease_refuses_a_vocabulary_that_is_too_large() -> None:
    with pytest.raises(InputError, match="the vocabulary has 3 items, expected at most 2"):
        Ease.fit(past_of([[1, 2]], 3), EaseSettings(largest_vocabulary=2))


def test_vs_knn_lets_sessions_that_share_the_newest_items_vote() -> None:
    past = past_of([[1, 2], [2, 3], [4, 3]], 4)
    settings = dataclasses.replace(V_SKNN, newest=2, match_decay=0.5)
    scores = scores_of(VsKnn.fit(past, settings), [[1, 2], [1], [4, 4]])
    first, second = 1 + 0.5, 1.0  # both items of the window, and its newest one
    assert scores[0].tolist() == pytest.approx([first, first + second, second, 0])
    assert scores[1].tolist() == pytest.approx([1, 1, 0, 0])
    assert scores[2].tolist() == pytest.approx([0, 0, 1, 1])


def test_vs_knn_prefers_the_newest_sessions() -> None:
    past = past_of([[1, 2], [1, 3], [1, 4]], 4, [[8, 9], [0, 1], [2, 3]])
    for change in ({"sample": 2}, {"neighbours": 2}):
        settings = dataclasses.replace(V_SKNN, **change)
        assert scores_of(VsKnn.fit(past, settings), [[1]])[0].tolist() == [2, 1, 0, 1]


def test_vs_knn_weighs_an_item_by_its_distance_from_the_shared_one() -> None:
    past = past_of([[3, 4, 1, 2, 5, 6]], 6)
    settings = dataclasses.replace(V_SKNN, reach=2, place_decay=0.5, before_worth=0.8)
    scores = scores_of(VsKnn.fit(past, settings), [[1]])
    assert scores[0].tolist() == pytest.approx([1, 1, 0.4, 0.8, 0.5, 0])


def test_vs_knn_weighs_rare_items_young_sessions_and_own_items() -> None:
    past = past_of([[1, 2], [1, 3], [3, 2]], 3, [[0, 1], [2, 3], [2, 3]])
    fit = VsKnn.fit
    rare = scores_of(fit(past, dataclasses.replace(V_SKNN, rarity_power=2)), [[1]])
    assert rare[0].tolist() == pytest.approx(
        [2 * (1 + math.log(3 / 2)) ** 2] + [(1 + math.log(3 / 2)) ** 2] * 2
    )
    young = scores_of(fit(past, dataclasses.replace(V_SKNN, half_life_hours=2)), [[1]])
    assert young[0].tolist() == pytest.approx([1.5, 0.5, 1])
    own = dataclasses.replace(V_SKNN, repeat_bonus=0.25, repeat_decay=0.5, newest=1)
    assert scores_of(fit(past, own), [[2, 1]])[0].tolist() == pytest.approx([3, 1.5, 1])


@pytest.mark.parametrize(
    "settings",
    [
        dataclasses.replace(V_SKNN, neighbours=4, sample=7, newest=3),
        dataclasses.replace(V_SKNN, sample=5, newest=4, match_decay=0.4),
        VsKnnSettings(neighbours=3, sample=100, newest=2, reach=2, half_life_hours=20),
        VsKnnSettings(),
    ],
)
def test_vs_knn_is_its_formula(settings: VsKnnSettings) -> None:
    past, rows = random_past(5), random_rows(6)
    expected = np.array([_slow_vs_knn(past, row, settings) for row in rows])
    np.testing.assert_allclose(scores_of(VsKnn.fit(past, settings), rows), expected, rtol=1e-5)


def _slow_vs_knn(past: Past, window: list[int], settings: VsKnnSettings) -> NDArray[np.float64]:
    """Look at every session, as the papers tell it; the sessions are in the order of time."""
    sessions = sessions_of(past)
    newest = window[::-1][: settings.newest]
    back = {item: b for b, item in reversed(list(enumerate(newest)))}
    sharing = [s for s, session in enumerate(sessions) if back.keys() & set(session)]
    sample = sharing[-settings.sample :]
    similarity = {
        s: sum(1 - back[item] / settings.newest for item in back.keys() & set(sessions[s]))
        for s in sample
    }
    neighbours = sorted(sample, key=lambda s: (-round(similarity[s], 9), -s))
    end = past.sequences.timestamp[past.sequences.start[1:] - 1] / HOUR
    scores = np.zeros(12)
    for s in neighbours[: settings.neighbours]:
        place = {item: i for i, item in enumerate(sessions[s])}
        steps_back, shared = min((back[item], item) for item in back.keys() & set(sessions[s]))
        worth = similarity[s] * settings.match_decay**steps_back
        if settings.half_life_hours:
            worth *= 0.5 ** ((end[-1] - end[s]) / settings.half_life_hours)
        for item, where in place.items():
            steps = where - place[shared]
            if abs(steps) <= settings.reach:
                vote = worth * settings.place_decay ** max(abs(steps) - 1, 0)
                scores[item - 1] += vote * (settings.before_worth if steps < 0 else 1)
    for item in range(1, 13):
        having = sum(item in session for session in sessions)
        scores[item - 1] *= (1 + math.log(len(sessions) / max(having, 1))) ** settings.rarity_power
    bonus = settings.repeat_bonus * scores.sum()
    for b, item in enumerate(window[::-1]):
        scores[item - 1] += bonus * settings.repeat_decay**b
    return scores


# What holds for every count


def every_count(past: Past) -> list[Count]:
    """Fit every kind of count."""
    return [
        Popularity.fit(past),
        RecentPopularity.fit(past),
        OwnItems.fit(past),
        OwnItems.fit(past, OwnItemsSettings(basket_gap_hours=1)),
        Markov.fit(past),
        ItemKnn.fit(past),
        CoVisitation.fit(past, CoVisitationSettings(repeat_bonus=0.3)),
        Ease.fit(past),
        VsKnn.fit(past),
        VsKnn.fit(past, V_SKNN),
        VsKnn.fit(past, VsKnnSettings(half_life_hours=1)),
    ]


@pytest.mark.parametrize(
    "past",
    [
        random_past(7),
        past_of([[1, 1], [1]], 1),
        past_of([], 3),
    ],
    ids=["random", "one item", "nothing"],
)
def test_every_count_scores_empty_and_short_windows(past: Past) -> None:
    for count in every_count(past):
        scores = scores_of(count, [[], [1], [1, 1, 1]])
        assert scores.shape == (3, past.vocabulary_size), count
        assert np.isfinite(scores).all(), count
        assert scores_of(count, [[]]).shape == (1, past.vocabulary_size), count
        nobody = Windows(*(np.zeros((0, 1), t) for t in (np.int64, np.int64, np.float32)))
        assert count.scores(nobody, asks_at([])).shape == (0, past.vocabulary_size), count


def test_every_count_does_without_unknown_targets() -> None:
    sequences = sequences_of([[1, 2], [2, 3, 1]])
    asks = next_item_asks(sequences)
    unknown = Asks(
        asks.first, asks.last, asks.timestamp, asks.start, asks.target * 0, asks.target_type * 0
    )
    for count in every_count(Past(sequences, unknown, 3)):
        assert np.isfinite(scores_of(count, [[1, 2, 3]])).all(), count


def test_every_count_leaves_its_scores_to_whoever_asked() -> None:
    for count in every_count(random_past(8)):
        first = count.scores(windows_of([[1, 2], [1, 2]]), asks_at([1e6, 1e6]))
        kept = first.clone()
        first[0] = -math.inf
        again = count.scores(windows_of([[1, 2], [1, 2]]), asks_at([1e6, 1e6]))
        assert torch.equal(first[1], kept[1]) and torch.equal(again, kept), count


def test_every_count_describes_itself_in_json() -> None:
    for count in every_count(random_past(9)):
        described = count.describe()
        assert json.loads(json.dumps(described)) == described
        assert isinstance(described["kind"], str)


def test_a_setting_out_of_range_is_refused() -> None:
    with pytest.raises(InputError, match="co-visitation: reach is 0, expected 1 to 1e"):
        CoVisitationSettings(reach=0)
    with pytest.raises(InputError, match="own items: decay is 2, expected 0 to 1"):
        OwnItemsSettings(decay=2)
    with pytest.raises(InputError, match="VS-kNN: match_decay is nan, expected 0 to 1"):
        VsKnnSettings(match_decay=math.nan)
    with pytest.raises(InputError, match="EASE: regularization is inf"):
        EaseSettings(regularization=math.inf)
