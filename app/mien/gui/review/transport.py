"""The bar between picture and timeline: play, step, where we are, zoom, markers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton

from mien.gui import icons
from mien.gui.actions import MARKS, Actions
from mien.gui.buttons import action_button, menu_button
from mien.gui.review.player import SPEEDS
from mien.gui.review.scale import clock
from mien.gui.sizing import fix, wear
from mien.gui.theme import Theme, text_scale
from mien.gui.words import tr

HEIGHT = 48
STILL = 18  # of it, around the buttons
# From so many pixels at 100 % on: the frame's number, words beside the marker, two of the zooms.
FRAME_FROM, WORDS_FROM, ZOOM_FROM = 600, 520, 400


class Transport(QFrame):
    """Buttons of the review page's actions, with time and frame."""

    def __init__(self, deeds: Actions, marks: Actions, theme: Theme) -> None:
        """A bar for a session that is still to come."""
        super().__init__()
        self.setObjectName("transport")
        self.setAccessibleName(tr("Playing"))
        fix(self, height=HEIGHT, still=STILL)
        self._deeds, self._theme = deeds, theme
        self.time, self.frame = QLabel(), QLabel()
        self.speeds = QMenu(self)
        self._speed = menu_button(self.speeds, tr("Speed and jumps"), "1\N{MULTIPLICATION SIGN}")
        self._speed.setObjectName("speed")
        menu = QMenu(self)
        menu.addActions([marks[name] for name in MARKS])
        for group in (("undo", "redo"), ("delete_marker",)):
            menu.addSeparator()
            menu.addActions([deeds[name] for name in group])
        self.mark = menu_button(menu, tr("Set a marker"), tr("Marker"), icons.icon("marker", theme))
        self._play = action_button(deeds["play"])
        self._play.setObjectName("play")
        self._build()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours, and make room for the present size of text."""
        self._theme = theme
        self._fit()
        self.mark.setIcon(icons.icon("marker", theme))

    def show_place(self, time_s: float, end_s: float, words: str) -> None:
        """Where we are; words: of the frame."""
        self.time.setText(f"{clock(time_s)} / {clock(end_s)}")
        self.frame.setText(words)

    def show_playing(self, playing: bool) -> None:
        """Play or pause as the next thing to do."""
        action = self._deeds["play"]
        action.setIcon(icons.icon("pause" if playing else "play", self._theme))
        action.setText(tr("Pause") if playing else tr("Play"))
        self._play.setAccessibleName(action.text())

    def show_speed(self, speed: float) -> None:
        """The present speed."""
        self._speed.setText(f"{speed:g}\N{MULTIPLICATION SIGN}")

    def _build(self) -> None:
        for speed in SPEEDS:
            entry = self.speeds.addAction(f"{speed:g}\N{MULTIPLICATION SIGN}")
            entry.setData(speed)
        self.speeds.addSeparator()
        self.speeds.addActions([self._deeds["slower"], self._deeds["faster"]])
        self.speeds.addSeparator()
        jumps = ("second_back", "second_on", "to_start", "to_end")
        self.speeds.addActions([self._deeds[name] for name in jumps])
        wear(self.time, 14, tabular=True, room="00:00.000 / 00:00.000")
        self.time.setAccessibleName(tr("Time"))
        self.frame.setProperty("role", "muted")
        wear(self.frame, 13, tabular=True)
        self.frame.setAccessibleName(tr("Frame"))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(2)
        line.addWidget(self._button("marker_back"))
        line.addWidget(self._button("step_back"))
        line.addWidget(self._play)
        line.addWidget(self._button("step_on"))
        line.addWidget(self._button("marker_on"))
        line.addSpacing(10)
        line.addWidget(self.time)
        line.addSpacing(14)
        line.addWidget(self.frame, 1)
        line.addWidget(self._speed)
        line.addSpacing(8)
        line.addWidget(self.mark)
        line.addSpacing(8)
        buttons = {
            name: self._button(name) for name in ("everything", "zoom_out", "zoom_all", "zoom_in")
        }
        for button in buttons.values():
            line.addWidget(button)
        self._zooms = (buttons["zoom_out"], buttons["zoom_in"])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out what does not fit; keys and menus have it all."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room, style = self.width() / text_scale(), Qt.ToolButtonStyle
        self.frame.setVisible(room >= FRAME_FROM)
        words = room >= WORDS_FROM
        self.mark.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly
        )
        for button in self._zooms:
            button.setVisible(room >= ZOOM_FROM)

    def _button(self, name: str) -> QToolButton:
        return action_button(self._deeds[name])
