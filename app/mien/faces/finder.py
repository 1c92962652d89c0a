"""Finds every face of a frame: the large ones at one look, the small ones by looking closer.

MediaPipe's landmarker follows what it sees in the whole picture, but its detector misses faces
narrower than 12-14 % of it. So one part of the picture in turn is shown to the detector alone, and
a face found there is followed in a close-up of its surroundings. In video that look around is a
step of its own, `look_ahead`, so that the present frame need not wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
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
LOOK_EVERY = 3  # steps between two looks around in video: all six parts take about 0.6 s
STEP_MS = 30  # a step is a frame, but of a fast video only every other one
RESCORE_EVERY = 3  # looks around between two looks at a known face
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
        self._seen: list[Detection] = []
        self._turn = 0
        self._stepped_ms = -STEP_MS

    def find(self, image: Image, time_ms: int = 0) -> list[Found]:
        """The faces of an RGB picture, largest first."""
        large = _without_doubles([_unscored(m) for m in self._whole.find(image, time_ms)])
        small = [] if self._still else self._follow(image, large)
        seen = self._look_everywhere(image) if self._still else self._seen
        small += self._new_faces(image, seen, large + small)
        self._followed, self._seen = small, []
        found = sorted(large + small, key=lambda f: -f.box.width)[: self._faces]
        self._known = [self._scored(image, one) for one in found]
        return self._known

    def forget(self) -> None:
        """Follow nobody any more, as before another video."""
        self._whole.forget()
        self._followed, self._known, self._seen = [], [], []
        self._turn, self._stepped_ms = 0, -STEP_MS

    def look_ahead(self, image: Image, time_ms: int) -> None:
        """Between two frames of a video: look where a new face may be, or at a known one again.

        What is seen serves the next `find`; a still picture needs none of it.
        """
        if 0 <= time_ms - self._stepped_ms < STEP_MS:
            return
        self._stepped_ms = time_ms
        self._turn += 1
        sweep, rest = divmod(self._turn, LOOK_EVERY)
        if rest == 0:
            parts = tiles(image.shape[1], image.shape[0])
            self._seen = self._detector.look(image, parts[sweep % len(parts)])
        elif rest == 1 and self._known and sweep % RESCORE_EVERY == 0:
            number = sweep // RESCORE_EVERY % len(self._known)
            again = replace(self._known[number], score=self._score(image, self._known[number].box))
            self._known = [*self._known[:number], again, *self._known[number + 1 :]]

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

    def _scored(self, image: Image, found: Found) -> Found:
        """The face with the detector's confidence: the one known of it, else asked now."""
        known = (
            None if self._still else next((k for k in self._known if _same(k.box, found.box)), None)
        )
        return replace(found, score=known.score if known else self._score(image, found.box))

    def _score(self, image: Image, box: Box) -> float:
        looked = self._detector.look(image, around(box, CLOSE_UP))
        return next((d.score for d in looked if _same(d.box, box)), float("nan"))

    def close(self) -> None:
        """Let MediaPipe's graphs go."""
        self._whole.close()
        self._close.close()
        self._detector.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
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
