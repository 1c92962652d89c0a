"""The picture area: the picture with the cards and chips that lie over it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mien.gui.chip import Chip
from mien.gui.first_start import first_start
from mien.gui.notice_card import NoticeCard
from mien.gui.picture import Picture
from mien.gui.state import StateFace
from mien.gui.state_card import StateCard
from mien.gui.theme import Theme
from mien.gui.words import tr

EDGE = 30  # from the area's edge to a chip: clear of the picture's margin


class Stage(QWidget):
    """Keeps cards in the middle, the hint below, and what is to be known above."""

    def __init__(self, picture: Picture, theme: Theme, notice_seen: bool) -> None:
        """An empty stage with the notice of the first start where it was not read yet."""
        super().__init__()
        self.setObjectName("ground")
        self.setAccessibleName(tr("Picture area"))
        self.picture = picture
        self.card = StateCard(self, theme)
        self.hint = Chip(self, "person", tr("Hint"))
        self.info = Chip(self, "info", tr("Information"))
        self.first_start = None if notice_seen else first_start(self, theme)
        self.notice: NoticeCard | None = self.first_start
        self._middle: list[QWidget] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(picture)
        for widget in self._over():
            widget.raise_()

    @property
    def noticing(self) -> bool:
        """Whether a notice waits for its answer."""
        return self.notice is not None and not self.notice.isHidden()

    def set_theme(self, theme: Theme) -> None:
        """Draw icons in other colours."""
        self.card.set_theme(theme)
        if self.notice is not None:
            self.notice.set_theme(theme)

    def lay_over(self, notice: NoticeCard | None) -> None:
        """Have a notice in the middle of the stage, in the place of the one before."""
        if self.notice is not None and self.notice is not self.first_start:
            self.notice.deleteLater()
        self.notice = notice
        if notice is not None:
            notice.show()
            notice.raise_()
        self.arrange()

    def add_middle(self, widget: QWidget) -> None:
        """Keep another widget in the middle."""
        self._middle.append(widget)

    def show_state(self, face: StateFace | None, hint: str, info: str) -> None:
        """Wear a state's face; a notice has the stage to itself."""
        noticing = self.noticing
        self.card.show_state(None if noticing else face)
        self.hint.say("" if noticing or face is not None else hint)
        self.info.say("" if noticing or face is not None else info)
        self.picture.set_dim(noticing or (face is not None and face.dim))
        self.arrange()

    def arrange(self) -> None:
        """Put all cards and chips in their places."""
        middle = self.rect().center()
        if self.notice is not None:
            self.notice.fit()
        for card in (self.card, self.notice, *self._middle):
            if card is not None and not card.isHidden():
                card.move(middle - QPoint(card.width() // 2, card.height() // 2))
        view = self.picture.view()
        target = view.target if view is not None else self.rect()
        x = target.center().x()
        self.info.move(x - self.info.width() // 2, target.top() + EDGE // 2)
        self.hint.move(x - self.hint.width() // 2, target.bottom() - EDGE // 2 - self.hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep what lies over the picture in its place."""
        super().resizeEvent(event)
        self.arrange()

    def _over(self) -> list[QWidget]:
        over: list[QWidget] = [self.hint, self.info, self.card]
        return [*over, self.notice] if self.notice is not None else over
