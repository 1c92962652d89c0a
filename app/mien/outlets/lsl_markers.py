"""The Lab Streaming Layer marker inlet: other programs' markers, on our clock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from mien.errors import MienError
from mien.outlets.allowance import Allowance
from mien.outlets.lsl import OWN
from mien.outlets.lsl_library import LslClock, Reach, load_lsl
from mien.words import told

log = logging.getLogger(__name__)

LOOK_S = 0.3
FORGET_S = 2.0
CORRECTION_S = 2.0
BUFFERED = 2  # hundreds of markers that liblsl keeps for us
MOST_A_PULL = 32
MOST_A_SECOND, MOST_AT_ONCE = 50.0, 100.0
LONGEST = 200  # characters of one marker
END_S = 3.0
STRINGS = "type='Markers' and channel_count=1 and channel_format='string'"
NOT_OURS = f"not(starts-with(source_id,'{OWN}'))"  # two Miens would echo each other for ever

Take = Callable[[str, int], object]


class MarkerInlet:
    """Follows one string stream of type Markers, on a thread of its own, until it is closed.

    dropped: markers that came faster than 50 a second for long.
    """

    def __init__(self, take: Take, stream: str = "", reach: Reach = "machine") -> None:
        """Give each marker to `take`: its text, one line, and its time by the monotonic clock, ns.

        stream: the name to look for; '' takes the first that is not Mien's own. Raises MienError.
        """
        self._pylsl = load_lsl(reach)
        self._take = take
        self._wanted = _predicate(stream)
        self._allowance = Allowance(MOST_A_SECOND, MOST_AT_ONCE)
        self._ending = threading.Event()
        self.connected = ""
        self.dropped = 0
        self._thread = threading.Thread(target=self._follow, name="mien-lsl-markers", daemon=True)

    def open(self) -> None:
        """Begin to look for the stream; it may come later, go and come back."""
        self._thread.start()

    def close(self, timeout_s: float = END_S) -> bool:
        """End; False where liblsl still hangs after `timeout_s`."""
        self._ending.set()
        if self._thread.ident is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _follow(self) -> None:
        clock = LslClock(self._pylsl)
        # One search that goes on: where several streams are on a machine, liblsl finds some only
        # in its second wave of questions, which a short search anew would never come to.
        search = self._pylsl.ContinuousResolver(pred=self._wanted, forget_after=FORGET_S)
        while not self._ending.wait(LOOK_S):
            found = search.results()
            if not found:
                continue
            inlet = self._pylsl.StreamInlet(found[0], max_buflen=BUFFERED, recover=False)
            self.connected = found[0].name()
            try:
                self._pull(inlet, clock)
            except (RuntimeError, TimeoutError):  # pylsl's LostError is a RuntimeError
                log.info("the marker stream %s was lost", self.connected)
            self.connected = ""

    def _pull(self, inlet: Any, clock: LslClock) -> None:
        while not self._ending.is_set():
            texts, times = inlet.pull_chunk(
                timeout=LOOK_S, max_samples=MOST_A_PULL, as_numpy=True, min_samples=1
            )
            if not len(times):
                continue
            ahead_s = inlet.time_correction(timeout=CORRECTION_S)  # waits at the first call only
            for row, time_s in zip(texts, times, strict=True):
                self._hand_on(bytes(row[0]), clock.to_ns(float(time_s) + ahead_s))

    def _hand_on(self, raw: bytes, at_ns: int) -> None:
        if not self._allowance.take():
            self.dropped += 1
            return
        text = raw[: 4 * LONGEST].decode("utf-8", "replace")
        self._take(" ".join(text.split())[:LONGEST], at_ns)


def _predicate(stream: str) -> str:
    """What liblsl looks for, in its query language. Raises MienError."""
    wanted = f"{STRINGS} and {NOT_OURS}"
    if not stream:
        return wanted
    quote = '"' if "'" in stream else "'"
    if quote in stream:
        raise MienError(
            told("A stream's name cannot hold both kinds of quotes: {stream}", stream=stream)
        )
    return f"{wanted} and name={quote}{stream}{quote}"
