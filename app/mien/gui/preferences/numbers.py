"""The controls of settings that are numbers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QSlider

from mien.declared import PERCENT, Declared
from mien.gui.preferences.control import Control
from mien.gui.theme import font
from mien.gui.words import tr

STEPS = 20  # of a number whose declaration names no step
DECIMALS = 3
EDGE = 11  # pixels beside a figure that is typed
FURTHEST = 1_000_000_000  # of a number without a bound


class Typed(Control):
    """A number, to be typed."""

    def __init__(self, setting: Declared) -> None:
        """Within the bounds that it may have."""
        self._box = QDoubleSpinBox()
        super().__init__(setting, self._box)
        least, most = setting.least, setting.most
        self._box.setDecimals(0 if setting.kind == "whole" else DECIMALS)
        self._box.setRange(
            -FURTHEST if least is None else least, FURTHEST if most is None else most
        )
        self._box.setSingleStep(setting.shown.step or 1.0)
        self._box.lineEdit().setTextMargins(EDGE, 0, EDGE, 0)  # no style sheet reaches it
        self._box.setKeyboardTracking(False)  # 25 is not 2 on its way
        if setting.shown.unit:
            self._box.setSuffix(f"\N{NO-BREAK SPACE}{tr(setting.shown.unit)}")
        self._box.valueChanged.connect(lambda value: self.chosen.emit(_of_kind(setting, value)))

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
        self.chosen.emit(_of_kind(self.setting, value))


def figure(setting: Declared, value: float) -> str:
    """A number as it is shown, with its unit."""
    if setting.shown.unit == PERCENT:
        return f"{value:.0%}".replace("%", "\N{NO-BREAK SPACE}%")
    unit = f"\N{NO-BREAK SPACE}{tr(setting.shown.unit)}" if setting.shown.unit else ""
    return f"{value:.4g}{unit}"


def _of_kind(setting: Declared, value: float) -> float | int:
    return round(value) if setting.kind == "whole" else value
