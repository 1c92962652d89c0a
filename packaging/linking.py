"""What the programs of a Linux bundle ask of the system: its C library, and other shared ones."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from environment import ROOT

ELF = b"\x7fELF"
NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
# Parts of the C library itself, on which every program stands.
C_LIBRARY = re.compile(r"^(lib(c|m|dl|rt|pthread|util|resolv|nsl|anl)|ld-linux.*)\.so")
STARTER = ROOT / "packaging" / "linux" / "mien.sh"


def programs(folder: Path) -> Iterator[Path]:
    """Programs and shared libraries of a bundle, each once."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == ELF:
                    yield path


def glibc_needed(folder: Path) -> tuple[int, int]:
    """The oldest C library that every program of the bundle can use."""
    found = [(2, 17)]
    for path in programs(folder):
        said = readelf("--version-info", path)
        found += [(int(major), int(minor)) for major, minor in GLIBC.findall(said)]
    return max(found)


def needed_outside(folder: Path) -> set[str]:
    """Names of shared libraries that the bundle asks for and does not hold."""
    inside, wanted = {path.name for path in folder.rglob("*")}, set()
    for path in programs(folder):
        wanted |= set(NEEDED.findall(readelf("--dynamic", path)))
    return {name for name in wanted - inside if not C_LIBRARY.match(name)}


def drop_orphans(folder: Path) -> None:
    """Take out shared libraries that only left-out parts needed, such as all of GTK.

    Those of the system lie beside each other in the folder of the bundle; what lies deeper belongs
    to a package and stays, as do links, which lead there.
    """
    while True:
        wanted: set[str] = set()
        for path in programs(folder):
            wanted |= set(NEEDED.findall(readelf("--dynamic", path)))
        orphans = [
            path
            for path in (folder / "_internal").glob("lib*.so*")
            if path.name not in wanted and not path.is_symlink() and "libpython" not in path.name
        ]
        if not orphans:
            return
        for path in orphans:
            path.unlink()


def readelf(what: str, path: Path) -> str:
    """What binutils read out of a program."""
    command = ["readelf", "--wide", what, str(path)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace").stdout


def write_starter(folder: Path) -> None:
    """Put the script that starts the program beside it, with the C library that it asks for."""
    major, minor = glibc_needed(folder)
    text = STARTER.read_text(encoding="utf-8")
    path = folder / "mien"
    path.write_text(text.replace("@GLIBC@", f"{major}.{minor}"), encoding="utf-8")
    shutil.copymode(folder / "mien-program", path)
