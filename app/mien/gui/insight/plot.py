"""The history: some values of the main face over the last half minute."""

from __future__ import annotations

import time

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from mien.faces.label import NO_LABELS, Labels, face_title
from mien.gui.insight.lines import LineColours
from mien.gui.insight.strip import PAD, Line, Look, Strip, end_values
from mien.gui.insight.traces import SPAN_S, Trace, Traces
from mien.gui.latency import Durations
from mien.gui.theme import Theme, caps_font, font, sized
from mien.gui.words import tr
from mien.network.card import SMILE, Card
from mien.overlays.values import percent, smile_level, title
from mien.types import Analysis

PAINT_S = 1 / 32
LABELS_S = 1 / 8
HEIGHT = 172
EDGE = 16
HEAD, FOOT = 30, 20
NAMES = 150  # width of the names at the right end of the lines
TICKS = (30, 20, 10)

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


class HistoryPlot(QWidget):
    """Lines with their names at the right end; paints only where there is something new."""

    def __init__(self, theme: Theme) -> None:
        """Nothing is known and nothing is plotted yet."""
        super().__init__()
        self.setObjectName("history")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.painting = Durations()
        self.colours = LineColours()
        self._theme = theme
        self._traces = Traces()
        self._trace: Trace | None = None
        self._card: Card | None = None
        self._chosen: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._heading = ""
        self._strip = Strip()
        self._ground: QPixmap | None = None
        self._labels: QPixmap | None = None
        self._painted_s = self._labelled_s = 0.0
        self.set_theme(theme)

    @property
    def names(self) -> tuple[str, ...]:
        """The values that are drawn now, by the network's names."""
        return self._names

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours, with text of another size."""
        self._theme = theme
        self.setFixedHeight(sized(HEAD + FOOT) + HEIGHT - HEAD - FOOT)
        self.setAccessibleName(tr("History of the last 30 seconds"))
        self._renew()

    def choose(self, names: tuple[str, ...]) -> None:
        """Plot these values; those that the network does not know are left out."""
        self.colours.choose(names)
        self._chosen = names
        known = self._card.values if self._card is not None else ()
        self._names = tuple(name for name in names if name in known)
        self._renew()

    def take(
        self, analysis: Analysis, card: Card | None, main_id: int | None, labels: Labels = NO_LABELS
    ) -> None:
        """A frame more; it is painted at once where the last painting was long enough ago."""
        if card is not self._card:
            self._card = card
            self.choose(self._chosen)
        self._traces.add(analysis, card)
        trace = self._traces.of(main_id)
        # While nobody is there the lines of who was there last go on as a gap.
        self._trace = trace if trace is not None or main_id is not None else self._trace
        if main_id is not None:
            self._say(tr(face_title(main_id, labels)))
        if self.isVisible():
            self._refresh()

    def forget(self) -> None:
        """Numbers of faces begin anew."""
        self._traces.forget()
        self._trace = None
        self._say("")
        self._renew()

    def describe(self) -> None:
        """Put the newest values into words for a screen reader."""
        pairs = zip(self._names, self._ends(), strict=True)
        said = ", ".join(f"{short_title(name)} {written(name, value)}" for name, value in pairs)
        self.setAccessibleDescription(said or tr("No value is ticked"))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide and low."""
        return QSize(640, self.height())

    def resizeEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """The ground is drawn anew."""
        del event
        self._renew()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground and lines, and the names where they are asked for."""
        started = time.perf_counter_ns()
        self._draw_lines()
        painter = QPainter(self)
        try:
            if self._ground is None:
                self._ground = self._drawn_ground()
            painter.drawPixmap(0, 0, self._ground)
            self._strip.paint(painter, QRectF(self._lines_place()))
            if self._labels is None:
                self._labels = self._drawn_labels()
            if event.rect().intersects(self._names_place()):
                painter.drawPixmap(self._names_place().topLeft(), self._labels)
        finally:
            painter.end()
        self.painting.add((time.perf_counter_ns() - started) / 1e6)

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._painted_s >= PAINT_S:
            self._painted_s = now
            self.update(self._lines_place())
        if now - self._labelled_s >= LABELS_S:
            self._labelled_s = now
            self._labels = None
            self.describe()
            self.update(self._names_place())

    def _say(self, heading: str) -> None:
        if heading != self._heading:
            self._heading = heading
            self._ground = None
            self.update()

    def _renew(self) -> None:
        self._ground = self._labels = None
        self.update()

    def _lines_place(self) -> QRect:
        left, top = EDGE + sized(34), sized(HEAD)
        width = self.width() - left - sized(NAMES) - EDGE
        return QRect(left, top, max(1, width), max(1, self.height() - top - sized(FOOT)))

    def _names_place(self) -> QRect:
        lines = self._lines_place()
        return QRect(lines.right() + 1, 0, self.width() - lines.right() - 1, self.height())

    def _columns(self) -> list[int]:
        values = self._card.values if self._card is not None else ()
        return [values.index(name) for name in self._names]

    def _ends(self) -> list[float]:
        return end_values(self._trace, self._columns())

    def _draw_lines(self) -> None:
        density, place = self.devicePixelRatioF(), self._lines_place()
        colours = self.colours.colours(self._theme)
        lines = []
        for name, column in zip(self._names, self._columns(), strict=True):
            ink = QColor(colours[name])
            lines.append(Line(column, (ink.red(), ink.green(), ink.blue())))
        width, height = round(place.width() * density), round(place.height() * density)
        self._strip.draw(self._trace, Look(width, height, density, tuple(lines)))

    def _pixmap(self, size: QSize) -> QPixmap:
        density = self.devicePixelRatioF()
        made = QPixmap(size * density)
        made.setDevicePixelRatio(density)
        made.fill(QColor(self._theme.surface))
        return made

    def _drawn_ground(self) -> QPixmap:
        """All that stands still: heading, grid, time."""
        made = self._pixmap(self.size())
        painter = QPainter(made)
        theme, place = self._theme, self._lines_place()
        painter.setPen(QColor(theme.border))
        painter.drawLine(0, 0, self.width(), 0)
        head = QRect(EDGE, 2, self.width() - 2 * EDGE, sized(HEAD) - 2)
        painter.setPen(QColor(theme.muted))
        painter.setFont(caps_font())
        painter.drawText(head, LEFT, tr("History"))
        painter.setFont(font(12, tabular=True))
        after = painter.fontMetrics().horizontalAdvance(tr("History")) * 3 // 2 + 12
        painter.drawText(head.adjusted(after, 0, 0, 0), LEFT, self._heading)
        for share, text in ((1.0, "100"), (0.5, "50"), (0.0, "0")):
            y = round(place.bottom() - 3 - share * (place.height() - 7))
            painter.setPen(QColor(theme.track))
            painter.drawLine(place.left(), y, place.right(), y)
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRect(0, y - 10, place.left() - 8, 20), RIGHT, text)
        foot = QRect(0, place.bottom() + 2, 80, sized(FOOT) - 4)
        for seconds in TICKS:
            x = round(place.left() + (1 - seconds / SPAN_S) * place.width())
            painter.setPen(QColor(theme.track))
            painter.drawLine(x, place.top(), x, place.bottom())
            painter.setPen(QColor(theme.muted))
            at = foot.translated(x if seconds == SPAN_S else x - 40, 0)
            words = tr("{seconds} s ago").format(seconds=seconds)
            painter.drawText(at, LEFT if seconds == SPAN_S else CENTRE, words)
        if not self._names:
            painter.setFont(font(13))
            hint = tr("Tick up to six values in the side panel, and they are drawn here.")
            painter.drawText(place, CENTRE, hint)
        painter.end()
        return made

    def _drawn_labels(self) -> QPixmap:
        """Each name at the height of its line's end, pushed apart where they are close."""
        place = self._names_place()
        made = self._pixmap(place.size())
        painter = QPainter(made)
        painter.setPen(QColor(self._theme.border))
        painter.drawLine(0, 0, place.width(), 0)
        colours, values = self.colours.colours(self._theme), self._ends()
        painter.setFont(font(12, tabular=True))
        line = painter.fontMetrics().height()
        lines = self._lines_place()
        reach = lines.height() - 2 * PAD
        wanted = [
            lines.top() + PAD + (1 - (value if value == value else 0.0)) * reach for value in values
        ]
        places = apart(wanted, line, sized(HEAD) / 2, self.height() - 6)
        for name, value, y in zip(self._names, values, places, strict=True):
            known = value == value
            row = QRectF(8, y - line / 2, place.width() - 8 - EDGE, line)
            painter.fillRect(QRectF(row.x(), y - 1.5, 10, 3), QColor(colours[name]))
            painter.setPen(QColor(self._theme.text if known else self._theme.muted))
            figure = written(name, value)
            painter.drawText(row, RIGHT, figure)
            room = row.width() - 16 - painter.fontMetrics().horizontalAdvance(figure) - 6
            words = painter.fontMetrics().elidedText(
                short_title(name), Qt.TextElideMode.ElideRight, int(room)
            )
            painter.drawText(row.adjusted(16, 0, 0, 0), LEFT, words)
        painter.end()
        return made


def short_title(name: str) -> str:
    """A value as it stands at its line: 'AU12', 'Happiness', 'Smile'."""
    return tr(title(name))


def written(name: str, value: float) -> str:
    """A value with its unit, a dash for NaN; smile on its scale."""
    return smile_level(value) if name == SMILE else percent(value)


def apart(wanted: list[float], step: float, least: float, most: float) -> list[float]:
    """Places close to the wanted ones, in their order, at least a step from each other."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = [0.0] * len(wanted)
    floor = least + step / 2
    for index in order:
        places[index] = max(wanted[index], floor)
        floor = places[index] + step
    ceiling = most - step / 2
    for index in reversed(order):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - step
    return places
