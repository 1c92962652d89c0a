"""Starts the window and ends it cleanly."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtWidgets import QApplication

from mien.gui import icons
from mien.gui.camera_list import ListCameras, real_cameras
from mien.gui.choices import Keep
from mien.gui.engine_like import EngineLike
from mien.gui.first_overlay import FirstOverlay
from mien.gui.guards import SlotGuard, log_qt_messages
from mien.gui.language import speak
from mien.gui.outside import Outside
from mien.gui.renewal import Renewal, Seen, show_again
from mien.gui.theme import TEXT_SIZE, load_fonts, sized
from mien.gui.trouble import Troubles, offer_crashes
from mien.gui.window import MainWindow, follow_desktop
from mien.gui.words import tr
from mien.logs.reporter import reporting
from mien.settings import Settings
from mien.settings_file import save_settings, window_path, write_json
from mien.words import mark

CLOSE_S = 2.0
CLOSE_RECORDING_S = 20.0
WATCH_AFTER_MS = 1500
SAFE = mark(
    "Safe mode: every setting is as at the first start, the network runs on the CPU, and nothing "
    "that you change is kept."
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a window begins with, as in `run`."""

    source: str | None
    session: Path | None
    notice: str
    safe: bool


def application() -> QApplication:
    """The one QApplication, made where there is none yet, with Mien's type and style."""
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(["mien"])
    app.setApplicationName("Mien")
    app.setStyle("Fusion")
    face = app.font()
    face.setFamily(load_fonts())
    face.setPixelSize(sized(TEXT_SIZE))
    app.setFont(face)
    app.setWindowIcon(icons.app_icon())
    return app


def build_window(
    engine: EngineLike,
    settings: Settings,
    device: str = "auto",
    list_cameras: ListCameras = real_cameras,
    keep: Keep | None = None,
) -> MainWindow:
    """The real window, hidden and with nothing opened: `start` opens, `show` shows.

    keep: writes settings that change; None leaves the user's file alone, as a bench or test must.
    """
    application()
    return MainWindow(engine, settings, device, list_cameras, keep)


def run(
    engine: EngineLike,
    source: str | None,
    device: str,
    settings: Settings,
    notice: str = "",
    safe: bool = False,
    session: Path | None = None,
) -> int:
    """Show the window until it is closed; the exit status.

    source: None for the last one, else the first camera, else the demo. notice: a sentence to show.
    safe: nothing is written that the next start would read, and the window says so. session: a
    session's folder to look through; no source is opened before the live page asks for one.
    """
    log_qt_messages()
    app = application()
    Outside(app)
    seen: Seen | None = None
    while True:
        speak(app, settings.language)
        window = build_window(engine, settings, device, keep=None if safe else save_settings)
        if seen is not None:
            window.restoreGeometry(seen.geometry)
        elif not safe:
            _restore_place(window)
        renewal = Renewal(window)
        status = _live(app, window, Opening(source, session, notice, safe), seen)
        if renewal.seen is None:
            break
        seen = renewal.seen
        settings, source, notice = seen.settings, seen.source, ""
        session = seen.session if window.desk.current is None else None
        window.deleteLater()
    if not safe:
        _keep_place(window)
    # What a recording still has to write is worth a longer wait than a camera that hangs.
    wait_s = CLOSE_RECORDING_S if engine.recording().active else CLOSE_S
    if not engine.close(wait_s):
        log.warning("The engine did not stop within %s s; the process ends anyway", wait_s)
    return status


def _live(app: QApplication, window: MainWindow, opening: Opening, seen: Seen | None) -> int:
    """Show one window until it is closed; seen: what the one before it showed."""
    follow_desktop(window)
    if opening.safe:
        say_safe(window)
    troubles = Troubles(window)
    with _guarded(window), reporting(troubles.tell, troubles.names):
        if seen is None:
            offer_crashes(window)
        window.show()
        window.start(opening.source, opening.session)
        FirstOverlay(window.live)
        # Qt's multimedia takes a moment to load, which the first picture need not wait for.
        QTimer.singleShot(WATCH_AFTER_MS, window.lister.watch)
        if opening.notice:
            window.tell(opening.notice)
        if seen is not None:
            show_again(window, seen)
        return int(app.exec())


def say_safe(window: MainWindow) -> None:
    """Say in the window that this is not the usual start."""
    window.setWindowTitle(tr("Mien, safe mode"))
    window.notice.say(SAFE, stays=True)


@contextmanager
def _guarded(window: MainWindow) -> Iterator[None]:
    """Errors in slots are told, Ctrl+C closes the window."""
    hook = sys.excepthook
    sys.excepthook = SlotGuard(window.tell)
    # By the event loop: a window that is closed before that begins would leave it without an end.
    before = signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, window.close))
    try:
        yield
    finally:
        sys.excepthook = hook
        signal.signal(signal.SIGINT, before)


def _restore_place(window: MainWindow) -> None:
    """Put the window where it was; a file that is broken or missing leaves it where it is."""
    try:
        kept = json.loads(window_path().read_text(encoding="utf-8"))
        geometry = base64.b64decode(kept["geometry"], validate=True)
    except (OSError, ValueError, KeyError, TypeError, binascii.Error):
        return
    window.restoreGeometry(QByteArray(geometry))


def _keep_place(window: MainWindow) -> None:
    geometry = base64.b64encode(window.saveGeometry().data()).decode()
    try:
        write_json(window_path(), {"geometry": geometry})
    except OSError as error:
        log.warning("The window's place could not be kept: %s", error)
