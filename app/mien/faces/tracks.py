"""Short-term identity: the same number for the same face from frame to frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from mien.faces.one_euro import OneEuro
from mien.types import Box, Floats

FORGET_S = 1.0  # a face gone for longer comes back under a new number
NEAR = 0.7  # how far, in face widths, a centre may have moved to be the same face


@dataclass
class Track:
    """What is remembered of one face."""

    face_id: int
    box: Box
    seen_s: float
    smooth: OneEuro = field(default_factory=OneEuro)


class Tracks:
    """Gives identities by nearness, closest pairs first, and smooths each face's landmarks."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._next = 1

    def assign(self, boxes: list[Box], time_s: float) -> list[Track]:
        """One track a box, in order; time in seconds, growing."""
        self._tracks = [t for t in self._tracks if abs(time_s - t.seen_s) <= FORGET_S]
        pairs = sorted(
            (_distance(track.box, box), t, b)
            for t, track in enumerate(self._tracks)
            for b, box in enumerate(boxes)
        )
        chosen: dict[int, Track] = {}
        taken: set[int] = set()
        for distance, t, b in pairs:
            if distance <= NEAR and t not in taken and b not in chosen:
                taken.add(t)
                chosen[b] = self._tracks[t]
        return [self._seen(chosen.get(b), box, time_s) for b, box in enumerate(boxes)]

    def _seen(self, track: Track | None, box: Box, time_s: float) -> Track:
        if track is None:
            track = Track(self._next, box, time_s)
            self._next += 1
            self._tracks.append(track)
        track.box, track.seen_s = box, time_s
        return track


def _distance(one: Box, other: Box) -> float:
    """Between centres, in widths of the larger box; far apart in size counts as far apart."""
    (ax, ay), (bx, by) = one.centre, other.centre
    width = max(one.width, other.width, 1e-6)
    size = abs(math.log(max(one.width, 1e-6) / max(other.width, 1e-6)))
    return math.hypot(ax - bx, ay - by) / width + 0.5 * size


def smoothed(track: Track, landmarks: Floats, time_s: float) -> Floats:
    """The track's landmarks 478 x 3, filtered."""
    return track.smooth(landmarks, time_s, track.box.width)
