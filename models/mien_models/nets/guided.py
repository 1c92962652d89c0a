"""The saliency-guided network: expression, Action Units and smile of a face crop."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from mien_models.nets.mobilenet import mobilenet

MEDIAN_GROUPS = 5  # the groups of MobileNetV2 whose output is the median level: 96 x 7 x 7
MEDIAN, HIGH = 96, 320


class Outputs(NamedTuple):
    """Logits: expression N x E, action units N x A, smile N."""

    expression: Tensor
    action_units: Tensor
    smile: Tensor


class GuidedNetwork(nn.Module):
    """Multilayer features gated by saliency as F * (1 + S) at a median and a high level.

    The residual form keeps what saliency leaves dark: S in 0..1 can raise a place, never erase it.
    """

    def __init__(self, expressions: int, action_units: int, dropout: float = 0.2) -> None:
        super().__init__()
        features = list(mobilenet().children())
        cut = 1 + 1 + 2 + 3 + 4 + 3  # stem and the blocks of the first five groups
        self.median = nn.Sequential(*features[:cut])
        self.high = nn.Sequential(*features[cut:])
        self.drop = nn.Dropout(dropout)
        self.expression = nn.Linear(MEDIAN + HIGH, expressions)
        self.action_units = nn.Linear(MEDIAN + HIGH, action_units)
        self.smile = nn.Linear(MEDIAN + HIGH, 1)

    def forward(self, x: Tensor, saliency: Tensor) -> Outputs:
        """Normalised RGB crops N x 3 x S x S and saliency N x s x s in 0..1 to logits."""
        median = self.median(x)
        high = self.high(median)
        joined = torch.cat([_gated(median, saliency), _gated(high, saliency)], 1)
        joined = self.drop(joined)
        return Outputs(self.expression(joined), self.action_units(joined), self.smile(joined)[:, 0])


def _gated(features: Tensor, saliency: Tensor) -> Tensor:
    """The mean over places of F * (1 + S), N x C, saliency averaged down to the features' grid."""
    grid = (features.shape[-2], features.shape[-1])
    gate = functional.adaptive_avg_pool2d(saliency[:, None], grid)
    return (features * (1 + gate)).mean((2, 3))
