"""The demo: an astronaut who smiles, wonders, frowns and blinks, for machines without a camera."""

from __future__ import annotations

import math
import time

from mien.sources.base import SourceInfo
from mien.sources.closable import ClosableSource
from mien.sources.puppet import Look, Puppet
from mien.sources.request import OpenRequest
from mien.types import Frame, frozen

RATE = 30.0
CYCLE_S = 16.0
NAME = "Demo"
BLINKS_S = (2.6, 5.1, 8.6, 11.9, 14.3)  # within the cycle


def open_demo(request: OpenRequest) -> DemoSource:
    """The demo, whatever the target."""
    return DemoSource(paced=request.paced)


def look_at(index: float) -> Look:
    """What the face does in frame `index`, or between two.

    Expressions repeat every 16 s, the sway does not.
    """
    time_s = index / RATE
    beat = time_s % CYCLE_S
    surprise = _rise(beat, 6.6, 0.5, 8.6, 0.7)
    return Look(
        smile=_smile(beat),
        jaw=0.9 * surprise,
        brow_raise=surprise,
        brow_lower=_rise(beat, 9.7, 0.7, 11.6, 0.8),
        pucker=0.35 * _rise(beat, 10.0, 0.7, 11.6, 0.8),
        blink=max(_blink(beat - start) for start in BLINKS_S),
        x=7.0 * math.sin(math.tau * time_s / 7.3) + 3.0 * math.sin(math.tau * time_s / 3.1),
        y=3.0 * math.sin(math.tau * time_s / 5.7) - 4.0 * surprise,
        roll=0.045 * math.sin(math.tau * time_s / 9.7),
        zoom=0.018 * math.sin(math.tau * time_s / 11.9),
        yaw=11.0 * math.sin(math.tau * time_s / 8.3 + 0.6),
        pitch=5.0 * math.sin(math.tau * time_s / 6.1 + 1.9) - 3.0 * surprise,
    )


class DemoSource(ClosableSource):
    """An endless face, the same for the same frame index on every run."""

    def __init__(self, *, paced: bool = True) -> None:
        """Paced, it runs by the clock like a camera; else frames come as fast as they are drawn."""
        super().__init__()
        self._puppet = Puppet()
        self._paced = paced
        self._started_ns = 0
        self._index = 0
        width, height = self._puppet.size
        self._info = SourceInfo("demo", NAME, width, height, RATE, None, live=paced)

    @property
    def info(self) -> SourceInfo:
        """1280 x 720 at 30 frames a second."""
        return self._info

    def _next(self) -> Frame | None:
        if self._paced and not self._wait():
            return None
        index = self._index
        self._index += 1
        image = self._puppet.draw(look_at(index))
        return Frame(frozen(image), index, index / RATE, time.monotonic_ns(), NAME)

    def _wait(self) -> bool:
        """Until the next frame's time, past those that nobody took; False when closed meanwhile."""
        now_ns = time.monotonic_ns()
        self._started_ns = self._started_ns or now_ns
        elapsed_s = (now_ns - self._started_ns) / 1e9
        self._index = max(self._index, int(elapsed_s * RATE))
        return not self._closed.wait(max(self._index / RATE - elapsed_s, 0.0))

    def _release(self) -> None:
        pass  # nothing is held


def _smile(beat: float) -> float:
    strong = 1 - _rise(beat, 3.4, 1.0, 12.6, 1.2)
    return max(strong, 0.35 * _rise(beat, 4.2, 0.8, 6.0, 0.5))


def _rise(beat: float, start: float, up: float, end: float, down: float) -> float:
    """0 before `start`, 1 after `up` seconds, until `end`, 0 again `down` seconds later."""
    return _ease((beat - start) / up) * (1 - _ease((beat - end) / down))


def _blink(since: float) -> float:
    return _rise(since, 0.0, 0.11, 0.15, 0.16)


def _ease(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)
