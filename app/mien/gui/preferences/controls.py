"""The control of a setting, made from its declaration."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from mien.declared import PERCENT, Declared
from mien.gui import icons
from mien.gui.preferences.toggle import Toggle
from mien.gui.theme import font
from mien.gui.words import tr

STEPS = 20  # of a number whose declaration names no step
MOST_WHOLE = 100  # whole numbers that a slider can show without being too fine
FURTHEST = 1_000_000_000  # of a number without a bound


class Control(QWidget):
    """Shows a value and emits the one that a person chose."""

    chosen = Signal(object)

    def __init__(self, setting: Declared, *parts: QWidget) -> None:
        """Side by side; the first part is the one that takes the keyboard."""
        super().__init__()
        self.setting = setting
        self.main = parts[0]
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for part in parts:
            line.addWidget(part)
        self.setFocusProxy(self.main)
        self.main.setAccessibleName(tr(setting.shown.title))
        self.main.setAccessibleDescription(tr(setting.shown.text))
        self.main.setToolTip(tr(setting.shown.text))
        if self.main.focusPolicy() == Qt.FocusPolicy.WheelFocus:
            self.main.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.main.installEventFilter(self)

    def show_value(self, value: Any) -> None:
        """Show a value without emitting it."""
        raise NotImplementedError

    def fit(self) -> None:
        """Make room for the present size of text."""
        self.main.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The wheel scrolls the page past a control, and changes only one that has the focus."""
        if event.type() == QEvent.Type.Wheel and not self.main.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class ArrowBox(QComboBox):
    """A box to choose from, with the arrow that a style sheet takes away."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The box, then the arrow."""
        super().paintEvent(event)
        arrow = icons.pixmap("chevron", self.palette().text().color().name(), icons.SIZE)
        top = (self.height() - icons.SIZE) // 2
        QPainter(self).drawPixmap(self.width() - icons.SIZE - 6, top, arrow)


class Switch(Control):
    """Yes or no."""

    def __init__(self, setting: Declared) -> None:
        """Unticked."""
        self._box = Toggle()
        super().__init__(setting, self._box)
        self._box.clicked.connect(lambda on: self.chosen.emit(on))

    def show_value(self, value: Any) -> None:
        """Tick it or not."""
        self._box.setChecked(bool(value))


class Choice(Control):
    """One of a few."""

    def __init__(self, setting: Declared) -> None:
        """With every value."""
        self._box = ArrowBox()
        super().__init__(setting, self._box)
        for value, words in setting.choices:
            self._box.addItem(tr(words), value)
        self._box.activated.connect(lambda index: self.chosen.emit(self._box.itemData(index)))

    def show_value(self, value: Any) -> None:
        """Choose it."""
        self._box.setCurrentIndex(self._box.findData(value))


class Whole(Control):
    """A whole number, to be typed."""

    def __init__(self, setting: Declared) -> None:
        """Within its bounds."""
        self._box = QSpinBox()
        super().__init__(setting, self._box)
        least, most = setting.least, setting.most
        self._box.setRange(
            -FURTHEST if least is None else round(least), FURTHEST if most is None else round(most)
        )
        _dress(self._box, setting)
        self._box.valueChanged.connect(lambda value: self.chosen.emit(value))

    def show_value(self, value: Any) -> None:
        """Write it."""
        self._box.blockSignals(True)
        self._box.setValue(int(value))
        self._box.blockSignals(False)


class Number(Control):
    """A number without bounds, to be typed."""

    def __init__(self, setting: Declared) -> None:
        """Within the bound that it may have."""
        self._box = QDoubleSpinBox()
        super().__init__(setting, self._box)
        least, most = setting.least, setting.most
        self._box.setDecimals(3)
        self._box.setRange(
            -FURTHEST if least is None else least, FURTHEST if most is None else most
        )
        self._box.setSingleStep(setting.shown.step or 1.0)
        _dress(self._box, setting)
        self._box.valueChanged.connect(lambda value: self.chosen.emit(value))

    def show_value(self, value: Any) -> None:
        """Write it."""
        self._box.blockSignals(True)
        self._box.setValue(float(value))
        self._box.blockSignals(False)


