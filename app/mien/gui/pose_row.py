"""Head pose as three figures in one line."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from mien.gui.sizing import wear, wear_caps
from mien.gui.words import tr
from mien.overlays.values import DASH
from mien.types import Pose
from mien.words import mark

PARTS = (
    (mark("Pitch"), mark("Pitch of the head in degrees, up is positive")),
    (
        mark("Yaw"),
        mark("Yaw of the head in degrees, positive when the person turns to their own left"),
    ),
    (
        mark("Roll"),
        mark("Roll of the head in degrees, positive when the head leans to the person's own left"),
    ),
)


class PoseRow(QWidget):
    """Pitch, yaw and roll in whole degrees."""

    def __init__(self) -> None:
        """Three dashes."""
        super().__init__()
        self.setAccessibleName(tr("Head pose"))
        self._pose: Pose | None = None
        self._values: list[QLabel] = []
        title = QLabel(tr("Head pose"))
        title.setProperty("role", "section")
        wear_caps(title)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(title)
        line.addStretch(1)
        for name, sense in PARTS:
            label, value = QLabel(tr(name)), QLabel(DASH)
            label.setProperty("role", "hint")
            wear(value, 14, tabular=True, room="\N{MINUS SIGN}00°")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setAccessibleName(tr(name))
            for widget in (label, value):
                widget.setToolTip(tr(sense))
            line.addSpacing(14)
            line.addWidget(label)
            line.addSpacing(6)
            line.addWidget(value)
            self._values.append(value)

    def set_pose(self, pose: Pose | None) -> None:
        """The pose to write at the next refresh, None where there is no face."""
        self._pose = pose

    def refresh_texts(self) -> None:
        """Write the figures anew."""
        pose = self._pose
        angles = (pose.pitch, pose.yaw, pose.roll) if pose is not None else (math.nan,) * 3
        for label, angle in zip(self._values, angles, strict=True):
            text = degrees(angle)
            if text != label.text():
                label.setText(text)

    @property
    def texts(self) -> tuple[str, ...]:
        """The figures as they are written now."""
        return tuple(label.text() for label in self._values)


def degrees(angle: float) -> str:
    """An angle as '+12°' or with a minus sign, a dash for NaN."""
    if math.isnan(angle):
        return DASH
    whole = round(angle)
    sign = "\N{MINUS SIGN}" if whole < 0 else "+" if whole > 0 else ""
    return f"{sign}{abs(whole)}°"
