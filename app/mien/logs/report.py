"""Reports of errors: text files of this computer, which people may look at, copy and delete."""

from __future__ import annotations

import logging
import platform
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from importlib import metadata
from pathlib import Path

from mien import __version__
from mien.logs.file import NAME
from mien.logs.folder import log_folder, report_folder
from mien.logs.hiding import hide

REPORTS_KEPT = 10
LOG_LINES = 200
PACKAGE = re.compile(r"^[A-Za-z0-9._-]+")
INTRODUCTION = (
    "A report of Mien about an error. It stays on this computer unless you pass it on.\n"
    "No picture and no value of a face is in it; paths, names of files and addresses were\n"
    "taken out.\n"
)

log = logging.getLogger(__name__)


def write_report(what: str, trace: str, names: Iterable[str] = (), lines: str = "") -> Path | None:
    """Write a report; its path, None where it cannot be written.

    what: in a few words. trace: the traceback, or what the system left of a crash. names: what has
    to be hidden, as `hiding.hide` takes it. lines: of the log, the present one's last where ''.
    """
    now = datetime.now().astimezone()
    parts = (
        INTRODUCTION,
        f"What: {what}\nWhen: {now.isoformat(timespec='seconds')}\n{system()}",
        f"Where in the program:\n{trace.strip()}\n",
        f"Packages:\n{packages()}\n",
        f"The last lines of the log:\n{lines or last_lines()}\n",
    )
    text = hide("\n".join(parts), names)
    path = report_folder() / f"{now.strftime('%Y-%m-%d %H-%M-%S-%f')}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
        for old in reports()[REPORTS_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("The report could not be written: %s", error)
        return None
    return path


def reports() -> list[Path]:
    """The reports that are kept, newest first."""
    return sorted(report_folder().glob("*.txt"), reverse=True)


def system() -> str:
    """Version, Python and platform, a line each."""
    return (
        f"Mien {__version__}\nPython {sys.version.split()[0]}\n"
        f"{platform.system()} {platform.release()}, {platform.machine()}\n"
    )


def packages() -> str:
    """The packages that Mien asks for with the versions that are there, one a line."""
    try:
        wanted = metadata.requires("mien") or []
    except metadata.PackageNotFoundError:
        return "not known"
    names = {found[0] for text in wanted if (found := PACKAGE.match(text))}
    return "\n".join(sorted(filter(None, map(_version, names))))


def last_lines(count: int = LOG_LINES) -> str:
    """The end of the log, '' where there is none."""
    try:
        text = (log_folder() / NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-count:])


def _version(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return ""
