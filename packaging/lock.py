"""Write the lock files of the bundle: every package that goes in, with its version and hashes.

python packaging/lock.py            # anew, with the newest versions that pyproject.toml allows
python packaging/lock.py --keep     # what changed in pyproject.toml, all else as it is
python packaging/lock.py --check    # 1 where a lock no longer fits pyproject.toml, or a system
                                    # that bundles are made for lacks a wheel of it
python packaging/lock.py --install  # fill the environment of the bundle from it (--gpu: that one's)

They hold for all systems and Pythons that bundles are made for. After --install, bundle.py finds
all that it asks for in its environment and takes it as it is. Without, it takes the newest
versions, as .github/workflows/weekly.yml does to see what they break.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bundle import alone, environment_python, requirements
from environment import ROOT, SetupError

LOCKS = ROOT / "packaging" / "locks"
OLDEST_PYTHON = "3.11"
# What bundles are built on, by uv's names, with its Python: as in .github/workflows/bundle.yml.
SYSTEMS = {
    "x86_64-manylinux_2_36": "3.11",
    "x86_64-pc-windows-msvc": "3.12",
    "aarch64-apple-darwin": "3.12",
}
UNLOCKED = {"pip", "av"}  # PyAV is built by ffmpeg.py
OLDEST_MACOS = "14.0"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
HEAD = "# Written by packaging/lock.py: change pyproject.toml and run it again.\n"


def main(argv: list[str] | None = None) -> int:
    """0 where the locks are written, or fit; 1 where they do not; 2 where uv is missing."""
    parser = argparse.ArgumentParser(description="Write the lock files of the bundle.")
    parser.add_argument("--check", action="store_true", help="write nothing, see whether they fit")
    parser.add_argument("--keep", action="store_true", help="keep the versions that still fit")
    parser.add_argument("--install", action="store_true", help="install by one, hashes checked")
    parser.add_argument("--gpu", action="store_true", help="with --install: the one for CUDA")
    args = parser.parse_args(argv)
    if args.install:
        return install(args.gpu)
    if importlib.util.find_spec("uv") is None:
        print("uv is missing: pip install '.[upkeep]'", file=sys.stderr)
        return 2
    try:
        for name, wanted in inputs().items():
            path = LOCKS / name
            if not args.check:
                path.parent.mkdir(exist_ok=True)
                before = path if args.keep and path.is_file() else None
                path.write_text(HEAD + locked(wanted, before), encoding="utf-8")
                print(f"{path.relative_to(ROOT)}: {len(versions(path))} packages")
            elif not fits(wanted, path):
                print(
                    f"{path.relative_to(ROOT)} does not fit pyproject.toml: run packaging/lock.py"
                )
                return 1
            elif missing := "\n".join(without_wheels(path)):
                print(missing)
                return 1
    except subprocess.CalledProcessError as error:
        print(error.stderr.strip(), file=sys.stderr)
        return 1
    return 0


def install(gpu: bool) -> int:
    """The status of pip, once the bundle's environment is there; no package that is not locked."""
    lock = LOCKS / ("bundle-gpu.txt" if gpu else "bundle.txt")
    try:
        python = environment_python(gpu)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    # The lock is whole, so that nothing is to be asked for beside it.
    pip = [str(python), "-m", "pip"]
    wanted = ["install", "--no-deps", "--require-hashes", "-r", str(lock)]
    status = subprocess.call([*pip, *wanted], cwd=ROOT)
    strays = [] if status else unlocked(python, lock)
    return subprocess.call([*pip, "uninstall", "--yes", *strays]) if strays else status


def unlocked(python: Path, lock: Path) -> list[str]:
    """What lies in the environment, as from an earlier lock, and is not in this one."""
    ask = [str(python), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
    said = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    there = {normal(one["name"]) for one in json.loads(said)}
    return sorted(there - {normal(name) for name, _ in versions(lock)} - UNLOCKED)


def normal(name: str) -> str:
    """A package's name as the index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def inputs() -> dict[str, list[str]]:
    """Each lock's name and what it is made of: the same as bundle.py installs, for all systems."""
    for_gpu = requirements(gpu=True)
    return {
        "bundle.txt": requirements(gpu=False),
        "bundle-gpu.txt": [*for_gpu[:-1], f"{for_gpu[-1]}; sys_platform != 'darwin'"],
    }


def locked(wanted: list[str], before: Path | None = None) -> str:
    """The newest versions that fit together; those of `before` where they still do.

    What the bundle takes without all that it asks for is locked so too.
    """
    return compiled(wanted, before) + compiled(alone(), before, "--no-deps")


def compiled(wanted: list[str], before: Path | None, *options: str) -> str:
    """What uv makes of some requirements. Raises CalledProcessError."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "-",
        "--universal",
        "--quiet",
        "--generate-hashes",
    ]
    command += ["--python-version", OLDEST_PYTHON, "--no-header", "--no-annotate"]
    # The lock must not say where it was made: the index is for whoever installs.
    command += ["--no-emit-index-url", "--no-emit-find-links", *options]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "lock.txt"
        if before is not None:
            out.write_bytes(before.read_bytes())
        lines = "\n".join(wanted)
        subprocess.run(
            [*command, "--output-file", str(out)],
            input=lines,
            text=True,
            check=True,
            capture_output=True,
            cwd=folder,
        )
        return out.read_text(encoding="utf-8")


def without_wheels(lock: Path) -> Iterator[str]:
    """What uv says of each system on which a lock cannot be installed; nothing is downloaded."""
    env = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": OLDEST_MACOS}
    for system, version in SYSTEMS.items():
        command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--no-deps"]
        command += ["--require-hashes", "--only-binary=:all:", f"--python-platform={system}"]
        with tempfile.TemporaryDirectory() as folder:
            command += [f"--python-version={version}", f"--target={folder}", "-r", str(lock)]
            done = subprocess.run(command, env=env, capture_output=True, text=True)
        if done.returncode:
            yield f"{lock.name} cannot be installed on {system}: {done.stderr.strip()}"


def fits(wanted: list[str], path: Path) -> bool:
    """Whether the lock is what comes out when its own versions are kept where they may be."""
    if not path.is_file():
        return False
    return set(PINNED.findall(locked(wanted, path))) == versions(path)


def versions(path: Path) -> set[tuple[str, str]]:
    """The packages of a lock with their versions; one may have two, for different Pythons."""
    return set(PINNED.findall(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())
