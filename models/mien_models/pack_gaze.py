"""Turns the fixation sets into pictures and face crops with fixations, once, into the cache.

Each set becomes gaze_NAME.npz: `scenes` (N x 192 x 256 x 3, uint8, padded to 4:3), the fixations in
them, and `crops` (M x 112 x 112 x 3): its faces, aligned as in the app and once more with 1.6 times
the surroundings, with the fixations that fall inside, and `crop_scale`, pixels of the crop a pixel
of the original picture.
"""

from __future__ import annotations

import argparse
import csv
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from mien.faces.align import TEMPLATE, anchor_points, cut, similarity
from mien.faces.finder import FaceFinder
from mien.types import Floats, Image
from mien_models.pack import SIDE, decode, present

HEIGHT, WIDTH = 192, 256
GAZE_SETS = ("mit1003", "osie", "crowd")
MOST_FACES = 12
ZOOMS = (1.0, 1.6)


@dataclass
class Packed:
    """What one set collects; fixations are x, y in pixels, `of` the number of scene or crop."""

    scenes: list[Image] = field(default_factory=list)
    scene_fixations: list[Floats] = field(default_factory=list)
    crops: list[Image] = field(default_factory=list)
    crop_fixations: list[Floats] = field(default_factory=list)
    crop_scene: list[int] = field(default_factory=list)
    crop_scale: list[float] = field(default_factory=list)


def fixations_of(archive: zipfile.ZipFile) -> dict[str, Floats]:
    """Fixations a picture, K x 2, x and y in 0..1; those outside the picture are left out."""
    found: dict[str, list[tuple[float, float]]] = {}
    with archive.open("fixations.csv") as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8")):
            x, y = float(row["x"]), float(row["y"])
            if 0 <= x < 1 and 0 <= y < 1:
                found.setdefault(row["image"], []).append((x, y))
    return {name: np.array(points, dtype=np.float32) for name, points in found.items()}


def scene_of(image: Image, height: int = HEIGHT, width: int = WIDTH) -> tuple[Image, Floats]:
    """The picture fitted into height x width on gray, and the 2 x 3 from its own pixels."""
    scale = min(height / image.shape[0], width / image.shape[1])
    wide, high = round(image.shape[1] * scale), round(image.shape[0] * scale)
    left, top = (width - wide) // 2, (height - high) // 2
    scene = np.full((height, width, 3), 124, np.uint8)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    scene[top : top + high, left : left + wide] = cv2.resize(image, (wide, high), interpolation=way)
    return scene, np.array([[scale, 0, left], [0, scale, top]], dtype=np.float32)


def moved(points: Floats, transform: Floats) -> Floats:
    """Points N x 2 through a 2 x 3."""
    return np.asarray(points @ transform[:, :2].T + transform[:, 2], dtype=np.float32)


def add_picture(packed: Packed, finder: FaceFinder, image: Image, unit_points: Floats) -> None:
    """Add one picture's scene and the crops of its faces."""
    pixels = unit_points * np.array([image.shape[1], image.shape[0]], dtype=np.float32)
    scene, to_scene = scene_of(image)
    number = len(packed.scenes)
    packed.scenes.append(scene)
    packed.scene_fixations.append(moved(pixels, to_scene))
    for found in finder.find(image):
        for zoom in ZOOMS:
            template = ((TEMPLATE - 0.5) / zoom + 0.5) * SIDE
            to_crop = similarity(anchor_points(found.mesh.landmarks), template)
            inside = moved(pixels, to_crop)
            inside = inside[((inside >= 0) & (inside < SIDE)).all(1)]
            packed.crops.append(cut(image, to_crop, SIDE))
            packed.crop_fixations.append(inside)
            packed.crop_scene.append(number)
            packed.crop_scale.append(float(np.hypot(to_crop[0, 0], to_crop[1, 0])))


def joined(groups: list[Floats]) -> Floats:
    """Groups of x, y as one table K x 3: the group's number, x, y."""
    tables = [np.column_stack([np.full(len(g), i), g]) for i, g in enumerate(groups) if len(g)]
    return np.concatenate(tables).astype(np.float32)


def pack_gaze(name: str, data: Path, cache: Path, model: Path) -> None:
    """Write one set; does nothing where it is already there."""
    path = cache / f"gaze_{name}.npz"
    if path.exists():
        return
    packed = Packed()
    with (
        zipfile.ZipFile(data / "gaze" / f"{name}.zip") as archive,
        FaceFinder(model, MOST_FACES, still=True) as finder,
    ):
        fixations = fixations_of(archive)
        names = sorted(fixations)
        for image_name in tqdm(names, name, unit=" pictures"):
            image = decode(archive.read(image_name))
            add_picture(packed, finder, image, fixations[image_name])
    np.savez(
        path,
        names=np.array(names),
        scenes=np.stack(packed.scenes),
        scene_fixations=joined(packed.scene_fixations),
        crops=np.stack(packed.crops),
        crop_fixations=joined(packed.crop_fixations),
        crop_scene=np.array(packed.crop_scene),
        crop_scale=np.array(packed.crop_scale, dtype=np.float32),
    )
    print(f"{name}: {len(names)} pictures, {len(packed.crops) // len(ZOOMS)} faces", flush=True)


def main(arguments: list[str] | None = None) -> None:
    """Pack every fixation set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--skip-missing", action="store_true", help="go on without missing sets")
    options = parser.parse_args(arguments)
    options.cache.mkdir(parents=True, exist_ok=True)
    model = options.data / "weights" / "face_landmarker.task"
    files = {name: f"gaze/{name}.zip" for name in GAZE_SETS}
    for name in present(options.data, files, options.skip_missing):
        pack_gaze(name, options.data, options.cache, model)


if __name__ == "__main__":
    main()
