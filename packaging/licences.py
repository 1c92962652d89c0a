"""The page of third parties in a bundle, made from what really lies in it.

Every file that PyInstaller collected is traced to who made it: a package of the bundle's Python
environment, Python, FFmpeg, a package of the system, or Mien's own assets. Each gets a line and its
licence texts, as they came with it.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from importlib.metadata import Distribution, distributions
from pathlib import Path

import ffmpeg
from environment import ROOT, SetupError
from part import Part
from system_parts import LICENCE_NAMES, SEE_TEXT, system_part

sys.path.insert(0, str(ROOT / "app"))
from mien.third_parties import terms_of

FOLDER = Path("mien_assets") / "licences"
TEXTS = "texts"
FFMPEG_TEXTS = ("LICENSE.md", "COPYING.LGPLv3", "COPYING.LGPLv2.1", "CREDITS")


def write_pages(
    folder: Path, contents: Iterable[Sequence[str]], python: Path, ffmpeg_folder: Path
) -> None:
    """Write index.html and the licence texts into a bundle.

    contents: place in the bundle, place it came from, kind. Raises SetupError where the maker of a
    collected file is not known: such a bundle may not be handed on.
    """
    parts = traced(contents, python, ffmpeg_folder)
    place = inside(folder) / FOLDER
    shutil.rmtree(place, ignore_errors=True)
    (place / TEXTS).mkdir(parents=True)
    links: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        for number, text in enumerate(part.texts):
            name = f"{part.name}-{number + 1}.txt".replace(" ", "-").replace("/", "-")
            shutil.copyfile(text, place / TEXTS / name)
            links[part.name].append(name)
    (place / "index.html").write_text(page(parts, links), encoding="utf-8")


def inside(folder: Path) -> Path:
    """Where a bundle keeps what is not its programs."""
    mac = folder / "Contents" / "Resources"
    return mac if mac.is_dir() else folder / "_internal"


def traced(contents: Iterable[Sequence[str]], python: Path, ffmpeg_folder: Path) -> list[Part]:
    """Who made what was collected, by name."""
    owners = Owners(python, ffmpeg_folder)
    found: dict[str, Part] = {}
    unknown: list[str] = []
    for _, source, kind in contents:
        if kind == "SYMLINK" or not source or source == "-":
            continue
        part = owners.of(Path(source))
        if part is None:
            unknown.append(source)
        elif part.name:
            found[part.name] = part
    if unknown:
        raise SetupError("\n".join(["Nobody is known to have made these files:", *unknown]))
    found |= {part.name: part for part in always(python)}
    return sorted(found.values(), key=lambda part: part.name.lower())


OURS = Part("", "", "")


class Owners:
    """Finds the part that a file belongs to."""

    def __init__(self, python: Path, ffmpeg_folder: Path) -> None:
        """python: of the environment that is bundled."""
        self._site, self._base = folders_of(python)
        self._ffmpeg = ffmpeg_folder
        self._by_file: dict[str, Distribution] = {}
        self._parts: dict[str, Part] = {}
        for made in distributions(path=[str(self._site)]):
            for file, *_ in csv.reader((made.read_text("RECORD") or "").splitlines()):
                self._by_file[os.path.normpath(f"{self._site}/{file}")] = made
        self._python = python_part(self._base)
        self._av = ffmpeg_part(ffmpeg_folder)

    def of(self, path: Path) -> Part | None:
        """The part; OURS for Mien's own, None where nobody is known."""
        file = path.resolve()
        known = self._by_file.get(str(file))
        if known is not None:
            return self._of_package(known)
        if ".dist-info" in str(file):
            return OURS  # what was noted while installing
        if file.is_relative_to(self._ffmpeg):
            return self._av
        for folder, part in ((self._base, self._python), (ROOT / "build", OURS)):
            if file.is_relative_to(folder):
                return part
        if file.is_relative_to(ROOT) and not file.is_relative_to(ROOT / ".cache"):
            return asset_part(file)
        if file.name == "face_landmarker.task":
            return face_model_part(self._site)
        return system_part(path)

    def _of_package(self, made: Distribution) -> Part:
        if made.name not in self._parts:
            self._parts[made.name] = part_of(made)
        return self._parts[made.name]


def folders_of(python: Path) -> tuple[Path, Path]:
    """Its site-packages, and the installation that it stands on."""
    code = "import sys, sysconfig; print(sysconfig.get_path('purelib')); print(sys.base_prefix)"
    said = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout
    site, base = said.splitlines()
    return Path(site).resolve(), Path(base).resolve()


def part_of(made: Distribution) -> Part:
    """A package of the Python environment, as its own metadata describes it."""
    about = made.metadata
    home = (about.get_all("Home-page") or [""])[0]
    for entry in about.get_all("Project-URL") or ():
        label, _, address = entry.partition(",")
        if label.strip().lower() in {"source", "repository", "source code", "homepage", "code"}:
            home = home or address.strip()
    texts = [
        Path(str(made.locate_file(file)))
        for file in made.files or ()
        if is_licence(Path(str(file)))
    ]
    part = Part(about["Name"], made.version, terms_of(about) or SEE_TEXT, home, texts=texts)
    if part.name.startswith(("PySide6", "shiboken6")):
        part.note = (
            "Qt and its Python bindings, used under version 3 of the LGPL. Their libraries lie as "
            "files of their own in this folder and can be replaced by others of the same kind."
        )
        part.source = part.source or "https://download.qt.io/official_releases/QtForPython/"
    if part.name == "mediapipe":
        part.note = "Copyright Google LLC and the MediaPipe authors. Used unchanged."
    return part


