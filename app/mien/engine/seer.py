"""The first half of a frame's way: find its faces, follow them, cut them out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

import numpy as np

from mien.faces.align import crop_transform, cut
from mien.faces.finder import FaceFinder, Found
from mien.faces.look import look_of
from mien.faces.pose import head_pose
from mien.faces.track import Sight, Track, smoothed
from mien.faces.tracks import Tracks
from mien.measures.observer import Known
from mien.network.reads import Reads
from mien.types import Face, Floats, Frame, Image, frozen


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame whose faces are found and cut out for a network, which has yet to read them.

    crops: one a face. known: whose numbers live, None where each picture stands alone. stages_ms,
    skipped and pinned: as in Analysis.
    """

    frame: Frame
    faces: tuple[Face, ...]
    crops: tuple[Image, ...]
    known: Known | None
    network: Reads
    skipped: int
    pinned: int | None
    stages_ms: Mapping[str, float]


class Seer:
    """Sees one frame after the other; used by one thread at a time."""

    def __init__(self, model: Path, max_faces: int) -> None:
        """Start MediaPipe for a video."""
        self._model = model
        self._max_faces = max_faces
        self._still = False
        self._unused = True  # nothing was seen yet, so there is nothing to forget
        self._finder = FaceFinder(model, max_faces, still=False)
        self._tracks = Tracks()
        self._pinned: int | None = None

    def begin(self, still: bool) -> None:
        """Forget all faces before a new input; `still`: every picture stands alone."""
        if self._unused and still == self._still:
            return
        if still == self._still:
            self._finder.forget()
        else:
            self._still = still
            self._find_anew()
        self._unused = True
        self._tracks = Tracks()
        self._pinned = None

    def limit(self, max_faces: int) -> None:
        """Look for at most so many faces from now on; those in view keep their numbers."""
        if max_faces != self._max_faces:
            self._max_faces = max_faces
            self._find_anew()

    def pin(self, face_id: int | None) -> None:
        """Name the main face in what is seen next, while it is known; None for none."""
        self._pinned = face_id

    def _find_anew(self) -> None:
        self._finder.close()
        self._finder = FaceFinder(self._model, self._max_faces, self._still)

    def see(self, frame: Frame, network: Reads, skipped: int) -> Seen:
        """The faces of a frame, cut out as a network wants them."""
        self._unused = False
        side = network.card.crop_size
        times = [time.perf_counter()]
        found = self._finder.find(frame.image, _milliseconds(frame))
        times.append(time.perf_counter())
        faces = self._followed(frame, found, side)
        crops = tuple(cut(frame.image, face.to_crop, side) for face in faces)
        times.append(time.perf_counter())
        stages = {"faces": (times[1] - times[0]) * 1e3, "align": (times[2] - times[1]) * 1e3}
        return Seen(
            frame=frame,
            faces=faces,
            crops=crops,
            known=None if self._still else Known(self._tracks, self._tracks.face_ids),
            network=network,
            skipped=skipped,
            pinned=self._known(self._pinned, faces),
            stages_ms=MappingProxyType(stages),
        )

    def look_ahead(self, frame: Frame) -> None:
        """Between two frames of a video: look for faces that the next one may have."""
        if not self._still:
            self._finder.look_ahead(frame.image, _milliseconds(frame))

    def _known(self, pinned: int | None, faces: tuple[Face, ...]) -> int | None:
        """The pinned face, unless it is gone for good."""
        if pinned is None or any(face.face_id == pinned for face in faces):
            return pinned
        return pinned if not self._still and self._tracks.knows(pinned) else None

    def _followed(self, frame: Frame, found: list[Found], side: int) -> tuple[Face, ...]:
        if self._still:
            return tuple(_face(i + 1, f, f.mesh.landmarks, side) for i, f in enumerate(found))
        sights = [Sight(f.box, partial(look_of, frame.image, f.mesh.landmarks)) for f in found]
        tracks = self._tracks.assign(sights, frame.time_s)
        return tuple(_tracked(t, f, frame.time_s, side) for t, f in zip(tracks, found, strict=True))

    def close(self) -> None:
        """Let MediaPipe's graphs go."""
        self._finder.close()


def _tracked(track: Track, found: Found, time_s: float, side: int) -> Face:
    return _face(track.face_id, found, smoothed(track, found.mesh.landmarks, time_s), side)


def _face(face_id: int, found: Found, landmarks: Floats, side: int) -> Face:
    return Face(
        face_id=face_id,
        score=found.score,
        box=found.box,
        landmarks=frozen(landmarks),
        pose=head_pose(found.mesh.transform),
        blendshapes=frozen(found.mesh.blendshapes),
        to_crop=frozen(crop_transform(landmarks, side)),
    )


def _milliseconds(frame: Frame) -> int:
    return 0 if np.isnan(frame.time_s) else round(frame.time_s * 1000)
