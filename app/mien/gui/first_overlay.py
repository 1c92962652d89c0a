"""Notes in the log how long it took from the program's start to the first overlay."""

from __future__ import annotations

import logging
import time

import psutil
from PySide6.QtCore import QObject, QTimer

from mien.gui.picture import Picture

LOOK_EVERY_MS = 20
MESSAGE = "First overlay %.2f s after the start"

log = logging.getLogger(__name__)


class FirstOverlay(QObject):
    """Looks at the picture until it shows a face that was read, once."""

    def __init__(self, picture: Picture) -> None:
        """Begin to look; the picture owns this."""
        super().__init__(picture)
        self._picture = picture
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_EVERY_MS)

    def _look(self) -> None:
        analysis = self._picture.analysis
        if analysis is None or all(face.reading is None for face in analysis.faces):
            return
        self._timer.stop()
        log.info(MESSAGE, time.time() - psutil.Process().create_time())
