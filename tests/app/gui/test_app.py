"""The program from start to end."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine, no_cameras

from mien.errors import MienError
from mien.gui import app as program
from mien.gui import camera_list
from mien.gui.guards import SlotGuard, log_qt_messages
from mien.gui.window import MainWindow
from mien.settings import Settings
from mien.settings_file import load_settings, settings_path, window_path

SEEN = Settings(theme="dark", notice_seen=True)
Do = Callable[[MainWindow], None]


@pytest.fixture(autouse=True)
def no_real_cameras(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program lists no cameras of this machine, and Qt's messages go where they went."""
    monkeypatch.setattr(program, "real_cameras", no_cameras)
    yield
    qInstallMessageHandler(None)
    for window in QApplication.topLevelWidgets():
        window.deleteLater()
    settings_path().unlink(missing_ok=True)
    window_path().unlink(missing_ok=True)


def run(
    engine: FakeEngine,
    do: Do,
    source: str | None = "clip.mp4",
    notice: str = "",
    safe: bool = False,
) -> int:
    """Run the program; `do` something once the window is up, then close it."""

    def act() -> None:
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        (window,) = [w for w in windows if w.isVisible()]
        try:
            do(window)
        finally:
            window.close()

    QTimer.singleShot(50, act)
    return program.run(engine, source, "cpu", SEEN, notice, safe)


@pytest.fixture(autouse=True)
def real_cameras_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    """`build_window` has the real listing as its default: take the fake one instead."""
    build = program.build_window

    def without_cameras(*args: object, **options: object) -> MainWindow:
        return build(*args, **{"list_cameras": no_cameras, **options})  # type: ignore[arg-type]

    monkeypatch.setattr(program, "build_window", without_cameras)


def test_it_opens_shows_and_ends_cleanly(app: QApplication, engine: FakeEngine) -> None:
    titles: list[str] = []
    assert run(engine, lambda window: titles.append(window.windowTitle())) == 0
    assert titles == ["Mien"]
    assert engine.opened == [("clip.mp4", "cpu")]
    assert engine.stopped >= 1
    assert engine.closed == [program.CLOSE_S]


def test_choices_and_place_are_kept_for_the_next_start(
    app: QApplication, engine: FakeEngine
) -> None:
    def choose(window: MainWindow) -> None:
        window.deeds["landmarks"].trigger()
        window.resize(900, 650)

    run(engine, choose)
    settings, notice = load_settings()
    assert notice == ""
    assert settings == SEEN.changed(landmarks=False, last_source="clip.mp4")
    heights: list[int] = []  # the screen of the tests is narrower than the window
    run(engine, lambda window: heights.append(window.height()))
    assert heights == [650]


@pytest.mark.parametrize("content", ["", "{}", '{"geometry": 3}', '{"geometry": "%%%"}', "[]"])
def test_a_broken_place_is_no_trouble(app: QApplication, engine: FakeEngine, content: str) -> None:
    window_path().parent.mkdir(parents=True, exist_ok=True)
    window_path().write_text(content)
    sizes: list[tuple[int, int]] = []
    assert run(engine, lambda window: sizes.append((window.width(), window.height()))) == 0
    assert sizes == [(1280, 800)]


def test_a_notice_is_shown(app: QApplication, engine: FakeEngine) -> None:
    texts: list[str] = []
    run(engine, lambda window: texts.append(window.notice.text), notice="A file was broken.")
    assert texts == ["A file was broken."]


def test_an_error_in_a_slot_is_told_and_the_window_stays(
    app: QApplication, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError("in a slot")

    def provoke(window: MainWindow) -> None:
        window.deeds["look"].triggered.connect(fail)
        window.deeds["look"].trigger()
        told.append(window.notice.text)
        assert window.isVisible()

    before = sys.excepthook
    assert run(engine, provoke) == 0
    assert "ZeroDivisionError" in told[0]
    assert "Error in the window" in caplog.text
    assert sys.excepthook is before


def test_the_same_error_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    guard = SlotGuard(told.append)
    for _ in range(3):
        try:
            raise_it()
        except ValueError as error:
            guard(ValueError, error, error.__traceback__)
    assert told == []  # whoever reports what the log gets tells it
    assert len(caplog.records) == 1


def raise_it() -> None:
    raise ValueError("again")


def test_an_error_meant_for_the_user_is_told_in_its_own_words() -> None:
    told: list[str] = []
    guard = SlotGuard(told.append)
    guard(MienError, MienError("Choose another file."), None)
    assert told == ["Choose another file."]


def test_what_qt_says_goes_to_the_log(app: QApplication, caplog: pytest.LogCaptureFixture) -> None:
    log_qt_messages()
    with caplog.at_level(logging.WARNING):
        qWarning("something about a font")
    qInstallMessageHandler(None)
    assert any("something about a font" in record.getMessage() for record in caplog.records)
    assert caplog.records[-1].name.startswith("qt.")
    assert QtMsgType.QtWarningMsg is not None


def test_safe_mode_says_so_and_keeps_nothing(app: QApplication, engine: FakeEngine) -> None:
    window_path().unlink(missing_ok=True)
    settings_path().unlink(missing_ok=True)
    told: list[str] = []

    def do(window: MainWindow) -> None:
        told.extend((window.windowTitle(), window.notice.text))
        window.choices.change(theme="light")

    assert run(engine, do, safe=True) == 0
    assert "safe mode" in told[0]
    assert "Safe mode" in told[1]
    assert not settings_path().exists()
    assert not window_path().exists()


def test_settings_that_cannot_be_kept_are_told(
    app: QApplication, make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    def full(settings: Settings) -> None:
        raise OSError(28, "No space left on device")

    window = program.build_window(engine, SEEN, keep=full)
    qtbot.addWidget(window)
    window.show()
    window.deeds["box"].trigger()
    window.choices.keep()
    assert "No space left on device" in window.notice.text


def test_a_slider_that_is_dragged_is_written_once(
    app: QApplication, engine: FakeEngine, qtbot: QtBot
) -> None:
    kept: list[Settings] = []
    window = program.build_window(engine, SEEN, keep=kept.append)
    qtbot.addWidget(window)
    for value in range(30, 60):
        window.saliency_menu.slider.setValue(value)
    qtbot.waitUntil(lambda: bool(kept))
    assert [settings.opacity for settings in kept] == [0.59]


def test_opencvs_qt_paths_are_taken_out_of_the_environment() -> None:
    code = (
        "import cv2, os; os.environ['QT_QPA_FONTDIR'] = 'x'; import mien.gui;"
        "print([k for k in os.environ if k.startswith('QT_QPA_') and 'PLATFORM' != k[7:]])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    assert out.stdout.strip() == "[]"
    assert camera_list.TIMEOUT_S > 0


def test_ctrl_c_while_the_window_opens_ends_it(
    app: QApplication, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = MainWindow.start

    def interrupted(window: MainWindow, *arguments: Any) -> None:
        start(window, *arguments)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(MainWindow, "start", interrupted)
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(lambda: app.exit(1))
    late.start(5000)
    assert program.run(engine, "clip.mp4", "cpu", SEEN) == 0
