"""Faces made unrecognisable in a picture, also where the finder loses them for a moment."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from mien.types import Analysis, Box, Image, frozen

CELLS = 6  # what is left of a face: so many cells across
MARGIN = 0.35  # of the box: hair, ears and chin are outside the landmarks
AHEAD_S, BEHIND_S = 0.5, 1.0
AHEAD_FRAMES = 15  # at most, as each is a whole picture in memory
Area = tuple[int, int, int, int]  # left, top, right, bottom; pixels


@dataclass(frozen=True, slots=True)
class Timed:
    """An analysis with its time in the session, seconds."""

    analysis: Analysis
    time_s: float


class Blurrer:
    """Blurs where a face is now, was up to a second ago or will be within half a second.

    A face that the finder never sees stays as it is. Holds the pictures of half a second.
    """

    def __init__(self, alone: bool = False) -> None:
        """alone: every picture stands for itself, and none is held."""
        self._alone = alone
        self._waiting: deque[Timed] = deque()
        self._seen: deque[tuple[float, Box]] = deque()

    def put(self, timed: Timed) -> list[Timed]:
        """Take the next one; gives those whose surroundings are known by now, blurred."""
        if self._alone:
            self._seen.clear()
        self._waiting.append(timed)
        self._seen += [(timed.time_s, face.face.box) for face in timed.analysis.faces]
        ready = []
        while self._waiting and self._is_ready(self._waiting[0], timed.time_s):
            ready.append(self._out())
        return ready

    def rest(self) -> list[Timed]:
        """Those still held, blurred, at the end."""
        return [self._out() for _ in range(len(self._waiting))]

    def _is_ready(self, first: Timed, now_s: float) -> bool:
        return self._alone or now_s - first.time_s >= AHEAD_S or len(self._waiting) > AHEAD_FRAMES

    def _out(self) -> Timed:
        timed = self._waiting.popleft()
        while self._seen and self._seen[0][0] < timed.time_s - BEHIND_S:
            self._seen.popleft()
        boxes = [box for at, box in self._seen if at <= timed.time_s + AHEAD_S]
        frame = timed.analysis.frame
        image = frozen(blurred(frame.image, boxes))
        return replace(timed, analysis=replace(timed.analysis, frame=replace(frame, image=image)))


def blurred(image: Image, boxes: Iterable[Box]) -> Image:
    """A copy of the picture, H x W x 3, with the boxes and a margin averaged to a few cells."""
    result = image.copy()
    for left, top, right, bottom in merged(image, boxes):
        part = result[top:bottom, left:right]
        height, width = part.shape[:2]
        cells = (min(CELLS, width), min(CELLS, height))
        small = cv2.resize(part, cells, interpolation=cv2.INTER_AREA)
        part[...] = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(result, np.uint8)


def merged(image: Image, boxes: Iterable[Box]) -> list[Area]:
    """Boxes with their margins, cut to the picture, those that overlap as one; pixels."""
    areas: list[Area] = []
    for box in boxes:
        area = _area(image, box)
        if area is None:
            continue
        apart = []
        for other in areas:
            if _touch(area, other):
                area = _around(area, other)
            else:
                apart.append(other)
        areas = [*apart, area]
    return areas


def _area(image: Image, box: Box) -> Area | None:
    values = np.array([box.x, box.y, box.width, box.height])
    if not np.isfinite(values).all():
        return None
    aside, above = box.width * MARGIN, box.height * MARGIN
    height, width = image.shape[:2]
    left, right = np.clip([box.x - aside, box.x + box.width + aside], 0, width).astype(int)
    top, bottom = np.clip([box.y - above, box.y + box.height + above], 0, height).astype(int)
    if right - left < 1 or bottom - top < 1:
        return None
    return int(left), int(top), int(right), int(bottom)


def _touch(a: Area, b: Area) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _around(a: Area, b: Area) -> Area:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
