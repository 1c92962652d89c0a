"""A table of names, bars and values whose rows never move."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from mien.gui.easing import Easing
from mien.gui.face_card import draw_bar, elided, usual_font
from mien.gui.theme import Theme, sized
from mien.overlays.values import DASH, percent

ROW_LEAST, ROW_USUAL, ROW_MOST = 17, 20, 24
TEXT = 14
CODE = 42
BAR = 84
VALUE = 44
GAP = 8
THICK = 6
FADED = 0.3  # how strong bars and figures are that say little
TO_BAR, TO_VALUE, TO_NAME = 1, 2, 3  # what is painted of a line, from its bar on
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line lies: from `top` to before `below`.

    words: where its words may stand. bar_room: the bar with its smoothed edge, into which no word
    reaches. figures: the bar with its value.
    """

    top: int
    below: int
    row: QRect
    words: QRect
    name: QRect
    bar: QRectF
    bar_room: QRect
    figures: QRect

    def needs(self, part: QRect) -> int:
        """What has to be painted where this part of the line is stale: as far as to which of it."""
        if self.bar_room.contains(part):
            return TO_BAR
        return TO_VALUE if self.figures.contains(part) else TO_NAME


class BarTable(QWidget):
    """Probabilities, each with a bar; those at or above `mark`, or only the top one, stand out."""

    def __init__(self, name: str, theme: Theme, mark: float | None = None) -> None:
        """An empty table; mark: None to let the largest value stand out."""
        super().__init__()
        # It paints its own ground, so that Qt need not paint all that lies below it.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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
        self._places: list[Place] = []
        self._placed: tuple[int, ...] = ()  # what they were worked out for

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
        self._placed = ()
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
        lengths = np.rint(self._easing.shown * BAR).astype(int).tolist()
        if lengths != self._lengths:
            for place, new, old in zip(self._laid_out(), lengths, self._lengths, strict=True):
                if new != old:
                    self.update(place.bar_room)
            self._lengths = lengths

    def refresh_texts(self) -> None:
        """Write the values anew; repaints only lines whose text changed."""
        known = self._easing.known if self._easing.present else ()
        texts = [percent(float(value)) for value in known] or [DASH] * len(self._rows)
        standing = self._stand_out()
        for index, (place, text) in enumerate(zip(self._laid_out(), texts, strict=True)):
            if (index in standing) != (index in self._standing):
                self.update(place.row)
            elif text != self._texts[index]:
                self.update(place.figures)
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
        """What needs it of each line: its bar, its value, or all of it."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(event.rect(), QColor(self._theme.surface))
            self._paint_lines(painter, self._stale(event.region()))
        finally:
            painter.end()

    def _paint_lines(self, painter: QPainter, stale: Mapping[int, int]) -> None:
        """Paint these lines, each as far as it needs."""
        for index, needs in stale.items():
            if needs >= TO_NAME:
                self._paint_name(painter, index)
            if needs >= TO_VALUE:
                self._paint_value(painter, index)
        painter.setPen(Qt.PenStyle.NoPen)
        for index in stale:
            self._paint_bar(painter, index)

    def _stale(self, region: QRegion) -> dict[int, int]:
        """The lines in a region, top to bottom, each with what it needs."""
        found: dict[int, int] = {}
        places = self._laid_out()
        for rect in region:  # type: ignore[attr-defined]  # it is one of Qt's that can be gone over
            top, bottom = rect.top(), rect.bottom()
            for index, place in enumerate(places):
                if place.top > bottom:
                    break
                if place.below > top:
                    needs = place.needs(rect.intersected(place.row))
                    found[index] = max(found.get(index, 0), needs)
        return found

    def _paint_name(self, painter: QPainter, index: int) -> None:
        """Code and name of a line."""
        row, place, theme = self._rows[index], self._laid_out()[index], self._theme
        strong, presence = self._strength(index)
        painter.setFont(usual_font(TEXT, strong))
        if row.code:
            painter.setPen(_blend(theme.muted, theme.accent, presence * strong))
            painter.drawText(place.words, LEFT, row.code)
        painter.setPen(_blend(theme.muted, theme.text, presence * strong))
        name = elided(row.name, place.name.width(), TEXT, strong)
        painter.drawText(place.name, LEFT, name)

    def _paint_value(self, painter: QPainter, index: int) -> None:
        theme, (strong, presence) = self._theme, self._strength(index)
        painter.setFont(usual_font(TEXT, strong))
        painter.setPen(_blend(theme.faint, theme.text if strong else theme.muted, presence))
        painter.drawText(self._laid_out()[index].words, RIGHT, self._texts[index])

    def _paint_bar(self, painter: QPainter, index: int) -> None:
        strong, presence = self._strength(index)
        theme, place = self._theme, self._laid_out()[index]
        fill = _clear(theme.accent if strong else theme.bar, presence)
        share = float(self._easing.shown[index])
        draw_bar(painter, place.bar, share, 0, fill, _clear(theme.track, 1.0))

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
        return self._laid_out()[index].row

    def _row_at(self, at: QPoint) -> int | None:
        places = enumerate(self._laid_out())
        return next((index for index, place in places if place.row.contains(at)), None)

    def _laid_out(self) -> list[Place]:
        """Where each line lies; worked out once for each size of the table and of its text."""
        fit = (self.width(), self.height(), self._indent, sized(CODE), sized(VALUE))
        if fit != self._placed:
            self._placed, self._places = fit, self._lay_out()
        return self._places

    def _lay_out(self) -> list[Place]:
        width, height = self.width(), self.height() / max(1, len(self._rows))
        code_width = sized(CODE) if any(row.code for row in self._rows) else 0
        edges = [round(index * height) for index in range(len(self._rows) + 1)]
        places = []
        for top, below in pairwise(edges):
            row = QRect(0, top, width, below - top)
            words = row.adjusted(self._indent, 0, 0, 0)
            left, middle = width - sized(VALUE) - BAR, row.center().y() - THICK // 2 + 1
            bar = QRect(left + self._indent, middle, BAR - self._indent, THICK)
            name = words.adjusted(code_width, 0, bar.left() - words.right() - GAP, 0)
            room = bar.adjusted(-1, -1, 1, 1)
            figures = row.adjusted(room.left(), 0, 0, 0)
            places.append(Place(top, below, row, words, name, QRectF(bar), room, figures))
        return places


@lru_cache(maxsize=64)
def _clear(name: str, alpha: float) -> QColor:
    """A colour as clear as that, 0..1."""
    colour = QColor(name)
    colour.setAlphaF(alpha)
    return colour


@lru_cache(maxsize=64)
def _blend(start: str, end: str, share: float) -> QColor:
    """A colour between two, share 0..1."""
    a, b = QColor(start), QColor(end)
    share = 0.0 if math.isnan(share) else share
    return QColor(
        round(a.red() + (b.red() - a.red()) * share),
        round(a.green() + (b.green() - a.green()) * share),
        round(a.blue() + (b.blue() - a.blue()) * share),
    )
