"""One frame's way: find the faces, cut them out, let the network read them."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Self

import cv2
import numpy as np

from mien.faces.align import crop_transform, cut
from mien.faces.finder import FaceFinder, Found
from mien.faces.look import look_of
from mien.faces.model_file import Progress, face_model
from mien.faces.pose import head_pose
from mien.faces.track import Sight, Track, smoothed
from mien.faces.tracks import Tracks
from mien.network.card import Card
from mien.network.session import Network
from mien.types import Analysis, Face, Floats, Frame, ReadFace, frozen

MOST_FACES = 8


class Analyser:
    """Everything that is done to a frame, used by one thread at a time."""

    def __init__(self, network: Network, model: Path, max_faces: int) -> None:
        """Take loaded parts; `load` loads them."""
        self._network = network
        self._model = model
        self._max_faces = max_faces
        self._still = False
        self._unused = True  # nothing was seen yet, so there is nothing to forget
        self._finder = FaceFinder(model, max_faces, still=False)
        self._tracks = Tracks()
        self._pinned: int | None = None

    @classmethod
    def load(
        cls,
        device: str = "auto",
        max_faces: int = MOST_FACES,
        network: Path | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> Self:
        """Load MediaPipe's model and the network; `progress` is told what is being done."""
        tell = progress or (lambda _: None)
        # Pictures are small and threads few: OpenCV's own would only take turns with ours.
        cv2.setNumThreads(1)
        model = face_model(lambda step: tell(_sentence(step)))
        tell("Loading the network")
        loaded = Network.load(network, device)
        tell("Starting MediaPipe")
        return cls(loaded, model, max_faces)

    @property
    def card(self) -> Card:
        """The network's card."""
        return self._network.card

    @property
    def sha256(self) -> str:
        """Of the network's file."""
        return self._network.sha256

    @property
    def provider(self) -> str:
        """The execution provider that the session really uses."""
        return self._network.provider

    @property
    def provider_note(self) -> str:
        """Why a faster provider is not used, or ''."""
        return self._network.provider_note

    def begin(self, still: bool) -> None:
        """Forget all faces before a new input; `still`: every picture stands alone."""
        if self._unused and still == self._still:
            return
        self._still, self._unused = still, True
        self._find_anew()
        self._tracks = Tracks()
        self._pinned = None

    def limit(self, max_faces: int) -> None:
        """Look for at most so many faces from now on; those in view keep their numbers."""
        if max_faces != self._max_faces:
            self._max_faces = max_faces
            self._find_anew()

    def pin(self, face_id: int | None) -> None:
        """Name the main face in the analyses that follow, while it is known; None for none."""
        self._pinned = face_id

    def _find_anew(self) -> None:
        self._finder.close()
        self._finder = FaceFinder(self._model, self._max_faces, self._still)

    def analyse(
        self,
        frame: Frame,
        skipped: int = 0,
        publish: Callable[[Analysis], None] = lambda _: None,
    ) -> Analysis:
        """The faces of a frame with their readings.

        publish: is given the analysis before the finder looks around for the next frame, which
        nobody who looks at this one should have to wait for.
        """
        analysis = self._analysed(frame, skipped)
        publish(analysis)
        if not self._still:
            self._finder.look_ahead(frame.image)
        return analysis

    def _analysed(self, frame: Frame, skipped: int) -> Analysis:
        self._unused = False
        times = [time.perf_counter()]
        found = self._finder.find(frame.image, _milliseconds(frame))
        times.append(time.perf_counter())
        faces = self._followed(frame, found)
        crops = [cut(frame.image, face.to_crop, self.card.crop_size) for face in faces]
        times.append(time.perf_counter())
        readings = self._network.read(np.stack(crops)) if crops else []
        times.append(time.perf_counter())
        names = ("faces", "align", "network")
        stages = {n: (b - a) * 1e3 for n, a, b in zip(names, times, times[1:], strict=False)}
        return Analysis(
            frame=frame,
            faces=tuple(ReadFace(f, r) for f, r in zip(faces, readings, strict=True)),
            skipped=skipped,
            stages_ms=MappingProxyType(stages),
            done_ns=time.monotonic_ns(),
            pinned=self._known(self._pinned, faces),
        )

    def _known(self, pinned: int | None, faces: list[Face]) -> int | None:
        """The pinned face, unless it is gone for good."""
        if pinned is None or any(face.face_id == pinned for face in faces):
            return pinned
        return pinned if not self._still and self._tracks.knows(pinned) else None

    def _followed(self, frame: Frame, found: list[Found]) -> list[Face]:
        if self._still:
            return [self._face(i + 1, f, f.mesh.landmarks) for i, f in enumerate(found)]
        sights = [Sight(f.box, partial(look_of, frame.image, f.mesh.landmarks)) for f in found]
        tracks = self._tracks.assign(sights, frame.time_s)
        return [self._tracked(t, f, frame.time_s) for t, f in zip(tracks, found, strict=True)]

    def _tracked(self, track: Track, found: Found, time_s: float) -> Face:
        return self._face(track.face_id, found, smoothed(track, found.mesh.landmarks, time_s))

    def _face(self, face_id: int, found: Found, landmarks: Floats) -> Face:
        return Face(
            face_id=face_id,
            score=found.score,
            box=found.box,
            landmarks=frozen(landmarks),
            pose=head_pose(found.mesh.transform),
            blendshapes=frozen(found.mesh.blendshapes),
            to_crop=frozen(crop_transform(landmarks, self.card.crop_size)),
        )

    def close(self) -> None:
        """Let MediaPipe's graphs go."""
        self._finder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _milliseconds(frame: Frame) -> int:
    return 0 if np.isnan(frame.time_s) else round(frame.time_s * 1000)


def _sentence(step: Progress) -> str:
    return f"Fetching the face model: {step.done / max(step.total, 1):.0%}"
