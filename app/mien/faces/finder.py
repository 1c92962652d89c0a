"""Finds every face of a frame: the large ones at one look, the small ones by looking closer.

A face that is known is followed from where its landmarks were in the frame before. MediaPipe's
detector looks for new ones; in the whole picture it misses faces narrower than 12-14 % of it, so
one part of the picture in turn is shown to it too. In video that look around is a step of its own,
`look_ahead`, so that the present frame need not wait for it; only while nobody is in view, or
somebody went just now, does every frame begin with a look at the whole picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from mien.faces.align import landmark_box
from mien.faces.detector import Detection, Detector
from mien.faces.mesher import LateMesh, Mesher
from mien.faces.square import square_around, square_of
from mien.faces.tiles import around, tiles
from mien.types import Box, Image

CLOSE_UP = 2.0  # the side of a face's surroundings, in sides of its box
SAME_FACE = 0.3  # overlap from which two boxes are one face
LOOK_EVERY = 3  # steps between two looks of a kind around in video: all six parts take about 0.6 s
STEP_MS = 30  # a step is a frame, but of a fast video only every other one
RESCORE_EVERY = 3  # looks around between two looks at a known face
MISSED_MS = 600  # for so long somebody who went is looked for in every frame
STILL_PARTS = (0.5, 0.25)  # tile sizes for a still picture, which is searched at once


@dataclass(frozen=True, slots=True)
class Found:
    """A face's mesh and box, and the detector's confidence, NaN where it did not confirm."""

    mesh: LateMesh
    box: Box
    score: float


class FaceFinder:
    """Up to `faces` faces a frame; a still finder treats each picture alone."""

    def __init__(self, model: Path, faces: int, still: bool) -> None:
        """Load MediaPipe's models; MienError where it cannot."""
        self._faces = faces
        self._still = still
        self._detector = Detector(model)
        self._mesher = Mesher(model)
        self.forget()

    def forget(self) -> None:
        """Follow nobody any more, as before another video."""
        self._known: list[Found] = []
        self._seen: list[Detection] = []
        self._turn, self._stepped_ms = 0, -STEP_MS
        self._missed_ms = -math.inf

    def find(self, image: Image, time_ms: int = 0) -> list[Found]:
        """The faces of an RGB picture, largest first."""
        followed = [] if self._still else self._followed(image, time_ms)
        seen = self._look_everywhere(image) if self._still else self._seen
        if not self._still and self._missing(followed, time_ms):
            seen = [*self._detector.look(image, _whole(image)), *seen]
        found = followed + self._new_faces(image, seen, followed)
        self._known = sorted(found, key=lambda one: -one.box.width)[: self._faces]
        self._seen = []
        return self._known

    def look_ahead(self, image: Image, time_ms: int) -> None:
        """Between two frames of a video: look where a new face may be, or at a known one again.

        What is seen serves the next `find`; a still picture needs none of it.
        """
        if 0 <= time_ms - self._stepped_ms < STEP_MS:
            return
        self._stepped_ms = time_ms
        self._turn += 1
        sweep, rest = divmod(self._turn, LOOK_EVERY)
        if rest == 2 and self._known and sweep % RESCORE_EVERY == 0:
            self._score_again(image, sweep // RESCORE_EVERY % len(self._known))
        elif rest < 2 and len(self._known) < self._faces:
            parts = tiles(image.shape[1], image.shape[0])
            part = parts[sweep % len(parts)] if rest == 0 else _whole(image)
            self._seen = self._detector.look(image, part)

    def _followed(self, image: Image, time_ms: int) -> list[Found]:
        """Those who were there in the frame before and still are."""
        kept: list[Found] = []
        squares = [square_of(old.mesh.landmarks) for old in self._known]
        meshes = self._mesher.look_at_all(image, squares)
        for old, mesh in zip(self._known, meshes, strict=True):
            if mesh is not None:
                box = landmark_box(mesh.landmarks)
                if not _seen(box, kept):
                    kept.append(Found(mesh, box, old.score))
        if len(kept) < len(self._known):
            self._missed_ms = time_ms
        return kept

    def _missing(self, followed: list[Found], time_ms: int) -> bool:
        """Whether somebody may be in view who was not there in the frame before."""
        missed = 0 <= time_ms - self._missed_ms < MISSED_MS
        return not followed or (missed and len(followed) < self._faces)

    def _new_faces(self, image: Image, seen: list[Detection], known: list[Found]) -> list[Found]:
        new: list[Found] = []
        for detection in seen:
            if len(known) + len(new) >= self._faces:
                break
            if not _seen(detection.box, known + new):
                face = self._close_up(image, detection.box, known + new)
                if face is not None and not _seen(face.box, known + new):
                    new.append(face)
        return new

    def _look_everywhere(self, image: Image) -> list[Detection]:
        height, width = image.shape[:2]
        seen = self._detector.look(image, _whole(image))
        for part in STILL_PARTS:
            for tile in tiles(width, height, part):
                seen += self._detector.look(image, tile)
        return sorted(seen, key=lambda d: -d.score)

    def _close_up(self, image: Image, seen: Box, known: list[Found]) -> Found | None:
        """The best face that the detector sees from close by, if one there is new and has a mesh.

        What it saw from afar may be off in place and size.
        """
        for closer in self._detector.look(image, around(seen, CLOSE_UP)):
            if not _seen(closer.box, known):
                mesh = self._mesher.look(image, square_around(closer.box, closer.eyes))
                if mesh is not None:
                    return Found(mesh, landmark_box(mesh.landmarks), closer.score)
        return None

    def _confirmed(self, image: Image, box: Box) -> Detection | None:
        """What the detector sees of a face in its surroundings, None where it sees none."""
        looked = self._detector.look(image, around(box, CLOSE_UP))
        return next((one for one in looked if _same(one.box, box)), None)

    def _score_again(self, image: Image, number: int) -> None:
        closer = self._confirmed(image, self._known[number].box)
        score = closer.score if closer else math.nan
        again = replace(self._known[number], score=score)
        self._known = [*self._known[:number], again, *self._known[number + 1 :]]

    def close(self) -> None:
        """Let MediaPipe's graphs go."""
        self._detector.close()
        self._mesher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _whole(image: Image) -> Box:
    return Box(0, 0, image.shape[1], image.shape[0])


def _same(one: Box, other: Box) -> bool:
    return one.overlap(other) >= SAME_FACE


def _seen(box: Box, known: list[Found]) -> bool:
    return any(_same(box, one.box) for one in known)
