"""Data sets of the tests' own, in the layout of the real ones, around one real face."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch

from mien.types import Floats, Image
from mien_models.face_weights import NAME
from mien_models.labels import ACTION_UNITS, EXPRESSIONS
from mien_models.nets.mobilenet import WEIGHTS, mobilenet
from mien_models.nets.mobilenet_v1 import BLOCKS, STEM
from mien_models.pack_gaze import GAZE_SETS

Rows = Sequence[Mapping[str, object]]
FACE = np.array([225.0, 130.0])  # the middle of the astronaut's face, x, y
VOTES = (*EXPRESSIONS, "unknown", "not_a_face")
PARTS = ("train", "train", "train", "valid", "test", "test")


def encoded(image: Image) -> bytes:
    """A picture as the sets hold it."""
    ordered = cv2.cvtColor(image, cv2.COLOR_RGB2BGR) if image.ndim == 3 else image
    done, data = cv2.imencode(".webp", ordered)
    assert done
    return bytes(data)


def view(astronaut: Image, width: int, height: int, scale: float, seed: int) -> Image:
    """The astronaut's face in the middle of a picture, turned and lit a little differently."""
    rng = np.random.default_rng(seed)
    matrix = np.array(cv2.getRotationMatrix2D(FACE.tolist(), rng.uniform(-8, 8), scale))
    matrix[:, 2] += np.array([width, height]) / 2 - FACE
    moved = cv2.warpAffine(astronaut, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(moved * rng.uniform(0.7, 1.1), 0, 255), dtype=np.uint8)


def table(rows: Rows) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_set(path: Path, rows: Rows, pictures: Mapping[str, bytes]) -> None:
    """A set of faces: its pictures and its table, whose `image` names them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in pictures.items():
            archive.writestr(name, data)
        archive.writestr("labels.csv", table(rows))


def votes_for(expression: str) -> dict[str, int]:
    """Eight of ten annotators named it, two were not sure."""
    return {name: 8 * (name == expression) + 2 * (name == "unknown") for name in VOTES}


def expression_sets(data: Path, astronaut: Image) -> None:
    """FER+ and the colour set."""
    rows = [
        {"image": f"images/fer{i:07}.webp", "split": part, **votes_for(EXPRESSIONS[i % 2])}
        for i, part in enumerate(PARTS)
    ]
    gray = [
        cv2.cvtColor(view(astronaut, 48, 48, 0.45, i), cv2.COLOR_RGB2GRAY) for i in range(len(rows))
    ]
    pictures = {str(r["image"]): encoded(np.asarray(g)) for r, g in zip(rows, gray, strict=True)}
    write_set(data / "expression/ferplus.zip", rows, pictures)
    rows = [
        {
            "image": f"images/{'test' if i > 3 else 'train'}_{i}.webp",
            "split": "test" if i > 3 else "train",
            "expression": EXPRESSIONS[i % 3],
        }
        for i in range(7)
    ]
    pictures = {
        str(r["image"]): encoded(view(astronaut, 112, 112, 1.1, i)) for i, r in enumerate(rows)
    }
    write_set(data / "expression/affect_colour.zip", rows, pictures)


def other_face_sets(data: Path, astronaut: Image) -> None:
    """CK+, GENKI-4K and the London set."""
    units: dict[str, object] = dict.fromkeys(ACTION_UNITS, 0)
    rows: list[dict[str, object]] = []
    for subject in (5, 6, 7, 10):
        for i, name in enumerate(("neutral", "happy")):
            shown = {"AU12": i, "AU06": i, "AU25": i}
            image = f"images/S{subject:03}_{i}.webp"
            rows.append(
                {"image": image, "subject": f"S{subject:03}", "expression": name} | units | shown
            )
    faces = [encoded(view(astronaut, 96, 96, 0.9, i)) for i in range(len(rows))]
    names = [str(row["image"]) for row in rows]
    write_set(data / "action_units/ckplus.zip", rows, dict(zip(names, faces, strict=True)))
    rows = [{"image": f"images/{i:04}.webp", "smile": (i // 4) % 2} for i in (4, 5, 6, 8, 9, 10)]
    names = [str(row["image"]) for row in rows]
    write_set(data / "smile/genki4k.zip", rows, dict(zip(names, faces, strict=False)))
    rows = [
        {"image": f"images/{person:03}_{name}.webp", "person": person, "expression": name}
        for person in (1, 2)
        for name in ("neutral", "smiling")
    ]
    names = [str(row["image"]) for row in rows]
    write_set(data / "smile/london_faces.zip", rows, dict(zip(names, faces, strict=False)))


def write_gaze(path: Path, pictures: Mapping[str, Image], points: Mapping[str, Floats]) -> None:
    """A set of fixations: its pictures, and for each x, y in 0..1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {"image": name, "observer": i % 3, "x": f"{x:.5f}", "y": f"{y:.5f}", "duration_ms": 200}
        for name in pictures
        for i, (x, y) in enumerate(points[name])
    ]
    with zipfile.ZipFile(path, "w") as archive:
        for name, image in pictures.items():
            archive.writestr(name, encoded(image))
        archive.writestr("fixations.csv", table(rows))


