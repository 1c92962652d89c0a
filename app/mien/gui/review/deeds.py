"""All that can be done on the review page."""

from __future__ import annotations

from mien.gui.actions import Deed

DEEDS: dict[str, Deed] = {
    "play": Deed("Play", "Space", "play", "Play, or pause"),
    "step_back": Deed("Frame back", "Left", "step-back", "One frame back", repeats=True),
    "step_on": Deed("Frame on", "Right", "step-on", "One frame on", repeats=True),
    "second_back": Deed("Second back", "Shift+Left", "", "One second back", repeats=True),
    "second_on": Deed("Second on", "Shift+Right", "", "One second on", repeats=True),
    "marker_back": Deed("Marker before", "Ctrl+Left", "marker-back", "Go to the marker before"),
    "marker_on": Deed("Next marker", "Ctrl+Right", "marker-on", "Go to the next marker"),
    "to_start": Deed("To the start", "Home", "", "Go to the first frame"),
    "to_end": Deed("To the end", "End", "", "Go to the last frame"),
    "slower": Deed("Slower", ",", "", "Play slower"),
    "faster": Deed("Faster", ".", "", "Play faster"),
    "zoom_out": Deed("See more", "Ctrl+-", "zoom-out", "See a longer stretch", repeats=True),
    "zoom_all": Deed("See all", "Ctrl+0", "zoom-all", "See the whole session"),
    "zoom_in": Deed("See closer", "Ctrl+=", "zoom-in", "See a shorter stretch", repeats=True),
    "everything": Deed(
        "All lanes", "G", "rows", "A lane for every expression and Action Unit", stays=True
    ),
    "undo": Deed("Undo", "Ctrl+Z", "undo", "Take the last change of the markers back"),
    "redo": Deed("Redo", "Ctrl+Shift+Z", "redo", "Do the change of the markers again"),
    "delete_marker": Deed("Delete marker", "Del", "trash", "Delete the chosen marker"),
    "readings": Deed("Readings", "F6", "", "Show the values of this frame", True),
    "markers": Deed("Markers", "F7", "", "Show the list of markers", True),
    "summary": Deed("Summary", "F8", "", "Show the figures of each face", True),
    "open_session": Deed("Open session…", "Ctrl+Shift+S", "folder", "Open a session folder"),
    "close_session": Deed("All sessions", "Ctrl+W", "rows", "Back to the list of sessions"),
    "reveal": Deed("Show the folder", "Ctrl+Shift+F", "folder", "Show the session's files"),
    "export": Deed("Export", "Ctrl+E", "export", "Hand the session on in another format"),
    "save_summary": Deed("Save summary…", "Ctrl+S", "picture", "Save the summary as a picture"),
    "delete_session": Deed(
        "Delete session…", "Ctrl+Shift+Del", "trash", "Delete all of this session"
    ),
}

# These need an open session.
NEED_SESSION = tuple(name for name in DEEDS if name != "open_session")
