"""The checks of `mien doctor`: each looks at one thing and says what it found."""

from __future__ import annotations

import logging
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mien import __version__
from mien.cli.findings import Check, Finding
from mien.cli.qt_libraries import missing_libraries
from mien.cli.typefaces import typefaces
from mien.errors import MienError
from mien.logs.folder import log_folder

# A bundle has a Python of its own, and an OpenCV without a window system.
BUNDLED = bool(getattr(sys, "frozen", False))
PACKAGES = ("numpy", "mediapipe", "PySide6_Essentials", "av", "pydantic")
RUNTIMES = ("onnxruntime-gpu", "onnxruntime")
OPENCV = ("opencv-python", "opencv-contrib-python")
OPENCV_HEADLESS = ("opencv-python-headless", "opencv-contrib-python-headless")
SET_UP_AGAIN = (
    "Install this copy of Mien again."
    if BUNDLED
    else "Run python3 packaging/start.py again, or reinstall Mien in its environment."
)
LITTLE_ROOM = 2 * 10**9  # bytes; some minutes of recorded video


def versions() -> Iterator[Finding]:
    """Mien, Python, the system, and the packages that do the work."""
    system = platform.platform()
    yield Finding("versions", "ok", f"mien {__version__}, Python {platform.python_version()}")
    yield Finding("system", "ok", f"{system}, {os.cpu_count() or 'unknown'} processor cores")
    found = {name: _version(name) for name in (*PACKAGES, *RUNTIMES)}
    there = [f"{name} {number}" for name, number in found.items() if number]
    yield Finding("packages", "ok", ", ".join(there))
    missing = [name for name in PACKAGES if not found[name]]
    if not any(found[name] for name in RUNTIMES):
        missing.append("onnxruntime")
    if missing:
        yield Finding("packages", "problem", f"not installed: {', '.join(missing)}", SET_UP_AGAIN)
    if all(found[name] for name in RUNTIMES):
        yield Finding(
            "packages",
            "warning",
            "onnxruntime and onnxruntime-gpu are both installed, in the same folder",
            "Uninstall both, then reinstall the one that pyproject.toml names.",
        )


def opencv() -> Iterator[Finding]:
    """Both builds of OpenCV write one folder, so they must be one version, and whole."""
    import cv2

    if BUNDLED:
        yield Finding("OpenCV", "ok", f"{cv2.__version__}, headless, part of this copy")
        return
    numbers = {name: _version(name) for name in OPENCV}
    told = ", ".join(f"{name} {number or 'missing'}" for name, number in numbers.items())
    mixed = len(set(numbers.values())) != 1 or any(map(_version, OPENCV_HEADLESS))
    loaded = getattr(cv2, "__version__", "")
    if mixed or not hasattr(cv2, "VideoCapture") or not str(numbers[OPENCV[0]]).startswith(loaded):
        yield Finding(
            "OpenCV",
            "problem",
            f"{told}; the one that loads calls itself {loaded or 'nothing'}",
            f"Uninstall every opencv package, then: {SET_UP_AGAIN}",
        )
    else:
        yield Finding("OpenCV", "ok", told)


def network() -> Iterator[Finding]:
    """The shipped network with its card, and what it really runs on."""
    import onnxruntime

    from mien.network.nvidia import has_nvidia_driver
    from mien.network.session import Network

    listed = ", ".join(onnxruntime.get_available_providers())
    shipped = Network.load()
    card = shipped.card
    yield Finding("network", "ok", f"{card.name} {card.version}, card complete")
    # That a machine has no NVIDIA GPU is nothing to mend.
    slower = shipped.provider_note and has_nvidia_driver()
    yield Finding(
        "runs on",
        "warning" if slower else "ok",
        f"{shipped.provider} (built in: {listed})",
        shipped.provider_note,
    )


def own_network() -> Iterator[Finding]:
    """The network of the user's own that the settings name, where they name one."""
    from mien.network.own import examine
    from mien.settings_file import load_settings

    settings, _ = load_settings()
    if not settings.network:
        return
    check = examine(Path(settings.network))
    if check.card is not None and not check.problems:
        card = check.card
        yield Finding(
            "own network", "ok", f"{card.name} {card.version}, {check.face_ms:.1f} ms a face"
        )
        return
    yield Finding(
        "own network",
        "problem",
        f"{check.path.name} cannot be used: {'; '.join(check.problems)}",
        "Mend it, or choose another in the settings; the one that comes with Mien reads meanwhile.",
    )


