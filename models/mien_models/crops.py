"""Judges the saliency of the ONNX file inside faces, on the fixation sets' test pictures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.network.session import Network
from mien_models import metrics
from mien_models.gaze_data import GazePart, load_gaze, truth

COLUMNS = ("NSS", "CC", "SIM", "KL", "IG")
Map = NDArray[np.float64]


def mean_truth(part: GazePart) -> Map:
    """The mean fixation density of a part: where people look in the average face."""
    height, width = part.images.shape[1:3]
    total = np.zeros((height, width))
    for points in part.fixations:
        total += truth(points, height, width, part.sigma)
    return np.asarray(total / total.sum() + 1e-12)


def looked(network: Network, part: GazePart) -> list[Map]:
    """The network's densities of a part's crops."""
    size = (part.images.shape[2], part.images.shape[1])
    maps = []
    for image in part.images:
        small = network.read(image[None])[0].saliency.astype(np.float64)
        large = np.clip(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC), 1e-12, None)
        maps.append(large / large.sum())
    return maps


def _row(one: Map, part: GazePart, index: int, mean: Map) -> tuple[float, ...]:
    points = part.fixations[index]
    real = truth(points, one.shape[0], one.shape[1], part.sigma).astype(np.float64)
    return (
        metrics.nss(one, points),
        metrics.cc(one, real),
        metrics.sim(one, real),
        metrics.kl(one, real),
        metrics.information_gain(one, mean, points),
    )


def judge_crops(network: Network, cache: Path) -> dict[str, dict[str, dict[str, float]]]:
    """A table a set: the network beside the mean face map of all sets' training parts."""
    sets = load_gaze(cache)
    mean = np.sum([mean_truth(s.crops["train"]) * len(s.crops["train"].images) for s in sets], 0)
    mean /= mean.sum()
    tables = {}
    for gaze_set in sets:
        part = gaze_set.crops["test"]
        if not len(part.images):
            continue
        maps = looked(network, part)
        rows = {
            "network": [_row(one, part, i, mean) for i, one in enumerate(maps)],
            "mean face": [_row(mean, part, i, mean) for i in range(len(maps))],
        }
        table = {
            name: dict(zip(COLUMNS, np.mean(values, axis=0).tolist(), strict=True))
            for name, values in rows.items()
        }
        table["network"]["crops"] = len(maps)
        tables[gaze_set.name] = table
    return tables
