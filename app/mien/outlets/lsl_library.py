"""liblsl through pylsl: loaded once, told how far it may be heard, its clock against ours."""

from __future__ import annotations

import threading
import time
from typing import Any, Literal

from mien.errors import MienError
from mien.outlets.extras import needed
from mien.words import mark

Reach = Literal["machine", "network"]
AGAIN_NS = 10_000_000_000  # the clocks are compared again after so long
BRACKETS = 5

# liblsl reads its configuration once, at its first use.
MACHINE = """
[multicast]
ResolveScope = machine
ListenAddress = 127.0.0.1
[log]
level = -2
"""
_lock = threading.Lock()
_reach: Reach | None = None


def load_lsl(reach: Reach) -> Any:
    """The module pylsl. Raises MienError.

    reach: streams are announced to this machine alone, or as the user's own LSL configuration
    says, which usually means the local network. It holds until the program ends. liblsl listens
    on all addresses either way: who knows the port can ask for a stream that is not announced.
    """
    global _reach
    pylsl = needed("pylsl", "lsl")
    with _lock:
        if _reach is None and reach == "machine":
            pylsl.util.set_config_content(MACHINE)
        if _reach not in (None, reach):
            raise MienError(
                mark("Lab Streaming Layer is already in use with another reach: start Mien anew.")
            )
        _reach = reach
    return pylsl


class LslClock:
    """Turns our monotonic clock into LSL's and back; measured anew from time to time."""

    def __init__(self, pylsl: Any) -> None:
        """Measure."""
        self._pylsl = pylsl
        self._offset_s, self._measured_ns = 0.0, 0
        self._measure()

    def to_lsl(self, monotonic_ns: int) -> float:
        """Seconds of the LSL clock."""
        return monotonic_ns / 1e9 + self._offset()

    def to_ns(self, lsl_s: float) -> int:
        """Monotonic nanoseconds of a time of this machine's LSL clock."""
        return round((lsl_s - self._offset()) * 1e9)

    def _offset(self) -> float:
        if time.monotonic_ns() - self._measured_ns > AGAIN_NS:
            self._measure()
        return self._offset_s

    def _measure(self) -> None:
        self._offset_s = min(self._bracket() for _ in range(BRACKETS))[1]
        self._measured_ns = time.monotonic_ns()

    def _bracket(self) -> tuple[int, float]:
        """How long reading both clocks took, ns, and by how much LSL's is ahead, s."""
        before = time.monotonic_ns()
        theirs = float(self._pylsl.local_clock())
        after = time.monotonic_ns()
        return after - before, theirs - (before + after) / 2e9
