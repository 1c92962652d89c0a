"""The markers as a list, with a form for the chosen one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from mien.gui import icons
from mien.gui.buttons import word_button
from mien.gui.review.colours import marker_colour
from mien.gui.review.kind_box import KindBox
from mien.gui.review.marker_book import NAMES, words
from mien.gui.review.scale import clock
from mien.gui.sizing import fix
from mien.gui.theme import Theme
from mien.gui.words import tr
from mien.record.markers import LONGEST_LABEL, Marker

MARGIN = 20
DOT = 8
PAUSE_MS = 500  # after the last letter; each pause is one step that can be undone
ROLE = Qt.ItemDataRole.UserRole


class MarkerPanel(QWidget):
    """Says which marker was chosen and how it was changed; keeps none itself."""

    chosen = Signal(int)
    changed = Signal(object)  # a Marker
    move_asked = Signal()
    delete_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        """An empty list."""
        super().__init__()
        self._theme = theme
        self._marker: Marker | None = None
        self._filling = False
        self.list = QListWidget()
        self.list.setObjectName("markers")
        self.list.setAccessibleName(tr("Markers"))
        self.list.setIconSize(QSize(DOT, DOT))
        self.list.currentItemChanged.connect(self._pick)
        self.list.itemClicked.connect(self._pick)
        self._empty = QLabel(
            tr(
                "No marker yet. Keys 1 to 9 set one at the playhead, 0 a neutral face, "
                "I and O the beginning and end of a stimulus."
            )
        )
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "note")
        self.kind, self.label, self.note = KindBox(theme), QLineEdit(), QPlainTextEdit()
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(PAUSE_MS)
        self._typed.timeout.connect(self.commit)
        self._form = self._make_form()
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 8, MARGIN, 16)
        column.setSpacing(12)
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        column.addWidget(self._form)
        self.show_markers((), None)

    def set_theme(self, theme: Theme) -> None:
        """Draw the dots in other colours at the next change."""
        self._theme = self.kind.theme = theme

    def show_markers(self, markers: tuple[Marker, ...], chosen: Marker | None) -> None:
        """The list anew, and the chosen marker in the form."""
        self._filling = True
        self._empty.setVisible(not markers)
        self.list.setVisible(bool(markers))
        # In place, as this may be the answer to a line that was just chosen.
        while self.list.count() > len(markers):
            self.list.takeItem(self.list.count() - 1)
        for row, marker in enumerate(markers):
            if row == self.list.count():
                self.list.addItem(QListWidgetItem())
            self._dress(self.list.item(row), marker)
            if chosen is not None and marker.id == chosen.id:
                self.list.setCurrentRow(row)
        self._fill(chosen)
        self._filling = False

    def commit(self) -> None:
        """Tell what was typed, where it differs."""
        self._typed.stop()
        marker = self._marker
        if marker is None or self._filling:
            return
        self.changed.emit(
            replace(
                marker,
                kind=self.kind.kind,
                label=self.label.text(),
                note=self.note.toPlainText(),
            )
        )

    def _dress(self, item: QListWidgetItem, marker: Marker) -> None:
        item.setText(f"{clock(marker.time_s, 0.01)}   {words(marker)}")
        item.setIcon(QIcon(icons.dot(marker_colour(marker.kind, self._theme), DOT)))
        item.setData(ROLE, marker.id)
        item.setToolTip(f"{tr(NAMES[marker.kind])}, {clock(marker.time_s)}\n{marker.note}".strip())

    def _fill(self, marker: Marker | None) -> None:
        same = marker is not None and self._marker is not None and marker.id == self._marker.id
        self._marker = marker
        self._form.setVisible(marker is not None)
        if marker is None:
            return
        self._when.setText(clock(marker.time_s))
        self.kind.show_kind(marker.kind)
        # What is being typed is not written over, only what differs.
        if not (same and self.label.hasFocus()) and self.label.text() != marker.label:
            self.label.setText(marker.label)
        if not (same and self.note.hasFocus()) and self.note.toPlainText() != marker.note:
            self.note.setPlainText(marker.note)

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._filling:
            marker_id = int(item.data(ROLE))
            self.commit()
            self.chosen.emit(marker_id)

    def _make_form(self) -> QWidget:
        form = QWidget()
        self._when = QLabel()
        self._when.setAccessibleName(tr("Time of the marker"))
        self.kind.activated.connect(lambda _: self.commit())
        self.label.setMaxLength(LONGEST_LABEL)
        self.label.setAccessibleName(tr("Label of the marker"))
        self.label.setProperty("small", True)
        self.label.textEdited.connect(lambda _: self._typed.start())
        self.label.editingFinished.connect(self.commit)
        self.note.setAccessibleName(tr("Note of the marker"))
        fix(self.note, height=72)
        self.note.setTabChangesFocus(True)
        self.note.textChanged.connect(self._note_typed)
        move = word_button(tr("Move to playhead"), "", self.move_asked.emit)
        delete = word_button(tr("Delete"), "", self.delete_asked.emit)
        when = QHBoxLayout()
        when.addWidget(self._when)
        when.addStretch(1)
        when.addWidget(move)
        lines = QFormLayout(form)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        lines.addRow(tr("Time"), when)
        lines.addRow(tr("Kind"), self.kind)
        lines.addRow(tr("Label"), self.label)
        lines.addRow(tr("Note"), self.note)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(delete)
        lines.addRow("", foot)
        for row in range(lines.rowCount()):
            item = lines.itemAt(row, QFormLayout.ItemRole.LabelRole)
            label = item.widget() if item is not None else None
            if label is not None:
                label.setProperty("role", "muted")
        return form

    def _note_typed(self) -> None:
        if not self._filling:
            self._typed.start()
