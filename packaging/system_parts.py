"""Who made a shared library that a bundle takes from the system that it is built on.

On Linux dpkg has noted it, on macOS Homebrew, on Windows vcpkg; each keeps the licence beside.
"""

from __future__ import annotations

import functools
import platform
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from part import Part

DEBIAN_DOCS = Path("/usr/share/doc")
DEBIAN_LISTS = Path("/var/lib/dpkg/info")
SEE_TEXT = "see its text"
LICENCE_NAMES = ("licen", "copying", "notice", "copyright", "authors", "third", "ofl")
# What Microsoft lets every program bring along, under names that it has kept for long.
MICROSOFT = re.compile(r"^(vcruntime|msvcp|concrt|vcomp|ucrtbase|api-ms-win)", re.IGNORECASE)


def system_part(path: Path) -> Part | None:
    """What a shared library of this system belongs to, None where nobody is known."""
    system = platform.system()
    if system == "Linux":
        name = debian_package(path)
        return debian_part(name) if name else None
    if system == "Darwin":
        return brewed_part(path.resolve())
    return vcpkg_part(path) or microsoft_part(path)


def debian_package(path: Path) -> str:
    """The package of this system that a file belongs to, '' where none does."""
    owners = debian_owners()
    for name in (str(path), str(path.resolve())):
        bare = name.removeprefix("/usr")  # /lib is a link to /usr/lib, and either may be noted
        owner = owners.get(bare) or owners.get(f"/usr{bare}")
        if owner:
            return owner
    return ""


@functools.cache
def debian_owners() -> dict[str, str]:
    """The package of every shared library on this system, as dpkg has noted it."""
    found: dict[str, str] = {}
    for noted in DEBIAN_LISTS.glob("*.list"):
        package = noted.stem.split(":")[0]
        lines = noted.read_text(encoding="utf-8", errors="replace").splitlines()
        found |= {line: package for line in lines if ".so" in line}
    return found


@functools.cache
def debian_part(name: str) -> Part:
    """A package of Debian or Ubuntu that a shared library was taken from."""
    ask = ["dpkg-query", "-W", "-f", "${Version}\n${source:Package}\n", name]
    said = subprocess.run(ask, capture_output=True, text=True).stdout.splitlines()
    version, origin = said[0], said[-1]
    text = DEBIAN_DOCS / name / "copyright"
    return Part(
        name,
        version,
        ", ".join(terms_in(text)) or SEE_TEXT,
        f"https://sources.debian.org/src/{origin}/",
        texts=[text] if text.is_file() else [],
    )


def terms_in(text: Path) -> list[str]:
    """The licences that a Debian copyright file names, each once."""
    if not text.is_file():
        return []
    lines = text.read_text(encoding="utf-8", errors="replace").splitlines()
    named = (line.removeprefix("License:").strip() for line in lines if line.startswith("License:"))
    return list(dict.fromkeys(filter(None, named)))


def brewed_part(path: Path) -> Part | None:
    """A formula of Homebrew, by the folder that it was poured into: .../Cellar/NAME/VERSION/..."""
    folders = path.parts
    if "Cellar" not in folders[:-3]:
        return None
    at = folders.index("Cellar")
    name, version = folders[at + 1 : at + 3]
    texts = licences_in(Path(*folders[: at + 3]).iterdir())
    return Part(name, version, SEE_TEXT, f"https://formulae.brew.sh/formula/{name}", texts=texts)


def vcpkg_part(path: Path) -> Part | None:
    """A port of vcpkg, whose list of files names this one: installed/vcpkg/info/*.list."""
    for root in path.parents:
        for noted in sorted((root / "vcpkg" / "info").glob("*.list")):
            place = path.relative_to(root).as_posix()
            if place in noted.read_text(encoding="utf-8", errors="replace").splitlines():
                name, version, triplet = noted.stem.split("_", 2)
                text = root / triplet / "share" / name / "copyright"
                source = f"https://vcpkg.io/en/package/{name}"
                return Part(name, version, SEE_TEXT, source, texts=[text] * text.is_file())
    return None


def microsoft_part(path: Path) -> Part | None:
    """The runtime of Microsoft's compiler."""
    if not MICROSOFT.match(path.name):
        return None
    return Part(
        "Microsoft Visual C++ runtime",
        "",
        "Microsoft's terms for redistributable code",
        "https://learn.microsoft.com/cpp/windows/redistributing-visual-cpp-files",
    )


def licences_in(files: Iterable[Path]) -> list[Path]:
    """Those of the files that are about a licence, by their names."""
    return sorted(f for f in files if f.is_file() and f.name.lower().startswith(LICENCE_NAMES))
