"""What tests do to a window, and what they ask of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from tests.app.gui.fakes import FakeEngine
from tests.app.scenes import make_analysis, read_face

from mien.gui.window import MainWindow
from mien.settings import Settings
from mien.types import Analysis


def press(window: MainWindow, key: Qt.Key, widget: QWidget | None = None) -> None:
    QTest.keyClick(widget or window.picture, key)


def play(window: MainWindow, engine: FakeEngine) -> None:
    engine.analyses.put(make_analysis(read_face()))
    window.live.tick()


def chosen(window: MainWindow) -> Settings:
    return window.choices.settings


def shown(window: MainWindow) -> Analysis | None:
    return window.picture.analysis


def is_empty(window: MainWindow) -> bool:
    return window.picture.empty


def is_full(window: MainWindow) -> bool:
    return window.isFullScreen()
