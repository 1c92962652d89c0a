"""Which map lies on a face and how it looks, under the arrow beside the maps' buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from mien.gui.evidence_menu import EvidenceMenu
from mien.gui.sizing import fix
from mien.gui.words import tr
from mien.overlays.saliency import COLOUR_MAPS, colours
from mien.settings import ColourMap, Settings

LEAST, MOST, STEP = 5, 100, 5
RAMP = QSize(120, 12)


class SaliencyMenu(QMenu):
    """Saliency or evidence, a slider and three colour maps; emits what was chosen."""

    saliency_chosen = Signal()
    opacity_chosen = Signal(float)
    colours_chosen = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        """The menu with the present choice."""
        super().__init__(parent)
        self.setAccessibleName(tr("Which map, and how it looks"))
        self.setToolTipsVisible(True)
        self.saliency = self.addAction(tr("Saliency (where people would look)"))
        self.saliency.setCheckable(True)
        self.evidence = EvidenceMenu(self)
        self.evidence.menuAction().setCheckable(True)
        self.addMenu(self.evidence)
        self.addSeparator()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(LEAST, MOST)
        self.slider.setSingleStep(STEP)
        self.slider.setAccessibleName(tr("Opacity of the map"))
        self._percent = QLabel()
        self._percent.setProperty("role", "muted")
        self.maps: dict[ColourMap, QRadioButton] = {}
        self._group = QButtonGroup(self)
        body = QWidgetAction(self)
        body.setText(tr("How the map looks"))
        body.setDefaultWidget(self._body())
        self.addAction(body)
        self.show_settings(settings)
        self.saliency.triggered.connect(self._choose_saliency)
        self.slider.valueChanged.connect(lambda value: self.opacity_chosen.emit(value / 100))

    def show_settings(self, settings: Settings) -> None:
        """Show a choice that was made elsewhere."""
        value = round(settings.opacity * 100)
        if self.slider.value() != value:
            self.slider.setValue(value)
        self._percent.setText(f"{value}\N{NO-BREAK SPACE}%")
        self.saliency.setChecked(settings.saliency)
        self.evidence.menuAction().setChecked(settings.evidence)
        self.evidence.show_settings(settings)
        self.maps[settings.colour_map].setChecked(True)

    def _choose_saliency(self) -> None:
        self.saliency.setChecked(True)  # chosen again, it stays chosen
        self.saliency_chosen.emit()

    def _body(self) -> QWidget:
        body = QWidget()
        fix(body, width=248)
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        line = QHBoxLayout()
        label = QLabel(tr("Opacity"))
        label.setBuddy(self.slider)
        line.addWidget(label)
        line.addStretch(1)
        line.addWidget(self._percent)
        column.addLayout(line)
        column.addWidget(self.slider)
        column.addSpacing(4)
        column.addWidget(QLabel(tr("Colours of saliency")))
        for name in COLOUR_MAPS:
            column.addWidget(self._choice(name))
        return body

    def _choice(self, name: ColourMap) -> QRadioButton:
        button = QRadioButton(name.capitalize())
        button.setIcon(QIcon(_ramp(name)))
        button.setIconSize(RAMP)
        button.setAccessibleName(tr("Colour map {name}").format(name=name.capitalize()))
        button.clicked.connect(lambda: self.colours_chosen.emit(name))
        self._group.addButton(button)
        self.maps[name] = button
        return button


def _ramp(name: ColourMap) -> QPixmap:
    row = colours(name)
    image = QImage(row.data, len(row), 1, row.nbytes, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image.scaled(RAMP))
