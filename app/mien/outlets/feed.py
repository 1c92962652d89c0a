"""The thread between an engine's newest analysis and the outlets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from mien.flow import Latest
from mien.network.card import Card
from mien.outlets.main_face import MainFace
from mien.outlets.outlet import END_S, Outlet, Traffic
from mien.outlets.sample import Mark, sample_of
from mien.types import Analysis

LOOK_S = 0.2

Chooser = Callable[[Analysis], int | None]


class Feed:
    """Gives each analysis to every outlet; the engine only ever puts it into its own mailbox."""

    def __init__(
        self,
        analyses: Latest[Analysis],
        outlets: Sequence[Outlet],
        main: Chooser | None = None,
    ) -> None:
        """Take the mailbox of an engine; main: chooses the main face, by `MainFace` if None."""
        self._analyses = analyses
        self._outlets = tuple(outlets)
        self._main = main or MainFace()
        self._ending = threading.Event()
        self._missed = 0
        self._thread = threading.Thread(target=self._feed, name="mien-outlets", daemon=True)

    @property
    def missed(self) -> int:
        """Analyses that came and went before this thread could see them."""
        return self._missed

    def open(self, card: Card) -> tuple[str, ...]:
        """Begin; where receivers find each outlet. Raises MienError, and nothing is open then."""
        try:
            addresses = tuple([outlet.open(card) for outlet in self._outlets])
        except Exception:
            self.close()
            raise
        self._thread.start()
        return addresses

    def mark(self, text: str, at_ns: int) -> None:
        """Send a marker; at_ns: the monotonic clock."""
        for outlet in self._outlets:
            outlet.give(Mark(" ".join(text.split()), at_ns))

    def traffic(self) -> tuple[Traffic, ...]:
        """What went through each outlet so far."""
        return tuple(outlet.traffic() for outlet in self._outlets)

    def close(self, timeout_s: float = END_S) -> bool:
        """Send what waits and end; False where a thread hangs."""
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        ended = [outlet.close(timeout_s) for outlet in self._outlets]
        return all(ended) and not self._thread.is_alive()

    def _feed(self) -> None:
        (_, seen), number, last = self._analyses.peek(), 0, -1
        while not self._ending.is_set():
            got = self._analyses.newer(seen, LOOK_S)
            if got is None:
                continue
            analysis, count = got
            missed = _missed(analysis, last, count - seen - 1) if number else 0
            self._missed += missed
            number += missed
            sample = sample_of(analysis, number, self._main(analysis))
            for outlet in self._outlets:
                outlet.give(sample)
            seen, last, number = count, analysis.frame.index, number + 1


def _missed(analysis: Analysis, last: int, between: int) -> int:
    """How many analyses were not seen since the frame `last`; `between` changes of the mailbox.

    A source that is opened empties the mailbox, which is a change and no analysis.
    """
    before = analysis.frame.index - analysis.skipped - 1
    return 0 if before in (last, -1) else between
