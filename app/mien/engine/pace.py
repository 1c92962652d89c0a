"""How fast frames come and are taken, so that a picture is made ahead only where it is used.

Where more frames come than can be taken, none is made ahead: which one will be taken hangs on a few
milliseconds, each wrong guess is a picture made for nothing, and the processor has none to spare.
"""

from __future__ import annotations

SHARE = 0.2  # how fast what is usual follows


class Pace:
    """Foretells whether a frame that comes is the next to be taken.

    Times in seconds on any clock that grows. `came` by one thread, `taken` and `free` by another;
    what is foretold wrongly costs a little time and nothing else, so that nobody waits here.
    """

    def __init__(self) -> None:
        self._came_s = self._apart_s = 0.0
        self._taken_s = self._busy_s = 0.0
        self._free = True

    def came(self, now_s: float) -> bool:
        """A frame came; whether it is surely taken before another one comes."""
        if self._came_s:
            self._apart_s = _usual(self._apart_s, now_s - self._came_s)
        self._came_s = now_s
        return self._free or 0 < self._busy_s < self._apart_s

    def taken(self, now_s: float) -> None:
        """A frame is taken, and no other one for a while."""
        self._taken_s, self._free = now_s, False

    def free(self, now_s: float) -> None:
        """The next one is taken as soon as it is there."""
        if not self._free:
            self._busy_s = _usual(self._busy_s, now_s - self._taken_s)
        self._free = True


def _usual(before_s: float, now_s: float) -> float:
    return before_s + SHARE * (now_s - before_s) if before_s else now_s
