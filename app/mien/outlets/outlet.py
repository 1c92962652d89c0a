"""One way out of the app: a mailbox, a thread that empties it, and a wire to whoever listens."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import Protocol

from mien.flow import Fifo
from mien.network.card import Card
from mien.outlets.sample import Item

log = logging.getLogger(__name__)

MOST_WAITING = 64  # two seconds at 30 a second
END_S = 3.0


class Wire(Protocol):
    """How values reach whoever listens; used by one thread, but for `listeners`."""

    name: str

    def open(self, card: Card) -> str:
        """Begin; where receivers find it, as shown to the user. Raises MienError."""

    def send(self, item: Item) -> bool:
        """Hand one on, in bounded time, to all who listen; False where that could not be done."""

    def listeners(self) -> int | None:
        """How many listen, None where that cannot be known."""

    def close(self) -> None:
        """End, and let all receivers go."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What went through an outlet.

    sent: handed to the wire. dropped: not sent, as the mailbox was full or the wire could not.
    listeners: how many listen, None where that cannot be known.
    """

    name: str
    sent: int
    dropped: int
    listeners: int | None


class Outlet:
    """Sends from a thread of its own; whoever gives never waits."""

    def __init__(self, wire: Wire, most_waiting: int = MOST_WAITING) -> None:
        """Hold at most so many samples and markers; nothing is sent before `open`."""
        self._wire = wire
        self._waiting: Fifo[Item] = Fifo(most_waiting)
        self._lock = threading.Lock()
        self._sent = self._dropped = 0
        self._complained = False
        self._ending = threading.Event()
        self._thread = threading.Thread(
            target=self._send_all, name=f"mien-{wire.name}", daemon=True
        )

    def open(self, card: Card) -> str:
        """Begin to send; where receivers find it. Raises MienError."""
        address = self._wire.open(card)
        self._thread.start()
        return address

    def give(self, item: Item) -> None:
        """Have it sent; dropped and counted where the mailbox is full."""
        if not self._waiting.put(item, timeout=0):
            self._count(sent=False)

    def traffic(self) -> Traffic:
        """A snapshot."""
        with self._lock:
            sent, dropped = self._sent, self._dropped
        return Traffic(self._wire.name, sent, dropped, self._wire.listeners())

    def close(self, timeout_s: float = END_S) -> bool:
        """Send what waits, then end; False where the wire still hangs after `timeout_s`."""
        self._waiting.close()
        if self._thread.ident is None:
            return True
        self._thread.join(timeout_s / 2)
        self._ending.set()
        self._thread.join(timeout_s / 2)
        return not self._thread.is_alive()

    def _send_all(self) -> None:
        try:
            for item in self._waiting:
                if self._ending.is_set():
                    return
                self._count(sent=self._send(item))
        finally:
            self._wire.close()

    def _send(self, item: Item) -> bool:
        try:
            return self._wire.send(item)
        except Exception:
            if not self._complained:  # once: it may happen at every frame
                log.exception("the outlet %s could not send", self._wire.name)
            self._complained = True
            return False

    def _count(self, *, sent: bool) -> None:
        with self._lock:
            self._sent += sent
            self._dropped += not sent
