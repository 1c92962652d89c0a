"""All that can be done in the window, each with its words, its key and its icon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from mien.gui import icons
from mien.gui.theme import Theme
from mien.gui.words import tr
from mien.overlays import OVERLAYS
from mien.words import mark, told


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
    "open_file": Deed(mark("Open file…"), "Ctrl+O", "file", mark("Open a video or a picture")),
    "open_folder": Deed(
        mark("Open folder…"), "Ctrl+Shift+O", "folder", mark("Open a folder of pictures")
    ),
    "open_url": Deed(mark("Open URL…"), "Ctrl+U", "link", mark("Open a network stream")),
    "demo": Deed(mark("Demo"), "Ctrl+D", "demo", mark("Play the built-in demo")),
    "look": Deed(mark("Look for cameras again"), "F5", "refresh", mark("Look for cameras again")),
    "choose": Deed(
        mark("Choose a source"), "Ctrl+L", "camera", mark("Choose a camera, a file or a stream")
    ),
    "retry": Deed(mark("Open it again"), "Ctrl+R", "replay", mark("Open the present source again")),
    **{
        overlay.setting: Deed(overlay.name, overlay.key, overlay.setting, overlay.explained, True)
        for overlay in OVERLAYS
    },
    "fainter": Deed(mark("Map fainter"), "[", "", mark("Make the map fainter")),
    "stronger": Deed(mark("Map stronger"), "]", "", mark("Make the map stronger")),
    "colours": Deed(
        mark("Next colour map"), "C", "", mark("Show the saliency map in other colours")
    ),
    "mirror": Deed(mark("Mirror"), "M", "mirror", mark("Show the picture as in a mirror"), True),
    "freeze": Deed(
        mark("Freeze"), "Space", "freeze", mark("Hold the picture; the source goes on"), True
    ),
    "next_face": Deed(mark("Next face"), "N", "person", mark("Show the next face in the panel")),
    "name_face": Deed(
        mark("Name the face…"), "F2", "", mark("Give the main face a name and a colour")
    ),
    "pin_face": Deed(
        mark("Keep the main face"), "F3", "pin", mark("Stay with the main face"), True
    ),
    "calibrate": Deed(
        mark("Calibrate"),
        "K",
        "neutral",
        mark("Take the main face at rest for three seconds as its neutral"),
    ),
    "grey_others": Deed(
        mark("Others in grey"), "X", "", mark("Cover all faces but the main one"), True
    ),
    "close_up": Deed(
        mark("Close-up"),
        "Z",
        "zoom-in",
        mark("Show the main face enlarged, with the map over it"),
        True,
    ),
    "history": Deed(
        mark("History"), "H", "history", mark("Show the last 30 seconds of some values"), True
    ),
    "guide": Deed(
        mark("User guide"), "F1", "guide", mark("How to use Mien, in short topics with a search")
    ),
    "knowing": Deed(
        mark("What this can and cannot know"),
        "Shift+F1",
        "",
        mark("What the values say, and what not"),
    ),
    "panel": Deed(mark("Side panel"), "P", "panel", mark("Show the side panel"), True),
    "theme": Deed(mark("Dark or light"), "T", "theme", mark("Change between dark and light")),
    "system_theme": Deed(
        mark("Theme as the system"),
        "Shift+T",
        "",
        mark("Dark or light as the desktop has it"),
        True,
    ),
    "full_screen": Deed(mark("Full screen"), "F11", "full-screen", mark("Only the picture"), True),
    "send": Deed(
        mark("Other programs…"), "F4", "send", mark("Send live values to other programs"), True
    ),
    "settings": Deed(mark("Settings…"), "Ctrl+,", "settings", mark("All settings in one place")),
    "log_folder": Deed(
        mark("Show log folder"),
        "Ctrl+Shift+L",
        "folder",
        mark("Open the folder with the log and the reports of errors"),
    ),
    "about": Deed(
        mark("About Mien"), "Ctrl+F1", "info", mark("What the numbers are, and what they are not")
    ),
    "diagnostics": Deed(
        mark("Diagnostics"),
        "F12",
        "science",
        mark("What runs where, how fast, and what keeps it from being faster"),
    ),
    "record": Deed(
        mark("Record"), "F9", "record", mark("Record, or end the recording"), True, ink="bad"
    ),
    "live": Deed(mark("Live"), "Ctrl+1", "live", mark("Show what the source shows now"), True),
    "review": Deed(mark("Review"), "Ctrl+2", "film", mark("Look through a recorded session"), True),
    "quit": Deed(mark("Quit"), "Ctrl+Q", "close", mark("Stop and close")),
}

# What can be marked, in a recording and afterwards.
MARKS: dict[str, Deed] = {
    **{
        f"mark_{number}": Deed(
            told("Marker {number}", number=number),
            str(number),
            "marker",
            told("Set marker {number}", number=number),
        )
        for number in range(1, 10)
    },
    "neutral": Deed(mark("Neutral"), "0", "marker", mark("Mark a neutral face")),
    "stimulus_on": Deed(
        mark("Stimulus on"), "I", "marker", mark("Mark the beginning of a stimulus")
    ),
    "stimulus_off": Deed(mark("Stimulus off"), "O", "marker", mark("Mark the end of a stimulus")),
    "note": Deed(mark("Note"), "Ctrl+N", "note", mark("Set a marker with a note")),
}

# These have no meaning while a session is looked through.
LIVE_ONLY = (
    "look", "choose", "retry", "mirror", "freeze", "name_face", "pin_face", "close_up", "history",
    "calibrate",
)  # fmt: skip


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

    def explain(self, name: str, tip: str) -> None:
        """Have the tooltip say something else, '' for what it says by itself."""
        action = self._actions[name]
        action.setToolTip(_tooltip(tip or DEEDS[name].tip, action.shortcut()))

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
    action = QAction(tr(deed.text), window)
    action.setShortcut(QKeySequence(deed.key))
    action.setAutoRepeat(deed.repeats or deed.key in "[]")
    action.setCheckable(deed.stays)
    action.setToolTip(_tooltip(deed.tip, action.shortcut()))
    window.addAction(action)
    return action


def _tooltip(said: str, key: QKeySequence) -> str:
    return f"{tr(said)} ({key.toString(QKeySequence.SequenceFormat.NativeText)})"
