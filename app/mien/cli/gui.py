"""`mien gui`, and `mien` alone: the window."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from mien.cli.command import Commands, add_device, add_network, own_network, tell
from mien.cli.qt_libraries import missing_libraries
from mien.errors import MienError


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser = commands.add_parser("gui", description="Open the window.")
    parser.add_argument(
        "session",
        nargs="?",
        help="a session to look through: its folder, or the session.json in it",
    )
    parser.add_argument(
        "--source",
        help="'demo', a video, picture or folder, a network address, or camera:NAME as "
        "'mien devices' lists it; the last one unless told",
    )
    parser.add_argument(
        "--safe-mode",
        action="store_true",
        help="start with default settings, without the last source, on the CPU; keep nothing",
    )
    add_device(parser)
    add_network(parser)


def run(args: Namespace) -> int:
    """The window's status, once it was closed. Raises MienError."""
    if sys.platform.startswith("linux"):
        require_screen()
    from mien.engine.engine import Engine
    from mien.gui.app import run as run_window
    from mien.settings import Settings
    from mien.settings_file import load_settings

    settings, notice = (Settings(), "") if args.safe_mode else load_settings()
    device = "cpu" if args.safe_mode else args.device
    engine = Engine()
    kept = Path(settings.network) if settings.network else None
    engine.use_network(own_network(args) or kept)
    session = session_folder(args.session) if args.session else None
    return run_window(engine, args.source, device, settings, notice, args.safe_mode, session)


def session_folder(named: str) -> Path:
    """The folder of a session that a person, or the desktop by its file, names; absolute.

    Raises MienError.
    """
    from mien.record.layout import MANIFEST

    path = Path(named).absolute()
    folder = path.parent if path.name == MANIFEST else path
    if not (folder / MANIFEST).is_file():
        raise MienError(
            f"{named} is no session: name the folder of one, or the {MANIFEST} in it. Videos, "
            "pictures and cameras are opened with --source."
        )
    return folder


def require_screen() -> None:
    """Raise MienError where Qt would end the process: it does so without an error to catch."""
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if not (screen or os.environ.get("QT_QPA_PLATFORM")):
        raise MienError(
            "There is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set): "
            "start Mien from a desktop, or use 'mien analyze'."
        )
    missing = missing_libraries()
    sentence = (
        "System libraries are missing. On Debian or Ubuntu: sudo apt install "
        f"{' '.join(library.package for library in missing)}"
    )
    if any(not library.screen for library in missing):
        raise MienError(sentence)
    if missing:
        tell(f"The window may not open. {sentence}")
