"""How far a session is, and what time its next frame has."""

from __future__ import annotations

from dataclasses import dataclass

from mien.record.manifest import Manifest
from mien.types import Frame

STEP_S = 0.001  # between two frames at least, as Matroska can tell no less apart

JUMP_S = 0.5  # a clock that goes back by more was set; by less, frames came in a burst


@dataclass(slots=True)
class Place:
    """How far a session is.

    frame: the next row's number. picture: the next one's place in the videos. time_s: of the last
    row, -STEP_S before the first. captured_ns: its capture.
    """

    frame: int = 0
    picture: int = 0
    time_s: float = -STEP_S
    captured_ns: int = 0
    markers: int = 0
    shift_s: float = 0.0

    def time_of(self, frame: Frame, manifest: Manifest) -> float:
        """The frame's time in the session, always later than that of the row before."""
        match manifest.clock:
            case "capture":
                time_s = (frame.captured_ns - (manifest.start_ns or 0)) / 1e9
            case "file":
                time_s = frame.time_s
            case "picture":
                time_s = float(frame.index)
        time_s += self.shift_s
        if not time_s >= self.time_s + STEP_S:
            moved = self.time_s + STEP_S
            if time_s < self.time_s - JUMP_S:  # the clock went back: it goes on from here
                self.shift_s += moved - time_s
            time_s = moved
        return time_s
