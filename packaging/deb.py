"""Make a package for Debian and Ubuntu from a built bundle.

python packaging/deb.py                  # dist/mien_VERSION_ARCH.deb from dist/mien

Its dependencies are what the bundle's programs ask of the system and do not bring, looked up on
this machine, so build on the oldest system that is to have it.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from bundle import DIST, WORK, declared, size_of
from environment import ROOT, SetupError, say
from linking import glibc_needed, needed_outside
from system_parts import debian_package

LINUX = ROOT / "packaging" / "linux"
PLACE = Path("opt/mien")
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
MAINTAINER = "Mien maintainers <mien@localhost>"
DESCRIPTION = """\
Description: see what a face does, live, and where a network looks
 Mien looks at a webcam or a video and shows live what a face does (FACS Action
 Units, smile, expression) and where a trained network looks to tell it. It
 records sessions and exports them to tables, annotations and video.
 .
 Everything runs on this machine, with no network and no account. The network's
 weights may be used for research only.
"""
# A desktop that has these shows the program and its sessions; without them the commands still work.
TRIGGERED = """\
#!/bin/sh
set -e
if command -v update-desktop-database >/dev/null; then update-desktop-database -q || true; fi
if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
if command -v udevadm >/dev/null; then udevadm control --reload 2>/dev/null || true; fi
"""
HINT = """\
if [ "$1" = configure ]; then
    echo "Mien: if a camera cannot be opened, run 'sudo usermod -aG video YOU', then log in again."
fi
"""


def main(argv: list[str] | None = None) -> int:
    """0 where the package is made; 1 with a sentence where not."""
    parser = argparse.ArgumentParser(description="Make a .deb from a built bundle.")
    parser.add_argument("bundle", type=Path, nargs="?", default=DIST / "mien")
    parser.add_argument(
        "--level", type=int, default=6, help="how hard xz tries, 1 (fast) to 9; 6 unless told"
    )
    args = parser.parse_args(argv)
    try:
        path = make(args.bundle, args.level)
    except SetupError as error:
        say(str(error))
        return 1
    say(f"{path}: {path.stat().st_size / 1e6:.0f} MB")
    return 0


def make(bundle: Path, level: int) -> Path:
    """The package's file; level: of xz. Raises SetupError."""
    if not (bundle / "mien-program").is_file():
        raise SetupError(f"{bundle} is no bundle: run packaging/bundle.py first.")
    if shutil.which("dpkg-deb") is None:
        raise SetupError("dpkg-deb is not installed: make the package on Debian or Ubuntu.")
    tree = WORK / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    lay_out(tree, bundle)
    version, architecture = named_for()
    control = control_text(version, architecture, depends(bundle), size_of(tree) // 1024)
    folder = tree / "DEBIAN"
    folder.mkdir()
    (folder / "control").write_text(control, encoding="utf-8")
    for name, text in (("postinst", TRIGGERED + HINT), ("postrm", TRIGGERED)):
        script = folder / name
        script.write_text(text, encoding="utf-8")
        script.chmod(0o755)
    path = package_path()
    unfinished = path.with_suffix(".part")
    command = [
        "dpkg-deb",
        "--root-owner-group",
        "-Zxz",
        f"-z{level}",
        "--build",
        str(tree),
        str(unfinished),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(f"dpkg-deb could not make the package. {done.stderr}")
    shutil.rmtree(tree)
    return unfinished.replace(path)


def named_for() -> tuple[str, str]:
    """The package's version and architecture."""
    return declared()["version"], ARCHITECTURES[platform.machine()]


def package_path() -> Path:
    """Where the package is made."""
    version, architecture = named_for()
    return DIST / f"mien_{version}_{architecture}.deb"


def lay_out(tree: Path, bundle: Path) -> None:
    """Put everything at the place that it will have in the system."""
    place = tree / PLACE
    place.parent.mkdir(parents=True)
    # Copied and not linked: tar stops where something changes a link's other end meanwhile.
    shutil.copytree(bundle, place, symlinks=True)
    program = tree / "usr/bin/mien"
    program.parent.mkdir(parents=True)
    program.symlink_to(Path("/") / PLACE / "mien")
    files = (
        (LINUX / "mien.desktop", "usr/share/applications/mien.desktop"),
        (LINUX / "mien.xml", "usr/share/mime/packages/mien.xml"),
        (LINUX / "70-mien-cameras.rules", "usr/lib/udev/rules.d/70-mien-cameras.rules"),
        (
            ROOT / "assets/mien_assets/icons/mien.svg",
            "usr/share/icons/hicolor/scalable/apps/mien.svg",
        ),
    )
    for source, target in files:
        path = tree / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)
        path.chmod(0o644)
    document = tree / "usr/share/doc/mien/copyright"
    document.parent.mkdir(parents=True)
    document.write_text(copyright_text(), encoding="utf-8")
    for folder in (path for path in tree.rglob("*") if path.is_dir() and not path.is_symlink()):
        folder.chmod(0o755)


def copyright_text() -> str:
    """Where the terms are: the page is too long to be here twice."""
    page = Path("/") / PLACE / "_internal/mien_assets/licences/index.html"
    return (
        "The terms of everything in this package, made from what really lies in it, stand in\n"
        f"{page} and, with the licence texts, beside it.\n"
        "Mien shows the same page in Help, About, Third parties.\n"
    )


def depends(bundle: Path) -> list[str]:
    """The packages that the bundle needs, with the C library's version. Raises SetupError."""
    major, minor = glibc_needed(bundle)
    return [f"libc6 (>= {major}.{minor})", *packages_of(wanted_libraries(bundle))]


def wanted_libraries(bundle: Path) -> set[str]:
    """Shared libraries that the bundle needs: those it is linked to, and those it loads by name."""
    sys.path.insert(0, str(ROOT / "app"))
    from mien.cli.qt_libraries import LIBRARIES

    inside = {path.name for path in bundle.rglob("*.so*")}
    by_name = {library.name for library in LIBRARIES}
    return needed_outside(bundle) | (by_name - inside)


def packages_of(names: Iterable[str]) -> list[str]:
    """The packages of this system that hold these shared libraries. Raises SetupError."""
    places = library_places()
    found, unknown = set(), []
    for name in sorted(names):
        owner = owner_of(places.get(name, ""))
        if owner:
            found.add(owner)
        else:
            unknown.append(name)
    if unknown:
        raise SetupError(
            f"No package of this system is known to have {', '.join(unknown)}: "
            "run packaging/start.py once, which installs what is missing."
        )
    return sorted(found)


def library_places() -> dict[str, str]:
    """Where the loader finds each shared library."""
    said = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True).stdout
    places: dict[str, str] = {}
    for line in said.splitlines()[1:]:
        name, arrow, path = line.strip().partition(" => ")
        if arrow:
            places.setdefault(name.split()[0], path)
    return places


def owner_of(path: str) -> str:
    """The package of a file, '' where none is known."""
    return debian_package(Path(path)) if path else ""


def control_text(version: str, architecture: str, needs: Iterable[str], kibibytes: int) -> str:
    """What dpkg is told of the package."""
    return (
        f"Package: mien\nVersion: {version}\nArchitecture: {architecture}\n"
        f"Maintainer: {MAINTAINER}\nSection: science\nPriority: optional\n"
        f"Installed-Size: {kibibytes}\nDepends: {', '.join(needs)}\n"
        "Recommends: fonts-noto-core | fonts-dejavu-core\n"
        f"{DESCRIPTION}"
    )


if __name__ == "__main__":
    sys.exit(main())
