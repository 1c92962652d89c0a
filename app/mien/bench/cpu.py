"""Which threads of this process use the processor, and for how long."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping

import psutil

# By the beginning of a thread's name: the part of the work that it does.
PARTS = {
    "MainThread": "window",
    "mien-capture": "source",
    "mien-faces": "faces",
    "mien-analysis": "network",
    "mien-recorder": "recorder",
    "mien-": "other threads of Mien",
}
LIBRARIES = "threads of libraries"  # MediaPipe, FFmpeg, Qt: they have no names in Python


def used_s() -> dict[str, float]:
    """Seconds of processor time so far, by part."""
    names = {one.native_id: one.name for one in threading.enumerate()}
    parts: dict[str, float] = defaultdict(float)
    for thread in psutil.Process().threads():
        parts[_part(names.get(thread.id, ""))] += thread.user_time + thread.system_time
    return parts


def between(
    before: Mapping[str, float], after: Mapping[str, float], frames: int
) -> dict[str, float]:
    """Milliseconds a frame by part, the most first; a part that ended meanwhile is left out."""
    spent = {part: after[part] - before.get(part, 0.0) for part in after}
    some = {part: s * 1e3 / frames for part, s in spent.items() if s > 0 and frames}
    return dict(sorted(some.items(), key=lambda pair: -pair[1]))


def _part(name: str) -> str:
    return next((part for start, part in PARTS.items() if name.startswith(start)), LIBRARIES)
