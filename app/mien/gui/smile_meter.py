"""The smile meter: a large figure, its FACS letter, and five steps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mien.gui.bar_table import FADED
from mien.gui.easing import Easing
from mien.gui.face_card import draw_bar
from mien.gui.theme import Theme, font, sized, text_scale
from mien.gui.words import tr
from mien.overlays.facs import LETTER_NAMES, LETTERS, LEVELS, letter
from mien.overlays.values import DASH, smile_level

HEIGHT = 66
FIGURE = 34
BAR_TOP, THICK = 38, 8
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


class SmileMeter(QWidget):
    """Shows a smile of 0..1 as 0 to 5 with the letters A to E."""

    def __init__(self, theme: Theme) -> None:
        """A meter that knows nothing yet."""
        super().__init__()
        # It paints its own ground, so that Qt need not paint all that lies below it.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Smile intensity"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._easing = Easing(1)
        self._text = DASH
        self._letter = ""
        self._faded = False

    @property
    def text(self) -> str:
        """The figure as it is written now."""
        return self._text

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self.update()

    def set_value(self, smile: float | None) -> None:
        """An intensity 0..1, None where nothing is known."""
        self._easing.aim(None if smile is None or smile != smile else [smile])

    def set_faded(self, faded: bool) -> None:
        """Grey, as of a face that is seen too poorly for its value to say something."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def animate(self, seconds: float) -> None:
        """Move the bar on; repaints it alone, unless all fades."""
        before = self._easing.presence
        if self._easing.step(seconds):
            self.update(self.rect() if before != self._easing.presence else self._bar_room())

    def refresh_texts(self) -> None:
        """Write the figure anew."""
        known = float(self._easing.known[0]) if self._easing.present else float("nan")
        text, mark = smile_level(known), letter(known)
        if (text, mark) != (self._text, self._letter):
            self._text, self._letter = text, mark
            self.update()

    def describe(self) -> None:
        """Put the value into words for a screen reader."""
        said = f"{tr('{value} of {most}').format(value=self._text, most=LEVELS)} {self._word()}"
        said = said.strip()
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Figure, steps, letters."""
        return QSize(280, sized(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The bar, and the words where more than that is asked for."""
        painter, stale = QPainter(self), event.rect()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(stale, QColor(self._theme.surface))
            painter.scale(text_scale(), text_scale())
            width = self.width() / text_scale()
            self._paint_bar(painter, width)
            if not self._bar_room().contains(stale):
                self._paint_figure(painter, width)
                self._paint_letters(painter, width)
        finally:
            painter.end()

    def _bar_room(self) -> QRect:
        """The bar with its smoothed edge: no word reaches into it."""
        scale = text_scale()
        bar = QRectF(0, BAR_TOP * scale, self.width(), THICK * scale)
        return bar.toAlignedRect().adjusted(0, -1, 0, 1)

    def _paint_figure(self, painter: QPainter, room: float) -> None:
        figure = font(FIGURE, strong=True, tabular=True, grown=False)
        known = self._text != DASH and not self._faded
        painter.setFont(figure)
        painter.setPen(QColor(self._theme.text if known else self._theme.faint))
        base = 28
        painter.drawText(0, base, self._text)
        # The width of a figure, whatever is written: what follows must not move.
        x = QFontMetrics(figure).horizontalAdvance("0.0") + 8
        painter.setFont(font(15, tabular=True, grown=False))
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(x, base, tr("of {most}").format(most=LEVELS))
        if self._letter:
            painter.setFont(font(14, strong=True, grown=False))
            word = self._word()
            width = QFontMetrics(painter.font()).horizontalAdvance(word)
            painter.setPen(self._lit())
            painter.drawText(QPointF(room - width, base), word)

    def _paint_bar(self, painter: QPainter, room: float) -> None:
        track = QRectF(0, BAR_TOP, room, THICK)
        fill = QColor(self._theme.accent)
        fill.setAlphaF(self._easing.presence * (FADED if self._faded else 1.0))
        painter.setPen(Qt.PenStyle.NoPen)
        share = float(self._easing.shown[0])
        draw_bar(painter, track, share, LEVELS, fill, QColor(self._theme.track))

    def _paint_letters(self, painter: QPainter, room: float) -> None:
        painter.setFont(font(12, strong=True, grown=False))
        width = room / LEVELS
        for index, mark in enumerate(LETTERS):
            lit = mark == self._letter
            painter.setPen(self._lit() if lit else QColor(self._theme.faint))
            painter.drawText(QRectF(index * width, 48, width, 18), CENTRE, mark)

    def _lit(self) -> QColor:
        return QColor(self._theme.faint if self._faded else self._theme.accent)

    def _word(self) -> str:
        if not self._letter:
            return ""
        return f"{self._letter} {tr(LETTER_NAMES[LETTERS.index(self._letter)])}"
