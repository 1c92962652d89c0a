"""The saliency-guided network: expression, Action Units and smile of a face crop, with evidence."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from mien_models.nets.mobilenet_v1 import mobilenet_v1

EARLY = 6  # layers up to a level of 256 channels, with 14 x 14 places for a crop of 112
CUT = 12  # layers up to the median level; it and the high one have 7 x 7 places
BLOCKS = 12  # of MobileNetV1's 13: the last, a quarter of their cost, is left out for speed
LOW, MEDIAN, HIGH = 256, 512, 1024  # channels
FINER = 4  # cells of a saliency map a side of one place of the median or high level
FINER_LOW = 2  # the same of the early level
BLENDSHAPES = 52


class Outputs(NamedTuple):
    """Logits: expression N x E, action units N x A, smile N, MediaPipe's blendshapes N x 52."""

    expression: Tensor
    action_units: Tensor
    smile: Tensor
    blendshapes: Tensor


class GuidedNetwork(nn.Module):
    """Multilayer features gated by saliency as F * (1 + S) at a median and a high level.

    The residual form keeps what saliency leaves dark: S in 0..1 can raise a place, never erase it.
    The blendshapes are learned beside the rest because they make the features see small movements;
    they are not exported. median: whether the median level is used at all. blocks: of MobileNetV1.
    """

    def __init__(
        self,
        expressions: int,
        action_units: int,
        median: bool = True,
        blocks: int = BLOCKS,
        dropout: float = 0.3,
    ) -> None:
        super().__init__()
        features = list(mobilenet_v1(blocks).children())
        self.median = nn.Sequential(*features[:CUT])
        self.high = nn.Sequential(*features[CUT:])
        self.split = (expressions, action_units, 1)
        self.use_median = median
        width = HIGH + (MEDIAN if median else 0)
        self.drop = nn.Dropout(dropout)
        self.heads = nn.Linear(width, sum(self.split))
        self.blendshapes = nn.Linear(width, BLENDSHAPES)

    def forward(self, x: Tensor, saliency: Tensor) -> Outputs:
        """Normalised RGB crops N x 3 x S x S and saliency N x s x s in 0..1 to logits."""
        joined = self.drop(self.pooled(x, saliency))
        return self._outputs(self.heads(joined), self.blendshapes(joined))

    def features(self) -> nn.Sequential:
        """All layers before the gates, one after the other."""
        return nn.Sequential(*self.median, *self.high)

    def pooled(self, x: Tensor, saliency: Tensor) -> Tensor:
        """The gated levels' means over the places, N x F, which the heads read."""
        return torch.cat(
            [gate(level, saliency).mean((2, 3)) for level in self._levels(self.low(x))], 1
        )

    def explained(self, x: Tensor, saliency: Tensor) -> tuple[Tensor, Tensor]:
        """Logits N x K and the evidence behind them, N x K x h x w, out of one pass.

        The heads are linear and pool by the mean, so each place's share of a logit is known exactly
        (class activation mapping, Zhou et al. 2016): a logit is its evidence's mean over the places
        plus a bias. K: expressions, Action Units, smile.
        """
        return self.explained_from(self.low(x), saliency)

    def low(self, x: Tensor) -> Tensor:
        """The early level that all others are made of, N x LOW x h x w, before any gate."""
        level: Tensor = self.median[:EARLY](x)
        return level

    def explained_from(self, low: Tensor, saliency: Tensor) -> tuple[Tensor, Tensor]:
        """`explained` for pictures whose early level is known."""
        return self.read(self._levels(low), saliency)

    def read(self, levels: list[Tensor], saliency: Tensor) -> tuple[Tensor, Tensor]:
        """`explained` from the levels' features before they are gated."""
        weights = self.heads.weight.split([level.shape[1] for level in levels], 1)
        shares = [
            functional.conv2d(gate(level, saliency), weight[:, :, None, None])
            for level, weight in zip(levels, weights, strict=True)
        ]
        evidence = torch.stack(shares).sum(0)
        return evidence.mean((2, 3)) + self.heads.bias, evidence

    def own(self, evidence: Tensor) -> Tensor:
        """Evidence N x K x h x w, of each expression less what all expressions share.

        A softmax does not see what they share, so it speaks for none of them.
        """
        named, others = evidence.split([self.split[0], sum(self.split[1:])], 1)
        return torch.cat([named - named.mean(1, keepdim=True), others], 1)

    def _levels(self, low: Tensor) -> list[Tensor]:
        median = self.median[EARLY:](low)
        high = self.high(median)
        return [median, high] if self.use_median else [high]

    def _outputs(self, logits: Tensor, blendshapes: Tensor) -> Outputs:
        expression, units, smile = logits.split(self.split, 1)
        return Outputs(expression, units, smile[:, 0], blendshapes)


def gate(features: Tensor, saliency: Tensor, finer: int = FINER) -> Tensor:
    """F * (1 + S), saliency averaged down to the features' grid; finer: its cells a side of one."""
    return features * light(saliency, finer)


def light(saliency: Tensor, finer: int = FINER) -> Tensor:
    """1 + S, N x 1 x h x w, of saliency N x s x s; finer: its cells a side of one place."""
    return 1 + functional.avg_pool2d(saliency[:, None], finer)
