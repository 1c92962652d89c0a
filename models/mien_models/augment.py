"""What a webcam does to a face, done to training crops, a batch at a time.

Pictures and generator are on the same device.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

TURN = math.radians(14)
ZOOM = 0.16
SHIFT = 0.07


def uniform(generator: torch.Generator, count: int, low: float, high: float) -> Tensor:
    """Count numbers between low and high."""
    return random(generator, count) * (high - low) + low


def random(generator: torch.Generator, *shape: int) -> Tensor:
    """Numbers in 0..1, where the generator is."""
    return torch.rand(shape, generator=generator, device=generator.device)


def turned(
    images: Tensor, saliency: Tensor, side: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """The same random turn, zoom, shift and mirroring for images N x 3 x S x S and their maps.

    Images become side x side, maps a quarter of that.
    """
    count = len(images)
    angle = uniform(generator, count, -TURN, TURN)
    zoom = 1 + uniform(generator, count, -ZOOM, ZOOM)
    mirror = (random(generator, count) < 0.5).float() * -2 + 1
    matrix = torch.zeros(count, 2, 3, device=generator.device)
    matrix[:, 0, 0] = torch.cos(angle) * zoom * mirror
    matrix[:, 0, 1] = -torch.sin(angle) * zoom
    matrix[:, 1, 0] = torch.sin(angle) * zoom * mirror
    matrix[:, 1, 1] = torch.cos(angle) * zoom
    matrix[:, :, 2] = uniform(generator, count * 2, -SHIFT, SHIFT).view(count, 2) * 2
    results = []
    for tensor, size in ((images, side), (saliency[:, None], side // 4)):
        grid = functional.affine_grid(
            matrix, [count, tensor.shape[1], size, size], align_corners=False
        )
        results.append(
            functional.grid_sample(tensor, grid, padding_mode="border", align_corners=False)
        )
    return results[0], results[1][:, 0]


def background(images: Tensor, generator: torch.Generator) -> Tensor:
    """Pure black, which one set has around its faces, painted over with a random gradient."""
    count, side = len(images), images.shape[-1]
    black = (images.amax(1, keepdim=True) < 0.02).float()
    corners = random(generator, count, 3, 2, 2)
    painted = functional.interpolate(corners, size=(side, side), mode="bilinear")
    chosen = (random(generator, count, 1, 1, 1) < 0.7).float() * black
    return images * (1 - chosen) + painted * chosen


def lit(images: Tensor, generator: torch.Generator) -> Tensor:
    """Random exposure, contrast, gamma, colour cast and, now and then, no colour at all."""
    count = len(images)

    def factor(low: float, high: float, channels: int = 1) -> Tensor:
        return uniform(generator, count * channels, low, high).view(count, channels, 1, 1)

    x = images.clamp(1e-4, 1) ** torch.exp(factor(-0.45, 0.45))
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * factor(0.65, 1.3) + mean * factor(0.65, 1.25)
    x = x * factor(0.9, 1.1, 3)
    gray = x.mean(1, keepdim=True).expand_as(x)
    return torch.where(random(generator, count, 1, 1, 1) < 0.25, gray, x).clamp(0, 1)


def degraded(images: Tensor, generator: torch.Generator) -> Tensor:
    """A part of the batch seen from afar (small, then enlarged), a part with sensor noise."""
    count, side = len(images), images.shape[-1]
    part = count // 3
    small = int(uniform(generator, 1, 0.3, 0.8).item() * side)
    shrunk = functional.interpolate(images[:part], size=(small, small), mode="area")
    far = functional.interpolate(shrunk, size=(side, side), mode="bilinear", align_corners=False)
    x = torch.cat([far, images[part:]])
    noise = torch.randn(x.shape, generator=generator, device=generator.device)
    strength = uniform(generator, count, 0, 0.05).view(count, 1, 1, 1)
    return (x + noise * strength * (strength > 0.025)).clamp(0, 1)


def occluded(images: Tensor, generator: torch.Generator, share: float = 0.25) -> Tensor:
    """A part of the batch with one gray patch over up to a third of the side."""
    count, side = len(images), images.shape[-1]
    centre = random(generator, count, 2) * side
    half = uniform(generator, count, 0.06, 0.17) * side
    half = half * (random(generator, count) < share)
    places = torch.arange(side, device=generator.device).float()
    rows = (places[None] - centre[:, :1]).abs() < half[:, None]
    columns = (places[None] - centre[:, 1:]).abs() < half[:, None]
    patch = (rows[:, None, :, None] & columns[:, None, None, :]).float()
    shade = random(generator, count, 1, 1, 1)
    return images * (1 - patch) + shade * patch


def webcam(
    images: Tensor, saliency: Tensor, side: int, harsh: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """All of it: RGB 0..1, N x 3 x any, with maps, to N x 3 x side x side.

    Every face is turned and gets a background; light, blur, noise and patches come over a random
    share `harsh` of them.
    """
    order = torch.randperm(len(images), generator=generator, device=generator.device)
    inverse = torch.argsort(order)
    x, maps = turned(background(images[order], generator), saliency[order], side, generator)
    hurt = round(harsh * len(x))
    worse = occluded(degraded(lit(x[:hurt], generator), generator), generator)
    return torch.cat([worse, x[hurt:]])[inverse], maps[inverse]
