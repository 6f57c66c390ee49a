"""A trained model as the graph of a bundle."""

from torch import Tensor, nn

from freshet_model.bundle.contract import candidate_scores, item_count
from freshet_model.models.interface import SequenceModel, Window


class ServingModel(nn.Module):
    """The graph of a bundle: the contract's inputs and outputs, nothing else."""

    def __init__(self, model: SequenceModel) -> None:
        """Wrap a trained model, switch it to evaluation and fix its table of items."""
        super().__init__()
        self.model = model.eval()
        self.model.items.freeze()

    def forward(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor, candidate: Tensor, k: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Give what ``SequenceModel.top`` gives, and the scores of candidates.

        :param candidate: [B, C] int64 index from 1, 0 pads
        :param k: [] int64 from 1 to the vocabulary's size
        :return: the three of ``top``, and candidate_score [B, C] float32; padding reads item 1
        """
        count = item_count(k, self.model.config.vocabulary_size)
        window = Window(item, event_type, age_seconds)
        top_item, top_score, weights, scores = self.model.ranked(window, count)
        return top_item, top_score, weights, candidate_scores(scores, candidate)
