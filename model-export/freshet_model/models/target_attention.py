"""Target attention: every candidate looks at the window with its own eyes.

After the local activation unit of Zhou et al., "Deep Interest Network for Click-Through Rate
Prediction", KDD 2018, section 4.3, with a softmax over the entries. It sits on the encoder of
another model, which picks the candidates from the vocabulary.

``C`` is the number of candidates, ``S`` of those that serving looks at.
"""

import dataclasses
import math

import torch
from torch import Tensor, nn

from freshet_model.models.encoder_model import Encoded, EncoderModel, by_head
from freshet_model.models.interface import (
    Expectation,
    ModelConfig,
    SequenceModel,
    Window,
)
from freshet_model.models.look_back import Distance, look_back


class TargetAttention(SequenceModel):
    """Redistributes what the encoder's best items share among themselves.

    The items beyond the shortlist keep their log-probability, and the shortlist keeps its mass.
    """

    def __init__(self, config: ModelConfig, encoder: EncoderModel) -> None:
        """Sit on an encoder, trained or not; its items are also the candidates' vectors."""
        super().__init__(dataclasses.replace(config, tokens=0, vector_length=0))
        self.config = config
        self.encoder = encoder
        self.items = encoder.items
        self.heads = encoder.heads
        dimension = config.dimension
        self.query = nn.Linear(dimension, dimension)
        self.key_value = nn.Linear(dimension, 2 * dimension)
        self.distance = Distance(config.heads, config.window, steps=True, time=config.time)
        self.output = nn.Linear(dimension, dimension)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)

    def forward(self, window: Window, asked: Tensor) -> Expectation:
        """What the encoder expects."""
        return self.encoder(window, asked)  # type: ignore[no-any-return]

    def adjust(self, window: Window, encoded: Encoded, asked: Tensor, candidate: Tensor) -> Tensor:
        """What candidates gain or lose by what the user did up to some positions.

        :param asked: [N, 2] int64, row and column of the asking positions
        :param candidate: [N, C] int64
        :return: [N, C] float32, to be added to the encoder's logits
        """
        row, column = asked[:, 0], asked[:, 1]  # [N], [N]
        look = encoded.look_back(window, self.encoder.buckets).at(row, column)
        bias = self.distance(look) + look.mask[:, None]  # [N, H, 1, L]
        return self._adjust(encoded.table[candidate], encoded.state[row], bias)[0]

    def last(self, window: Window) -> tuple[Expectation, Tensor]:
        """See ``SequenceModel.last``; the trace [B, L, D] is the state before the last block."""
        encoded = self.encoder.encode(window)
        expected, _ = self.encoder.expect_last(window, encoded)
        return expected, encoded.state

    def scored(self, window: Window, expected: Expectation, trace: Tensor) -> Tensor:
        """See ``SequenceModel.scored``."""
        by_encoder = self.log_probabilities(expected)  # [B, V]
        # Not of k's making: what an item scores may not hang on how many are asked for.
        size = min(self.config.shortlist, self.config.vocabulary_size)
        share, column = torch.topk(by_encoder, size, dim=1)  # [B, S], [B, S]
        gain, _ = self._adjust(
            expected.table[column + 1], trace, self._newest_bias(window)
        )  # [B, S]
        mass = torch.logsumexp(share, dim=1, keepdim=True)  # [B, 1]
        rescored = torch.log_softmax(share + gain / self.temperature, dim=1) + mass  # [B, S]
        return torch.scatter(by_encoder, 1, column, rescored)  # [B, V]

    def attention(
        self, window: Window, expected: Expectation, trace: Tensor, item: Tensor
    ) -> Tensor:
        """The candidate's own attention, averaged over heads, as logits."""
        bias = self._newest_bias(window)  # [B, H, 1, L]
        _, weights = self._adjust(expected.table[item], trace, bias)  # [B, H, K, L]
        return torch.log(weights.mean(dim=1).clamp(min=1e-9))  # [B, K, L]

    def _newest_bias(self, window: Window) -> Tensor:
        """[B, H, 1, L] float32."""
        newest = look_back(window.item, window.age_seconds, self.encoder.buckets, newest_only=True)
        bias: Tensor = self.distance(newest) + newest.mask[:, None]  # [B, H, 1, L]
        return bias

    def _adjust(self, candidate: Tensor, state: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Gains [B, C] and weights [B, H, C, L] of candidates [B, C, D] over a state [B, L, D]."""
        heads = self.config.heads
        query = by_head(self.query(candidate), heads)  # [B, H, C, D/H]
        both = self.key_value(state).chunk(2, dim=-1)  # [B, L, D] each
        key, value = (by_head(part, heads) for part in both)  # [B, H, L, D/H] each
        logits = query @ key.transpose(2, 3) / math.sqrt(key.shape[-1])  # [B, H, C, L]
        weights = torch.softmax(logits + bias, dim=-1)  # [B, H, C, L]
        context = (weights @ value).transpose(1, 2).flatten(2)  # [B, C, D]
        gain: Tensor = (self.output(context) * candidate).sum(dim=2)  # [B, C]
        return gain, weights
