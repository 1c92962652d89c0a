"""Errors inside the window are logged and told; they never close it."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from mien.errors import MienError

log = logging.getLogger(__name__)

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class SlotGuard:
    """Takes the place of `sys.excepthook`, which PySide6 calls for errors in slots and events."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Tell: shows a sentence to the user."""
        self._tell = tell
        self._known: set[tuple[str, int]] = set()

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an error, once for each line that throws it; tell one that people can mend.

        Any other is told by whoever reports what the log gets.
        """
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        frames = traceback.extract_tb(trace)
        place = (frames[-1].filename, frames[-1].lineno or 0) if frames else (kind.__name__, 0)
        if place in self._known:
            return
        self._known.add(place)
        if isinstance(error, MienError):
            log.warning("%s", error)
            self._tell(error.sentence)
            return
        log.error("Error in the window", exc_info=(kind, error, trace))


def log_qt_messages() -> None:
    """Send what Qt has to say to the log."""
    qInstallMessageHandler(_log_message)


def _log_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    category = str(context.category or "default")
    logging.getLogger(f"qt.{category}").log(LEVELS.get(kind, logging.WARNING), "%s", message)
