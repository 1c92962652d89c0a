"""What bad pictures and head turns cost: python -m mien_models stress --data D --json F.

The pictures of the test parts are made worse one step at a time and then go the judge's own way:
MediaPipe finds the face, the app cuts the crop, the ONNX file reads it.
"""

from __future__ import annotations

import argparse
import csv
import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from mien.network.session import Network
from mien.types import Image
from mien_models.evaluate import Labelled, colour_test, ferplus_test, named, tell
from mien_models.face_data import read_set
from mien_models.groups import NOT_ALLOWED, grouped, shares
from mien_models.judge import TEST_ROWS
from mien_models.pack import FACE_SETS, FaceSet, decode, pack_set, present, read_rows
from mien_models.splits import every_nth

FACES = 600  # of each set's test part that go through every step
SETS: Mapping[str, Callable[[Path], Labelled]] = {"ferplus": ferplus_test, "colour": colour_test}
Worse = Callable[[Image], Image]


def blurred(image: Image, share: float) -> Image:
    """Out of focus: a Gaussian whose spread is a share of the picture's width."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), share * image.shape[1]), np.uint8)


def gray(image: Image) -> Image:
    """No colour."""
    one = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.repeat(np.asarray(one, np.uint8)[:, :, None], 3, 2)


def dark(image: Image, light: float, noise: float = 4.0) -> Image:
    """A share of the light, and a sensor's noise of a few levels in it, the same every time."""
    grain = np.random.default_rng(0).normal(0, noise, image.shape)
    return np.clip(image * light + grain, 0, 255).astype(np.uint8)


def compressed(image: Image, quality: int) -> Image:
    """As JPEG leaves it."""
    _, data = cv2.imencode(".jpg", np.asarray(image), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def turned(image: Image, degrees: float) -> Image:
    """Turned in its plane about its middle."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    moved = cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def small(image: Image, width: int) -> Image:
    """A face seen from afar: the picture at so many pixels of width."""
    height = max(1, round(image.shape[0] * width / image.shape[1]))
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


STEPS: Mapping[str, Worse] = {
    "as it is": lambda image: image,
    "gray": gray,
    "blur 1 %": partial(blurred, share=0.01),
    "blur 2 %": partial(blurred, share=0.02),
    "blur 4 %": partial(blurred, share=0.04),
    "light 1/2": partial(dark, light=0.5),
    "light 1/4": partial(dark, light=0.25),
    "light 1/8": partial(dark, light=0.125),
    "JPEG quality 50": partial(compressed, quality=50),
    "JPEG quality 20": partial(compressed, quality=20),
    "JPEG quality 5": partial(compressed, quality=5),
    "turn 15 degrees": partial(turned, degrees=15),
    "turn 30 degrees": partial(turned, degrees=30),
    "turn 45 degrees": partial(turned, degrees=45),
    "32 pixels wide": partial(small, width=32),
    "24 pixels wide": partial(small, width=24),
    "16 pixels wide": partial(small, width=16),
}


@dataclass(frozen=True)
class Sample:
    """Some test rows of a set with their pictures."""

    face_set: FaceSet
    rows: list[dict[str, str]]
    images: list[Image]


def sample_of(face_set: FaceSet, data: Path, faces: int) -> Sample:
    """Evenly spread test rows, about so many; the same for every step."""
    path = data / face_set.file
    wanted = TEST_ROWS[face_set.name]
    with zipfile.ZipFile(path) as archive, archive.open("labels.csv") as raw:
        table = csv.DictReader(io.TextIOWrapper(raw, "utf-8"))
        count = sum(wanted(row) for row in table)
    rows, encoded = read_rows(path, every_nth(wanted, count // faces))
    return Sample(face_set, rows, [decode(one) for one in encoded])


def write_worse(sample: Sample, worse: Worse, path: Path) -> None:
    """The sample made worse, as a set of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for row, image in zip(sample.rows, sample.images, strict=True):
            bgr = cv2.cvtColor(worse(image), cv2.COLOR_RGB2BGR)
            archive.writestr(row["image"], cv2.imencode(".png", bgr)[1].tobytes())
        text = io.StringIO()
        writer = csv.DictWriter(text, list(sample.rows[0]))
        writer.writeheader()
        writer.writerows(sample.rows)
        archive.writestr("labels.csv", text.getvalue())


def one_step(
    network: Network, sample: Sample, worse: Worse, model: Path, workers: int
) -> dict[str, float]:
    """Accuracy on the sample made worse, and in how many pictures MediaPipe still saw a face."""
    with tempfile.TemporaryDirectory() as folder:
        home, one = Path(folder), sample.face_set
        write_worse(sample, worse, home / one.file)
        pack_set(one, home, home, model, workers)
        test = SETS[one.name](home)
        right = named(network, test).argmax(1) == test.label
        found = read_set(home, one.name).found[test.rows]
    return shares(right) | {"face_found": float(found.mean())}


def step_table(
    network: Network, sample: Sample, model: Path, workers: int
) -> dict[str, dict[str, float]]:
    """A row a step, with what it costs against the pictures as they are."""
    table: dict[str, dict[str, float]] = {}
    for name, worse in STEPS.items():
        row = one_step(network, sample, worse, model, workers)
        first = table.get("as it is", row)
        table[name] = row | {"lost": first["accuracy"] - row["accuracy"]}
    return table


def stress(network: Network, data: Path, faces: int, workers: int, go_on: bool) -> dict[str, Any]:
    """The steps on a sample of each set, and groups within all of each set's test part."""
    model = data / "weights" / "face_landmarker.task"
    there = present(data, {s.name: s.file for s in FACE_SETS if s.name in SETS}, go_on)
    tables: dict[str, Any] = {"steps": {}, "groups": {}, "not allowed": NOT_ALLOWED}
    for one in FACE_SETS:
        if one.name not in there:
            continue
        sample = sample_of(one, data, faces)
        tables["steps"][one.name] = step_table(network, sample, model, workers)
        with tempfile.TemporaryDirectory() as folder:
            cache = Path(folder)
            pack_set(one, data, cache, model, workers, TEST_ROWS[one.name])
            tables["groups"][one.name] = grouped(network, cache, one.name, SETS[one.name](cache))
    return tables


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--network", type=Path, help="another ONNX file than the shipped one")
    parser.add_argument("--faces", type=int, default=FACES, help="of each set, for the steps")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--skip-missing", action="store_true", help="go on without missing sets")
    options = parser.parse_args(arguments)
    network = Network.load(options.network, "cpu", threads=2)
    figures = stress(network, options.data, options.faces, options.workers, options.skip_missing)
    tell(figures, options.json)


if __name__ == "__main__":
    main()
