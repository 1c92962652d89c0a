"""Notes in the log how long it took from the program's start to the first overlay."""

from __future__ import annotations

import logging
import time

import psutil
from PySide6.QtCore import QObject

from mien.gui.live import Live
from mien.types import Analysis

MESSAGE = "First overlay %.2f s after the start"

log = logging.getLogger(__name__)


class FirstOverlay(QObject):
    """Looks at what is shown until there is a face that was read, once."""

    def __init__(self, live: Live) -> None:
        """Begin to look; the live page owns this."""
        super().__init__(live)
        self._live = live
        live.shown.connect(self._look)

    def _look(self, analysis: Analysis) -> None:
        if all(face.reading is None for face in analysis.faces):
            return
        self._live.shown.disconnect(self._look)
        log.info(MESSAGE, time.time() - psutil.Process().create_time())
