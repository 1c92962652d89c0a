"""One way to other programs, switched on and off; it opens and closes in threads of its own."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from enum import StrEnum

from mien.gui.job import Job
from mien.network.card import Card
from mien.outlets.ways import Flow, Link, Way

CALM_S = 0.5  # an address that is being typed is opened once it stays as it is
CLOSE_S = 3.0
RATE_S = 1.0


class Phase(StrEnum):
    """Where a way stands."""

    OFF = "off"
    WAITING = "waiting"  # nothing can flow before the network is loaded
    OPENING = "opening"
    ON = "on"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SlotState:
    """A snapshot of a way.

    where, token, listeners, refused: as the flow has them. per_s: what was sent or taken in the
    last second, NaN before. dropped: since it was opened. here: it stays on this machine. problem:
    a sentence in FAILED.
    """

    phase: Phase = Phase.OFF
    where: str = ""
    token: str = ""
    listeners: int | None = None
    sent: int = 0
    per_s: float = math.nan
    dropped: int = 0
    refused: int = 0
    here: bool = True
    problem: str = ""


class Slot:
    """Asked and ticked by the window's thread alone; never waits but in `close`."""

    def __init__(self, name: str) -> None:
        """Switched off. name: for the thread."""
        self._name = name
        self._wanted: Way | None = None
        self._since_s = 0.0
        self._tried: Way | None = None
        self._card: Card | None = None
        self._flow: Flow | None = None
        self._job: Job[Flow | None] | None = None
        self._problem = ""
        self._rate_s, self._counted, self._per_s = 0.0, 0, math.nan

    def want(self, way: Way | None) -> None:
        """Switch on in this way, or off."""
        if way != self._wanted:
            self._wanted, self._since_s = way, time.monotonic()

    def again(self) -> None:
        """Try once more what failed."""
        self._tried, self._problem = None, ""

    @property
    def idle(self) -> bool:
        """Nothing is open, wanted or under way."""
        return self._wanted is None and self._flow is None and self._job is None

    def tick(self, link: Link | None) -> None:
        """Go on; link: None while no network is loaded."""
        if self._job is not None:
            outcome = self._job.outcome()
            if outcome is None:
                return
            self._job, self._flow, self._problem = None, outcome.value, outcome.problem
            self._rate_s, self._counted, self._per_s = time.monotonic(), 0, math.nan
        other_card = link is not None and self._tried is not None and link.card is not self._card
        if self._wanted != self._tried or (other_card and not self._problem):
            self._move(link)
        self._measure()

    def mark(self, text: str, at_ns: int) -> None:
        """Hand a marker on where something is open."""
        if self._flow is not None:
            self._flow.mark(text, at_ns)

    def state(self) -> SlotState:
        """How it goes."""
        here = self._wanted is None or self._wanted.stays_here
        flow = self._flow
        if flow is None:
            return SlotState(self._phase(), here=here, problem=self._problem)
        traffic = flow.traffic()
        return SlotState(
            Phase.ON,
            flow.where,
            flow.token,
            traffic.listeners,
            traffic.sent,
            self._per_s,
            traffic.dropped,
            flow.refused,
            here,
        )

    def close(self, timeout_s: float = CLOSE_S) -> bool:
        """End; False where a thread hangs."""
        self._wanted = None
        flow, self._flow = self._flow, None
        return flow is None or flow.close(timeout_s)

    def _phase(self) -> Phase:
        if self._job is not None:
            return Phase.OFF if self._tried is None else Phase.OPENING
        if self._wanted is None:
            return Phase.OFF
        return Phase.FAILED if self._problem else Phase.WAITING

    def _move(self, link: Link | None) -> None:
        """From the flow that is open, if any, to the one that is wanted."""
        way, flow = self._wanted, self._flow
        if way is not None and (link is None or time.monotonic() - self._since_s < CALM_S):
            return
        self._tried, self._flow, self._problem = way, None, ""
        self._card = link.card if link is not None else None
        self._job = Job(f"mien-way-{self._name}", lambda: _moved(flow, way, link))

    def _measure(self) -> None:
        passed = time.monotonic() - self._rate_s
        if self._flow is not None and passed >= RATE_S:
            sent = self._flow.traffic().sent
            self._per_s = (sent - self._counted) / passed
            self._rate_s, self._counted = time.monotonic(), sent


def _moved(flow: Flow | None, way: Way | None, link: Link | None) -> Flow | None:
    """Close the one before its address is taken by the other."""
    if flow is not None:
        flow.close(CLOSE_S)
    return way.begin(link) if way is not None and link is not None else None
