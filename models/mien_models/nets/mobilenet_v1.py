"""MobileNetV1: the features that start from a face network."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

STEM = 32
SMALLEST = 1e-3  # spread of a channel that is taken for one
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
    """A convolution, batch normalisation and ReLU6."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, groups: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False
        )
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """N x inputs x H x W to N x outputs x H/stride x W/stride, 0..6."""
        return functional.relu6(self.norm(self.conv(x)))


def separable(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """Filter each channel alone, then mix the channels."""
    return nn.Sequential(
        Filter(inputs, inputs, 3, stride, inputs), Filter(inputs, outputs, 1, 1, 1)
    )


def mobilenet_v1(blocks: int = len(BLOCKS)) -> nn.Sequential:
    """RGB N x 3 x H x W to N x 1024 x H/16 x W/16; layer 0 is the stem, then the blocks.

    blocks: how many of the first ones; from the twelfth on there are 1024 channels.
    """
    layers: list[nn.Module] = [Filter(3, STEM, 3, 2, 1)]
    channels = STEM
    for outputs, stride in BLOCKS[:blocks]:
        layers.append(separable(channels, outputs, stride))
        channels = outputs
    return nn.Sequential(*layers)


def filters_of(features: nn.Module) -> list[Filter]:
    """All filters, in the order they are passed."""
    return [module for module in features.modules() if isinstance(module, Filter)]


def fill(layer: Filter, weight: Tensor, bias: Tensor) -> None:
    """Give a filter weights that hold their normalisation; its own then only adds the bias."""
    ones = torch.ones_like(bias)
    layer.conv.load_state_dict({"weight": weight})
    _set(layer.norm, ones, bias, torch.zeros_like(bias), ones - layer.norm.eps)


@torch.no_grad()
def measure(features: nn.Sequential, images: Tensor) -> None:
    """Let each normalisation know what comes to it, without a change in what the features compute.

    Weights that hold a normalisation differ in size by hundreds between channels, and learn as
    unevenly; here each channel gets weights that give a spread of 1 on these images.
    """
    handles = [
        one.conv.register_forward_hook(partial(_divided, one)) for one in filters_of(features)
    ]
    features.eval()(images)
    for handle in handles:
        handle.remove()


def _divided(layer: Filter, _conv: nn.Module, _inputs: object, seen: Tensor) -> Tensor:
    """Move the spread of a layer's channels from its weights into its normalisation."""
    norm = layer.norm
    spread, mean = seen.std((0, 2, 3)) + SMALLEST, seen.mean((0, 2, 3))
    layer.conv.weight.div_(spread.view(-1, 1, 1, 1))
    _set(norm, spread, norm.bias + mean, mean / spread, torch.ones_like(spread) - norm.eps)
    return seen / spread.view(1, -1, 1, 1)


def _set(norm: nn.BatchNorm2d, weight: Tensor, bias: Tensor, mean: Tensor, var: Tensor) -> None:
    state = {"weight": weight, "bias": bias, "running_mean": mean, "running_var": var}
    norm.load_state_dict(state | {"num_batches_tracked": torch.tensor(0)})
