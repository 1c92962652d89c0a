"""The guide in the window: opened, searched, read by keyboard, in every theme and size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mien.gui.guide.dialog import Guide
from mien.gui.guide.topics import read_topics
from mien.gui.guide.wiring import show_guide
from mien.gui.guide.written import key_text, said
from mien.gui.language import ENGLISH, TRANSLATED, language_now, speak
from mien.gui.searching import folded, hits
from mien.gui.theme import DARK, LIGHT
from mien.gui.window import MainWindow
from mien.settings import LanguageChoice

LANGUAGES: tuple[LanguageChoice, ...] = (ENGLISH, *TRANSLATED)


@pytest.fixture
def guide(window: MainWindow, qtbot: QtBot) -> Guide:
    """The guide of a window, shown."""
    shown = show_guide(window)
    qtbot.waitExposed(shown)
    return shown


def pictures_in(guide: Guide) -> list[float]:
    """How wide the pictures of the topic are."""
    document, widths = guide.text.document(), []
    block = document.begin()
    while block.isValid():
        for piece in block.textFormats():
            if piece.format.isImageFormat():
                image = document.resource(2, QUrl(piece.format.toImageFormat().name()))
                widths.append(image.width() / image.devicePixelRatio())
        block = block.next()
    return widths


def title_pixels(guide: Guide) -> int:
    """The size of the title's text."""
    (title,) = guide.text.document().begin().textFormats()
    return title.format.font().pixelSize()


def test_it_opens_by_key_and_from_the_menu_once(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    first = window.findChild(Guide)
    assert first is not None
    assert first.isVisible()
    window.deeds["guide"].trigger()
    assert window.findChildren(Guide) == [first]
    assert window.deeds["guide"] in window.toolbar.more_menu.actions()
    assert first.text.topic is not None
    assert first.text.topic.key == "start"


def test_on_the_review_page_it_opens_at_that_page(window: MainWindow) -> None:
    window.deeds["review"].trigger()
    topic = show_guide(window).text.topic
    assert topic is not None
    assert topic.key == "review"


def test_a_search_finds_words_of_the_text_and_marks_them(guide: Guide) -> None:
    every = guide.shown_keys()
    QTest.keyClicks(guide.search, "DUCHENNE hint")
    assert guide.shown_keys() == ["smile"]
    marks = [mark.cursor.selectedText() for mark in guide.text.extraSelections()]
    assert marks == ["Duchenne", "hint"]
    guide.search.setText("evidence")
    assert guide.shown_keys()[0] == "overlays"
    assert guide.text.topic is not None
    assert guide.text.topic.key == "maps"  # whose title has it
    guide.search.setText("nowhere at all")
    assert guide.shown_keys() == []
    assert guide.nothing.isVisible()
    guide.search.clear()
    assert guide.shown_keys() == every
    assert not guide.nothing.isVisible()
    assert guide.text.extraSelections() == []


def test_a_key_is_found_and_what_nobody_sees_is_not(guide: Guide) -> None:
    guide.search.setText("shift+f1")
    assert guide.shown_keys() == ["start"]
    guide.search.setText("#calibration")
    assert guide.shown_keys() == []


def test_accents_and_capitals_are_the_same() -> None:
    assert folded("ÉTALONNER") == "etalonner"
    text = "Ein Gesicht größer: GRÖSSER"
    assert [text[start:end] for start, end in hits(text, ["grosser"])] == ["größer", "GRÖSSER"]
    assert hits("ﬁne", ["in"]) == [(0, 2)]
    assert hits("aaaaa", ["aa"]) == [(0, 2), (2, 4)]


def test_a_link_leads_to_its_topic_through_a_search(guide: Guide) -> None:
    guide.search.setText("likeness")
    assert guide.shown_keys() == ["expression"]
    guide.text.anchorClicked.emit(QUrl("#history"))
    topic = guide.text.topic
    assert topic is not None
    assert topic.key == "history"
    assert guide.search.text() == ""


def test_the_keyboard_goes_from_search_to_topics_to_text(guide: Guide, qtbot: QtBot) -> None:
    guide.activateWindow()
    qtbot.waitUntil(lambda: guide.search.hasFocus())
    QTest.keyClick(guide.search, Qt.Key.Key_Tab)
    assert guide.list.hasFocus()
    QTest.keyClick(guide.list, Qt.Key.Key_Down)
    assert guide.list.currentRow() == 1
    QTest.keyClick(guide.list, Qt.Key.Key_Tab)
    assert guide.text.hasFocus()
    assert guide.text.accessibleName() == "Camera, video or demo"
    QTest.keyClick(guide, Qt.Key.Key_Escape)
    assert not guide.isVisible()


def test_return_in_the_search_closes_nothing(guide: Guide) -> None:
    guide.search.setFocus()
    QTest.keyClick(guide.search, Qt.Key.Key_Return)
    assert guide.isVisible()


def test_pictures_are_of_the_theme_and_never_wider_than_the_page(
    window: MainWindow, guide: Guide
) -> None:
    guide.show_topic("settings")
    for size in (640, 1100):
        guide.resize(size, 600)
        QApplication.processEvents()
        (width,) = pictures_in(guide)
        assert 200 < width <= guide.text.viewport().width()
    for theme in (LIGHT, DARK):
        window.choices.change(theme=theme.name)
        corner = guide.text.document().resource(2, QUrl("settings")).pixelColor(20, 300)
        assert abs(corner.lightness() - QColor(theme.surface).lightness()) < 8


def test_text_grows_and_the_topics_still_leave_room(window: MainWindow, guide: Guide) -> None:
    small = title_pixels(guide)
    window.choices.change(text_scale=2.0)
    QApplication.processEvents()
    large = title_pixels(guide)
    assert large == 2 * small
    assert guide.text.width() > guide.width() / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_markdown_is_left_to_be_seen(
    app: QApplication, qtbot: QtBot, language: LanguageChoice
) -> None:
    speak(app, language)
    try:
        assert language_now() == language
        parent = QWidget()
        qtbot.addWidget(parent)
        guide = Guide(parent, read_topics(language_now()), DARK)
        assert guide.list.item(0).text() == read_topics(language)[0].title
        for topic in read_topics(language):
            guide.show_topic(topic.key)
            shown = guide.text.toPlainText()
            assert not any(sign in shown for sign in ("**", "`", "](", "!["))
            plain = folded(shown).replace("\N{OBJECT REPLACEMENT CHARACTER}", "")
            assert "".join(plain.split()) == "".join(said(topic).replace("\n- ", "\n").split())
    finally:
        speak(app, ENGLISH)


def test_keys_are_written_as_the_system_writes_them(app: QApplication) -> None:
    speak(app, "de")
    try:
        assert key_text("Ctrl+E") == "Strg+E"
        assert key_text("mien doctor") == "mien doctor"
        assert key_text("rows.csv") == "rows.csv"
    finally:
        speak(app, ENGLISH)
