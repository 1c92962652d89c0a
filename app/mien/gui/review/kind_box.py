"""The choice of a marker's kind."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from mien.gui import icons
from mien.gui.review.marker_book import NAMES
from mien.gui.theme import Theme
from mien.gui.words import tr
from mien.record.markers import KINDS, MarkerKind


class KindBox(QComboBox):
    """All kinds by name, with the window's own arrow, which a style sheet takes away."""

    def __init__(self, theme: Theme) -> None:
        """The first kind."""
        super().__init__()
        self.theme = theme
        self.addItems([tr(NAMES[kind]) for kind in KINDS])
        self.setAccessibleName(tr("Kind of the marker"))
        self.view().setAccessibleName(tr("Kinds of markers"))

    @property
    def kind(self) -> MarkerKind:
        """The chosen one."""
        return KINDS[self.currentIndex()]

    def show_kind(self, kind: MarkerKind) -> None:
        """Show a choice that was made elsewhere."""
        self.setCurrentIndex(KINDS.index(kind))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The field, and an arrow that says it opens."""
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = icons.pixmap("chevron", self.theme.muted, 16)
        painter.drawPixmap(self.width() - 26, (self.height() - 16) // 2, arrow)
        painter.end()
