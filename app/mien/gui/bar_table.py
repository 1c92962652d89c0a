"""A table of names, bars and values whose rows never move."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mien.gui.easing import Easing
from mien.gui.face_card import draw_bar
from mien.gui.theme import Theme, font, sized
from mien.overlays.values import DASH, percent

ROW_LEAST, ROW_USUAL, ROW_MOST = 17, 20, 24
CODE = 42
BAR = 84
VALUE = 44
GAP = 8
THICK = 6
FADED = 0.3  # how strong bars and figures are that say little
STAY = 0.04  # by how much a line that stands out may fall behind before it no longer does

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a code ('' for none), a name; tip, text: its whole name and what it says."""

    code: str
    name: str
    tip: str = ""
    text: str = ""


class BarTable(QWidget):
    """Probabilities, each with a bar; those at or above `mark`, or only the top one, stand out."""

    def __init__(self, name: str, theme: Theme, mark: float | None = None) -> None:
        """An empty table; mark: None to let the largest value stand out."""
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._name = name
        self._theme = theme
        self._mark = mark
        self._rows: tuple[Row, ...] = ()
        self._easing = Easing(0)
        self._texts: list[str] = []
        self._lengths: list[int] = []
        self._standing: frozenset[int] = frozenset()
        self._faded = False
        self._indent = 0  # points that are free on the left of all lines

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lines, top to bottom."""
        return self._rows

    @property
    def texts(self) -> tuple[str, ...]:
        """The values as they are written now, a dash for an unknown one."""
        return tuple(self._texts)

    @property
    def standing_out(self) -> frozenset[int]:
        """The lines that stand out now."""
        return self._standing

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours, with text of another size."""
        self._theme = theme
        self._fit()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Other lines, as when another network is loaded."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        self._easing = Easing(len(rows))
        self._texts = [DASH] * len(rows)
        self._lengths = [0] * len(rows)
        self._standing = frozenset()
        self._fit()

    def set_values(self, values: Sequence[float] | None) -> None:
        """Values 0..1 of all lines, None where nothing is known."""
        usable = values is not None and len(values) == len(self._rows)
        self._easing.aim([float(v) for v in values] if usable and values is not None else None)

    def set_faded(self, faded: bool) -> None:
        """Grey, as of a face that is seen too poorly for its values to say something."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def animate(self, seconds: float) -> None:
        """Move the bars on; repaints only those that changed by a pixel."""
        faded = self._easing.presence
        if not self._easing.step(seconds):
            return
        if faded != self._easing.presence:
            self.update()
            return
        for index, length in enumerate(self._bar_lengths()):
            if length != self._lengths[index]:
                self._lengths[index] = length
                self.update(self._bar_room(index))

    def refresh_texts(self) -> None:
        """Write the values anew; repaints only lines whose text changed."""
        known = self._easing.known if self._easing.present else ()
        texts = [percent(float(value)) for value in known] or [DASH] * len(self._rows)
        standing = self._stand_out()
        for index, text in enumerate(texts):
            moved = (index in standing) != (index in self._standing)
            if moved or text != self._texts[index]:
                self.update(self._row_place(index))
        self._texts, self._standing = texts, standing

    def _fit(self) -> None:
        self.setMaximumHeight(max(1, len(self._rows)) * sized(ROW_MOST))
        self.updateGeometry()
        self.update()

    def describe(self) -> None:
        """Put the values into words for a screen reader."""
        self._describe_as(self._in_words())

    def _describe_as(self, said: str) -> None:
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)

    def _in_words(self) -> str:
        pairs = zip(self._rows, self._texts, strict=True)
        return ", ".join(f"{row.code} {row.name} {text}".strip() for row, text in pairs)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for all lines."""
        return QSize(280, len(self._rows) * sized(ROW_USUAL))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All lines, closer together."""
        return QSize(240, len(self._rows) * sized(ROW_LEAST))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The lines that need it, and of those whose bars moved the bars alone."""
        painter, stale = QPainter(self), event.region()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index in range(len(self._rows)):
                place = self._row_place(index)
                if stale.intersects(place):
                    here = stale.intersected(place).boundingRect()
                    if not self._bar_room(index).contains(here):
                        self._paint_words(painter, index)
                    self._paint_bar(painter, index)
        finally:
            painter.end()

    def _paint_words(self, painter: QPainter, index: int) -> None:
        """Code, name and value of a line."""
        row = self._rows[index]
        place = self._row_place(index).adjusted(self._indent, 0, 0, 0)
        strong, presence = self._strength(index)
        code_width = sized(CODE) if any(other.code for other in self._rows) else 0
        painter.setFont(_fonts()[strong])
        if row.code:
            painter.setPen(_blend(self._theme.muted, self._theme.accent, presence * strong))
            painter.drawText(place, LEFT, row.code)
        painter.setPen(_blend(self._theme.muted, self._theme.text, presence * strong))
        bar = self._bar_place(index)
        room = place.adjusted(code_width, 0, bar.left() - place.right() - GAP, 0)
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, LEFT, name)
        painter.setPen(
            _blend(self._theme.faint, self._theme.text if strong else self._theme.muted, presence)
        )
        painter.drawText(place, RIGHT, self._texts[index])

    def _paint_bar(self, painter: QPainter, index: int) -> None:
        strong, presence = self._strength(index)
        painter.setPen(Qt.PenStyle.NoPen)
        fill = QColor(self._theme.accent if strong else self._theme.bar)
        fill.setAlphaF(presence)
        share = float(self._easing.shown[index])
        track = QColor(self._theme.track)
        draw_bar(painter, QRectF(self._bar_place(index)), share, 0, fill, track)

    def _strength(self, index: int) -> tuple[bool, float]:
        """Whether a line stands out, and how strong it is, 0..1."""
        strong = index in self._standing and not self._faded
        return strong, self._easing.presence * (FADED if self._faded else 1.0)

    def _stand_out(self) -> frozenset[int]:
        """The lines that stand out; one that did needs to lose by some before it no longer does."""
        if not self._easing.present:
            return frozenset()
        eased = np.nan_to_num(self._easing.known, nan=-1.0)
        eased[list(self._standing)] += STAY
        if self._mark is not None:
            return frozenset(int(index) for index in np.flatnonzero(eased >= self._mark))
        return frozenset({int(eased.argmax())}) if eased.max(initial=0.0) > 0 else frozenset()

    def _row_place(self, index: int) -> QRect:
        height = self.height() / max(1, len(self._rows))
        top = round(index * height)
        return QRect(0, top, self.width(), round((index + 1) * height) - top)

    def _bar_place(self, index: int) -> QRect:
        row = self._row_place(index)
        left = self.width() - sized(VALUE) - BAR
        return QRect(left, row.center().y() - THICK // 2 + 1, BAR, THICK)

    def _bar_room(self, index: int) -> QRect:
        """A bar with its smoothed edge: no word reaches into it."""
        return self._bar_place(index).adjusted(-1, -1, 1, 1)

    def _bar_lengths(self) -> list[int]:
        return [round(float(share) * BAR) for share in self._easing.shown]

    def _row_at(self, at: QPoint) -> int | None:
        lines = range(len(self._rows))
        return next((index for index in lines if self._row_place(index).contains(at)), None)


def _fonts() -> tuple[QFont, QFont]:
    return font(14, tabular=True), font(14, strong=True, tabular=True)


def _blend(start: str, end: str, share: float) -> QColor:
    """A colour between two, share 0..1."""
    a, b = QColor(start), QColor(end)
    share = 0.0 if math.isnan(share) else share
    return QColor(
        round(a.red() + (b.red() - a.red()) * share),
        round(a.green() + (b.green() - a.green()) * share),
        round(a.blue() + (b.blue() - a.blue()) * share),
    )
