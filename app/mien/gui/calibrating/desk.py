"""Begins calibrations, counts their seconds, and tells how they ended."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from mien.engine.status import Phase
from mien.gui.engine_like import EngineLike
from mien.measures.neutral import Neutral
from mien.measures.observer import LOST, Calibrating, Stage

LOOK_MS = 50


class CalibrationDesk(QObject):
    """Asked by the window; looks at the engine's observer only while one is under way.

    counted: seconds that are left, 0 for none. done: the face that was calibrated. refused: why.
    """

    counted = Signal(float)
    done = Signal(int)
    refused = Signal(str)

    def __init__(self, engine: EngineLike) -> None:
        """Nothing is under way."""
        super().__init__()
        self._engine = engine
        self._left = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def busy(self) -> bool:
        """A calibration is under way."""
        return self._timer.isActive()

    def begin(self, face_id: int) -> None:
        """Take this face's neutral."""
        self._engine.observer.calibrate(face_id)
        self._timer.start()
        self.look()

    def leave(self) -> None:
        """Give up what is under way."""
        self._engine.observer.leave()
        self._end()

    def look(self) -> None:
        """See how it goes."""
        now = self._engine.observer.calibrating()
        if now.stage is Stage.COLLECTING and self._engine.status().phase is not Phase.RUNNING:
            self.leave()
            self.refused.emit(LOST)
        elif now.stage is Stage.COLLECTING:
            self._count(now.left_s)
        elif self.busy:
            self._end()
            self._tell(now)

    def _tell(self, now: Calibrating) -> None:
        if now.stage is Stage.DONE:
            self.done.emit(now.face_id)
        elif now.stage is Stage.REFUSED:
            self.refused.emit(now.problem)

    def neutral(self, face_id: int) -> Neutral | None:
        """A face's neutral, None where it has none."""
        return self._engine.observer.neutral(face_id)

    def set_neutral(self, face_id: int, neutral: Neutral | None) -> None:
        """Give a face a neutral that was kept, or take it away."""
        self._engine.observer.set_neutral(face_id, neutral)

    def _end(self) -> None:
        self._timer.stop()
        self._count(0)

    def _count(self, seconds: float) -> None:
        if seconds != self._left:
            self._left = seconds
            self.counted.emit(seconds)
