"""Where a camera is plugged in, as Linux tells without opening it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

SYSTEM = Path("/sys/class/video4linux")
LONGEST = 80  # characters of a serial number that are kept


@dataclass(frozen=True, slots=True)
class Plug:
    """What stays the same while the number of /dev/videoN changes.

    place: the socket or the driver's own name, '' where Linux knows none. serial: the USB device's
    serial number, '' where it has none; makers often give all cameras of a model the same one.
    """

    place: str = ""
    serial: str = ""


def plug_of(path: str) -> Plug:
    """Where the device behind /dev/videoN is plugged in; nowhere once it is pulled out."""
    number = SYSTEM / Path(path).name
    try:
        part = Path(os.path.realpath(number / "device", strict=True))
    except OSError:
        return Plug()
    device = part.parent if ":" in part.name else part
    if not (device / "idVendor").is_file():
        return Plug(place=part.name)
    # Of a camera with two lenses each is a part, or a further device of the same part.
    place = f"usb-{_controller(device)}-{device.name.partition('-')[2]}:{_part_of(part)}"
    order = _line(number / "index")
    return Plug(place if order in ("", "0") else f"{place}.{order}", _serial(device))


def is_metadata(path: str) -> bool:
    """Whether a device that may not be opened is the second one of its camera.

    USB cameras have one for metadata; where they may be opened, they are left out already.
    """
    if not path.startswith("/dev/video") or os.access(path, os.R_OK):
        return False
    return _line(SYSTEM / Path(path).name / "index") not in ("", "0")


def _controller(device: Path) -> str:
    """The address of the USB controller: a bus's own number depends on which came up first."""
    for above in device.parents:
        if above.name.startswith("usb") and above.name[3:].isdigit():
            return above.parent.name
    return device.name.partition("-")[0]


def _part_of(part: Path) -> str:
    return part.name.partition(":")[2]


def _serial(device: Path) -> str:
    """Printable, and without what an identity is put together with."""
    kept = "".join(c for c in _line(device / "serial") if c.isprintable() and c not in "[]@")
    return " ".join(kept.split())[:LONGEST]


def _line(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
