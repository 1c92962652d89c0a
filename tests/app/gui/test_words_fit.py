"""In every language, no word of the main pages is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QDialog, QListWidget
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.cut_off import cut_off
from tests.app.gui.fakes import FakeEngine
from tests.app.record.sessions import make_session
from tests.app.scenes import make_analysis, make_reading, read_face

from mien.engine.status import Phase
from mien.gui.bar_table import BAR, CODE, GAP, VALUE
from mien.gui.language import ENGLISH, TRANSLATED, speak
from mien.gui.pages import open_session, show_page
from mien.gui.panel import MARGIN, WIDTH
from mien.gui.state import PROBLEMS
from mien.gui.theme import font
from mien.gui.window import MainWindow
from mien.gui.words import tr
from mien.overlays.facs import NAMES
from mien.record.manifest import Counts
from mien.record.progress import Progress, Stage
from mien.settings import LanguageChoice

LANGUAGES = (ENGLISH, *TRANSLATED)
WAIT_MS = 20_000
PHASES = (Phase.IDLE, Phase.STARTING, Phase.RECONNECTING, Phase.ENDED, Phase.STOPPING)


@pytest.fixture(params=LANGUAGES)
def language(app: QApplication, request: pytest.FixtureRequest) -> Iterator[LanguageChoice]:
    """The language that is spoken while the test runs."""
    chosen: LanguageChoice = request.param
    speak(app, chosen)
    yield chosen
    speak(app, ENGLISH)


@pytest.fixture
def talking(language: LanguageChoice, make_window: MakeWindow, engine: FakeEngine) -> MainWindow:
    """A window in that language, which shows a face and all that can be switched on."""
    del language
    window = make_window(close_up=True, history=True, action_units=True)
    engine.analyses.put(make_analysis(read_face(reading=make_reading(smile=0.9, au12=0.9))))
    settled(window)
    return window


def test_names_of_action_units_in_the_panel(language: LanguageChoice) -> None:
    del language
    room = WIDTH - 2 * MARGIN - CODE - GAP - BAR - VALUE
    metrics = QFontMetrics(font(14, strong=True, tabular=True))
    wide = [name for name in map(tr, NAMES.values()) if metrics.horizontalAdvance(name) > room]
    assert wide == []


def settled(window: MainWindow) -> None:
    """Take what is new and lay it out."""
    window.live.tick()
    window.live.show_status()
    window.panel.tick(2.0)
    QApplication.processEvents()


def dialog_of(window: MainWindow, deed: str) -> QDialog:
    """The dialog that an action opens."""
    before = set(window.findChildren(QDialog))
    window.deeds[deed].trigger()
    QApplication.processEvents()
    (opened,) = (one for one in window.findChildren(QDialog) if one not in before)
    return opened


def test_the_live_page_with_its_states_and_dialogs(talking: MainWindow, engine: FakeEngine) -> None:
    said = cut_off(talking)
    for deed in ("about", "knowing", "guide", "diagnostics", "send"):
        dialog = dialog_of(talking, deed)
        said += cut_off(dialog)
        dialog.close()
    dialog = dialog_of(talking, "settings")
    groups = dialog.findChild(QListWidget, "groups")
    assert groups is not None
    for row in range(groups.count()):
        groups.setCurrentRow(row)
        QApplication.processEvents()
        said += cut_off(dialog)
    dialog.close()
    talking.deeds["name_face"].trigger()
    QApplication.processEvents()
    said += cut_off(talking.person_card)
    states = [(phase, "") for phase in PHASES] + [(Phase.FAILED, kind) for kind in PROBLEMS]
    for phase, kind in states:
        engine.turn(phase=phase, problem_kind=kind)
        settled(talking)
        said += cut_off(talking)
    assert said == []


def test_the_record_bar(talking: MainWindow) -> None:
    bar = talking.record_bar
    counts = Counts(captured=124_690, analysed=123_456, skipped=1234, gaps=12)
    for stage in (Stage.RECORDING, Stage.CLOSING):
        bar.show_progress(
            Progress(stage, counts=counts, length_s=4000.0, free_bytes=10**12, markers=123)
        )
        QApplication.processEvents()
        assert cut_off(bar) == []


def test_notices(make_window: MakeWindow, language: LanguageChoice) -> None:
    window = make_window(notice_seen=False, record_notice_seen=False)
    QApplication.processEvents()
    assert cut_off(window) == []
    assert window.stage.first_start is not None
    window.stage.first_start.button.click()
    window.deeds["record"].trigger()
    QApplication.processEvents()
    assert window.stage.notice is not None
    assert cut_off(window) == []


def test_the_review_page(talking: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    show_page(talking, review=True)
    QApplication.processEvents()
    assert cut_off(talking) == []
    open_session(talking, make_session(tmp_path).folder)
    page = talking.review
    qtbot.waitUntil(lambda: page.viewer.picture.analysis is not None, timeout=WAIT_MS)
    for name in ("readings", "markers", "summary"):
        page.side.show_page(name)
        QApplication.processEvents()
        assert cut_off(talking) == []
