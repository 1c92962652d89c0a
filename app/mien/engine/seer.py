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
class Traced:
    """A face that is found and followed. landmarks: smoothed. to_crop: as in Face."""

    face_id: int
    found: Found
    landmarks: Floats
    to_crop: Floats

    def face(self) -> Face:
        """All that is known of it; takes a millisecond where nobody worked that out yet."""
        mesh = self.found.mesh.whole()
        return Face(
            face_id=self.face_id,
            score=self.found.score,
            box=self.found.box,
            landmarks=frozen(self.landmarks),
            pose=head_pose(mesh.transform),
            blendshapes=frozen(mesh.blendshapes),
            to_crop=frozen(self.to_crop),
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame whose faces are found and cut out for a network, which has yet to read them.

    crops: one a face. known: whose numbers live, None where each picture stands alone. stages_ms,
    skipped and pinned: as in Analysis.
    """

    frame: Frame
    traced: tuple[Traced, ...]
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
        traced = self._followed(frame, found, side)
        crops = tuple(cut(frame.image, one.to_crop, side) for one in traced)
        times.append(time.perf_counter())
        stages = {"faces": (times[1] - times[0]) * 1e3, "align": (times[2] - times[1]) * 1e3}
        return Seen(
            frame=frame,
            traced=traced,
            crops=crops,
            known=None if self._still else Known(self._tracks, self._tracks.face_ids),
            network=network,
            skipped=skipped,
            pinned=self._known(self._pinned, traced),
            stages_ms=MappingProxyType(stages),
        )

    def look_ahead(self, frame: Frame) -> None:
        """Between two frames of a video: look for faces that the next one may have."""
        if not self._still:
            self._finder.look_ahead(frame.image, _milliseconds(frame))

    def _known(self, pinned: int | None, traced: tuple[Traced, ...]) -> int | None:
        """The pinned face, unless it is gone for good."""
        if pinned is None or any(one.face_id == pinned for one in traced):
            return pinned
        return pinned if not self._still and self._tracks.knows(pinned) else None

    def _followed(self, frame: Frame, found: list[Found], side: int) -> tuple[Traced, ...]:
        if self._still:
            return tuple(_traced(i + 1, f, f.mesh.landmarks, side) for i, f in enumerate(found))
        sights = [Sight(f.box, partial(look_of, frame.image, f.mesh.landmarks)) for f in found]
        tracks = self._tracks.assign(sights, frame.time_s)
        return tuple(
            _smoothed(t, f, frame.time_s, side) for t, f in zip(tracks, found, strict=True)
        )

    def close(self) -> None:
        """Let MediaPipe's graphs go."""
        self._finder.close()


def _smoothed(track: Track, found: Found, time_s: float, side: int) -> Traced:
    return _traced(track.face_id, found, smoothed(track, found.mesh.landmarks, time_s), side)


def _traced(face_id: int, found: Found, landmarks: Floats, side: int) -> Traced:
    return Traced(face_id, found, landmarks, crop_transform(landmarks, side))


def _milliseconds(frame: Frame) -> int:
    return 0 if np.isnan(frame.time_s) else round(frame.time_s * 1000)
