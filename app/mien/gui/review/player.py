"""Where a session is looked at: the place in time, playing or standing."""

from __future__ import annotations

import numpy as np

from mien.record.tables import FrameTable

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
USUAL_STEP_S = 1 / 30


class Player:
    """A clock over the rows of a session; `now_s` is always the monotonic time of the caller.

    end_s: when the last row is over. Times are seconds of the session.
    """

    def __init__(self, frames: FrameTable) -> None:
        """Stand at the first row."""
        self._times = frames.time_s
        self.start_s = float(self._times[0]) if len(self._times) else 0.0
        self.end_s = end_of(frames)
        self.place_s = self.start_s
        self.playing = False
        self.speed = 1.0
        self._ticked_s = 0.0

    @property
    def row(self) -> int:
        """The row that is shown: the last one that began; -1 for a session without rows."""
        row = int(np.searchsorted(self._times, self.place_s, side="right")) - 1
        return max(row, 0) if len(self._times) else -1

    def play(self, now_s: float) -> None:
        """Go on from here, from the start where the end was reached."""
        if len(self._times) < 2:
            return
        if self.row == len(self._times) - 1:
            self.place_s = self.start_s
        self.playing, self._ticked_s = True, now_s

    def pause(self) -> None:
        """Stand still."""
        self.playing = False

    def tick(self, now_s: float) -> None:
        """Let time pass."""
        if not self.playing:
            return
        self.place_s += (now_s - self._ticked_s) * self.speed
        self._ticked_s = now_s
        if self.place_s >= self.end_s:
            self.place_s = float(self._times[-1])
            self.playing = False

    def seek(self, time_s: float) -> None:
        """Go to a time; playing goes on from there."""
        last = float(self._times[-1]) if len(self._times) else 0.0
        self.place_s = min(max(time_s, self.start_s), last)

    def step(self, rows: int) -> None:
        """Stand still some rows on, or back."""
        self.playing = False
        if len(self._times):
            row = min(max(self.row + rows, 0), len(self._times) - 1)
            self.place_s = float(self._times[row])


def end_of(frames: FrameTable) -> float:
    """When a session is over: its last row lasts as long as most do."""
    times = frames.time_s
    if len(times) < 2:
        return float(times[-1]) + USUAL_STEP_S if len(times) else 0.0
    return float(times[-1] + np.median(np.diff(times)))
