"""Difference of Gaussians on opponent colours: the paper's second, fixed path to saliency."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SIGMAS = (1.0, 2.0, 4.0, 8.0)  # of the centre, in pixels of the half-size picture
SURROUND = 1.6  # Marr and Hildreth's ratio, close to a Laplacian
NEGLIGIBLE = 1e-8
CHANNELS = 3 * len(SIGMAS) * 2


def opponent_colours(rgb: Tensor) -> Tensor:
    """Intensity, red-green and blue-yellow, N x 3 x H x W, of RGB 0..1; 0/0 is 0.

    I = max(R, G, B), RG = (R - G) / I, BY = (B - min(R, G)) / I.
    """
    red, green, blue = rgb.unbind(1)
    intensity = rgb.amax(1)
    safe = intensity.clamp(min=1e-3)
    red_green = (red - green) / safe
    blue_yellow = (blue - torch.minimum(red, green)) / safe
    return torch.stack([intensity, red_green, blue_yellow], 1)


def blur_matrices(length: int, sigmas: Tensor) -> Tensor:
    """K x length x length, each of which blurs a line by a Gaussian; every row sums to 1."""
    places = torch.arange(length, dtype=torch.float32, device=sigmas.device)
    apart = (places[:, None] - places[None, :]) / sigmas[:, None, None]
    weights = torch.exp(-0.5 * apart**2)
    # Weights too small to matter would be denormal numbers, on which products run ten times slower.
    weights = torch.where(weights < NEGLIGIBLE, 0.0, weights)
    return weights / weights.sum(2, keepdim=True)


class OpponentDoG(nn.Module):
    """On and off responses of each opponent channel at four scales, on a quarter of the input.

    Blurring is separable and done as two matrix products, which run faster than long depthwise
    convolutions and treat the picture's edge as it should be: weights outside it do not count.
    """

    sigmas: Tensor

    def __init__(self) -> None:
        super().__init__()
        centre = torch.tensor(SIGMAS)
        both = torch.cat([centre, centre * SURROUND])
        self.register_buffer("sigmas", both, persistent=False)

    def forward(self, rgb: Tensor) -> Tensor:
        """N x 3 x H x W, RGB 0..1, to N x 24 x H/4 x W/4, not negative."""
        half = functional.avg_pool2d(opponent_colours(rgb), 2)
        rows, columns = half.shape[-2], half.shape[-1]
        down = blur_matrices(rows, self.sigmas)[:, None, None]
        across = blur_matrices(columns, self.sigmas).transpose(1, 2)[:, None, None]
        centre, surround = (down @ half[None] @ across).chunk(2)  # each 4 x N x 3 x H/2 x W/2
        on, off = functional.relu(centre - surround), functional.relu(surround - centre)
        maps = torch.stack([on, off], 1).permute(2, 0, 1, 3, 4, 5).flatten(1, 3)
        return functional.avg_pool2d(maps, 2)
