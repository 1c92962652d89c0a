"""MobileNetV2 with torchvision's parameter names, so that its ImageNet weights load by name."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

# Expansion, channels, repeats, stride of each group (Sandler et al. 2018, table 2).
GROUPS = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
WEIGHTS = "mobilenet_v2-b0353104.pth"


def _conv(inputs: int, outputs: int, kernel: int, stride: int, groups: int, rate: int) -> nn.Module:
    padding = (kernel - 1) // 2 * rate
    conv = nn.Conv2d(
        inputs, outputs, kernel, stride, padding, dilation=rate, groups=groups, bias=False
    )
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU6(inplace=True))


class InvertedResidual(nn.Module):
    """Expand, filter each channel alone, project; added to the input where the shapes allow."""

    def __init__(self, inputs: int, outputs: int, expansion: int, stride: int, rate: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        layers = [_conv(inputs, hidden, 1, 1, 1, 1)] if expansion != 1 else []
        layers += [
            _conv(hidden, hidden, 3, stride, hidden, rate),
            nn.Conv2d(hidden, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        ]
        self.conv = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """N x inputs x H x W to N x outputs x H/stride x W/stride."""
        filtered: Tensor = self.conv(x)
        return x + filtered if self.residual else filtered


def mobilenet(groups: int = len(GROUPS), dilate_from: int | None = None) -> nn.Sequential:
    """The first `groups` groups; from group number `dilate_from` on, dilation replaces stride."""
    layers = [_conv(3, 32, 3, 2, 1, 1)]
    channels, rate = 32, 1
    for number, (expansion, outputs, repeats, stride) in enumerate(GROUPS[:groups]):
        dilated = dilate_from is not None and number >= dilate_from and stride > 1
        for repeat in range(repeats):
            step = stride if repeat == 0 and not dilated else 1
            layers.append(InvertedResidual(channels, outputs, expansion, step, rate))
            channels = outputs
            # The first block of a dilated group still sees the finer grid of the one before.
            rate = rate * stride if dilated and repeat == 0 else rate
    return nn.Sequential(*layers)


def load_imagenet(features: nn.Sequential, weights: Path) -> None:
    """Fill the layers from torchvision's file; layers beyond the ones here are left out."""
    stored = torch.load(weights, map_location="cpu", weights_only=True)
    wanted = {f"features.{name}": name for name in features.state_dict()}
    missing = [name for name in wanted if name not in stored]
    if missing:
        raise ValueError(f"{weights.name} lacks {missing[0]}")
    features.load_state_dict({short: stored[name] for name, short in wanted.items()})
