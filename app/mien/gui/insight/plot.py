"""The history: some values of the main face over the last half minute."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from mien.faces.label import NO_LABELS, Labels, face_title
from mien.gui.insight.lines import LineColours
from mien.gui.insight.plot_paint import (
    FOOT,
    HEAD,
    Name,
    draw_ground,
    draw_names,
    lines_place,
    names_place,
)
from mien.gui.insight.strip import Line, Look, Strip, end_values
from mien.gui.insight.traces import Trace, Traces
from mien.gui.latency import Durations
from mien.gui.theme import Theme, sized
from mien.gui.words import tr
from mien.network.card import SMILE, Card
from mien.overlays.values import percent, smile_level, title
from mien.types import Analysis

PAINT_S = 1 / 32
LABELS_S = 1 / 8
HEIGHT = 122  # of the lines


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
        self.setFixedHeight(sized(HEAD + FOOT) + HEIGHT)
        self.setAccessibleName(tr("History of the last 30 seconds"))
        self._renew()

    def set_card(self, card: Card | None) -> None:
        """The network whose values are plotted, None for none yet."""
        if card is not self._card:
            self._card = card
            self.choose(self._chosen)

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
        self.set_card(card)
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
            self._strip.paint(painter, QRectF(lines_place(self.size())))
            if self._labels is None:
                self._labels = self._drawn_names()
            if event.rect().intersects(names_place(self.size())):
                painter.drawPixmap(names_place(self.size()).topLeft(), self._labels)
        finally:
            painter.end()
        self.painting.add((time.perf_counter_ns() - started) / 1e6)

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._painted_s >= PAINT_S:
            self._painted_s = now
            self.update(lines_place(self.size()))
        if now - self._labelled_s >= LABELS_S:
            self._labelled_s = now
            self._labels = None
            self.describe()
            self.update(names_place(self.size()))

    def _say(self, heading: str) -> None:
        if heading != self._heading:
            self._heading = heading
            self._ground = None
            self.update()

    def _renew(self) -> None:
        self._ground = self._labels = None
        self.update()

    def _columns(self) -> list[int]:
        values = self._card.values if self._card is not None else ()
        return [values.index(name) for name in self._names]

    def _ends(self) -> list[float]:
        return end_values(self._trace, self._columns())

    def _draw_lines(self) -> None:
        density, place = self.devicePixelRatioF(), lines_place(self.size())
        colours = self.colours.colours(self._theme)
        lines = []
        for name, column in zip(self._names, self._columns(), strict=True):
            ink = QColor(colours[name])
            lines.append(Line(column, (ink.red(), ink.green(), ink.blue())))
        width, height = round(place.width() * density), round(place.height() * density)
        self._strip.draw(self._trace, Look(width, height, density, tuple(lines)))

    def _pixmap(self, size: QSize, draw: Callable[[QPainter], None]) -> QPixmap:
        density = self.devicePixelRatioF()
        made = QPixmap(size * density)
        made.setDevicePixelRatio(density)
        made.fill(QColor(self._theme.surface))
        painter = QPainter(made)
        try:
            draw(painter)
        finally:
            painter.end()
        return made

    def _drawn_ground(self) -> QPixmap:
        nothing = self._card is not None and not self._names
        hint = tr("Tick up to six values in the side panel, and they are drawn here.")
        said = hint if nothing else ""
        return self._pixmap(
            self.size(), lambda p: draw_ground(p, self.size(), self._theme, self._heading, said)
        )

    def _drawn_names(self) -> QPixmap:
        colours = self.colours.colours(self._theme)
        names = [
            Name(short_title(name), written(name, value), colours[name], value)
            for name, value in zip(self._names, self._ends(), strict=True)
        ]
        return self._pixmap(
            names_place(self.size()).size(),
            lambda p: draw_names(p, self.size(), self._theme, names),
        )


def short_title(name: str) -> str:
    """A value as it stands at its line: 'AU12', 'Happiness', 'Smile'."""
    return tr(title(name))


def written(name: str, value: float) -> str:
    """A value with its unit, a dash for NaN; smile on its scale."""
    return smile_level(value) if name == SMILE else percent(value)
