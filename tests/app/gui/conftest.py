"""A window on a hand-made engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.gui.fakes import FakeEngine, no_cameras

from mien.gui.app import application, build_window
from mien.gui.camera_list import ListCameras
from mien.gui.theme import scale_text
from mien.gui.window import MainWindow
from mien.settings import Settings

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    """Qt with Mien's type and style, and without the windows of the test before."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # Nor with their style sheet, as at a real start: each part of a window that is built under one
    # is styled at once, and all of them again when the window sets its own.
    qapp.setStyleSheet("")
    made = application()
    scale_text(1.0)
    return made


@pytest.fixture
def engine() -> FakeEngine:
    """An engine that waits for the test."""
    return FakeEngine()


@pytest.fixture
def make_window(
    app: QApplication, engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> Iterator[MakeWindow]:
    """Makes windows, shown, whose settings nobody keeps; `source` None opens nothing."""
    made: list[MainWindow] = []

    def make(
        source: str | None = "clip.mp4",
        list_cameras: ListCameras = no_cameras,
        **settings: object,
    ) -> MainWindow:
        usual = {"record_folder": str(tmp_path / "sessions"), "record_notice_seen": True}
        chosen = Settings(theme="dark", notice_seen=True).changed(**usual | settings)
        window = build_window(engine, chosen, list_cameras=list_cameras)
        qtbot.addWidget(window)
        made.append(window)
        window.resize(1280, 800)
        with qtbot.waitExposed(window):
            window.show()
        if source is not None:
            window.start(source)
        return window

    yield make
    for window in made:
        window.live.stop()
        window.record_timer.stop()
        window.review.close_session(5.0)
        window.review.hide()


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """A shown window that plays a clip."""
    return make_window()
