"""`mien gui`, and `mien` alone: the window."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from mien.cli.command import Commands, add_device, tell
from mien.cli.qt_libraries import missing_libraries
from mien.errors import MienError


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser = commands.add_parser("gui", description="Open the window.")
    parser.add_argument(
        "--source",
        help="'demo', a video, picture or folder, a network address, or camera:NAME as "
        "'mien devices' lists it; the last one unless told",
    )
    add_device(parser)


def run(args: Namespace) -> int:
    """The window's status, once it was closed. Raises MienError."""
    if sys.platform.startswith("linux"):
        require_screen()
    from mien.engine.engine import Engine
    from mien.gui.app import run as run_window
    from mien.settings_file import load_settings

    settings, notice = load_settings()
    return run_window(Engine(), args.source, args.device, settings, notice)


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
