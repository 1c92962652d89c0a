"""From a text to the one camera that it means."""

from __future__ import annotations

import platform

from mien.errors import SourceError
from mien.sources.cameras import (
    CameraInfo,
    CameraList,
    again,
    find_camera,
    identity_of,
    list_cameras,
    name_in,
)
from mien.sources.plugged import Plug
from mien.sources.v4l2 import device_name
from mien.words import told


def choose_camera(wanted: str) -> tuple[CameraInfo, str]:
    """The camera meant, and what names this very one from now on.

    SourceError, of kind 'no-camera' where there is none at all, 'missing' where it is not there.
    """
    listed = list_cameras()
    camera = find_camera(wanted, listed.cameras)
    if camera is None and platform.system() == "Linux" and wanted.startswith("/"):
        camera = _unlisted(wanted)
    if camera is None:
        raise _not_found(wanted, listed)
    return camera, again(camera, listed.cameras)


def _unlisted(path: str) -> CameraInfo:
    """A device that the system does not count among the cameras."""
    name = device_name(path)
    identity = identity_of(name, path, None, None, Plug())
    return CameraInfo(identity, name, path, "V4L2", -1, None, None)


def _not_found(wanted: str, listed: CameraList) -> SourceError:
    if listed.timed_out:
        return SourceError(
            told(
                "The system does not answer when asked for its cameras: unplug the camera, plug "
                "it in again and retry."
            )
        )
    name = name_in(wanted)
    if name:
        sentence = "The camera {name} is not there: plug it in, or choose another source."
        return SourceError(told(sentence, name=name), "missing")
    if not listed.cameras:
        sentence = "No camera was found: plug one in, or choose the demo or a video file."
        return SourceError(told(sentence), "no-camera")
    there = ", ".join(f"{camera.index} ({camera.name})" for camera in listed.cameras)
    return SourceError(
        told("There is no camera '{wanted}': choose one of {there}.", wanted=wanted, there=there),
        "missing",
    )
