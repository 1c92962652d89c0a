"""Everything is reached by the keyboard, is seen where it has the focus, and has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.app.gui.fakes import FakeEngine
from tests.app.gui.hands import play

from mien.gui.preferences.wiring import show_settings
from mien.gui.report_dialog import show_report
from mien.gui.theme import text_scale
from mien.gui.window import MainWindow
from mien.record.progress import Progress, Stage

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
PARTED = (QAbstractSpinBox, QComboBox, QLineEdit, QTabBar)
MOST = 300


def live(window: MainWindow) -> QWidget:
    return window


def recording(window: MainWindow) -> QWidget:
    assert isinstance(window.engine, FakeEngine)
    window.engine.progress = Progress(Stage.RECORDING, Path("session"))
    window.record.tick(0.0)
    window.record_bar.show_progress(window.record.progress)
    window.notice.say("A sentence.", "Do it")
    return window


def review(window: MainWindow) -> QWidget:
    window.deeds["review"].trigger()
    return window


def settings(window: MainWindow) -> QWidget:
    return show_settings(window)


def all_settings(window: MainWindow) -> QWidget:
    dialog = show_settings(window)
    window.choices.change(opacity=0.9, theme="light")
    dialog.search.setText("e")
    return dialog


def about(window: MainWindow) -> QWidget:
    window.deeds["about"].trigger()
    return newest_dialog(window)


def knowing(window: MainWindow) -> QWidget:
    window.deeds["knowing"].trigger()
    return newest_dialog(window)


def guide(window: MainWindow) -> QWidget:
    window.deeds["guide"].trigger()
    return newest_dialog(window)


def diagnostics(window: MainWindow) -> QWidget:
    window.deeds["diagnostics"].trigger()
    return newest_dialog(window)


def sending(window: MainWindow) -> QWidget:
    window.deeds["send"].trigger()
    return newest_dialog(window)


def report(window: MainWindow) -> QWidget:
    return show_report(window, Path("none.txt"))


def newest_dialog(window: MainWindow) -> QDialog:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()][-1]


PLACES = pytest.mark.parametrize(
    "go",
    [
        live,
        recording,
        review,
        settings,
        all_settings,
        about,
        knowing,
        guide,
        diagnostics,
        sending,
        report,
    ],
)


def walk(key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """What has the focus one after the other, until it comes round; a text with a link keeps it."""
    met: list[QWidget] = []
    stays = 0
    for _ in range(MOST):
        now = QApplication.focusWidget()
        assert now is not None
        stays = stays + 1 if met and now is met[-1] else 0
        if now in met and (now is not met[-1] or stays > 2):
            return met
        if now not in met:
            met.append(now)
        QTest.keyClick(now, key)
    raise AssertionError("the tab order has no end")


def controls(root: QWidget) -> Iterator[QWidget]:
    """What can be used with the mouse and is shown; parts of a control are not apart from it."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled() or widget.window() is not root:
            continue
        inner = isinstance(
            widget.parentWidget(), QAbstractSpinBox | QComboBox | QLineEdit | QTabBar
        )
        if isinstance(widget, CONTROLS) and not isinstance(widget, QScrollBar) and not inner:
            yield widget


def focused(root: QWidget, qtbot: QtBot) -> None:
    root.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


@PLACES
def test_the_keyboard_meets_every_control_seen_and_named(
    window: MainWindow,
    engine: FakeEngine,
    qtbot: QtBot,
    go: Callable[[MainWindow], QWidget],
) -> None:
    play(window, engine)
    root = go(window)
    root.activateWindow()
    qtbot.waitUntil(lambda: root.isActiveWindow() and QApplication.focusWidget() is not None)
    met = walk()
    for one in met:
        assert one.window() is root
        assert one.isVisible(), who(one)
        assert min(one.width(), one.height()) > 4, who(one)
        assert name_of(one), who(one)
    missed = [who(one) for one in controls(root) if one not in met and one.focusProxy() not in met]
    assert missed == []
    assert set(walk(Qt.Key.Key_Backtab)) == set(met)


@PLACES
def test_no_word_is_cut_off_at_any_size_of_text(
    window: MainWindow, engine: FakeEngine, go: Callable[[MainWindow], QWidget]
) -> None:
    play(window, engine)
    root = go(window)
    for scale in (1.5, 2.0, 1.0):
        window.choices.change(text_scale=scale)
        QApplication.processEvents()
        # A figure that changed just now, by a timer, is yet to be given its room.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        assert text_scale() == scale
        assert (window.width(), window.height()) == (1280, 800)
        cut = [who(one) for one in root.findChildren(QWidget) if is_cut(one, root)]
        assert cut == [], scale


def test_nothing_flashes_by_itself(window: MainWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    """The bar of a recording, and the window around it, look the same from moment to moment."""
    play(window, engine)
    recording(window)
    qtbot.waitUntil(lambda: window.stage.card.isHidden())
    window.live.stop()
    qtbot.wait(100)  # all is laid out
    looks: list[QImage] = []
    for _ in range(8):
        qtbot.wait(60)
        window.record_bar.show_progress(window.record.progress)
        looks.append(window.grab().toImage())
    assert all(look == looks[0] for look in looks)


def who(widget: QWidget) -> str:
    said = widget.accessibleName() or str(widget.property("text") or "")
    return f"{type(widget).__name__} '{said}' in {type(widget.parentWidget()).__name__}"


def is_cut(widget: QWidget, root: QWidget) -> bool:
    """Whether words that are shown need more room than they have."""
    if not widget.isVisible() or widget.window() is not root:
        return False
    if isinstance(widget, QLabel) and widget.text() and not widget.wordWrap():
        metrics, text = widget.fontMetrics(), widget.text()
        if "<" in text:  # rich text
            return False
        inked = metrics.tightBoundingRect(text).height()
        return widget.width() + 1 < metrics.horizontalAdvance(text) or widget.height() < inked
    if isinstance(widget, QToolButton | QPushButton) and widget.text():
        words = not isinstance(widget, QToolButton) or (
            widget.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        return words and (
            widget.width() < widget.sizeHint().width() - 1
            or widget.height() < widget.fontMetrics().ascent()
        )
    return False


def name_of(widget: QWidget) -> str:
    """What a screen reader says of it."""
    own = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or own
