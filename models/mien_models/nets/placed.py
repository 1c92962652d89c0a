"""A head that knows where in the crop something is: a smile is a small thing in a known place."""

from __future__ import annotations

from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import parametrize

from mien_models.nets.even import Spread

PLACES = 14  # a side, for a crop of 112


class PlacedHead(nn.Module):
    """Mixes the channels of a level at each place, and weighs each place of a mixture by its own.

    The other heads take the mean over all places, which tells what is in a face but not where. A
    crop is aligned, so that a mouth's corners lie in the same few places of every face.
    """

    def __init__(self, channels: int, width: int = 32, dropout: float = 0.1) -> None:
        super().__init__()
        self.mix = nn.Conv2d(channels, width, 1)
        self.drop = nn.Dropout2d(dropout)
        self.places = nn.Parameter(torch.randn(width, PLACES, PLACES) * 0.01)
        self.bias = nn.Parameter(torch.zeros(()))

    def forward(self, level: Tensor) -> tuple[Tensor, Tensor]:
        """Features N x C x h x w to a logit, N, and its evidence, N x h x w.

        The logit is its evidence's mean over the places plus a bias. Of another size, the places
        are enlarged with the level.
        """
        return self._weighed(self.mix(level))

    def before_gate(self, level: Tensor, light: Tensor) -> tuple[Tensor, Tensor]:
        """The same of a level that is still to be multiplied by `light`, N x 1 x h x w.

        Mixing is linear, so that the few mixtures can be multiplied in place of the many channels.
        """
        mixed = functional.conv2d(level, self.mix.weight) * light
        if self.mix.bias is not None:
            mixed = mixed + self.mix.bias.view(-1, 1, 1)
        return self._weighed(mixed)

    def _weighed(self, mixed: Tensor) -> tuple[Tensor, Tensor]:
        kept = self.drop(functional.relu(mixed))
        size = (mixed.shape[2], mixed.shape[3])
        places = functional.interpolate(self.places[None], size=size, mode="nearest")
        evidence = PLACES * (kept * places).sum(1)  # so that places learn as fast as mixtures
        return evidence.mean((1, 2)) + self.bias, evidence

    @torch.no_grad()
    def measure(self, level: Tensor) -> None:
        """Let each channel of a level count as if its spread were 1 and its mean 0 on this one.

        From then on `mix` learns from all channels alike, until it is made `plain` again.
        """
        spread, mean = level.std((0, 2, 3)) + 1e-3, level.mean((0, 2, 3))
        self.mix.weight.div_(spread.view(1, -1, 1, 1))
        if self.mix.bias is not None:
            self.mix.bias.sub_(self.mix.weight[:, :, 0, 0] @ mean)
        parametrize.register_parametrization(self.mix, "weight", Spread(spread.view(-1, 1, 1)))

    def plain(self) -> Self:
        """The same head with its weights as they are used."""
        parametrize.remove_parametrizations(self.mix, "weight")
        return self
