"""The salient-feature model: where people would look, predicted from what people looked at."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from mien_models.nets import dog
from mien_models.nets.inception import DilatedInception
from mien_models.nets.mobilenet import mobilenet

MEAN = (0.485, 0.456, 0.406)  # of ImageNet's RGB, which the first weights expect
STD = (0.229, 0.224, 0.225)
SHRUNK = (4, 7)


class SaliencyModel(nn.Module):
    """Dilated inception and opponent-colour DoG side by side, then the multi-indicator prediction.

    The map is a quarter of the input's size. MobileNetV2 stands where the paper has ResNet, for
    live use on a CPU; its stride stays 8, dilation keeps its view wide.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, width: int = 64, use_dog: bool = True, use_inception: bool = True) -> None:
        super().__init__()
        self.features = mobilenet(groups=5, dilate_from=3)
        self.inception: nn.Module = (
            DilatedInception(96, width)
            if use_inception
            else nn.Sequential(nn.Conv2d(96, width, 1), nn.ReLU(inplace=True))
        )
        self.after = nn.Sequential(
            nn.Conv2d(width, 32, 3, padding=1, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
        )
        self.dog = dog.OpponentDoG() if use_dog else None
        self.dog_norm = nn.BatchNorm2d(dog.CHANNELS) if use_dog else None
        joined = 32 + (dog.CHANNELS if use_dog else 0)
        self.predict = nn.Sequential(
            nn.Conv2d(joined, 32, 3, padding=1, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
            nn.Conv2d(32, 1, 1),
        )
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(STD).view(1, 3, 1, 1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Normalised RGB, N x 3 x H x W, to the logarithm of a density, N x H/4 x W/4, unscaled."""
        deep = self.after(self.inception(self.features(x)))
        deep = functional.interpolate(deep, scale_factor=2.0, mode="bilinear", align_corners=False)
        if self.dog is not None and self.dog_norm is not None:
            edges = self.dog_norm(self.dog(x * self.std + self.mean))
            deep = torch.cat([deep, edges], 1)
        logits: Tensor = self.predict(deep)
        return logits[:, 0]


def density(logits: Tensor) -> Tensor:
    """The map as a density that sums to 1, N x H x W."""
    return functional.softmax(logits.flatten(1), 1).view_as(logits)


def peak_at_one(logits: Tensor) -> Tensor:
    """The map in 0..1 with its peak at 1, N x H x W."""
    return torch.exp(logits - logits.amax((1, 2), keepdim=True))


def glance(model: nn.Module, image: Tensor) -> Tensor:
    """N x 3 x H x W to the logarithm of a density, N x H/4 x W/4, from the picture made smaller.

    The model sees the picture at 4/7 of its size, which cuts its cost to a third. H and W are
    multiples of 112: 64 pixels of a face, or of a scene 256 x 320, near the paper's 240 x 320.
    """
    height, width = image.shape[-2], image.shape[-1]
    seen = (height // SHRUNK[1] * SHRUNK[0], width // SHRUNK[1] * SHRUNK[0])
    small = functional.interpolate(image, size=seen, mode="bilinear", align_corners=False)
    logits = model(small)[:, None]
    size = (height // 4, width // 4)
    return functional.interpolate(logits, size=size, mode="bilinear", align_corners=False)[:, 0]


def look(model: nn.Module, image: Tensor) -> Tensor:
    """What the exported network does: N x 3 x H x W to a map in 0..1, N x H/4 x W/4, peak at 1."""
    return peak_at_one(glance(model, image))
