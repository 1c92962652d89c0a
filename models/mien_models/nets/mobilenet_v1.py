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
    """A convolution, batch normalisation and ReLU6.

    normalised: False for layers that are never trained, whose weights hold the normalisation.
    """

    def __init__(
        self, inputs: int, outputs: int, kernel: int, stride: int, groups: int, normalised: bool
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=not normalised
        )
        self.norm = nn.BatchNorm2d(outputs) if normalised else None

    def forward(self, x: Tensor) -> Tensor:
        """N x inputs x H x W to N x outputs x H/stride x W/stride, 0..6."""
        filtered = self.conv(x)
        return functional.relu6(filtered if self.norm is None else self.norm(filtered))


def separable(inputs: int, outputs: int, stride: int, normalised: bool) -> nn.Sequential:
    """Filter each channel alone, then mix the channels."""
    return nn.Sequential(
        Filter(inputs, inputs, 3, stride, inputs, normalised),
        Filter(inputs, outputs, 1, 1, 1, normalised),
    )


def mobilenet_v1(still: int = 0) -> nn.Sequential:
    """RGB N x 3 x H x W to N x 1024 x H/16 x W/16; layer 0 is the stem, then the 13 blocks.

    still: how many of the first layers are never trained.
    """
    layers: list[nn.Module] = [Filter(3, STEM, 3, 2, 1, normalised=still < 1)]
    channels = STEM
    for number, (outputs, stride) in enumerate(BLOCKS, 1):
        layers.append(separable(channels, outputs, stride, normalised=number >= still))
        channels = outputs
    nn.Sequential(*layers[:still]).requires_grad_(False)
    return nn.Sequential(*layers)


def filters_of(features: nn.Module) -> list[Filter]:
    """All filters, in the order they are passed."""
    return [module for module in features.modules() if isinstance(module, Filter)]


def fill(layer: Filter, weight: Tensor, bias: Tensor) -> None:
    """Give a filter weights that hold their normalisation; its own then only adds the bias."""
    if layer.norm is None:
        layer.conv.load_state_dict({"weight": weight, "bias": bias})
        return
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
        one.conv.register_forward_hook(partial(_divided, one, one.norm))
        for one in filters_of(features)
        if one.norm is not None
    ]
    features.eval()(images)
    for handle in handles:
        handle.remove()


def _divided(
    layer: Filter, norm: nn.BatchNorm2d, _conv: nn.Module, _inputs: object, seen: Tensor
) -> Tensor:
    """Move the spread of a layer's channels from its weights into its normalisation."""
    spread, mean = seen.std((0, 2, 3)) + SMALLEST, seen.mean((0, 2, 3))
    layer.conv.weight.div_(spread.view(-1, 1, 1, 1))
    _set(norm, spread, norm.bias + mean, mean / spread, torch.ones_like(spread) - norm.eps)
    return seen / spread.view(1, -1, 1, 1)


def _set(norm: nn.BatchNorm2d, weight: Tensor, bias: Tensor, mean: Tensor, var: Tensor) -> None:
    state = {"weight": weight, "bias": bias, "running_mean": mean, "running_var": var}
    norm.load_state_dict(state | {"num_batches_tracked": torch.tensor(0)})
