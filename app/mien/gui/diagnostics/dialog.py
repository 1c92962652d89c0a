"""The diagnostics page: what runs where, how fast, and what keeps it from being faster."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mien.gui.buttons import word_button
from mien.gui.diagnostics import facts
from mien.gui.diagnostics.tables import StageTable, Table, named_line
from mien.gui.engine_like import EngineLike
from mien.gui.fitting import fit_screen
from mien.gui.job import Job
from mien.gui.picture import Picture
from mien.gui.preferences.controls import ArrowBox
from mien.gui.scrolling import scrolled
from mien.gui.theme import Theme, text_scale
from mien.gui.words import tr
from mien.network.nvidia import Memory, memory
from mien.network.providers import Offer, offers

RENEW_MS = 500
SIZE = (900, 660)
Found = tuple[list[Offer], Memory | None]


def look_around() -> Found:
    """The devices there may be, and the GPU's memory."""
    return offers(), memory()


class Diagnostics(QDialog):
    """Two columns of tables that are renewed twice a second while they are seen."""

    device_chosen = Signal(str)

    def __init__(
        self, parent: QWidget, engine: EngineLike, picture: Picture, device: str, theme: Theme
    ) -> None:
        """Filled as soon as it is shown; device: the one that was asked for."""
        super().__init__(parent)
        self.setWindowTitle(tr("Diagnostics"))
        self._engine, self._picture = engine, picture
        self._found: Found = ([], None)
        self._looking = Job("mien-look-around", look_around)
        self.says = QLabel()
        self.says.setProperty("role", "body")
        self.says.setWordWrap(True)
        self.device = ArrowBox()
        self.device.setAccessibleName(tr("Have the network run on"))
        self.device.setToolTip(tr("Have the network run on another device; nothing is interrupted"))
        self._versions = facts.versions()
        self.processor = Table(tr("Where the network runs"))
        self.frames, self.source = Table(tr("Frames")), Table(tr("Source"))
        self.versions, self.stages = Table(self._versions.title), StageTable(theme)
        self.mend, self._mending, self._body = QLineEdit(), QWidget(), QWidget()
        self._build()
        self._fit()
        self._offer([Offer("cpu", "")], device)
        self._timer = QTimer(self)
        self._timer.setInterval(RENEW_MS)
        self._timer.timeout.connect(self.renew)
        self.device.activated.connect(lambda _: self.device_chosen.emit(self.device.currentData()))
        self.device.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours, and make room for the present size of text."""
        self.stages.set_theme(theme)
        if self._scale != text_scale():
            self._fit()

    def show_device(self, device: str) -> None:
        """What was asked for elsewhere."""
        self.device.setCurrentIndex(max(self.device.findData(device), 0))

    def renew(self) -> None:
        """Write all that is so now."""
        status, picture = self._engine.status(), self._picture
        outcome = self._looking.outcome()
        if outcome is not None and outcome.value is not None and outcome.value != self._found:
            self._found = outcome.value
            self._offer(self._found[0], self.device.currentData())
        self._sections = (
            facts.processor(status, *self._found),
            facts.frames(status),
            facts.source(status),
            self._versions,
        )
        tables = (self.processor, self.frames, self.source, self.versions)
        for table, section in zip(tables, self._sections, strict=True):
            table.show_section(section)
        self._times = facts.timings(status, picture.latency, picture.painting)
        self.stages.show_timings(self._times)
        self.says.setText(facts.verdict(status, picture.latency))

    def text(self) -> str:
        """All that is said, for another program."""
        return facts.as_text(self.says.text(), self._sections, self._times)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to renew."""
        self.renew()
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Cost nothing."""
        self._timer.stop()
        super().hideEvent(event)

    def _fit(self) -> None:
        self._scale = text_scale()
        fit_screen(self, *SIZE)
        # From the inside out, else the page learns one turn later how wide its tables have become.
        for part in (self.processor, self._mending, self.versions, self.stages, self._body):
            layout = part.layout()
            if layout is not None:
                layout.activate()

    def _offer(self, found: list[Offer], device: str) -> None:
        """The devices that may be chosen; one that cannot be used says so in its table."""
        self.device.clear()
        for name in ("auto", *(one.device for one in found)):
            self.device.addItem(tr(facts.DEVICES[name]), name)
        if self.device.findData(device) < 0:
            self.device.addItem(tr(facts.DEVICES.get(device, device)), device)
        self.show_device(device)
        mend = next((one.mend for one in found if one.mend), "")
        self.mend.setText(mend)
        self.mend.setCursorPosition(0)
        self._mending.setVisible(bool(mend))

    def _copy(self, text: str, button: QPushButton) -> None:
        QGuiApplication.clipboard().setText(text)
        button.setText(tr("Copied"))

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, parts in (
            (left, (self._processor(), self.versions)),
            (right, (self.stages, self.frames, self.source)),
        ):
            column.setSpacing(22)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
        self._build_mending()
        columns = QHBoxLayout(self._body)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(36)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        scroll = scrolled(self._body, tr("Diagnostics, scrollable"))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        title = QLabel(tr("Diagnostics"))
        title.setProperty("role", "title")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 22, 28, 20)
        outer.setSpacing(6)
        outer.addWidget(title)
        outer.addWidget(self.says)
        outer.addSpacing(14)
        outer.addWidget(scroll, 1)
        outer.addSpacing(10)
        outer.addLayout(self._foot())

    def _processor(self) -> QWidget:
        """Where the network runs, what would mend it, and the choice of another device."""
        parts = QWidget()
        column = QVBoxLayout(parts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.processor, self._mending, self._device_row()):
            column.addWidget(part)
        return parts

    def _device_row(self) -> QWidget:
        """The choice of a device, with its words."""
        row = QWidget()
        line = named_line(row)
        label = QLabel(tr("Have it run on"))
        label.setProperty("role", "muted")
        label.setBuddy(self.device)
        line.addWidget(label, 0, 0)
        line.addWidget(self.device, 0, 1)
        return row

    def _build_mending(self) -> None:
        self.mend.setReadOnly(True)
        self.mend.setAccessibleName(tr("The command that mends it"))
        self.mend.setToolTip(tr("The command that mends it"))
        self.mend.setProperty("small", True)
        says = tr("Copy the command")
        self.copy_mend = word_button(
            tr("Copy"), says, lambda: self._copy(self.mend.text(), self.copy_mend)
        )
        self.copy_mend.setAccessibleName(says)
        label = QLabel(tr("To mend it"))
        label.setProperty("role", "muted")
        line = named_line(self._mending)
        line.addWidget(label, 0, 0)
        line.addWidget(self.mend, 0, 1)
        line.addWidget(self.copy_mend, 0, 2)

    def _foot(self) -> QHBoxLayout:
        says = tr("Copy all of this as text, for a report")
        self.copy_all = word_button(
            tr("Copy all"), says, lambda: self._copy(self.text(), self.copy_all)
        )
        close = word_button(tr("Close"), tr("Close (Esc)"), self.accept, primary=True)
        close.setDefault(True)
        line = QHBoxLayout()
        line.addWidget(self.copy_all)
        line.addStretch(1)
        line.addWidget(close)
        return line
