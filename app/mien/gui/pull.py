"""Looks into the engine's mailboxes: the window pulls, nothing is pushed."""

from __future__ import annotations

import time

from mien.gui.engine_like import EngineLike
from mien.types import Analysis, Frame

PREVIEW_NS = 700_000_000  # without an analysis for so long, bare frames are shown


class Mailboxes:
    """Gives what is new since the last look; an analysis goes before a bare frame."""

    def __init__(self, engine: EngineLike) -> None:
        """Nothing was seen yet."""
        self._engine = engine
        self._analysis: Analysis | None = None
        self._frame: Frame | None = None
        self._coming: Frame | None = None
        self._since_ns = 0

    def forget(self) -> None:
        """From now on only what is captured from now on counts, as another source was opened."""
        self._analysis = self._frame = self._coming = None
        self._since_ns = time.monotonic_ns()

    def look(self) -> Analysis | Frame | None:
        """The newest picture to show, None where there is nothing new."""
        analysis, _ = self._engine.analyses.peek()
        if analysis is not None and analysis is not self._analysis:
            self._analysis = analysis
            if analysis.frame.captured_ns >= self._since_ns:
                return analysis
        frame, _ = self._engine.frames.peek()
        if frame is None or frame is self._frame or frame.captured_ns < self._since_ns:
            return None
        self._frame = frame
        late = frame.captured_ns - self._analysed_ns() > PREVIEW_NS
        return frame.developed() if late else None

    def ahead(self) -> Frame | None:
        """The frame whose analysis is the next one, once; None where there is no other."""
        frame, _ = self._engine.coming.peek()
        if frame is None or frame is self._coming or frame.captured_ns < self._since_ns:
            return None
        self._coming = frame
        return frame

    def _analysed_ns(self) -> int:
        known = self._analysis is not None and self._analysis.frame.captured_ns >= self._since_ns
        return self._analysis.frame.captured_ns if known and self._analysis is not None else 0
