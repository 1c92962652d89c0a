"""A short memory of durations with its median and 95th percentile."""

from __future__ import annotations

from collections import deque
from statistics import median

KEPT = 300  # about ten seconds of a camera


class Durations:
    """The newest durations, in milliseconds."""

    def __init__(self, kept: int = KEPT) -> None:
        """Remember at most `kept` of them."""
        self._values: deque[float] = deque(maxlen=kept)

    def add(self, milliseconds: float) -> None:
        """Remember one more; the oldest is forgotten when the memory is full."""
        self._values.append(milliseconds)

    def clear(self) -> None:
        """Forget all, as when the source changes."""
        self._values.clear()

    def values(self) -> list[float]:
        """All that are remembered, oldest first."""
        return list(self._values)

    def median(self) -> float:
        """The median, NaN when empty."""
        return float(median(self._values)) if self._values else float("nan")

    def p95(self) -> float:
        """The 95th percentile (nearest rank), NaN when empty."""
        if not self._values:
            return float("nan")
        ordered = sorted(self._values)
        return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]
