"""The shared libraries that Qt and MediaPipe load from a Linux system; standard library only.

The set-up commands in `packaging/` use this module too, before anything is installed.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Library:
    """A shared library by the name that the loader knows, and the Debian package that has it.

    screen: needed only to draw on a real screen (X11), not for work without one.
    """

    name: str
    package: str
    screen: bool = False


LIBRARIES = (
    Library("libGL.so.1", "libgl1"),
    Library("libEGL.so.1", "libegl1"),
    Library("libGLESv2.so.2", "libgles2"),
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libXrandr.so.2", "libxrandr2", screen=True),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", screen=True),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", screen=True),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", screen=True),
    Library("libxcb-image.so.0", "libxcb-image0", screen=True),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", screen=True),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", screen=True),
    Library("libxcb-randr.so.0", "libxcb-randr0", screen=True),
    Library("libxcb-shape.so.0", "libxcb-shape0", screen=True),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", screen=True),
    Library("libX11-xcb.so.1", "libx11-xcb1", screen=True),
)


def missing_libraries(wanted: Iterable[Library] = LIBRARIES) -> tuple[Library, ...]:
    """Those of `wanted` that cannot be loaded here."""
    return tuple(library for library in wanted if not _loads(library.name))


def _loads(name: str) -> bool:
    bundle = getattr(sys, "_MEIPASS", "")  # where a bundle keeps the libraries that it brings
    if bundle and (Path(bundle) / name).is_file():
        return True
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
