"""The right column of the review page: readings, markers and summary, one at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mien.gui.actions import Actions
from mien.gui.panel import MOST_WIDE, WIDTH, Panel
from mien.gui.review.marker_panel import MarkerPanel
from mien.gui.review.summary import Summary
from mien.gui.scrolling import scrolled
from mien.gui.sizing import fix
from mien.gui.theme import Theme
from mien.gui.words import tr

PAGES = ("readings", "markers", "summary")


class Side(QFrame):
    """Three pages under three buttons."""

    def __init__(self, deeds: Actions, theme: Theme) -> None:
        """The readings first."""
        super().__init__()
        self.setObjectName("panel")
        fix(self, width=WIDTH, most=MOST_WIDE)
        self.setAccessibleName(tr("Session"))
        self._deeds = deeds
        self.readings = Panel(theme)
        self.readings.setObjectName("rail")
        self.markers = MarkerPanel(theme)
        self.summary = Summary(theme)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.readings)
        self.pages.addWidget(self.markers)
        self.pages.addWidget(self._summary_page())
        self._group = QActionGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)  # the panel's own line on the left
        column.setSpacing(0)
        column.addWidget(self._tabs())
        column.addWidget(self.pages, 1)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.readings.set_theme(theme)
        self.markers.set_theme(theme)
        self.summary.set_theme(theme)

    def show_page(self, name: str) -> None:
        """One of PAGES."""
        self.pages.setCurrentIndex(PAGES.index(name))
        self._deeds[name].setChecked(True)

    def _tabs(self) -> QWidget:
        tabs = QWidget()
        line = QHBoxLayout(tabs)
        line.setContentsMargins(16, 10, 16, 6)
        line.setSpacing(4)
        for name in PAGES:
            action = self._deeds[name]
            self._group.addAction(action)
            action.triggered.connect(lambda _=False, name=name: self.show_page(name))
            line.addWidget(_words(self._deeds, name))
        line.addStretch(1)
        self._deeds[PAGES[0]].setChecked(True)
        return tabs

    def _summary_page(self) -> QWidget:
        scroll = scrolled(self.summary, tr("Summary, scrollable"))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 12)
        column.addWidget(scroll, 1)
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 16, 0)
        line.addStretch(1)
        line.addWidget(_words(self._deeds, "save_summary"))
        column.addLayout(line)
        return page


def _words(deeds: Actions, name: str) -> QToolButton:
    """A button with an action's words."""
    button = QToolButton()
    button.setDefaultAction(deeds[name])
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAccessibleName(deeds[name].text())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
