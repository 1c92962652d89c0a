"""MobileNetV1 with its normalisation folded in: the features that start from a face network."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

STEM = 32
# Channels and stride of the separable blocks (Howard et al. 2017, table 1), but for the stride of
# the last but one, which is 2 there: a crop of 112 then keeps 7 x 7 places instead of 4 x 4.
BLOCKS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (1024, 1),
    (1024, 1),
)


class Filter(nn.Module):
    """A convolution with bias and ReLU6.

    No batch normalisation: its first weights already hold it, and without it fine-tuning on a CPU
    takes a third less time and a small batch does no harm.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, groups: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups)

    def forward(self, x: Tensor) -> Tensor:
        """N x inputs x H x W to N x outputs x H/stride x W/stride, 0..6."""
        return functional.relu6(self.conv(x))


def separable(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """Filter each channel alone, then mix the channels."""
    return nn.Sequential(
        Filter(inputs, inputs, 3, stride, inputs), Filter(inputs, outputs, 1, 1, 1)
    )


def mobilenet_v1() -> nn.Sequential:
    """RGB N x 3 x H x W to N x 1024 x H/16 x W/16; layer 0 is the stem, then the 13 blocks."""
    layers: list[nn.Module] = [Filter(3, STEM, 3, 2, 1)]
    channels = STEM
    for outputs, stride in BLOCKS:
        layers.append(separable(channels, outputs, stride))
        channels = outputs
    return nn.Sequential(*layers)
