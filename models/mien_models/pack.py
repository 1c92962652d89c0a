"""Turns the data sets into aligned crops, once: python -m mien_models.pack --data D --cache C.

Each face set becomes NAME.crops.npy (N x 112 x 112 x 3, uint8, RGB) and NAME.npz: the labels as in
its table, `found` (MediaPipe saw a face), `blendshapes` (N x 52, NaN where none), `pose`, `to_crop`
(N x 2 x 3: how the crop was cut, from the unit square). A damaged picture is named, counted and
left out.
"""

from __future__ import annotations

import argparse
import csv
import io
import multiprocessing
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from mien.errors import MienError
from mien.faces.align import crop_transform, cut
from mien.faces.landmarker import BLENDSHAPES, Landmarker
from mien.faces.pose import head_pose
from mien.types import Floats, Image

SIDE = 112
WORK_SIDE = 192  # pictures smaller than this are enlarged to it before MediaPipe looks
FEW = 100  # pictures, for which starting processes would take longer than it saves


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
        cls.landmarker = Landmarker(Path(model))

    @classmethod
    def measure(cls, data: bytes) -> Measured:
        """What is seen in an encoded picture."""
        return measure(cls.landmarker, decode(data))


def present(data: Path, files: Mapping[str, str], go_on: bool) -> list[str]:
    """The names of the sets, name to file, that lie under `data`.

    MienError where one is missing, unless the caller wants to go on without it; then it is told.
    """
    missing = [name for name, file in files.items() if not (data / file).is_file()]
    if missing and not go_on:
        raise MienError(
            f"{data} lacks {', '.join(files[name] for name in missing)}: put it there, or go on "
            "without it by --skip-missing."
        )
    for name in missing:
        print(f"{name}: {files[name]} is missing and left out", flush=True)
    return [name for name in files if name not in missing]


def read_rows(
    path: Path, wanted: Callable[[dict[str, str]], bool]
) -> tuple[list[dict[str, str]], list[bytes]]:
    """The wanted rows of a set's table with their encoded pictures, damaged ones left out."""
    rows, encoded, damaged = [], [], 0
    with zipfile.ZipFile(path) as archive:
        for row in read_table(archive):
            if not wanted(row):
                continue
            try:
                data = archive.read(row["image"])
                decode(data)
            except (KeyError, ValueError, zipfile.BadZipFile, zlib.error, cv2.error):
                print(f"{path.name}: {row['image']} is damaged and left out", flush=True)
                damaged += 1
                continue
            rows.append(row)
            encoded.append(data)
    if damaged:
        print(f"{path.name}: {damaged} damaged pictures left out", flush=True)
    if not rows:
        raise MienError(f"{path} holds no picture that can be used.")
    return rows, encoded


def pack_set(
    face_set: FaceSet,
    data: Path,
    cache: Path,
    model: Path,
    workers: int,
    wanted: Callable[[dict[str, str]], bool] = lambda _: True,
) -> None:
    """Write one set's crops and its table; does nothing where they are already there."""
    table_path = cache / f"{face_set.name}.npz"
    if table_path.exists():
        return
    rows, encoded = read_rows(data / face_set.file, wanted)
    measured = measure_all(encoded, model, workers, face_set.name)
    found = np.array([m.found for m in measured])
    usual = np.eye(2, 3, dtype=np.float32) * SIDE
    if found.any():
        usual = np.median([m.to_crop for m in measured if m.found], axis=0).astype(np.float32)
    crops = np.empty((len(rows), SIDE, SIDE, 3), np.uint8)
    to_crop = np.stack([m.to_crop if m.found else usual for m in measured])
    for i, raw in enumerate(encoded):
        image = decode(raw)
        to_unit = np.asarray(cv2.invertAffineTransform(from_unit(image)), dtype=np.float32)
        crops[i] = cut(image, affine(to_unit, to_crop[i]), SIDE)
    np.save(cache / f"{face_set.name}.crops.npy", crops)
    columns = {f"label_{name}": np.array([row[name] for row in rows]) for name in rows[0]}
    columns["found"] = found
    columns["blendshapes"] = np.stack([m.blendshapes for m in measured])
    columns["pose"] = np.stack([m.pose for m in measured])
    columns["to_crop"] = to_crop
    np.savez(table_path, allow_pickle=False, **columns)
    print(f"{face_set.name}: {len(rows)} pictures, a face found in {found.mean():.1%}", flush=True)


def measure_all(encoded: list[bytes], model: Path, workers: int, name: str) -> list[Measured]:
    """What MediaPipe sees in each picture, by several processes where there are many pictures."""
    if len(encoded) < FEW:
        with Landmarker(model) as landmarker:
            return [measure(landmarker, decode(one)) for one in encoded]
    # Spawned, not forked: threads of OpenCV and MediaPipe do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, Worker.start, (str(model),)) as pool:
        found = pool.imap(Worker.measure, encoded, chunksize=32)
        return list(tqdm(found, name, len(encoded), unit=" pictures"))


def main(arguments: list[str] | None = None) -> None:
    """Pack every face set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--skip-missing", action="store_true", help="go on without missing sets")
    options = parser.parse_args(arguments)
    options.cache.mkdir(parents=True, exist_ok=True)
    model = options.data / "weights" / "face_landmarker.task"
    there = present(options.data, {s.name: s.file for s in FACE_SETS}, options.skip_missing)
    for face_set in FACE_SETS:
        if face_set.name in there:
            pack_set(face_set, options.data, options.cache, model, options.workers)


if __name__ == "__main__":
    main()
