"""Finds every face of a frame: the large ones at one look, the small ones by looking closer.

MediaPipe's landmarker follows what it sees in the whole picture, but its detector misses faces
narrower than 12-14 % of it. So one part of the picture in turn is shown to the detector alone, and
a face found there is followed in a close-up of its surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from mien.faces.align import landmark_box
from mien.faces.detector import Detection, Detector
from mien.faces.landmarker import Landmarker, Mesh
from mien.faces.tiles import around, tiles
from mien.types import Box, Image

CLOSE_UP = 2.0  # a close-up's side, in sides of the face's box
CLOSE_UP_SIDE = 256  # pixels; smaller close-ups are enlarged, as the landmark model reads 256
SAME_FACE = 0.3  # overlap from which two boxes are one face
SWEEP_EVERY = 3  # frames between two second looks in video: a whole sweep takes about 0.6 s
STILL_PARTS = (0.5, 0.25)  # tile sizes for a still picture, which is searched at once


@dataclass(frozen=True, slots=True)
class Found:
    """A face's mesh and box, and the detector's confidence, NaN where it did not confirm."""

    mesh: Mesh
    box: Box
    score: float


class FaceFinder:
    """Up to `faces` faces a frame; a still finder treats each picture alone."""

    def __init__(self, model: Path, faces: int, still: bool) -> None:
        """Load MediaPipe's models; MienError where it cannot."""
        self._faces = faces
        self._still = still
        self._whole = Landmarker(model, faces, video=not still)
        self._close = Landmarker(model, 1, video=False)
        self._detector = Detector(model)
        self._followed: list[Found] = []
        self._known: list[Found] = []
        self._turn = 0

    def find(self, image: Image, time_ms: int = 0) -> list[Found]:
        """The faces of an RGB picture, largest first."""
        self._turn += 1
        large = _without_doubles([_unscored(m) for m in self._whole.find(image, time_ms)])
        small = [] if self._still else self._follow(image, large)
        seen = self._look_everywhere(image) if self._still else self._look_in_turn(image)
        small += self._new_faces(image, seen, large + small)
        self._followed = small
        found = sorted(large + small, key=lambda f: -f.box.width)[: self._faces]
        return self._scored(image, found)

    def _follow(self, image: Image, large: list[Found]) -> list[Found]:
        kept: list[Found] = []
        for old in self._followed:
            if not _seen(old.box, large + kept):
                kept += self._close_up(image, old.box)
        return kept

    def _new_faces(self, image: Image, seen: list[Detection], known: list[Found]) -> list[Found]:
        new: list[Found] = []
        for detection in seen:
            if len(known) + len(new) >= self._faces:
                break
            if not _seen(detection.box, known + new):
                new += self._close_up(image, detection.box)
        return [one for one in new if not _seen(one.box, known)]

    def _look_everywhere(self, image: Image) -> list[Detection]:
        height, width = image.shape[:2]
        seen: list[Detection] = []
        for part in STILL_PARTS:
            for tile in tiles(width, height, part):
                seen += self._detector.look(image, tile)
        return sorted(seen, key=lambda d: -d.score)

    def _look_in_turn(self, image: Image) -> list[Detection]:
        if self._turn % SWEEP_EVERY:
            return []
        parts = tiles(image.shape[1], image.shape[0])
        return self._detector.look(image, parts[self._turn // SWEEP_EVERY % len(parts)])

    def _close_up(self, image: Image, box: Box) -> list[Found]:
        """The mesh of the face in the box, if the landmarker agrees that there is one."""
        part = around(box, CLOSE_UP)
        left, top = max(0, round(part.x)), max(0, round(part.y))
        view = image[top : round(part.y + part.height), left : round(part.x + part.width)]
        if min(view.shape[:2]) < 8:
            return []
        scale = CLOSE_UP_SIDE / max(view.shape[:2])
        shown = cv2.resize(view, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        meshes = self._close.find(np.asarray(shown, dtype=np.uint8))
        return [_unscored(mesh.moved(left, top, 1 / scale)) for mesh in meshes]

    def _scored(self, image: Image, found: list[Found]) -> list[Found]:
        """The faces with the detector's confidence: asked for each new one, and for one in turn."""
        asked_again = self._turn // SWEEP_EVERY if self._turn % SWEEP_EVERY == 1 else None
        scored = []
        for i, one in enumerate(found):
            score = None if self._still else self._remembered(one.box)
            if score is None or (asked_again is not None and asked_again % len(found) == i):
                looked = self._detector.look(image, around(one.box, CLOSE_UP))
                score = next((d.score for d in looked if _same(d.box, one.box)), float("nan"))
            scored.append(replace(one, score=score))
        self._known = scored
        return scored

    def _remembered(self, box: Box) -> float | None:
        return next((known.score for known in self._known if _same(known.box, box)), None)

    def close(self) -> None:
        """Let MediaPipe's graphs go."""
        self._whole.close()
        self._close.close()
        self._detector.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _unscored(mesh: Mesh) -> Found:
    return Found(mesh, landmark_box(mesh.landmarks), float("nan"))


def _same(one: Box, other: Box) -> bool:
    return one.overlap(other) >= SAME_FACE


def _seen(box: Box, known: list[Found]) -> bool:
    return any(_same(box, one.box) for one in known)


def _without_doubles(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in found:
        if not _seen(one.box, kept):
            kept.append(one)
    return kept
