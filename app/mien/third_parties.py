"""Whose work lies in this copy of Mien: the page of a bundle, else what pip knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, requires
from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9._-]+")
WORKSHOP = re.compile(r"extra == .(test|train)")  # what Mien is made with, not what it runs on
LONGEST_TERMS = 60


@dataclass(frozen=True, slots=True)
class Package:
    """A package that Mien stands on; terms: its licence in a few words, '' where it names none."""

    name: str
    version: str
    terms: str


def bundled_page() -> Path | None:
    """The page that was made of this bundle, with the licence texts beside it; None elsewhere."""
    import mien_assets

    path = Path(mien_assets.__file__).parent / "licences" / "index.html"
    return path if path.is_file() else None


def packages() -> Iterator[Package]:
    """What Mien asks for and what of that is installed here, by name."""
    try:
        asked = requires("mien") or []
    except PackageNotFoundError:  # run from a folder without being installed
        return
    running = (line for line in asked if not WORKSHOP.search(line))
    names = {found.group() for line in running if (found := NAME.match(line))}
    for name in sorted(names, key=str.lower):
        try:
            about = metadata(name)
            yield Package(about["Name"], about["Version"], terms_of(about))
        except PackageNotFoundError:
            continue


def terms_of(about: PackageMetadata) -> str:
    """The licence of a package in a few words, as its metadata has it; '' where it has none."""
    if "License-Expression" in about:
        return about["License-Expression"]
    kinds = [
        entry.split("::")[-1].strip()
        for entry in about.get_all("Classifier") or ()
        if entry.startswith("License ::") and not entry.endswith("OSI Approved")
    ]
    said = (about.get_all("License") or [""])[0].strip().splitlines()
    return ", ".join(kinds) or (said[0][:LONGEST_TERMS] if said else "")