def face_model() -> Iterator[Finding]:
    """The face model is here, is the right file, and MediaPipe loads it."""
    from mien.faces.model_file import FOLDER_VARIABLE, find_model

    path = find_model()
    if path is None:
        yield Finding(
            "face model",
            "warning",
            "not fetched yet",
            "Mien fetches it when it is first needed; without internet, see "
            f"{FOLDER_VARIABLE} in the README.",
        )
        return
    from mien.faces.finder import FaceFinder

    with FaceFinder(path, faces=1, still=True):
        yield Finding("face model", "ok", f"{path}, SHA-256 as expected, loads")


def cameras() -> Iterator[Finding]:
    """Cameras by name, and on Linux whether this user may open them."""
    from mien.sources import list_cameras

    listed = list_cameras()
    names = ", ".join(camera.name for camera in listed.cameras)
    if listed.timed_out:
        yield Finding(
            "cameras", "problem", "the system did not answer", "Unplug the camera and plug it in."
        )
    elif names:
        yield Finding("cameras", "ok", names)
    else:
        yield Finding(
            "cameras", "warning", "none found", "Plug one in; files and network streams work too."
        )
    closed = [str(path) for path in sorted(Path("/dev").glob("video*")) if not _may_use(path)]
    if closed:
        yield Finding(
            "cameras",
            "problem",
            f"this user may not open {', '.join(closed)}",
            "Run 'sudo usermod -aG video $USER', then log out and in again.",
        )


def libraries() -> Iterator[Finding]:
    """On Linux, the system's libraries that Qt and MediaPipe load."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_libraries()
    needed = [library for library in missing if not library.screen]
    if not missing:
        yield Finding("libraries", "ok", "all that the window needs are there")
        return
    packages = " ".join(library.package for library in missing)
    yield Finding(
        "libraries",
        "problem" if needed or _has_screen() else "warning",
        f"missing: {', '.join(library.name for library in missing)}",
        f"On Debian or Ubuntu: sudo apt install {packages}",
    )


def folders() -> Iterator[Finding]:
    """Mien's own folders can be written, and there is room on their disk."""
    from mien.faces.model_file import user_folder
    from mien.settings_file import settings_path

    for folder in (settings_path().parent, user_folder(), log_folder()):
        try:
            _try_to_write(folder)
        except OSError as error:
            yield Finding(
                "folders",
                "problem",
                f"{folder} cannot be written ({error.strerror or error})",
                "Make it writable for this user, or make room on its disk.",
            )
        else:
            yield Finding("folders", "ok", f"{folder} can be written")
    free = shutil.disk_usage(_nearest(user_folder())).free
    yield Finding(
        "disk",
        "ok" if free >= LITTLE_ROOM else "warning",
        f"{free / 1e9:.1f} GB free",
        "" if free >= LITTLE_ROOM else "Make room before recording.",
    )


CHECKS: tuple[tuple[str, Check], ...] = (
    ("versions", versions),
    ("OpenCV", opencv),
    ("libraries", libraries),
    ("network", network),
    ("own network", own_network),
    ("face model", face_model),
    ("cameras", cameras),
    ("folders", folders),
    ("typefaces", typefaces),
)


def run_check(topic: str, check: Check) -> Iterator[Finding]:
    """A check's findings; one that cannot be done is a problem by itself."""
    try:
        yield from check()
    except MienError as error:
        yield Finding(topic, "problem", str(error))
    except Exception as error:
        logging.getLogger(__name__).exception("The check of %s failed", topic)
        yield Finding(topic, "problem", f"{type(error).__name__}: {error}", SET_UP_AGAIN)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _may_use(device: Path) -> bool:
    return os.access(device, os.R_OK | os.W_OK)


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def _try_to_write(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=_nearest(folder)) as file:
        file.write(b"room?")
