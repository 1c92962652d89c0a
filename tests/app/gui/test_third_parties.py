"""Whose work lies in this copy, and what the program notes of its start."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.record.sessions import make_session
from tests.app.scenes import make_analysis, read_face

import mien_assets
from mien.gui.about import About
from mien.gui.first_overlay import FirstOverlay
from mien.gui.pages import is_review
from mien.gui.theme import DARK
from mien.gui.third_parties import ThirdParties
from mien.gui.window import MainWindow

PAGE = '<html><body><p>Qt <a href="texts/Qt-1.txt">text</a></p></body></html>'


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Assets that lie in a bundle, with its page."""
    folder = tmp_path / "licences"
    (folder / "texts").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "texts" / "Qt-1.txt").write_text("LGPL, version 3", encoding="utf-8")
    monkeypatch.setattr(mien_assets, "__file__", str(tmp_path / "__init__.py"))
    return folder


def test_an_installation_by_pip_lists_its_packages_with_their_terms(qtbot: QtBot) -> None:
    page = ThirdParties()
    qtbot.addWidget(page)
    page.show()
    said = page.text.toPlainText()
    for words in ("MediaPipe", "Apache License, version 2.0", "PySide6_Essentials", "numpy", "BSD"):
        assert words in said
    assert page.back.isHidden()


def test_a_bundle_shows_its_page_and_the_licence_texts_behind_its_links(
    bundled: Path, qtbot: QtBot
) -> None:
    page = ThirdParties()
    qtbot.addWidget(page)
    page.show()
    assert "Qt" in page.text.toPlainText()
    assert page.back.isHidden()
    page.text.setSource(QUrl("texts/Qt-1.txt"))
    assert page.text.toPlainText() == "LGPL, version 3"
    assert not page.back.isHidden()
    page.back.click()
    assert "Qt" in page.text.toPlainText()
    assert page.back.isHidden()


def test_the_dialog_has_them(window: MainWindow, qtbot: QtBot) -> None:
    about = About(window, None, DARK)
    qtbot.addWidget(about)
    assert "Third parties" in [about.tabs.tabText(i) for i in range(about.tabs.count())]


def test_the_first_overlay_is_noted_once(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mien.gui.first_overlay")
    FirstOverlay(window.live)
    qtbot.wait(60)
    assert not caplog.records
    for _ in range(2):
        engine.analyses.put(make_analysis(read_face()))
        qtbot.wait(80)
    (record,) = caplog.records
    assert record.getMessage().startswith("First overlay ")


def test_the_window_can_begin_with_a_session_and_opens_no_source(
    make_window: MakeWindow, engine: FakeEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = make_session(tmp_path).folder
    window = make_window(source=None)
    window.start(None, folder)
    assert is_review(window)
    qtbot.waitUntil(lambda: window.review.viewer.session is not None)
    assert engine.opened == []
