"""What the programs of a Linux bundle ask of the system: its C library, and other shared ones."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from environment import ROOT

ELF = b"\x7fELF"
NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
# Parts of the C library itself, on which every program stands.
C_LIBRARY = re.compile(r"^(lib(c|m|dl|rt|pthread|util|resolv|nsl|anl)|ld-linux.*)\.so")
# Libraries of the system, which PyInstaller lays beside each other; Python's own is loaded by path.
LOOSE = re.compile(r"lib(?!python).*\.so")
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
    inside = {path.name for path in folder.rglob("*")}
    wanted = set().union(*(needed_by(path) for path in programs(folder)))
    return {name for name in wanted - inside if not C_LIBRARY.match(name)}


def drop_orphans(folder: Path) -> None:
    """Take out shared libraries that only left-out parts needed, such as all of GTK.

    Those of the system lie beside each other in the folder of the bundle; what lies deeper belongs
    to a package and stays, as do links, which lead there.
    """
    needs = {path: needed_by(path) for path in programs(folder)}
    while orphans := wanted_by_none(needs, folder / "_internal"):
        for path in orphans:
            path.unlink()
            del needs[path]


def wanted_by_none(needs: Mapping[Path, set[str]], beside: Path) -> list[Path]:
    """The system's libraries in this folder that nothing asks for; needs: of all programs."""
    wanted = set().union(*needs.values())
    loose = (path for path in needs if path.parent == beside and LOOSE.match(path.name))
    return [path for path in loose if path.name not in wanted]


def needed_by(path: Path) -> set[str]:
    """Names of the shared libraries that a program or another one asks for."""
    return set(NEEDED.findall(readelf("--dynamic", path)))


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
