"""Faces, readings and analyses made by hand, for tests of overlays and of the window."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from mien.network.card import Card
from mien.overlays.landmarks import CLOSED, IRISES
from mien.types import Analysis, Box, Face, Floats, Frame, Pose, ReadFace, Reading, frozen

CROP = 112
CELLS = 14
EVIDENCE_CELLS = 7
AGAINST = (5, 5)
EXPRESSIONS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear")
ACTION_UNITS = ("AU01", "AU04", "AU06", "AU12", "AU15", "AU25")
CARD = Card(
    name="made by hand",
    version="0",
    crop_size=CROP,
    mean=(0.5, 0.5, 0.5),
    std=(0.5, 0.5, 0.5),
    expressions=EXPRESSIONS,
    action_units=ACTION_UNITS,
    saliency_size=(CELLS, CELLS),
    evidence_size=(EVIDENCE_CELLS, EVIDENCE_CELLS),
    paper="A paper, 2021",
    training_data=("A set of faces",),
    licence="For tests only",
    limits=("It has never seen a face",),
    metrics={"Expression": {"accuracy": 0.25, "faces": 12}},
)
GRAY = 96


def make_face(
    face_id: int = 1, x: float = 100, y: float = 60, side: float = 160, roll: float = 0.0
) -> Face:
    """A face that fills a square box; roll in degrees turns only its crop."""
    middle, radius = np.array([x + side / 2, y + side / 2]), side / 2
    landmarks = np.zeros((478, 3), np.float32)
    landmarks[:, :2] = middle
    for scale, indices in (
        (1.0, CLOSED["face oval"]),
        (0.12, CLOSED["right eye"]),
        (0.12, CLOSED["left eye"]),
        (0.30, CLOSED["outer lips"]),
        (0.06, IRISES["right iris"][1:]),
        (0.06, IRISES["left iris"][1:]),
    ):
        angles = np.linspace(-np.pi / 2, 1.5 * np.pi, len(indices), endpoint=False)
        circle = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius * scale
        landmarks[list(indices), :2] = middle + circle
    return Face(
        face_id=face_id,
        score=0.9,
        box=Box(x, y, side, side),
        landmarks=frozen(landmarks),
        pose=Pose(3.0, -12.0, 0.4),
        blendshapes=frozen(np.zeros(52, np.float32)),
        to_crop=frozen(crop_of(middle, side, roll)),
    )


def crop_of(middle: Floats, side: float, roll: float) -> Floats:
    """The 2 x 3 that takes a turned square about a point to the crop."""
    scale = CROP / side
    cosine, sine = np.cos(np.radians(roll)) * scale, np.sin(np.radians(roll)) * scale
    turn = np.array([[cosine, -sine], [sine, cosine]])
    shift = np.array([CROP / 2, CROP / 2]) - turn @ middle
    return np.hstack([turn, shift[:, None]]).astype(np.float32)


def make_reading(
    expression: str = "happiness",
    smile: float = 0.7,
    peak: tuple[int, int] = (9, 6),
    au12: float = 0.9,
) -> Reading:
    """A reading whose most probable expression has 0.7, and whose saliency has one peak.

    Its evidence is that of `make_evidence`.
    """
    probabilities = np.full(len(EXPRESSIONS), 0.3 / (len(EXPRESSIONS) - 1), np.float32)
    probabilities[EXPRESSIONS.index(expression)] = 0.7
    units = np.linspace(0.05, 0.3, len(ACTION_UNITS)).astype(np.float32)
    units[ACTION_UNITS.index("AU12")] = au12
    rows, columns = np.mgrid[0:CELLS, 0:CELLS]
    distance = (rows - peak[0]) ** 2 + (columns - peak[1]) ** 2
    saliency = np.exp(-distance / 4.0).astype(np.float32)
    return Reading(
        frozen(probabilities), frozen(units), smile, frozen(saliency), frozen(make_evidence())
    )


def make_evidence() -> Floats:
    """4 in a cell of its own for each value, counted along rows 2 and 3; -3 in one for all."""
    evidence = np.zeros((len(CARD.values), EVIDENCE_CELLS, EVIDENCE_CELLS), np.float32)
    evidence[:, AGAINST[0], AGAINST[1]] = -3.0
    for value in range(len(evidence)):
        evidence[value, 2 + value // EVIDENCE_CELLS, value % EVIDENCE_CELLS] = 4.0
    return evidence


def make_frame(width: int = 640, height: int = 360, index: int = 0) -> Frame:
    """A gray frame, captured now."""
    image = np.full((height, width, 3), GRAY, np.uint8)
    return Frame(frozen(image), index, index / 30, time.monotonic_ns(), "by hand")


def make_analysis(*faces: ReadFace, frame: Frame | None = None) -> Analysis:
    """An analysis of a gray frame, done now."""
    return Analysis(frame or make_frame(), tuple(faces), 0, done_ns=time.monotonic_ns())


def read_face(face: Face | None = None, reading: Reading | None = None) -> ReadFace:
    """A face with a reading."""
    return ReadFace(face or make_face(), reading or make_reading())


def of_ids(ids: Sequence[int], sides: Sequence[float]) -> Analysis:
    """An analysis with faces side by side, of the sizes given."""
    faces, x = [], 10.0
    for face_id, side in zip(ids, sides, strict=True):
        faces.append(read_face(make_face(face_id, x, 40, side)))
        x += side + 20
    return make_analysis(*faces)
