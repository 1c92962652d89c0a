"""Memory that the C library keeps after large things were freed."""

from __future__ import annotations

import contextlib
import ctypes
import sys


def give_back() -> None:
    """Let the system have what is free in the heap: some milliseconds, after something large ended.

    glibc keeps it for each thread that there ever was; other systems give it back by themselves.
    """
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
