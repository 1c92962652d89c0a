"""The values that travel from source to screen: frozen, arrays read-only, pictures RGB.

Times are monotonic nanoseconds where they say when something happened here, and seconds from the
start of the source where they say where a frame stands in it. Missing numbers are NaN, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)


def frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """The same array, no longer writable through this reference."""
    view = array.view()
    view.flags.writeable = False
    return view


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture as its source gave it.

    image: height x width x 3, uint8, RGB. index: from 0, counted by the source, so that a jump is
    a loss. time_s: seconds from the source's first frame. captured_ns: monotonic clock at capture.
    origin: the file or device that it came from, as shown to the user.
    """

    image: Image
    index: int
    time_s: float
    captured_ns: int
    origin: str

    @property
    def width(self) -> int:
        """Columns, pixels."""
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        """Rows, pixels."""
        return int(self.image.shape[0])

    def developed(self) -> Frame | None:
        """The frame with its picture at hand; None for a late one whose picture came damaged."""
        return self


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in pixels of the frame; it may reach over the frame's edge."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, x and y in pixels."""
        return self.x + self.width / 2, self.y + self.height / 2

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0..1."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        high = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        if wide <= 0 or high <= 0:
            return 0.0
        shared = wide * high
        return shared / (self.width * self.height + other.width * other.height - shared)


@dataclass(frozen=True, slots=True)
class Pose:
    """Head rotation in degrees.

    pitch: up is positive. yaw: positive when the person turns to their own left.
    roll: positive when the head leans to the person's own left.
    """

    pitch: float
    yaw: float
    roll: float


@dataclass(frozen=True, slots=True)
class Face:
    """One face in one frame.

    face_id: the short-term identity, from 1. score: 0..1, the finder's confidence.
    landmarks: 478 x 3, pixels of the frame (z on the scale of x). blendshapes: 52, 0..1, in the
    order of MediaPipe. to_crop: 2 x 3, takes frame pixels to pixels of the aligned crop.
    """

    face_id: int
    score: float
    box: Box
    landmarks: Floats
    pose: Pose
    blendshapes: Floats
    to_crop: Floats


NO_EVIDENCE: Floats = frozen(np.empty((0, 1, 1), np.float32))
NO_SALIENCY: Floats = frozen(np.full((1, 1), np.nan, np.float32))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of one face; the names of the values stand in its card.

    expression: one probability a label, summing to 1. action_units: one probability an AU.
    smile: intensity 0..1. saliency: rows x columns over the aligned crop, 0..1, its peak at 1.
    evidence: K x rows x columns over the same crop, how much each place speaks for (positive) or
    against each of the K expressions, Action Units and smile, in that order; K is 0 where the
    network gives none. What a network does not give is empty or NaN: its card tells which.
    """

    expression: Floats
    action_units: Floats
    smile: float
    saliency: Floats
    evidence: Floats = field(default_factory=lambda: NO_EVIDENCE)


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a face can be read.

    score: 0..1, that of its worst part. reason: the code of that part where it is not good, ''
    where all are (measures/quality.py has the codes, the thresholds and the words).
    """

    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """Left against right, in distances between the eyes, the head's turn taken out.

    mouth_y, brow_y: positive where the person's own left corner or brow is the higher one.
    mouth_x, brow_x: positive where it is the one farther from the middle of the face.
    """

    mouth_x: float
    mouth_y: float
    brow_x: float
    brow_y: float


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of a face beside the network; NaN where it cannot be.

    gaze_x, gaze_y: of the eyes in the head, -1..1 of what they can turn, to the person's own left
    and up; coarse, no degrees. blinks: since the face came, -1 where nothing is known. blink_rate:
    a minute, over the last minute at most.
    """

    quality: Quality
    asymmetry: Asymmetry
    gaze_x: float
    gaze_y: float
    blinks: int
    blink_rate: float


@dataclass(frozen=True, slots=True)
class ReadFace:
    """A face with its reading, which is None where no network looked.

    reading: as the network gave it; this is what is recorded and sent. measures: None where nobody
    measured. calibrated: the reading relative to the person's own neutral face, None without one.
    calm: what a window shows, calibrated where that is known, and smoothed; None in still pictures.
    """

    face: Face
    reading: Reading | None
    measures: Measures | None = None
    calibrated: Reading | None = None
    calm: Reading | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything known of one frame, with the frame itself, so that an overlay fits its picture.

    skipped: frames captured since the last analysed one that were not analysed.
    stages_ms: milliseconds a stage, in the order in which they ran. done_ns: monotonic clock.
    pinned: the face that was chosen as the main one, while it is in view or may come back under its
    number; None where none was chosen or the chosen one is forgotten.
    """

    frame: Frame
    faces: tuple[ReadFace, ...]
    skipped: int
    stages_ms: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    done_ns: int = 0
    pinned: int | None = None


Json = dict[str, Any]