class Slide(Control):
    """A number between two bounds, with its figure."""

    def __init__(self, setting: Declared, least: float, most: float) -> None:
        """At the least."""
        self._slider, self._figure = QSlider(Qt.Orientation.Horizontal), QLabel()
        super().__init__(setting, self._slider, self._figure)
        self._least = least
        whole = setting.kind == "whole"
        self._step = setting.shown.step or (1.0 if whole else (most - least) / STEPS)
        self._slider.setRange(0, round((most - least) / self._step))
        self._slider.setPageStep(max(1, self._slider.maximum() // 5))
        self._widest = max((figure(setting, value) for value in (least, most)), key=len)
        self._figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._slider.valueChanged.connect(self._moved)
        self.fit()

    def fit(self) -> None:
        """The figure keeps one width, so that the slider does not move under the hand."""
        face = font(14, tabular=True)
        self._figure.setFont(face)
        self._figure.setMinimumWidth(QFontMetrics(face).horizontalAdvance(self._widest))

    def show_value(self, value: Any) -> None:
        """Move to it, and write it as it really is."""
        self._slider.blockSignals(True)
        self._slider.setValue(round((float(value) - self._least) / self._step))
        self._slider.blockSignals(False)
        self._figure.setText(figure(self.setting, float(value)))

    def _moved(self, steps: int) -> None:
        value = round(self._least + steps * self._step, 6)
        self._figure.setText(figure(self.setting, value))
        self.chosen.emit(round(value) if self.setting.kind == "whole" else value)


class Text(Control):
    """A line of text."""

    def __init__(self, setting: Declared) -> None:
        """Empty."""
        self._line = QLineEdit()
        self._line.setProperty("small", True)
        super().__init__(setting, self._line)
        if setting.most is not None:
            self._line.setMaxLength(round(setting.most))
        self._line.editingFinished.connect(self._finished)

    def show_value(self, value: Any) -> None:
        """Write it."""
        self._line.setText(value or "")

    def _finished(self) -> None:
        text = self._line.text().strip()
        self.chosen.emit(None if not text and self.setting.optional else text)


class Folder(Control):
    """A folder, chosen in a dialog."""

    def __init__(self, setting: Declared) -> None:
        """The usual place."""
        self._button, self._path = QPushButton(tr("Choose…")), QLabel()
        super().__init__(setting, self._button)
        self._at = ""
        self._button.clicked.connect(self._ask)

    def show_value(self, value: Any) -> None:
        """Name its last part; the whole path is the tooltip."""
        self._at = value or ""
        name = self._at.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
        self._button.setText(
            tr("{folder}, change…").format(folder=name or self._at) if value else tr("Choose…")
        )
        self._button.setToolTip(self._at or tr(self.setting.shown.text))

    def _ask(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr(self.setting.shown.title), self._at)
        if chosen:
            self.chosen.emit(chosen)


class File(Folder):
    """A file, chosen in a dialog."""

    def _ask(self) -> None:
        offered = self.setting.shown.file
        kinds = f"{offered} ({offered});;" + tr("All files") + " (*)"
        title = tr(self.setting.shown.title)
        chosen = QFileDialog.getOpenFileName(self, title, self._at, kinds)[0]
        if chosen:
            self.chosen.emit(chosen)


def control_for(setting: Declared) -> Control:
    """The control that fits a setting's type and bounds."""
    least, most = setting.least, setting.most
    if setting.kind in ("whole", "number") and least is not None and most is not None:
        few = most - least <= MOST_WHOLE
        if few or setting.kind == "number":
            return Slide(setting, least, most)
    kinds: dict[str, type[Switch | Choice | Whole | Number | Text | Folder]] = {
        "switch": Switch,
        "choice": Choice,
        "whole": Whole,
        "number": Number,
        "text": Text,
        "folder": Folder,
        "file": File,
    }
    return kinds[setting.kind](setting)


def figure(setting: Declared, value: float) -> str:
    """A number as it is shown, with its unit."""
    if setting.shown.unit == PERCENT:
        return f"{value:.0%}".replace("%", "\N{NO-BREAK SPACE}%")
    unit = f"\N{NO-BREAK SPACE}{tr(setting.shown.unit)}" if setting.shown.unit else ""
    return f"{value:.4g}{unit}"


def _dress(box: QSpinBox | QDoubleSpinBox, setting: Declared) -> None:
    box.setKeyboardTracking(False)  # 25 is not 2 on its way
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    if setting.shown.unit:
        box.setSuffix(f"\N{NO-BREAK SPACE}{tr(setting.shown.unit)}")
