"""The real window, driven by a bench instead of a person."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QDialog

from mien.gui.app import build_window
from mien.gui.engine_like import EngineLike
from mien.overlays import OVERLAYS
from mien.settings import Settings

CHECK_MS = 100
SCREENS = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")


def without_screen() -> None:
    """Have Qt paint into memory where there is no screen: all is painted, but shown nowhere."""
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in SCREENS):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


class BenchWindow:
    """A shown window with every overlay on, and what it measured since the last `forget`."""

    def __init__(self, engine: EngineLike, source: str, device: str) -> None:
        without_screen()
        settings = Settings(notice_seen=True).changed(**{o.setting: True for o in OVERLAYS})
        self._window = build_window(engine, settings, device)
        self._latencies: list[float] = []
        self._paints: list[float] = []
        self._window.show()
        self._window.start(source)

    def run_for(self, seconds: float) -> None:
        """Let the window live for a while; at most some seconds, as it remembers few figures."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()
        picture = self._window.picture
        self._latencies += self._window.paint_latency_ms()
        self._paints += self._window.paint_ms()
        picture.latency.clear()
        picture.painting.clear()

    def run_until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Let the window live until something is so; False after `seconds`."""
        ends = time.monotonic() + seconds
        while not true():
            if time.monotonic() > ends:
                return False
            self.run_for(CHECK_MS / 1000)
        return True

    def press(self, deed: str) -> None:
        """Do what an action does, by its name."""
        self._window.deeds[deed].trigger()

    def close_dialogs(self) -> None:
        """Close every dialog that is open."""
        for dialog in self._window.findChildren(QDialog):
            dialog.close()

    def forget(self) -> None:
        """Begin the figures anew."""
        self._latencies.clear()
        self._paints.clear()

    def latencies_ms(self) -> list[float]:
        """Capture to paint of every analysis painted."""
        return list(self._latencies)

    def paints_ms(self) -> list[float]:
        """What each painting of the picture took."""
        return list(self._paints)

    def close(self) -> None:
        """Close the window."""
        self._window.close()
