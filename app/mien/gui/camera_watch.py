"""Says when a camera may have come or gone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

if sys.platform != "linux":
    # Here and not where it is used: this library takes the GIL while it is being loaded, so loading
    # it beside a thread that loads another one (CUDA's, say) can stop both for good.
    from PySide6.QtMultimedia import QMediaDevices

DEVICES, TOLD = "/dev", "/sys/class/video4linux"
# v4l2loopback's device is there all the time, and with its option exclusive_caps, which browsers
# need, a camera only while a program feeds it. That shows in these, the first one in old versions.
FEED = ("format", "state")
LOOK_MS = 400  # reading a folder's names takes a tenth of a millisecond
SETTLED_MS = 700  # a new device may be used only once the system has set its permissions


class CameraWatch(QObject):
    """Emits `changed` at once when a device came, went or changed, and again once it has settled.

    On Linux the folder of devices is looked at now and then, which takes no library that may be
    missing, and works in sandboxes too; elsewhere the desktop is asked through Qt.
    """

    changed = Signal()

    def __init__(self, devices: str = DEVICES, told: str = TOLD) -> None:
        """Watch from now on; devices, told: the folders of Linux with them and of what they say."""
        super().__init__()
        self._devices, self._told = Path(devices), Path(told)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self.changed)
        if sys.platform == "linux":
            self._seen = self._cameras()
            self._timer = QTimer(self)
            self._timer.setInterval(LOOK_MS)
            self._timer.timeout.connect(self._look)
            self._timer.start()
        else:
            self._media = QMediaDevices(self)
            self._media.videoInputsChanged.connect(self._tell)

    def _look(self) -> None:
        """Much else comes and goes in that folder."""
        seen = self._cameras()
        if seen != self._seen:
            self._seen = seen
            self._tell()

    def _tell(self) -> None:
        self.changed.emit()
        self._settled.start()

    def _cameras(self) -> frozenset[tuple[str, int, tuple[str, ...]]]:
        """Names with their inodes, as a name may be taken again at once, and their feeds."""
        try:
            with os.scandir(self._devices) as entries:
                found = [(e.name, e.inode()) for e in entries if e.name.startswith("video")]
        except OSError:
            return frozenset()
        return frozenset((name, inode, self._feed(name)) for name, inode in found)

    def _feed(self, name: str) -> tuple[str, ...]:
        """What the driver tells of the program that feeds a virtual camera; others tell nothing."""
        return tuple(_read(self._told / name / file) for file in FEED)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
