"""The language of the window: which one is taken, what is said in it, and how it is changed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot
from tests.app.gui.fakes import FakeEngine

from mien.errors import SourceError
from mien.gui import app as starting
from mien.gui.language import ENGLISH, TRANSLATED, language_for, speak
from mien.gui.preferences.dialog import SettingsDialog
from mien.gui.typefaces import unwritable
from mien.gui.window import MainWindow
from mien.gui.words import number, tr, tr_n
from mien.overlays.facs import au_title
from mien.record.progress import Progress, Stage
from mien.settings import LanguageChoice, Settings
from mien.words import Told, in_a_row, mark, to_tell, told


@pytest.fixture(autouse=True)
def english(app: QApplication) -> Iterator[None]:
    yield
    speak(app, ENGLISH)


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        (["de-AT", "en-US"], "de"),
        (["fr_CA"], "fr"),
        (["es-419"], "es"),
        (["zh-Hans-CN", "zh-CN"], "zh_CN"),
        (["zh-SG"], "zh_CN"),
        (["zh-Hant-TW", "ja-JP"], "ja"),
        (["zh-HK"], "en"),
        (["pt-BR", "es-ES"], "es"),
        (["en-GB", "de-DE"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_first_of_the_desktop_that_is_spoken(wanted: list[str], language: str) -> None:
    assert language_for("system", wanted) == language
    assert language_for("ja", wanted) == "ja"


@pytest.mark.parametrize("language", TRANSLATED)
def test_all_speak_the_language(app: QApplication, language: LanguageChoice) -> None:
    """Mien's words, numbers in sentences, and Qt's own dialogs."""
    speak(app, language)
    yes = QDialogButtonBox.StandardButton.Cancel
    box = QDialogButtonBox(yes)
    assert box.button(yes).text() not in ("Cancel", "&Cancel", "")
    assert tr("Settings") != "Settings"
    assert "3" in tr_n("{n} marker", "{n} markers", 3)
    assert "marker" not in tr_n("{n} marker", "{n} markers", 3).split()
    assert QLocale().name().startswith(language.partition("_")[0])
    said = au_title("AU12")
    assert said == "AU12 Lip corner puller"
    assert tr(said).startswith("AU12 ")
    assert tr(said) != said


def test_forms_for_one_and_for_many(app: QApplication) -> None:
    said = [tr_n("{n} marker", "{n} markers", count) for count in (0, 1, 2, 1234)]
    assert said == ["0 markers", "1 marker", "2 markers", "1,234 markers"]
    speak(app, "es")
    assert [tr_n("{n} marker", "{n} markers", count) for count in (1, 2)] == [
        "1 marcador",
        "2 marcadores",
    ]
    # A comma is a point there, so neither stands between thousands.
    assert number(1234567) == "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567"


def test_english_comes_back(app: QApplication) -> None:
    speak(app, "de")
    speak(app, "ja")
    speak(app, "en")
    assert tr("Settings") == "Settings"
    assert number(1234) == "1,234"


def test_sentences_carry_their_values(app: QApplication) -> None:
    sentence = told("{name} is empty (0 bytes): choose another video.", name="{clip}.mp4")
    assert sentence == "{clip}.mp4 is empty (0 bytes): choose another video."
    error = SourceError(sentence)
    assert str(error) == sentence
    row = in_a_row(error.sentence, "", mark("The end"))
    assert row == f"{sentence} The end"
    speak(app, "fr")
    assert tr(error.sentence).startswith("{clip}.mp4 est vide")
    assert tr(row).endswith(" Fin")
    assert tr("") == ""
    assert tr("{left} as it is") == "{left} as it is"
    nested = told("Evidence for {value}", value=to_tell(mark("Smile")))
    assert tr(nested) == "Indices pour Sourire"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copied_sentence_keeps_its_values(copied: Callable[[str], str]) -> None:
    made = copied(told("Face {number}", number=3))
    assert made == "Face 3"
    assert isinstance(made, Told)
    assert made.values == {"number": 3}


def test_a_system_without_han_characters_is_found_out(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    japanese = QFontDatabase.WritingSystem.Japanese
    monkeypatch.setattr(
        QFontDatabase, "families", lambda script: [] if script == japanese else ["A typeface"]
    )
    assert unwritable() == ("ja",)


class Steps:
    """Does one thing after the other, each once a window of its own is shown."""

    def __init__(self, *steps: Callable[[MainWindow], None]) -> None:
        self._steps = list(steps)
        self.windows: list[MainWindow] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        shown = [
            window
            for window in QApplication.topLevelWidgets()
            if isinstance(window, MainWindow) and window.isVisible()
        ]
        if len(shown) == 1 and shown[0] not in self.windows and self._steps:
            self.windows.append(shown[0])
            self._steps.pop(0)(shown[0])


def run(engine: FakeEngine, tmp_path: Path, **settings: object) -> int:
    chosen = Settings(notice_seen=True, record_folder=str(tmp_path / "none"), language="en")
    return starting.run(engine, "rtsp://name:secret@host/a", "cpu", chosen.changed(**settings))


def test_another_language_is_spoken_at_once(
    app: QApplication, engine: FakeEngine, tmp_path: Path
) -> None:
    said: list[str] = []

    def change(window: MainWindow) -> None:
        said.append(window.deeds["record"].text())
        window.deeds["settings"].trigger()
        window.choices.change(language="es")

    def look(window: MainWindow) -> None:
        said.append(window.deeds["record"].text())
        dialog = window.findChild(SettingsDialog)
        assert dialog is not None
        said.append(dialog.windowTitle())
        window.close()

    steps = Steps(change, look)
    assert run(engine, tmp_path) == 0
    assert said == ["Record", "Grabar", "Ajustes"]
    assert len(steps.windows) == 2
    # The password is nowhere but in the first window, and is not asked for again.
    assert [source for source, _ in engine.opened] == ["rtsp://name:secret@host/a"] * 2


def test_a_recording_is_not_cut_short_by_it(
    app: QApplication, engine: FakeEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    del qtbot
    said: list[str] = []

    def change(window: MainWindow) -> None:
        engine.progress = Progress(Stage.RECORDING)
        window.record.tick(0.0)
        window.choices.change(language="de")
        said.append(window.notice.text)
        engine.progress = Progress()
        window.record.tick(0.0)
        QTimer.singleShot(100, window.close)

    steps = Steps(change)
    assert run(engine, tmp_path) == 0
    assert said == ["The language changes when Mien is started the next time."]
    assert len(steps.windows) == 1
