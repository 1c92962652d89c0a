"""What Linux says of a camera's device before OpenCV touches it."""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

from mien.errors import SourceError
from mien.sources.refusals import busy, forbidden, gone

VIDIOC_REQBUFS = 0xC0145608
NO_BUFFERS = struct.pack("=5I", 0, 1, 1, 0, 0)  # none, for video capture, memory-mapped


def device_name(path: str) -> str:
    """The name that the driver gives the device, else the path."""
    stated = Path("/sys/class/video4linux") / Path(path).name / "name"
    try:
        return stated.read_text("utf-8", "replace").strip() or path
    except OSError:
        return path


def is_gone(path: str) -> bool:
    """Whether there is no such device, also where its file is still about to be removed."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    except OSError as error:
        return error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO)
    return False


def check_device(path: str, name: str) -> None:
    """Raise SourceError for a device that is gone, that may not be opened, or that is in use.

    OpenCV itself does not tell these apart, and waits ten seconds for a device in use.
    """
    try:
        _try(path)
    except OSError as error:
        raise _refusal(error, path, name) from error


def _try(path: str) -> None:
    handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        _ask_for_no_buffers(handle)
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise
    finally:
        os.close(handle)


def _ask_for_no_buffers(handle: int) -> None:
    """Harmless to the device, and refused with EBUSY while another program streams from it."""
    import fcntl  # there is none on Windows, where this module is imported all the same

    fcntl.ioctl(handle, VIDIOC_REQBUFS, NO_BUFFERS)


def _refusal(error: OSError, path: str, name: str) -> SourceError:
    if error.errno == errno.EBUSY:
        return busy(name, path)
    if error.errno in (errno.EACCES, errno.EPERM):
        return forbidden(name, path, walled=error.errno == errno.EPERM)
    return gone(path)
