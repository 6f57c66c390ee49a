"""Training that hardly depends on any one user, with the spent epsilon.

DP-SGD of Abadi et al., "Deep Learning with Differential Privacy", CCS 2016, algorithm 1, where
the unit is a user and not a row: every step draws users at random, clips the gradient of each,
and adds noise. Opacus counts what it spends.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from freshet_model.command import InputError
from freshet_model.training.loop import Training


@dataclass(frozen=True)
class Privacy:
    """What privacy is asked for.

    :param noise: standard deviation of the noise, as a multiple of ``clip``
    :param clip: longest gradient of one user
    :param delta: probability that the promise does not hold; below one in the number of users
    :param users_per_step: how many users a step draws on average
    """

    noise: float
    clip: float = 1.0
    delta: float = 1e-5
    users_per_step: int = 64


class PrivateSteps:
    """Draws users, sums their clipped gradients with noise, and counts epsilon."""

    def __init__(self, privacy: Privacy, users: int, seed: int | None = None) -> None:
        """Refuse what promises nothing, or an environment without Opacus.

        :param seed: for tests; a noise that can be made again hides nothing
        """
        if privacy.delta * users >= 1:
            raise InputError(
                f"--private-delta is {privacy.delta}, expected less than one in the {users} users"
            )
        try:
            from opacus.accountants import RDPAccountant  # noqa: PLC0415 - is optional
        except ImportError:
            raise InputError(
                "Opacus is not installed, expected it with --private-noise; install this package "
                "with its extra 'private'"
            ) from None
        self._privacy = privacy
        self._rate = min(1.0, privacy.users_per_step / users)
        self._users = users
        self._accountant = RDPAccountant()
        self._random = np.random.default_rng(seed)
        self._noise = torch.Generator()
        self._noise.manual_seed(int(self._random.integers(2**62)))

    @property
    def steps_per_epoch(self) -> int:
        """How many steps see as many users as there are."""
        return max(1, round(1 / self._rate))

    def draw(self) -> list[int]:
        """Each user with the same probability: [n] numbers of users, perhaps none."""
        drawn = self._random.random(self._users) < self._rate  # [U]
        return np.flatnonzero(drawn).tolist()

    def clipped(self, gradients: list[Tensor]) -> list[Tensor]:
        """One user's gradients, together no longer than ``clip``."""
        length = torch.sqrt(sum((g.square().sum() for g in gradients), torch.zeros(())))
        scale = (self._privacy.clip / (length + 1e-12)).clamp(max=1.0)
        return [g * scale for g in gradients]

    def finish(self, summed: list[Tensor]) -> list[Tensor]:
        """A step's gradients: noise on the sum, divided by the users expected."""
        self._accountant.step(noise_multiplier=self._privacy.noise, sample_rate=self._rate)
        deviation = self._privacy.noise * self._privacy.clip
        expected = self._rate * self._users
        return [
            (g + deviation * torch.randn(g.shape, generator=self._noise).to(g.device)) / expected
            for g in summed
        ]

    def epsilon(self) -> float:
        """What has been spent up to now."""
        return float(self._accountant.get_epsilon(delta=self._privacy.delta))


@dataclass
class PrivateTraining(Training):
    """A training whose steps are private.

    What it does not hide: the vocabulary, how often items are targets (with a sampled softmax),
    the losses that are shown, and which epoch the validation chose.
    """

    privacy: Privacy = field(default_factory=lambda: Privacy(noise=1.0))

    def steps_per_epoch(self) -> int:
        """As many steps as show every user once on average."""
        user = self.dataset.sequences.user(self.rows.last)  # [R]
        self._first_row = np.flatnonzero(np.diff(user, prepend=-1))  # [U']
        users = len(self._first_row)
        self._private = PrivateSteps(self.privacy, users)
        return self._private.steps_per_epoch

    def epoch(self, step_begins: Callable[[], Any]) -> float:
        """As many private steps; gives the mean loss of an asked position."""
        self.model.train()
        parameters = [p for p in self.model.parameters() if p.requires_grad]
        ends = np.append(self._first_row[1:], len(self.rows))  # [U']
        total, count = 0.0, 0
        for _ in range(self.steps):
            step_begins()
            summed = [torch.zeros_like(p) for p in parameters]
            for user in self._private.draw():
                batch = self.batch(np.arange(self._first_row[user], ends[user]))
                if not len(batch.target):
                    continue
                loss, positions = self.loss_of_batch(batch)
                found = torch.autograd.grad(loss, parameters, materialize_grads=True)
                clipped = self._private.clipped(list(found))
                summed = [whole + part for whole, part in zip(summed, clipped, strict=True)]
                total += float(loss.detach()) * positions
                count += positions
            for parameter, gradient in zip(parameters, self._private.finish(summed), strict=True):
                parameter.grad = gradient
            self.move()
        return total / max(1, count)

    def epsilon(self) -> float:
        """What has been spent up to now, at the ``delta`` that was asked for."""
        return self._private.epsilon()
