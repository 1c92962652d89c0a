"""Judges the saliency of the ONNX file on whole scenes, beside three maps that know less."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from mien.network.session import Network
from mien.types import Floats, Image
from mien_models import metrics
from mien_models.gaze_data import truth
from mien_models.pack import decode
from mien_models.pack_gaze import fixations_of, scene_of
from mien_models.splits import every_tenth

SEEN = (448, 560)  # rows and columns of the network's input; its saliency model sees 256 x 320
LONG_SIDE = 256  # of a map when it is judged, pixels
SIGMA = 8.75  # of the true density, about a degree of visual angle there
COLUMNS = ("AUC-Judd", "sAUC", "NSS", "CC", "SIM", "KL", "IG")
LEAST = 1e-12  # of a density, so that its logarithm exists
Map = NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """A test picture with its fixations K x 2, (row, column), at the size at which it is judged."""

    image: Image
    fixations: NDArray[np.int64]
    height: int
    width: int


def places(unit_points: Floats, height: int, width: int) -> NDArray[np.int64]:
    """Fixations x, y in 0..1 as (row, column) on a grid."""
    size = np.array([height, width])
    cells: NDArray[np.int64] = (unit_points[:, ::-1] * size).astype(np.int64)
    return np.clip(cells, 0, size - 1)


def judged_size(image: Image) -> tuple[int, int]:
    """Height and width with the longer one at LONG_SIDE."""
    scale = LONG_SIDE / max(image.shape[:2])
    return round(image.shape[0] * scale), round(image.shape[1] * scale)


def test_scenes(archive: zipfile.ZipFile, fixations: dict[str, Floats]) -> Iterator[Scene]:
    """Every tenth picture from the first, names sorted."""
    names = sorted(fixations)
    for row in every_tenth(len(names))["test"]:
        image = decode(archive.read(names[row]))
        height, width = judged_size(image)
        yield Scene(image, places(fixations[names[row]], height, width), height, width)


def centre_prior(fixations: dict[str, Floats]) -> Map:
    """The mean fixation density of the training pictures, on a square grid of LONG_SIDE."""
    names = sorted(fixations)
    total = np.zeros((LONG_SIDE, LONG_SIDE))
    for row in every_tenth(len(names))["train"]:
        points = places(fixations[names[row]], LONG_SIDE, LONG_SIDE)
        total += truth(points, LONG_SIDE, LONG_SIDE, SIGMA)
    return total


def fitted(grid: NDArray[np.floating], scene: Scene) -> Map:
    """A map on the scene's own grid, as a density."""
    large = cv2.resize(
        np.asarray(grid, np.float64), (scene.width, scene.height), interpolation=cv2.INTER_CUBIC
    )
    large = np.clip(large, LEAST, None)
    return np.asarray(large / large.sum())


def looked(network: Network, scene: Scene) -> Map:
    """The network's map of a scene in a frame of SEEN, its proportions kept."""
    picture, to_picture = scene_of(scene.image, *SEEN)
    (reading,) = network.read(picture[None])
    size = (picture.shape[1], picture.shape[0])
    # Brought to the frame's size first: the picture's edges seldom fall between two cells.
    large = cv2.resize(reading.saliency, size, interpolation=cv2.INTER_CUBIC)
    left, top = np.rint(to_picture[:, 2]).astype(int)
    far = to_picture @ np.array([scene.image.shape[1], scene.image.shape[0], 1.0])
    right, bottom = np.rint(far).astype(int)
    return fitted(np.asarray(large[top:bottom, left:right], np.float64), scene)


def spectral_residual(scene: Scene) -> Map:
    """The classical model: Hou and Zhang 2007, as OpenCV's contributed saliency module has it."""
    small = cv2.resize(scene.image, (64, 64), interpolation=cv2.INTER_AREA)
    _, grid = cv2.saliency.StaticSaliencySpectralResidual.create().computeSaliency(small)
    return fitted(np.asarray(cv2.GaussianBlur(grid, (0, 0), 2.5), np.float64), scene)


def judge_scenes(network: Network, path: Path, seed: int = 0) -> dict[str, dict[str, float]]:
    """A row a map over one fixation set's test part, the mean over its pictures.

    sAUC's negatives are fixations of the other test pictures, ten times as many as the positives.
    """
    with zipfile.ZipFile(path) as archive:
        fixations = fixations_of(archive)
        scenes = list(tqdm(test_scenes(archive, fixations), path.stem, unit=" scenes"))
    prior = centre_prior(fixations)
    flat = np.ones((2, 2))
    maps: dict[str, Callable[[Scene], Map]] = {
        "network": lambda scene: looked(network, scene),
        "spectral residual": spectral_residual,
        "centre prior": lambda scene: fitted(prior, scene),
        "uniform": lambda scene: fitted(flat, scene),
    }
    table = {}
    for name, make in maps.items():
        rng = np.random.default_rng(seed)
        rows = [
            _row(make(s), s, fitted(prior, s), _others(scenes, i, rng))
            for i, s in enumerate(scenes)
        ]
        # A flat map correlates with nothing; its CC stays NaN instead of being left out.
        table[name] = dict(zip(COLUMNS, np.mean(rows, axis=0).tolist(), strict=True))
    table["network"]["pictures"] = len(scenes)
    return table


def _others(scenes: list[Scene], mine: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Fixations of other scenes, where they stand in relation to the picture, on mine's grid."""
    here = scenes[mine]
    relative = [s.fixations / (s.height, s.width) for i, s in enumerate(scenes) if i != mine]
    every = np.concatenate(relative)
    count = min(len(every), 10 * len(here.fixations))
    chosen = every[rng.choice(len(every), count, replace=False)]
    return places(chosen[:, ::-1].astype(np.float32), here.height, here.width)


def _row(one: Map, scene: Scene, prior: Map, negatives: NDArray[np.int64]) -> tuple[float, ...]:
    real = truth(scene.fixations, scene.height, scene.width, SIGMA).astype(np.float64)
    return (
        metrics.auc_judd(one, scene.fixations),
        metrics.auc(metrics.at(one, scene.fixations), metrics.at(one, negatives)),
        metrics.nss(one, scene.fixations),
        metrics.cc(one, real),
        metrics.sim(one, real),
        metrics.kl(one, real),
        metrics.information_gain(one, prior, scene.fixations),
    )
