"""Accuracy within groups of test faces, as far as the data tell faces apart."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.network.session import Network
from mien.types import Floats
from mien_models.evaluate import Labelled, named
from mien_models.pack import SIDE

Mask = NDArray[np.bool_]
Group = dict[str, dict[str, float]]
Part = tuple[tuple[float, float], tuple[float, float]]

NOT_ALLOWED = (
    "Ages, sexes, skin tones, origins and disabilities are labelled in none of the sets, so there "
    "is no figure for any of them; brightness of a picture is light and camera as much as skin, so "
    "it is no stand-in. Glasses are not labelled either: the groups go by edges on the bridge of "
    "the nose, a proxy that was checked against no label. Pose is MediaPipe's, in faces that it "
    "found; the worst turned faces are among those that it did not find. FER+ is gray throughout, "
    "the colour set is cut to the face oval: gray against colour across the two is another set of "
    "people, so it is compared within the colour set (step 'gray')."
)
YAW, PITCH = (10.0, 20.0, 30.0), (10.0, 20.0)  # degrees
BRIGHT = (80.0, 120.0, 160.0)  # mean of the crop's middle, 0..255
ONE_SIDED = (15.0, 35.0)  # levels between the halves of the face
GLASSES = 0.75  # the quantile of the proxy above which a face counts as with glasses
# Rows and columns of the crop, as shares of its side, by the template that faces are aligned to.
MIDDLE = ((0.2, 0.9), (0.15, 0.85))
BRIDGE = ((0.2, 0.4), (0.42, 0.58))
ENOUGH = 30  # faces, for an interval
CHROMA = 4.0  # mean spread of R, G and B, levels, below which a picture is gray


def shares(right: Mask) -> dict[str, float]:
    """How many, the share right, and half its 95 % interval by the normal approximation.

    The interval is NaN for so few faces that the approximation does not hold.
    """
    count = len(right)
    share = float(right.mean()) if count else float("nan")
    spread = 1.96 * float(np.sqrt(share * (1 - share) / count)) if count >= ENOUGH else float("nan")
    return {"faces": count, "accuracy": share, "within": spread}


def binned(values: Floats, edges: tuple[float, ...], unit: str) -> dict[str, Mask]:
    """Which faces fall between which edges; those without a value are in none."""
    limits = [-np.inf, *edges, np.inf]
    names = [f"below {edges[0]:g} {unit}"]
    names += [f"{a:g} to {b:g} {unit}" for a, b in pairwise(edges)]
    names.append(f"{edges[-1]:g} {unit} and more")
    inside = [(values >= low) & (values < high) for low, high in pairwise(limits)]
    return dict(zip(names, inside, strict=True))


def part(crops: NDArray[np.uint8], where: Part) -> Floats:
    """A part of every crop in gray levels, N x rows x columns."""
    rows, columns = (slice(round(low * SIDE), round(high * SIDE)) for low, high in where)
    return np.asarray(crops[:, rows, columns].mean(3), dtype=np.float32)


def brightness(crops: NDArray[np.uint8]) -> Floats:
    """The mean level of each crop's middle, 0..255."""
    return np.asarray(part(crops, MIDDLE).mean((1, 2)), dtype=np.float32)


def one_sidedness(crops: NDArray[np.uint8]) -> Floats:
    """Levels between the left and the right half of each crop's middle."""
    middle = part(crops, MIDDLE)
    half = middle.shape[2] // 2
    left, right = middle[:, :, :half].mean((1, 2)), middle[:, :, -half:].mean((1, 2))
    return np.asarray(np.abs(left - right), dtype=np.float32)


def bridge_edges(crops: NDArray[np.uint8]) -> Floats:
    """How strong edges from side to side are on the bridge of the nose, against the whole face.

    A frame's bridge crosses there; a bare nose has little of it.
    """
    edges = [np.abs(cv2.Sobel(one, cv2.CV_32F, 0, 1)).mean() for one in part(crops, BRIDGE)]
    contrast = part(crops, MIDDLE).std((1, 2)) + 1
    return np.asarray(edges / contrast, dtype=np.float32)


def colourless(crops: NDArray[np.uint8]) -> Mask:
    """Which crops are gray, whatever their file says."""
    spread = crops.max(3).astype(np.float32) - crops.min(3)
    return np.asarray(spread.mean((1, 2)) < CHROMA)


def masks(crops: NDArray[np.uint8], pose: Floats) -> dict[str, dict[str, Mask]]:
    """Groups by name, each split into parts: which faces are in."""
    glasses = bridge_edges(crops)
    much = glasses >= np.quantile(glasses, GLASSES)
    seen, gray = ~np.isnan(pose[:, 0]), colourless(crops)
    return {
        "yaw": binned(np.abs(pose[:, 1]), YAW, "degrees"),
        "pitch": binned(np.abs(pose[:, 0]), PITCH, "degrees"),
        "face": {"found by MediaPipe": seen, "not found": ~seen},
        "brightness": binned(brightness(crops), BRIGHT, "of 255"),
        "light from one side": binned(one_sidedness(crops), ONE_SIDED, "levels"),
        "glasses by proxy": {"strongest quarter of edges": much, "the others": ~much},
        "colour": {"gray picture": gray, "colour picture": ~gray},
    }


def accuracies(right: Mask, groups: Mapping[str, Mapping[str, Mask]]) -> dict[str, Group]:
    """Faces and accuracy of every part of every group; parts without a face are left out."""
    return {
        name: {one: shares(right[mask]) for one, mask in parts.items() if mask.any()}
        for name, parts in groups.items()
    }


def grouped(network: Network, cache: Path, name: str, test: Labelled) -> dict[str, Group]:
    """The table of one packed set."""
    with np.load(cache / f"{name}.npz") as packed:
        pose = packed["pose"][test.rows]
    right = named(network, test).argmax(1) == test.label
    return accuracies(right, masks(test.crops, pose))
