"""An unexpected error ends in a sentence, a report and a closed recording; a crash is offered."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.gui.fakes import FakeEngine, no_cameras

from mien.gui import app as program
from mien.gui.report_dialog import ReportDialog, show_report
from mien.gui.window import MainWindow
from mien.logs.crash import crash_path
from mien.logs.file import log_to_file
from mien.logs.folder import log_folder
from mien.logs.report import reports
from mien.record.plan import Plan
from mien.record.progress import Stage
from mien.settings import Settings

VIDEO = "/home/ada/films/Interview.mp4"
GONE = 2**22 + 1  # no process has this number


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log folder without anything in it, and no cameras of this machine."""
    build = program.build_window

    def without_cameras(*args: object, **options: object) -> MainWindow:
        return build(*args, **{"list_cameras": no_cameras, **options})  # type: ignore[arg-type]

    monkeypatch.setattr(program, "build_window", without_cameras)
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path / "log")


def with_window(app: QApplication, engine: FakeEngine, do: Callable[[MainWindow], None]) -> None:
    """Run the whole window, do something in it once it is shown, close it."""

    def act() -> None:
        shown = [w for w in app.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
        (window,) = shown
        try:
            do(window)
        finally:
            window.close()

    QTimer.singleShot(50, act)
    settings = Settings(notice_seen=True, theme="dark", last_source=VIDEO)
    assert program.run(engine, "clip.mp4", "auto", settings, safe=True) == 0
    qInstallMessageHandler(None)
    for window in app.topLevelWidgets():
        window.deleteLater()


def fail() -> None:
    raise ZeroDivisionError(f"cannot read {VIDEO}")


def in_slot(window: MainWindow) -> None:
    window.deeds["look"].triggered.connect(fail)
    window.deeds["look"].trigger()


def in_thread(window: MainWindow) -> None:
    thread = threading.Thread(target=fail, name="a worker")
    thread.start()
    thread.join()
    QCoreApplication.processEvents()


def in_destructor(window: MainWindow) -> None:
    class Odd:
        def __del__(self) -> None:
            fail()

    Odd()


@pytest.mark.parametrize("provoke", [in_slot, in_thread, in_destructor])
def test_an_error_anywhere_is_told_reported_and_closes_the_recording(
    app: QApplication, engine: FakeEngine, provoke: Callable[[MainWindow], None], tmp_path: Path
) -> None:
    told: list[str] = []

    def do(window: MainWindow) -> None:
        engine.start_recording(Plan(parent=tmp_path))
        window.record.tick(0.0)
        provoke(window)
        told.append(window.notice.text)
        assert window.isVisible()

    with log_to_file():
        with_window(app, engine, do)
    assert engine.progress.stage is Stage.CLOSING
    assert "ZeroDivisionError" in told[0]
    assert "The recording was closed" in told[0]
    (report,) = reports()
    text = report.read_text(encoding="utf-8")
    assert "in fail" in text
    for part in ("ada", "films", "Interview", "clip.mp4"):
        assert part not in text


def test_without_a_recording_it_goes_on(app: QApplication, engine: FakeEngine) -> None:
    told: list[str] = []

    def do(window: MainWindow) -> None:
        in_slot(window)
        told.append(window.notice.text)
        window.notice.button.click()
        (dialog,) = window.findChildren(ReportDialog)
        assert "ZeroDivisionError" in dialog.text.toPlainText()

    with log_to_file():
        with_window(app, engine, do)
    assert "It goes on" in told[0]


def test_a_crash_of_the_last_time_is_offered_until_it_is_answered(
    app: QApplication, engine: FakeEngine
) -> None:
    crash_path(GONE).parent.mkdir(parents=True)
    crash_path(GONE).write_text("Mien 0\n--\nFatal Python error: Segmentation fault\n")
    told: list[str] = []

    def do(window: MainWindow) -> None:
        told.append(window.notice.text)
        window.tell("Another sentence.")
        window.notice._close.click()
        told.append(window.notice.text)
        window.notice.button.click()
        (dialog,) = window.findChildren(ReportDialog)
        told.append(dialog.text.toPlainText())
        dialog.delete.click()

    with_window(app, engine, do)
    assert "ended unexpectedly the last time" in told[0]
    assert told[1] == told[0]
    assert "Segmentation fault" in told[2]
    assert reports() == []
    assert list(log_folder().glob("crash-*")) == []


def test_a_report_can_be_copied_and_its_folder_shown(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.txt"
    path.write_text("what happened")
    dialog = show_report(window, path)
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "what happened"
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.deeds["log_folder"].trigger()
    assert opened == [str(log_folder())]
    dialog.close()


def test_a_report_that_is_gone_is_a_sentence(window: MainWindow, tmp_path: Path) -> None:
    dialog = show_report(window, tmp_path / "none.txt")
    assert "could not be read" in dialog.text.toPlainText()
    dialog.close()


def test_hooks_are_as_before_afterwards(app: QApplication, engine: FakeEngine) -> None:
    before = (sys.excepthook, threading.excepthook, logging.getLogger().handlers[:])
    with_window(app, engine, lambda _: None)
    assert (sys.excepthook, threading.excepthook, logging.getLogger().handlers[:]) == before
