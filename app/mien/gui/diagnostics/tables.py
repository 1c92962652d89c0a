"""The tables of the diagnostics page: names with values, and the stages with their bars."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mien.gui.diagnostics.facts import Line, Section, Timing, milliseconds, shares
from mien.gui.face_card import draw_bar
from mien.gui.sizing import wear, wear_caps
from mien.gui.theme import Theme
from mien.gui.words import tr

BAR = QSize(84, 6)
NAMES = 124  # pixels that names take at least, so that the values of all tables stand in one line
UNDER = 2  # below the heads, so that lines begin where those of the other column do
FIGURES = 64  # that figures take at least, so that the bars beside them stand still


class Table(QWidget):
    """A section: its title, and lines that are written anew where they change."""

    def __init__(self, title: str) -> None:
        """Without lines."""
        super().__init__()
        self.setAccessibleName(title)
        self._title = section_label(title)
        self._names: tuple[str, ...] = ()
        self._values: list[QLabel] = []
        self._grid = named_line()
        self._grid.setVerticalSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(self._grid)

    def show_section(self, section: Section) -> None:
        """Write what is so now."""
        names = tuple(line.name for line in section.lines)
        if names != self._names:
            self._rebuild(section.lines)
        for label, line in zip(self._values, section.lines, strict=True):
            if label.text() != line.value:
                label.setText(line.value)
                label.setAccessibleName(f"{line.name}: {line.value}")

    def _rebuild(self, lines: tuple[Line, ...]) -> None:
        clear(self._grid)
        self._names = tuple(line.name for line in lines)
        self._values = []
        for row, line in enumerate(lines):
            name, value = QLabel(line.name), QLabel()
            name.setProperty("role", "muted")
            wear(value, 13, tabular=True)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(name, row, 0, top)
            self._grid.addWidget(value, row, 1, top)
            self._values.append(value)


class StageTable(QWidget):
    """The stages of a frame with the median, what 95 of 100 are within, and a bar."""

    def __init__(self, theme: Theme) -> None:
        """Without stages."""
        super().__init__()
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self._rows: list[tuple[Share, QLabel, QLabel]] = []
        self.setAccessibleName(tr("Time of a frame"))
        self._grid = named_line()
        self._grid.setVerticalSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._grid)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        for share, _, _ in self._rows:
            share.set_theme(theme)

    def show_timings(self, times: Iterable[Timing]) -> None:
        """Write what is so now."""
        times = tuple(times)
        names = tuple(one.name for one in times)
        if names != self._names:
            self._rebuild(names)
        parts = shares(times)
        for (share, median, p95), one in zip(self._rows, times, strict=True):
            share.set_value(parts[one.name])
            for label, value in ((median, one.median), (p95, one.p95)):
                text = milliseconds(value)
                if label.text() != text:
                    label.setText(text)
                    label.setAccessibleName(f"{one.name}: {text}")

    def _rebuild(self, names: tuple[str, ...]) -> None:
        clear(self._grid)
        self._names, self._rows = names, []
        right = Qt.AlignmentFlag.AlignRight
        title = section_label(tr("Time of a frame"))
        self._grid.addWidget(title, 0, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
        for column, text in ((2, tr("median")), (3, tr("95 of 100"))):
            head = QLabel(text)
            head.setProperty("role", "hint")
            head.setContentsMargins(0, 0, 0, UNDER)
            self._grid.addWidget(head, 0, column, right | Qt.AlignmentFlag.AlignTop)
        for column in (2, 3):
            self._grid.setColumnMinimumWidth(column, FIGURES)
        for row, name in enumerate(names, 1):
            label, share, median, p95 = QLabel(name), Share(self._theme), QLabel(), QLabel()
            last = row == len(names)
            label.setProperty("role", "muted")
            for figure in (median, p95):
                wear(figure, 13, strong=last, tabular=True)
                figure.setAlignment(right)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(share, row, 1)
            self._grid.addWidget(median, row, 2, right)
            self._grid.addWidget(p95, row, 3, right)
            self._rows.append((share, median, p95))


class Share(QWidget):
    """A bar of a part of the whole."""

    def __init__(self, theme: Theme) -> None:
        """An empty one."""
        super().__init__()
        self._theme = theme
        self._value = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self.update()

    def set_value(self, value: float) -> None:
        """A part 0..1."""
        if value != self._value:
            self._value = value
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A thin one."""
        return BAR

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Track and bar."""
        del event
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            fill, empty = QColor(self._theme.bar), QColor(self._theme.track)
            draw_bar(painter, QRectF(self.rect()), self._value, 0, fill, empty)
        finally:
            painter.end()


def named_line(parent: QWidget | None = None) -> QGridLayout:
    """A grid for a name, in a column as wide as in all of them, and what is so, of that name."""
    grid = QGridLayout(parent)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setColumnMinimumWidth(0, NAMES)
    grid.setColumnStretch(1, 1)
    return grid


def section_label(text: str) -> QLabel:
    """A section's title."""
    label = QLabel(text)
    label.setProperty("role", "section")
    wear_caps(label)
    return label


def clear(grid: QGridLayout) -> None:
    """Take all out."""
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
