"""A window in Japanese has no English in it: what was never handed to `tr` would stand out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import RUNNING, FakeEngine
from tests.app.record.sessions import make_session
from tests.app.scenes import make_analysis, make_reading, read_face

from mien.gui.diagnostics.dialog import Diagnostics
from mien.gui.language import ENGLISH, speak
from mien.gui.pages import open_session
from mien.gui.window import MainWindow

WAIT_MS = 20_000
# Names are the same in every language; the rest is of the files that the tests open.
NAMES = re.compile(
    r"Mien|CPU|GPU|CUDA|NVIDIA|Core ML|ONNX Runtime|OpenFace|Py-Feat|Fex|ELAN|WebVTT|BIDS|JSON"
    r"|CSV|Parquet|HTML|MP4|MPEG|Inferno|Viridis|Cividis|Lab Streaming Layer|OSC|UDP|WebSocket"
    r"|FACS|Ctrl|Shift|Space|Left|Right|Home|End|Del|Esc|F\d+|AU\d\d|URL|LSL|MediaPipe"
    r"|mien [\w -]+|https?|rtsp|English|Deutsch|Français|Español"
    r"|/\S*|clip\.mp4|session|film|by hand|made by hand|A camera|host|localhost"
)
LATIN = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture
def window(
    app: QApplication, make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot
) -> Iterator[MainWindow]:
    """In Japanese, with a face and all that can be switched on."""
    speak(app, "ja")
    window = make_window(close_up=True, history=True, action_units=True)
    engine.now = replace(RUNNING, provider_note="")
    engine.analyses.put(make_analysis(read_face(reading=make_reading(smile=0.9, au12=0.9))))
    for _ in range(2):
        window.live.tick()
        window.live.show_status()
        window.panel.tick(2.0)
        QApplication.processEvents()
    # The figures, and what they stand on, are written at a slower pace.
    qtbot.waitUntil(lambda: RUNNING.provider_note not in window.status_line.provider.toolTip())
    yield window
    speak(app, ENGLISH)


def english_in(root: QWidget) -> set[str]:
    """Texts, tooltips and names for screen readers without a Japanese letter."""
    found = {text for widget in (root, *root.findChildren(QWidget)) for text in texts_of(widget)}
    left = {text for text in found if not JAPANESE.search(text)}
    return {text for text in left if LATIN.search(NAMES.sub("", text))}


def texts_of(widget: QWidget) -> Iterator[str]:
    """All that a widget and its actions say."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from map(widget.itemText, range(widget.count()))
    if isinstance(widget, QListWidget):
        yield from (widget.item(row).text() for row in range(widget.count()))
    for action in widget.actions():
        yield from (action.text(), action.toolTip())


def test_the_window_and_its_dialogs(window: MainWindow) -> None:
    left = english_in(window)
    for deed in ("about", "knowing", "guide", "send", "settings", "name_face", "diagnostics"):
        window.deeds[deed].trigger()
        QApplication.processEvents()
        for dialog in window.findChildren(QDialog):
            # The versions of packages stand on the diagnostics page: names throughout.
            if dialog.isVisible() and not isinstance(dialog, Diagnostics):
                left |= english_in(dialog)
                dialog.close()
    assert left == set()


def test_the_review_page(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    open_session(window, make_session(tmp_path).folder)
    page = window.review
    qtbot.waitUntil(lambda: page.viewer.picture.analysis is not None, timeout=WAIT_MS)
    assert english_in(page) == set()
