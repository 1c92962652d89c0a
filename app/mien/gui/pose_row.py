"""Head pose as three figures in one line."""

from __future__ import annotations

import math

from mien.gui.measured.figures import Figures, Part
from mien.overlays.values import DASH
from mien.types import Pose
from mien.words import mark

TITLE = mark("Head pose")
ROOM = "\N{MINUS SIGN}00°"
PARTS = (
    Part(mark("Pitch"), mark("Pitch of the head in degrees, up is positive"), ROOM),
    Part(
        mark("Yaw"),
        mark("Yaw of the head in degrees, positive when the person turns to their own left"),
        ROOM,
    ),
    Part(
        mark("Roll"),
        mark("Roll of the head in degrees, positive when the head leans to the person's own left"),
        ROOM,
    ),
)


class PoseRow(Figures):
    """Pitch, yaw and roll in whole degrees."""

    def __init__(self) -> None:
        """Three dashes."""
        super().__init__(TITLE, PARTS)

    def set_pose(self, pose: Pose | None) -> None:
        """The pose to write at the next refresh, None where there is no face."""
        angles = (pose.pitch, pose.yaw, pose.roll) if pose is not None else (math.nan,) * 3
        self.set_texts(*map(degrees, angles))


def degrees(angle: float) -> str:
    """An angle as '+12°' or with a minus sign, a dash for NaN."""
    if math.isnan(angle):
        return DASH
    whole = round(angle)
    sign = "\N{MINUS SIGN}" if whole < 0 else "+" if whole > 0 else ""
    return f"{sign}{abs(whole)}°"
