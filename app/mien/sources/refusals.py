"""Why a camera does not open, in a sentence with what to do about it on this very system."""

from __future__ import annotations

import os
import platform
import stat
from pathlib import Path

from mien.errors import SourceError
from mien.words import told

PROCESSES = Path("/proc")
FLATPAK, CONTAINERS = Path("/.flatpak-info"), (Path("/.dockerenv"), Path("/run/.containerenv"))


def busy(name: str, path: str = "") -> SourceError:
    """Another program has it; path: of a Linux device, which may tell which one.

    Or Mien itself has: an earlier read of the camera hangs in its driver.
    """
    users = users_of(path) if path else []
    if not users and path and _has_open(PROCESSES / str(os.getpid()) / "fd", path):
        return stuck(name)
    if users:
        return SourceError(
            told(
                "The camera {name} is in use by {programs}: close that program and try again.",
                name=name,
                programs=", ".join(users),
            ),
            "busy",
        )
    return SourceError(
        told(
            "The camera {name} is in use by another program: close that program and try again.",
            name=name,
        ),
        "busy",
    )


def silent(name: str) -> SourceError:
    """It opens and gives nothing, or does not open and does not say why."""
    if platform.system() in ("Darwin", "Windows"):
        return forbidden(name, "")
    return SourceError(
        told(
            "The camera {name} gives no picture: it is probably in use by another program; "
            "close that program and try again.",
            name=name,
        ),
        "busy",
    )


def gone(path: str) -> SourceError:
    """There is no such device."""
    return SourceError(
        told("There is no camera at {path}: plug it in, or choose another one.", path=path),
        "missing",
    )


def unplugged(name: str) -> SourceError:
    """It was there."""
    return SourceError(
        told("The camera {name} was unplugged: plug it in again.", name=name), "missing"
    )


def stuck(name: str) -> SourceError:
    """It is there and gives nothing any more."""
    return SourceError(
        told(
            "The camera {name} gives no more pictures: check its cable, then plug it in again.",
            name=name,
        )
    )


def forbidden(name: str, path: str, *, walled: bool = False) -> SourceError:
    """The system keeps it from us.

    path: of a Linux device. walled: it is no matter of the file's own permissions.
    """
    return SourceError(_way_in(name, path, walled), "forbidden")


def _way_in(name: str, path: str, walled: bool) -> str:
    system = platform.system()
    if system == "Darwin":
        return told(
            "The camera {name} cannot be opened: allow it in System Settings, Privacy & Security, "
            "Camera, for the program that started Mien, and close other programs that use it.",
            name=name,
        )
    if system == "Windows":
        return told(
            "The camera {name} cannot be opened: allow it in Settings, Privacy & security, Camera, "
            "'Let desktop apps access your camera', and close other programs that use it.",
            name=name,
        )
    if FLATPAK.exists():
        return told(
            "The camera {name} is kept from this Flatpak: run flatpak override --user "
            "--device=all {app} and start Mien again.",
            name=name,
            app=os.environ.get("FLATPAK_ID", "APP"),
        )
    if "SNAP_NAME" in os.environ:
        return told(
            "The camera {name} is kept from this snap: run sudo snap connect {app}:camera and "
            "start Mien again.",
            name=name,
            app=os.environ["SNAP_NAME"],
        )
    if walled and any(sign.exists() for sign in CONTAINERS):
        return told(
            "The camera {name} is kept from this container: start it with --device {path}.",
            name=name,
            path=path,
        )
    return told(
        "You may not use the camera {name}: join the group '{group}' "
        "(sudo usermod -aG {group} $USER) and log in again.",
        name=name,
        group=_group_of(path) or "video",
    )


def _group_of(path: str) -> str:
    """The group that may use the device, '' where there is none but root's."""
    try:
        import grp

        status = Path(path).stat()
        members = stat.S_IMODE(status.st_mode) & 0o060 == 0o060
        return grp.getgrgid(status.st_gid).gr_name if members and status.st_gid else ""
    except (ImportError, KeyError, OSError):  # Windows has no groups of this kind
        return ""


def users_of(path: str) -> list[str]:
    """The programs that have a Linux device open, as far as this user may know; not Mien itself."""
    names = []
    for folder in PROCESSES.glob("[0-9]*"):
        if folder.name != str(os.getpid()) and _has_open(folder / "fd", path):
            try:
                names.append((folder / "comm").read_text("utf-8", "replace").strip())
            except OSError:
                continue
    return sorted(dict.fromkeys(filter(None, names)))


def _has_open(handles: Path, path: str) -> bool:
    try:
        return any(_target(handle) == path for handle in handles.iterdir())
    except OSError:  # of another user, or over already
        return False


def _target(handle: Path) -> str:
    try:
        return str(handle.readlink())
    except OSError:
        return ""
