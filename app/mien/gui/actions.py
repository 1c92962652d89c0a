"""All that can be done in the window, each with its words, its key and its icon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from mien.gui import icons
from mien.gui.theme import Theme
from mien.overlays import OVERLAYS


@dataclass(frozen=True, slots=True)
class Deed:
    """One action: its words, its key, its icon ('' for none), what it does, whether it stays."""

    text: str
    key: str
    icon: str
    tip: str
    stays: bool = False


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
    "about": Deed("About Mien", "F1", "info", "What the numbers are, and what they are not"),
    "quit": Deed("Quit", "Ctrl+Q", "close", "Stop and close"),
}


class Actions:
    """The window's actions by name."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        """Make all of them, with their keys at work in the whole window."""
        self._actions = {name: _action(window, deed) for name, deed in DEEDS.items()}
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
            if DEEDS[name].icon:
                action.setIcon(icons.icon(DEEDS[name].icon, theme))


def _action(window: QWidget, deed: Deed) -> QAction:
    action = QAction(deed.text, window)
    action.setShortcut(QKeySequence(deed.key))
    action.setAutoRepeat(deed.key in "[]")
    action.setCheckable(deed.stays)
    action.setToolTip(_tooltip(deed.tip, action.shortcut()))
    window.addAction(action)
    return action


def _tooltip(said: str, key: QKeySequence) -> str:
    return f"{said} ({key.toString(QKeySequence.SequenceFormat.NativeText)})"
