"""Heads that learn from all features alike, whatever their spread."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from mien_models.nets.guided import GuidedNetwork


class Spread(nn.Module):
    """Weights kept in units of their features' spread, so that all features learn alike."""

    spread: Tensor

    def __init__(self, spread: Tensor) -> None:
        super().__init__()
        self.register_buffer("spread", spread)

    def forward(self, kept: Tensor) -> Tensor:
        """Kept weights K x F, or K x F x 1 x 1, to those that are used."""
        return kept / self.spread

    def right_inverse(self, used: Tensor) -> Tensor:
        """Used weights to those that are kept."""
        return used * self.spread


@torch.no_grad()
def even(model: GuidedNetwork, images: Tensor, maps: Tensor) -> None:
    """Make the heads learn from all features alike, whatever their spread on these crops."""
    spread = Spread(model.eval().pooled(images, maps).std(0) + 1e-3)
    for head in (model.heads, model.blendshapes):
        parametrize.register_parametrization(head, "weight", spread)


def plain(model: nn.Module) -> nn.Module:
    """The same network with the heads' weights as they are used."""
    for head in (model.heads, model.blendshapes):
        parametrize.remove_parametrizations(cast(nn.Module, head), "weight")
    return model
