"""A line above the picture for what the user should know, until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from mien.gui import icons
from mien.gui.theme import Theme
from mien.gui.words import tr

MOST = 8  # offers that wait below a later sentence


@dataclass(frozen=True)
class Notice:
    """A sentence, and the words of a button that does something ('' for none)."""

    text: str
    offer: str
    do: Callable[[], object]
    stays: bool


NOTHING = Notice("", "", lambda: None, stays=False)


class NoticeBar(QFrame):
    """Hidden while it has nothing to say."""

    def __init__(self, theme: Theme) -> None:
        """An empty, hidden bar."""
        super().__init__()
        self.setObjectName("notice")
        self.setAccessibleName(tr("Notice"))
        self._mark, self._label, self._close = QLabel(), QLabel(), QToolButton()
        self._now, self._waiting = NOTHING, list[Notice]()
        self.button = QPushButton()
        self.button.setAccessibleName(tr("What is offered"))
        self.button.clicked.connect(self._done)
        self.button.hide()
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close.setProperty("square", True)
        self._close.setIconSize(QSize(icons.SIZE, icons.SIZE))
        self._close.setAccessibleName(tr("Close this notice"))
        self._close.setToolTip(tr("Close this notice"))
        self._close.clicked.connect(self._next)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 4, 12, 4)
        line.setSpacing(10)
        line.addWidget(self._mark)
        line.addWidget(self._label, 1)
        line.addWidget(self.button)
        line.addWidget(self._close)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, '' while hidden."""
        return self._now.text if not self.isHidden() else ""

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours."""
        self._mark.setPixmap(icons.pixmap("info", theme.accent, 18))
        self._close.setIcon(icons.icon("close", theme))

    def say(
        self,
        text: str,
        offer: str = "",
        do: Callable[[], object] | None = None,
        stays: bool = False,
    ) -> None:
        """Show a sentence; a later one takes its place. offer: words of a button that does `do`.

        stays: it comes back when the later one is closed, until it was answered itself.
        """
        if self._now.stays:
            self._waiting = [*self._waiting, self._now][-MOST:]
        self._show(Notice(tr(text), offer, do or (lambda: None), stays))

    def _show(self, notice: Notice) -> None:
        self._now = notice
        self._label.setText(notice.text)
        self.setAccessibleDescription(notice.text)
        self.setVisible(bool(notice.text))
        self.button.setText(notice.offer)
        self.button.setAccessibleName(notice.offer)
        self.button.setVisible(bool(notice.offer))

    def _next(self) -> None:
        self._show(self._waiting.pop() if self._waiting else NOTHING)

    def _done(self) -> None:
        do = self._now.do
        self._next()
        do()
