"""Keeps libraries from telling their makers how they are used: nothing is sent unasked.

ONNX Runtime has a variable for it, which counts before it is loaded. MediaPipe has none. It sends
through libcurl, which gives up, before it looks anything up, on a proxy of a kind that it does not
know. Such a proxy is put where C libraries alone see it: Python keeps the user's own.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

UNSAID = {"ORT_DISABLE_TELEMETRY": "1"}
# libcurl reads the names in small letters first; an exception from the proxy would be a way out.
NOWHERE = {"https_proxy": "none://none", "no_proxy": "localhost"}


def hush_onnx_runtime() -> None:
    """Call it before ONNX Runtime is loaded."""
    os.environ.update(UNSAID)


def hush_mediapipe() -> None:
    """Call it before MediaPipe is used; best while there is one thread, as it sets variables."""
    _set(NOWHERE)


@contextmanager
def own_proxies() -> Iterator[None]:
    """For programs that are started meanwhile, C libraries see the user's own proxies again."""
    _set({name: os.environ.get(name, "") for name in NOWHERE})
    try:
        yield
    finally:
        _set(NOWHERE)


def _set(values: Mapping[str, str]) -> None:
    for name, value in values.items():
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetEnvironmentVariableW(name, value)
        else:
            ctypes.CDLL(None).setenv(name.encode(), os.fsencode(value), 1)
