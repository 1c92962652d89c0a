"""All that can be done on the review page."""

from __future__ import annotations

from mien.gui.actions import Deed
from mien.words import mark

DEEDS: dict[str, Deed] = {
    "play": Deed(mark("Play"), "Space", "play", mark("Play, or pause")),
    "step_back": Deed(
        mark("Frame back"), "Left", "step-back", mark("One frame back"), repeats=True
    ),
    "step_on": Deed(mark("Frame on"), "Right", "step-on", mark("One frame on"), repeats=True),
    "second_back": Deed(
        mark("Second back"), "Shift+Left", "", mark("One second back"), repeats=True
    ),
    "second_on": Deed(mark("Second on"), "Shift+Right", "", mark("One second on"), repeats=True),
    "marker_back": Deed(
        mark("Marker before"), "Ctrl+Left", "marker-back", mark("Go to the marker before")
    ),
    "marker_on": Deed(
        mark("Next marker"), "Ctrl+Right", "marker-on", mark("Go to the next marker")
    ),
    "to_start": Deed(mark("To the start"), "Home", "", mark("Go to the first frame")),
    "to_end": Deed(mark("To the end"), "End", "", mark("Go to the last frame")),
    "slower": Deed(mark("Slower"), ",", "", mark("Play slower")),
    "faster": Deed(mark("Faster"), ".", "", mark("Play faster")),
    "zoom_out": Deed(
        mark("See more"), "Ctrl+-", "zoom-out", mark("See a longer stretch"), repeats=True
    ),
    "zoom_all": Deed(mark("See all"), "Ctrl+0", "zoom-all", mark("See the whole session")),
    "zoom_in": Deed(
        mark("See closer"), "Ctrl+=", "zoom-in", mark("See a shorter stretch"), repeats=True
    ),
    "everything": Deed(
        mark("All lanes"),
        "G",
        "rows",
        mark("A lane for every expression and Action Unit"),
        stays=True,
    ),
    "undo": Deed(mark("Undo"), "Ctrl+Z", "undo", mark("Take the last change of the markers back")),
    "redo": Deed(mark("Redo"), "Ctrl+Shift+Z", "redo", mark("Do the change of the markers again")),
    "delete_marker": Deed(mark("Delete marker"), "Del", "trash", mark("Delete the chosen marker")),
    "readings": Deed(mark("Readings"), "F6", "", mark("Show the values of this frame"), True),
    "markers": Deed(mark("Markers"), "F7", "", mark("Show the list of markers"), True),
    "summary": Deed(mark("Summary"), "F8", "", mark("Show the figures of each face"), True),
    "open_session": Deed(
        mark("Open session…"), "Ctrl+Shift+S", "folder", mark("Open a session folder")
    ),
    "close_session": Deed(
        mark("All sessions"), "Ctrl+W", "rows", mark("Back to the list of sessions")
    ),
    "reveal": Deed(
        mark("Show the folder"), "Ctrl+Shift+F", "folder", mark("Show the session's files")
    ),
    "export": Deed(
        mark("Export"), "Ctrl+E", "export", mark("Hand the session on in another format")
    ),
    "save_summary": Deed(
        mark("Save summary…"), "Ctrl+S", "picture", mark("Save the summary as a picture")
    ),
    "delete_session": Deed(
        mark("Delete session…"), "Ctrl+Shift+Del", "trash", mark("Delete all of this session")
    ),
}

# These need an open session.
NEED_SESSION = tuple(name for name in DEEDS if name != "open_session")
