"""Packed fixation sets as batches of pictures, densities and fixation counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mien.types import Floats, Image
from mien_models.nets.saliency import MEAN, STD
from mien_models.pack import SIDE
from mien_models.pack_gaze import GAZE_SETS, ZOOMS
from mien_models.splits import every_tenth

CELL = 4  # pixels of the picture a cell of the map
SCENE_SIGMA = 8.75  # pixels at 256 wide: about a degree of visual angle in MIT1003
CROP_SIGMA = 4.0  # pixels at 112: fine enough to tell an eye from the nose
LEAST_FIXATIONS = 8  # a crop with fewer says too little of where people look in a face
# Pixels of the picture that a crop must span: on smaller faces an eye tracker cannot tell the eyes
# from the mouth, and their fixations blur into one spot.
LEAST_SPAN = 50


@dataclass(frozen=True)
class GazePart:
    """Pictures N x H x W x 3, and for each its fixations K x 2, (row, column), whole pixels."""

    images: NDArray[np.uint8]
    fixations: list[NDArray[np.int64]]
    sigma: float


@dataclass(frozen=True)
class GazeSet:
    """A set's scenes and face crops, by split."""

    name: str
    scenes: dict[str, GazePart]
    crops: dict[str, GazePart]


def load_gaze(cache: Path) -> list[GazeSet]:
    """Every packed fixation set."""
    return [_load(cache, name) for name in GAZE_SETS]


def _load(cache: Path, name: str) -> GazeSet:
    with np.load(cache / f"gaze_{name}.npz") as packed:
        scenes, crops = packed["scenes"], packed["crops"]
        scene_points = _grouped(packed["scene_fixations"], len(scenes), scenes.shape[1:3])
        crop_points = _grouped(packed["crop_fixations"], len(crops), crops.shape[1:3])
        crop_scene = packed["crop_scene"]
        span = SIDE / packed["crop_scale"]
    splits = every_tenth(len(scenes))
    telling = np.array([len(points) >= LEAST_FIXATIONS for points in crop_points])
    telling &= span >= LEAST_SPAN * np.tile(ZOOMS, len(span) // len(ZOOMS))
    scene_parts, crop_parts = {}, {}
    for split, rows in splits.items():
        scene_parts[split] = GazePart(scenes[rows], [scene_points[i] for i in rows], SCENE_SIGMA)
        chosen = np.flatnonzero(np.isin(crop_scene, rows) & telling)
        crop_parts[split] = GazePart(crops[chosen], [crop_points[i] for i in chosen], CROP_SIGMA)
    return GazeSet(name, scene_parts, crop_parts)


def _grouped(table: Floats, count: int, size: tuple[int, ...]) -> list[NDArray[np.int64]]:
    owner = table[:, 0].astype(np.int64)
    limit = np.array(size) - 1
    places = np.clip(table[:, [2, 1]].astype(np.int64), 0, limit)
    order = np.argsort(owner, kind="stable")
    edges = np.searchsorted(owner[order], np.arange(count + 1))
    return [places[order[edges[i] : edges[i + 1]]] for i in range(count)]


def counts(fixations: NDArray[np.int64], height: int, width: int, cell: int = 1) -> Floats:
    """Fixations a cell, height/cell x width/cell."""
    grid = np.zeros((height // cell, width // cell), np.float32)
    np.add.at(grid, (fixations[:, 0] // cell, fixations[:, 1] // cell), 1)
    return grid


def truth(fixations: NDArray[np.int64], height: int, width: int, sigma: float) -> Floats:
    """The fixation density: counts blurred by a Gaussian, summing to 1."""
    blurred = cv2.GaussianBlur(counts(fixations, height, width), (0, 0), sigma)
    return np.asarray(blurred / blurred.sum(), dtype=np.float32)


def normalised(images: Image) -> Tensor:
    """N x H x W x 3, uint8, to the network's N x 3 x H x W."""
    return standardised(torch.from_numpy(np.array(images)).permute(0, 3, 1, 2).float() / 255)


def standardised(rgb: Tensor) -> Tensor:
    """RGB 0..1, N x 3 x H x W, less the mean and over the spread that the weights expect."""
    mean, std = (torch.tensor(three, device=rgb.device).view(1, 3, 1, 1) for three in (MEAN, STD))
    return (rgb - mean) / std


def varied(
    image: Image, points: NDArray[np.int64], rng: np.random.Generator
) -> tuple[Image, NDArray[np.int64]]:
    """A picture and its fixations mirrored, turned, zoomed and shifted a little, at random.

    Left as it is where no fixation would stay inside.
    """
    height, width = image.shape[:2]
    turn, zoom = rng.uniform(-12, 12), rng.uniform(0.88, 1.15)
    matrix = np.array(cv2.getRotationMatrix2D((width / 2, height / 2), turn, zoom), np.float64)
    matrix[:, 2] += rng.uniform(-0.04, 0.04, 2) * (width, height)
    if rng.random() < 0.5:
        matrix = matrix @ np.diag([-1.0, 1.0, 1.0]) + np.array([[0, 0, width - 1.0], [0, 0, 0]])
    moved = cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    places = points[:, ::-1] @ matrix[:, :2].T + matrix[:, 2]
    inside = ((places >= 0) & (places < (width, height))).all(1)
    if not inside.any():
        return image, points
    return np.asarray(moved, dtype=np.uint8), places[inside][:, ::-1].astype(np.int64)


def batch(
    part: GazePart, rows: NDArray[np.int64], rng: np.random.Generator | None = None
) -> tuple[Tensor, ...]:
    """Pictures, densities and counts on the map's grid; varied where there is a generator."""
    height, width = part.images.shape[1:3]
    images, densities, hits = [], [], []
    for row in rows:
        image, points = part.images[row], part.fixations[row]
        if rng is not None:
            image, points = varied(image, points, rng)
        images.append(image)
        full = truth(points, height, width, part.sigma)
        small = full.reshape(height // CELL, CELL, width // CELL, CELL).sum((1, 3))
        densities.append(small)
        hits.append(counts(points, height, width, CELL))
    return (
        normalised(np.stack(images)),
        torch.from_numpy(np.stack(densities)),
        torch.from_numpy(np.stack(hits)),
    )
