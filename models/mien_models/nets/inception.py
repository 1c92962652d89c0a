"""The dilated inception module: one layer that looks near and far at once."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional


class DilatedInception(nn.Module):
    """Three parallel dilated 3 x 3 convolutions, summed (after DINet, Yang et al. 2019).

    DINet's rates 4, 8, 16 fit 30 x 40 cells; a face crop has 14 x 14 here, so ours are smaller.
    """

    def __init__(self, inputs: int, width: int, rates: tuple[int, ...] = (1, 2, 4)) -> None:
        super().__init__()
        self.reduce = nn.Sequential(
            nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)
        )
        self.branches = nn.ModuleList(
            nn.Conv2d(width, width, 3, padding=rate, dilation=rate) for rate in rates
        )

    def forward(self, x: Tensor) -> Tensor:
        """N x inputs x H x W to N x width x H x W."""
        reduced = self.reduce(x)
        total = self.branches[0](reduced)
        for branch in self.branches[1:]:
            total = total + branch(reduced)
        return functional.relu(total)
