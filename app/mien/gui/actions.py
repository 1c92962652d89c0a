"""All that can be done in the window, each with its words, its key and its icon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from mien.gui import icons
from mien.gui.theme import Theme
from mien.overlays import OVERLAYS


@dataclass(frozen=True, slots=True)
class Deed:
    """One action: its words, its key, its icon ('' for none), what it does.

    stays: it is switched on and off. repeats: while the key is held. ink: the theme's colour that
    its icon has instead of the usual one.
    """

    text: str
    key: str
    icon: str
    tip: str
    stays: bool = False
    repeats: bool = False
    ink: str = ""


DEEDS: dict[str, Deed] = {
    "open_file": Deed("Open file…", "Ctrl+O", "file", "Open a video or a picture"),
    "open_folder": Deed("Open folder…", "Ctrl+Shift+O", "folder", "Open a folder of pictures"),
    "open_url": Deed("Open URL…", "Ctrl+U", "link", "Open a network stream"),
    "demo": Deed("Demo", "Ctrl+D", "demo", "Play the built-in demo"),
    "look": Deed("Look for cameras again", "F5", "refresh", "Look for cameras again"),
    "choose": Deed("Choose a source", "Ctrl+L", "camera", "Choose a camera, a file or a stream"),
    "retry": Deed("Open it again", "Ctrl+R", "replay", "Open the present source again"),
    **{
        overlay.setting: Deed(overlay.name, overlay.key, overlay.setting, overlay.explained, True)
        for overlay in OVERLAYS
    },
    "fainter": Deed("Map fainter", "[", "", "Make the map fainter"),
    "stronger": Deed("Map stronger", "]", "", "Make the map stronger"),
    "colours": Deed("Next colour map", "C", "", "Show the saliency map in other colours"),
    "mirror": Deed("Mirror", "M", "mirror", "Show the picture as in a mirror", True),
    "freeze": Deed("Freeze", "Space", "freeze", "Hold the picture; the source goes on", True),
    "next_face": Deed("Next face", "N", "person", "Show the next face in the panel"),
    "panel": Deed("Side panel", "P", "panel", "Show the side panel", True),
    "theme": Deed("Dark or light", "T", "theme", "Change between dark and light"),
    "system_theme": Deed(
        "Theme as the system", "Shift+T", "", "Dark or light as the desktop has it", True
    ),
    "full_screen": Deed("Full screen", "F11", "full-screen", "Only the picture", True),
    "settings": Deed("Settings…", "Ctrl+,", "settings", "All settings in one place"),
    "about": Deed("About Mien", "F1", "info", "What the numbers are, and what they are not"),
    "record": Deed("Record", "F9", "record", "Record, or end the recording", True, ink="bad"),
    "live": Deed("Live", "Ctrl+1", "live", "Show what the source shows now", True),
    "review": Deed("Review", "Ctrl+2", "film", "Look through a recorded session", True),
    "quit": Deed("Quit", "Ctrl+Q", "close", "Stop and close"),
}

# What can be marked, in a recording and afterwards.
MARKS: dict[str, Deed] = {
    **{
        f"mark_{number}": Deed(f"Marker {number}", str(number), "marker", f"Set marker {number}")
        for number in range(1, 10)
    },
    "neutral": Deed("Neutral", "0", "marker", "Mark a neutral face"),
    "stimulus_on": Deed("Stimulus on", "I", "marker", "Mark the beginning of a stimulus"),
    "stimulus_off": Deed("Stimulus off", "O", "marker", "Mark the end of a stimulus"),
    "note": Deed("Note", "Ctrl+N", "note", "Set a marker with a note"),
}

# These have no meaning while a session is looked through.
LIVE_ONLY = ("look", "choose", "retry", "mirror", "freeze")


class Actions:
    """Actions by name."""

    def __init__(self, window: QWidget, theme: Theme, deeds: Mapping[str, Deed] = DEEDS) -> None:
        """Make all of them, with their keys at work in the whole window."""
        self._deeds = deeds
        self._actions = {name: _action(window, deed) for name, deed in deeds.items()}
        self.set_theme(theme)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> Mapping[str, QAction]:
        """Every action by name."""
        return dict(self._actions)

    def offer(self, name: str, missing: str) -> None:
        """Allow an action, or forbid it where `missing` says why; the tooltip tells."""
        action = self._actions[name]
        action.setEnabled(not missing)
        action.setToolTip(_tooltip(missing or DEEDS[name].tip, action.shortcut()))

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours."""
        for name, action in self._actions.items():
            deed = self._deeds[name]
            if deed.icon:
                ink = getattr(theme, deed.ink) if deed.ink else ""
                action.setIcon(icons.icon(deed.icon, theme, ink))

    def enable(self, names: Iterable[str], enabled: bool) -> None:
        """Let some be used, or not; the keys of those that may not are free for others."""
        for name in names:
            self._actions[name].setEnabled(enabled)


def _action(window: QWidget, deed: Deed) -> QAction:
    action = QAction(deed.text, window)
    action.setShortcut(QKeySequence(deed.key))
    action.setAutoRepeat(deed.repeats or deed.key in "[]")
    action.setCheckable(deed.stays)
    action.setToolTip(_tooltip(deed.tip, action.shortcut()))
    window.addAction(action)
    return action


def _tooltip(said: str, key: QKeySequence) -> str:
    return f"{said} ({key.toString(QKeySequence.SequenceFormat.NativeText)})"
