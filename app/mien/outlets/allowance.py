"""How much of something is still allowed, so that a flood has an end."""

from __future__ import annotations

import time
from collections.abc import Callable


class Allowance:
    """So much a second, and so much at once; used by one thread."""

    def __init__(
        self, per_s: float, at_once: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin with all that is allowed at once."""
        self._per_s, self._most, self._clock = per_s, at_once, clock
        self._left, self._seen = at_once, clock()

    def take(self, amount: float = 1.0) -> bool:
        """Use some up; False, and nothing used, where there is not as much."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._seen) * self._per_s)
        self._seen = now
        if amount > self._left:
            return False
        self._left -= amount
        return True
