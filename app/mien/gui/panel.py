"""The side panel: what the network says of one face."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mien.faces.label import NO_LABELS, Labels, face_title
from mien.gui.bar_table import Row
from mien.gui.measured.light import QualityLight
from mien.gui.measured.rows import DuchenneHint, MeasureRows
from mien.gui.pose_row import PoseRow
from mien.gui.scrolling import scrolled
from mien.gui.sizing import fix, wear_caps
from mien.gui.smile_meter import SmileMeter
from mien.gui.theme import Theme
from mien.gui.tick import Tick
from mien.gui.value_table import ValueTable
from mien.gui.words import tr
from mien.measures.shown import usable
from mien.network.card import SMILE, Card
from mien.overlays.facs import au_action, au_name, au_title
from mien.overlays.values import action_units, expressions, title
from mien.types import Analysis, ReadFace

WIDTH, MOST_WIDE = 348, 580
MARGIN = 20
BARS_S = 1 / 32  # bars move at most this often
TEXTS_S = 1 / 8
WORDS_S = 1.0
PRESENT = 0.5  # an Action Unit at or above this probability stands out


@dataclass(frozen=True, slots=True)
class News:
    """What is to be shown: an analysis, its main face, and what faces are called."""

    analysis: Analysis | None
    main: ReadFace | None
    labels: Labels


class Panel(QFrame):
    """Smile, expression, Action Units and pose of the main face; its rows never move.

    value_chosen: the evidence of a value is asked for. value_pointed: what one means, '' for none.
    value_ticked: it is to be drawn in the history, or no more; all by the network's names.
    """

    about_asked = Signal()
    card_changed = Signal(object)
    value_chosen = Signal(str)
    value_pointed = Signal(str)
    value_ticked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        """A panel that knows no network yet."""
        super().__init__()
        self.setObjectName("panel")
        fix(self, width=WIDTH, most=MOST_WIDE)
        self.setAccessibleName(tr("Readings"))
        self._card: Card | None = None
        self._ticks: Mapping[str, str] | None = None
        self._since = [0.0, 0.0, 0.0]
        # What was shown last, until the bars, and until the texts follow it.
        self._to_aim: News | None = None
        self._to_write: News | None = None
        self._heading, self._count = self._heading_row()
        self.smile = SmileMeter(theme)
        self.expression = ValueTable(tr("Expression"), theme)
        self.action_units = ValueTable(tr("Action Units"), theme, mark=PRESENT)
        self.pose = PoseRow()
        self.light = QualityLight(theme)
        self.relative = QLabel("")
        self.relative.setProperty("role", "tag")
        self.relative.setToolTip(tr("Values are told relative to this person's own neutral face"))
        self.hint = DuchenneHint()
        self.measures = MeasureRows()
        self.relative.hide()
        self._calibrated = False
        self.smile_tick = Tick()
        self._waiting = QLabel(tr("The names come with the network, which is still loading."))
        self._waiting.setProperty("role", "hint")
        self._note = self._note_line()
        self._build()
        for table, names in (
            (self.expression, lambda: self._card.expressions if self._card else ()),
            (self.action_units, lambda: self._card.action_units if self._card else ()),
        ):
            self._listen(table, names)
        self.smile_tick.clicked.connect(lambda: self.value_ticked.emit(SMILE))
        self.set_theme(theme)
        self._face_text = (tr("No face"), "")

    @property
    def heading(self) -> str:
        """Whose values these are, as it is written now."""
        return self._heading.text()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        for part in (self.smile, self.expression, self.action_units, self.light):
            part.set_theme(theme)
        # Rich text keeps the link's colour of the palette in which it was set.
        words = tr("Estimates of a network, not what someone feels. {start}About it{end}")
        start = f'<a href="about" style="color:{theme.accent}">'
        self._note.setText(words.format(start=start, end="</a>"))

    def set_card(self, card: Card | None) -> None:
        """Take the rows' names from the network's card."""
        if card is self._card:
            return
        self._card = card
        self._waiting.setVisible(card is None)
        if card is not None:
            given = card.smile, bool(card.expressions), bool(card.action_units)
            for (head, part), there in zip(self._sections, given, strict=True):
                for widget in (*_widgets(head), part):
                    widget.setVisible(there)
            self.hint.setVisible(DuchenneHint.known_to(card))
            self.expression.set_rows([_expression_row(name) for name in card.expressions])
            self.action_units.set_rows([_unit_row(code) for code in card.action_units])
        self.set_ticks(self._ticks)
        self.card_changed.emit(card)

    def set_ticks(self, colours: Mapping[str, str] | None) -> None:
        """The colours of the values that are drawn in the history; None while it is not shown."""
        self._ticks = colours
        card = self._card
        for table, names in (
            (self.expression, card.expressions if card is not None else ()),
            (self.action_units, card.action_units if card is not None else ()),
        ):
            rows = {index: (colours or {}).get(name, "") for index, name in enumerate(names)}
            ticked = {index: colour for index, colour in rows.items() if colour}
            table.set_ticks(None if colours is None else ticked)
        self.smile_tick.show_colour((colours or {}).get(SMILE, ""))
        known = card is not None and SMILE in card.values
        self.smile_tick.setVisible(colours is not None and known)

    def show_face(
        self, analysis: Analysis | None, main: ReadFace | None, labels: Labels = NO_LABELS
    ) -> None:
        """Go for the values of the main face; None empties all values but moves nothing.

        What is shown follows at the pace of `tick`, however fast faces come.
        """
        self._to_aim = self._to_write = News(analysis, main, labels)

    def _aim(self) -> None:
        """Have the bars go for what was shown last, where that was not done yet."""
        if self._to_aim is None:
            return
        main, self._to_aim = self._to_aim.main, None
        reading = main.reading if main is not None else None
        self.smile.set_value(reading.smile if reading is not None else None)
        self.expression.set_values([v for _, v in expressions(reading, self._card)] or None)
        self.action_units.set_values([v for _, v in action_units(reading, self._card)] or None)
        for part in (self.smile, self.expression, self.action_units):
            part.set_faded(not usable(main))

    def _write(self) -> None:
        """Put what was shown last into texts, where that was not done yet."""
        if self._to_write is None:
            return
        news, self._to_write = self._to_write, None
        main, labels = news.main, news.labels
        self.pose.set_pose(main.face.pose if main is not None else None)
        self._show_measures(main)
        count = len(news.analysis.faces) if news.analysis is not None else 0
        self._face_text = (
            tr(face_title(main.face.face_id, labels)) if main is not None else tr("No face"),
            tr("1 of {count} faces").format(count=count) if count > 1 else "",
        )

    def _show_measures(self, main: ReadFace | None) -> None:
        measures = main.measures if main is not None else None
        self.light.set_quality(measures.quality if measures is not None else None)
        self.hint.set_reading(main.reading if main is not None else None, self._card)
        self.measures.set_measures(measures)
        for part in (self.hint, self.measures):
            part.set_faded(not usable(main))
        self._calibrated = main is not None and main.calibrated is not None

    def tick(self, seconds: float) -> None:
        """Let a time pass: bars, texts and words each follow at their own pace."""
        self._since = [since + seconds for since in self._since]
        if self._since[0] >= BARS_S or self._since[1] >= TEXTS_S:
            self._aim()
        if self._since[0] >= BARS_S:
            for part in (self.smile, self.expression, self.action_units):
                part.animate(self._since[0])
            self._since[0] = 0.0
        if self._since[1] >= TEXTS_S:
            self._since[1] = 0.0
            self._write()
            self._refresh_texts()
        if self._since[2] >= WORDS_S:
            self._since[2] = 0.0
            for told in (self.smile, self.expression, self.action_units):
                told.describe()

    def _listen(self, table: ValueTable, names: Callable[[], tuple[str, ...]]) -> None:
        def named(row: int) -> str:
            return names()[row] if 0 <= row < len(names()) else ""

        table.row_clicked.connect(lambda row: self.value_chosen.emit(named(row)))
        table.row_ticked.connect(lambda row: self.value_ticked.emit(named(row)))
        table.row_pointed.connect(lambda row: self.value_pointed.emit(named(row)))

    def _refresh_texts(self) -> None:
        for part in (
            *(self.smile, self.expression, self.action_units, self.pose),
            *(self.light, self.hint, self.measures),
        ):
            part.refresh_texts()
        relative = tr("relative to neutral") if self._calibrated else ""
        labels = (self._heading, self._count, self.relative)
        written = list(zip(labels, (*self._face_text, relative), strict=True))
        for hint, usual, calibrated in self._says:
            written.append((hint, calibrated if self._calibrated else usual))
        for label, text in written:
            if label.text() != text:
                label.setText(text)
        self.relative.setVisible(self._calibrated)

    def _heading_row(self) -> tuple[QLabel, QLabel]:
        heading, count = QLabel(tr("No face")), QLabel("")
        heading.setProperty("role", "heading")
        count.setProperty("role", "muted")
        count.setToolTip(tr("Click another face, or press N for the next one"))
        return heading, count

    def _build(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(MARGIN, 14, MARGIN, 4)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.addWidget(self._heading)
        line.addStretch(1)
        line.addWidget(self._count)
        column.addLayout(line)
        column.addSpacing(2)
        seen = QHBoxLayout()
        seen.addWidget(self.light, 1)
        seen.addWidget(self.relative)
        column.addLayout(seen)
        column.addSpacing(10)
        smile = _section(tr("Smile"), tr("intensity, estimated"))
        smile.insertWidget(0, self.smile_tick)
        column.addLayout(smile)
        column.addSpacing(4)
        column.addWidget(self.smile)
        column.addSpacing(2)
        column.addWidget(self.hint)
        column.addSpacing(12)
        looks = _section(tr("Expression"), tr("looks like, probability"))
        column.addLayout(looks)
        column.addSpacing(4)
        column.addWidget(self._waiting)
        column.addWidget(self.expression, 8)
        column.addSpacing(12)
        units = _section(tr("Action Units"), tr("probability of presence"))
        column.addLayout(units)
        column.addSpacing(4)
        column.addWidget(self.action_units, 16)
        column.addSpacing(12)
        column.addWidget(self.pose)
        column.addSpacing(6)
        column.addWidget(self.measures)
        column.addStretch(1)
        self._says = [
            (_hint_of(smile), tr("intensity, estimated"), tr("rise above neutral")),
            (_hint_of(looks), tr("looks like, probability"), tr("looks like, above neutral")),
            (_hint_of(units), tr("probability of presence"), tr("rise above neutral")),
        ]
        self._sections = ((smile, self.smile), (looks, self.expression), (units, self.action_units))
        scroll = scrolled(body, tr("Readings, scrollable"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._note)

    def _note_line(self) -> QLabel:
        note = QLabel()
        note.setProperty("role", "note")
        note.setContentsMargins(MARGIN, 8, MARGIN, 12)
        note.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        note.setWordWrap(True)
        note.setAccessibleName(tr("What these numbers are"))
        note.linkActivated.connect(lambda _: self.about_asked.emit())
        return note


def _expression_row(name: str) -> Row:
    words = tr("How probable it is that people who look at this face would call it so.")
    return Row("", tr(title(name)), text=words)


def _unit_row(code: str) -> Row:
    return Row(code, tr(au_name(code)), tr(au_title(code)), tr(au_action(code)))


def _hint_of(line: QHBoxLayout) -> QLabel:
    """What stands last in a section's title."""
    return next(part for part in reversed(_widgets(line)) if isinstance(part, QLabel))


def _widgets(line: QHBoxLayout) -> list[QWidget]:
    """What stands in a line, gaps left out."""
    items = (line.itemAt(place) for place in range(line.count()))
    return [widget for item in items if item is not None and (widget := item.widget()) is not None]


def _section(name: str, says: str) -> QHBoxLayout:
    line = QHBoxLayout()
    label, hint = QLabel(name), QLabel(says)
    label.setProperty("role", "section")
    wear_caps(label)
    hint.setProperty("role", "hint")
    line.addWidget(label)
    line.addStretch(1)
    line.addWidget(hint)
    return line
