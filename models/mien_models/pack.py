"""Turns the data sets into aligned crops, once: python -m mien_models.pack --data D --cache C.

Each face set becomes NAME.crops.npy (N x 112 x 112 x 3, uint8, RGB) and NAME.npz: the labels as in
its table, `found` (MediaPipe saw a face), `blendshapes` (N x 52, NaN where none), `pose`.
"""

from __future__ import annotations

import argparse
import csv
import io
import multiprocessing
import zipfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mien.faces.align import crop_transform, cut
from mien.faces.landmarker import BLENDSHAPES, Landmarker
from mien.faces.pose import head_pose
from mien.types import Floats, Image

SIDE = 112
WORK_SIDE = 192  # pictures smaller than this are enlarged to it before MediaPipe looks


@dataclass(frozen=True)
class FaceSet:
    """A zip of single faces; where MediaPipe finds none, the crop usual for the set is taken."""

    name: str
    file: str


FACE_SETS = (
    FaceSet("ferplus", "expression/ferplus.zip"),
    FaceSet("colour", "expression/affect_colour.zip"),
    FaceSet("ckplus", "action_units/ckplus.zip"),
    FaceSet("genki", "smile/genki4k.zip"),
    FaceSet("london", "smile/london_faces.zip"),
)


@dataclass(frozen=True)
class Measured:
    """What MediaPipe saw in a picture; to_crop is 2 x 3 from the unit square. NaN: no face."""

    to_crop: Floats
    blendshapes: Floats
    pose: Floats

    @property
    def found(self) -> bool:
        """Whether there was a face."""
        return bool(np.isfinite(self.to_crop).all())


NOTHING = Measured(
    np.full((2, 3), np.nan, np.float32),
    np.full(BLENDSHAPES, np.nan, np.float32),
    np.full(3, np.nan, np.float32),
)


def read_table(archive: zipfile.ZipFile, name: str = "labels.csv") -> list[dict[str, str]]:
    """The rows of a CSV table in the archive."""
    with archive.open(name) as raw:
        return list(csv.DictReader(io.TextIOWrapper(raw, "utf-8")))


def decode(data: bytes) -> Image:
    """An RGB picture of an encoded one."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    if picture is None:
        raise ValueError("a picture of the data cannot be decoded")
    return np.asarray(picture, dtype=np.uint8)


def affine(*steps: Floats) -> Floats:
    """The 2 x 3 that does the given 2 x 3 transforms one after the other."""
    whole = np.eye(3)
    for step in steps:
        whole = np.vstack([step, [0, 0, 1]]) @ whole
    return whole[:2].astype(np.float32)


def from_unit(image: Image) -> Floats:
    """The 2 x 3 from the unit square to the picture's pixels."""
    return np.array([[image.shape[1], 0, 0], [0, image.shape[0], 0]], dtype=np.float32)


def framed(image: Image) -> tuple[Image, Floats]:
    """The picture enlarged and with a margin, and the 2 x 3 from the unit square to its pixels.

    MediaPipe's detector wants some surroundings, which tight crops lack.
    """
    scale = max(1.0, WORK_SIDE / max(image.shape[:2]))
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    large = cv2.resize(image, size, interpolation=cv2.INTER_CUBIC) if scale > 1 else image
    margin = max(size) // 4
    padded = cv2.copyMakeBorder(large, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    to_padded = np.array([[size[0], 0, margin], [0, size[1], margin]], dtype=np.float32)
    return np.asarray(padded, dtype=np.uint8), to_padded


def measure(landmarker: Landmarker, image: Image) -> Measured:
    """The largest face of a picture."""
    padded, to_padded = framed(image)
    meshes = landmarker.find(padded)
    if not meshes:
        return NOTHING
    mesh = max(meshes, key=lambda m: float(np.ptp(m.landmarks[:, 0])))
    pose = head_pose(mesh.transform)
    return Measured(
        affine(to_padded, crop_transform(mesh.landmarks, SIDE)),
        mesh.blendshapes,
        np.array([pose.pitch, pose.yaw, pose.roll], dtype=np.float32),
    )


class Worker:
    """A process's own landmarker, made when it starts."""

    landmarker: Landmarker

    @classmethod
    def start(cls, model: str) -> None:
        """Load the model in this process."""
        cv2.setNumThreads(1)
        cls.landmarker = Landmarker(Path(model), faces=1, video=False)

    @classmethod
    def measure(cls, data: bytes) -> Measured:
        """What is seen in an encoded picture."""
        return measure(cls.landmarker, decode(data))


def pack_set(face_set: FaceSet, data: Path, cache: Path, model: Path, workers: int) -> None:
    """Write one set's crops and its table; does nothing where they are already there."""
    table_path = cache / f"{face_set.name}.npz"
    if table_path.exists():
        return
    with zipfile.ZipFile(data / face_set.file) as archive:
        rows = read_table(archive)
        encoded = [archive.read(row["image"]) for row in rows]
    # Spawned, not forked: threads of OpenCV and MediaPipe do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, Worker.start, (str(model),)) as pool:
        measured = list(pool.imap(Worker.measure, encoded, chunksize=64))
    found = np.array([m.found for m in measured])
    usual = np.median([m.to_crop for m in measured if m.found], axis=0).astype(np.float32)
    crops = np.empty((len(rows), SIDE, SIDE, 3), np.uint8)
    for i, (raw, one) in enumerate(zip(encoded, measured, strict=True)):
        image = decode(raw)
        to_crop = one.to_crop if one.found else usual
        to_unit = np.asarray(cv2.invertAffineTransform(from_unit(image)), dtype=np.float32)
        crops[i] = cut(image, affine(to_unit, to_crop), SIDE)
    np.save(cache / f"{face_set.name}.crops.npy", crops)
    columns = {f"label_{name}": np.array([row[name] for row in rows]) for name in rows[0]}
    columns["found"] = found
    columns["blendshapes"] = np.stack([m.blendshapes for m in measured])
    columns["pose"] = np.stack([m.pose for m in measured])
    np.savez(table_path, allow_pickle=False, **columns)
    print(f"{face_set.name}: {len(rows)} pictures, a face found in {found.mean():.1%}", flush=True)


def main() -> None:
    """Pack every face set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    model = arguments.data / "weights" / "face_landmarker.task"
    for face_set in FACE_SETS:
        pack_set(face_set, arguments.data, arguments.cache, model, arguments.workers)


if __name__ == "__main__":
    main()