def is_licence(path: Path) -> bool:
    """Whether a file that came with a package is about its licence."""
    name = path.name.lower()
    beside = ".dist-info" in str(path.parent) or len(path.parts) <= 2
    return (
        beside
        and name.startswith(LICENCE_NAMES)
        and path.suffix.lower() in {"", ".txt", ".md", ".rst", ".apache", ".bsd", ".lgpl3"}
    )


def python_part(base: Path) -> Part:
    """Python itself with its standard library."""
    version = ".".join(map(str, sys.version_info[:3]))
    places = [base / "LICENSE.txt", *base.glob("lib/python3*/LICENSE.txt")]
    return Part(
        "Python",
        version,
        "PSF-2.0",
        "https://www.python.org/",
        texts=[path for path in places if path.is_file()][:1],
    )


def ffmpeg_part(folder: Path) -> Part:
    """FFmpeg as built by ffmpeg.py."""
    return Part(
        "FFmpeg",
        ffmpeg.VERSION,
        f"LGPL-{'3.0' if '--enable-version3' in ffmpeg.OPTIONS else '2.1'}-or-later",
        f"https://ffmpeg.org/releases/ffmpeg-{ffmpeg.VERSION}.tar.xz",
        "Built from the unchanged source with: " + " ".join(ffmpeg.OPTIONS) + ". Its libraries lie "
        "as files of their own in this folder and can be replaced by others of the same version.",
        texts=[folder / name for name in FFMPEG_TEXTS],
    )


def asset_part(file: Path) -> Part:
    """Mien's own files, or what it ships of others."""
    if file.parent.name == "fonts":
        terms = file.parent / "OFL.txt"
        return Part(
            "Source Sans",
            "",
            "OFL-1.1",
            "https://github.com/adobe-fonts/source-sans",
            texts=[terms],
        )
    if file.parent.name == "demo":
        return Part(
            "The demo's portrait",
            "",
            "public domain",
            note="NASA's portrait of the astronaut Eileen Collins; NASA does not endorse Mien.",
            texts=[file.parent / "CREDITS.txt"],
        )
    if file.parent.name == "network" and file.suffix == ".onnx":
        return Part(
            "The network's first weights",
            "",
            "BSD-3-Clause, MIT",
            note=(
                "torchvision's MobileNetV2 and HSE_FaceRec's MobileNetV1 by Andrey Savchenko, both "
                "trained further. Several of the data sets behind them are for research alone or "
                "state no licence: so is this network. Its card says which."
            ),
            texts=[file.parent / "CARD.md"],
        )
    return OURS


def face_model_part(site: Path) -> Part:
    """MediaPipe's model file."""
    texts = sorted(site.glob("mediapipe-*.dist-info/**/LICENSE*"))
    return Part(
        "MediaPipe Face Landmarker model",
        "float16, version 1",
        "Apache-2.0",
        "https://ai.google.dev/edge/mediapipe/solutions/vision/face_landmarker",
        "Copyright Google LLC. Used unchanged.",
        texts=texts,
    )


def always(python: Path) -> list[Part]:
    """What is in every bundle without being a file that was collected."""
    site, _ = folders_of(python)
    (builder,) = (made for made in distributions(path=[str(site)], name="pyinstaller"))
    part = part_of(builder)
    part.name, part.note = (
        "PyInstaller's starting program",
        "Under the GPL with the exception that what it starts may have any licence.",
    )
    return [part]


def page(parts: Iterable[Part], links: dict[str, list[str]]) -> str:
    """The page that the app shows."""
    rows = "".join(row(part, links.get(part.name, [])) for part in parts)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        "<title>Third parties</title></head><body>"
        "<p>Mien stands on the work of others. This is what lies in this copy, with the terms of "
        "each, as found when it was put together. For a package of Debian the terms of its whole "
        "source are named, with those of tools and tests; only its library lies here.</p>"
        f"{rows}</body></html>\n"
    )


def row(part: Part, names: Sequence[str]) -> str:
    """One part of the page."""
    texts = ", ".join(
        f'<a href="{TEXTS}/{escape(name)}">text{f" {n}" if len(names) > 1 else ""}</a>'
        for n, name in enumerate(names, 1)
    )
    source = f'<br><a href="{escape(part.source)}">{escape(part.source)}</a>' if part.source else ""
    note = f"<br>{escape(part.note)}" if part.note else ""
    head = " ".join(filter(None, (part.name, part.version)))
    terms = " - ".join(filter(None, (escape(part.terms), texts)))
    return f"<p><b>{escape(head)}</b><br>{terms}{source}{note}</p>\n"