def gaze_sets(data: Path, astronaut: Image, count: int = 12) -> None:
    """The fixation sets: upright and lying pictures with the face in their middle, looked at."""
    for number, name in enumerate(GAZE_SETS):
        rng = np.random.default_rng(number)
        sizes = [(240, 180), (180, 240)]
        pictures = {
            f"images/{i:02}.webp": view(astronaut, *sizes[i % 2], 0.9, 100 * number + i)
            for i in range(count)
        }
        points = {n: rng.normal(0.5, 0.06, (16, 2)).astype(np.float32) for n in pictures}
        write_gaze(data / "gaze" / f"{name}.zip", pictures, points)


def first_weights(data: Path) -> None:
    """A file like torchvision's MobileNetV2, its numbers made up."""
    (data / "weights").mkdir(parents=True, exist_ok=True)
    state = {f"features.{k}": v for k, v in mobilenet().state_dict().items()}
    torch.save(state, data / "weights" / WEIGHTS)


def face_arrays(seed: int = 0) -> dict[str, Floats]:
    """Arrays named and shaped like those of the face network, their numbers made up."""
    rng = np.random.default_rng(seed)

    def normal(*shape: int) -> Floats:
        inputs = np.prod(shape[:-1]) if shape[-1] > 1 else 9
        return rng.normal(0, (2 / inputs) ** 0.5, shape).astype(np.float32)

    def small(count: int) -> Floats:
        return rng.uniform(-0.1, 0.1, count).astype(np.float32)

    stem = normal(3, 3, 3, STEM) * np.float32(0.01)
    arrays: dict[str, Floats] = {"conv1/convolution/merged_input": stem}
    arrays["conv1_bn/batchnorm_1/sub"] = small(STEM)
    inputs = STEM
    for number, (outputs, _) in enumerate(BLOCKS, 1):
        arrays[f"conv_dw_{number}/depthwise_kernel"] = normal(3, 3, inputs, 1)
        arrays[f"conv_dw_{number}_bn/batchnorm_1/mul"] = np.float32(1) + small(inputs)
        arrays[f"conv_dw_{number}_bn/batchnorm_1/sub"] = small(inputs)
        arrays[f"conv_pw_{number}/convolution/merged_input"] = normal(1, 1, inputs, outputs)
        arrays[f"conv_pw_{number}_bn/batchnorm_1/sub"] = small(outputs)
        inputs = outputs
    return arrays


def face_weights(cache: Path) -> Path:
    """The file that fetching leaves in the cache, its numbers made up."""
    cache.mkdir(parents=True, exist_ok=True)
    named = {name.replace("/", ":"): array for name, array in face_arrays().items()}
    np.savez(cache / NAME, allow_pickle=False, **named)
    return cache / NAME


def all_data(data: Path, astronaut: Image, face_model: Path) -> Path:
    """Everything that the steps look for under --data."""
    expression_sets(data, astronaut)
    other_face_sets(data, astronaut)
    gaze_sets(data, astronaut)
    first_weights(data)
    (data / "weights/face_landmarker.task").write_bytes(face_model.read_bytes())
    return data
