"""Mien's own Python environment: made, filled and kept up to date; standard library only."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
FONTS = "fonts-dejavu-core"
# A bare system has no font at all, and Qt then draws empty boxes.
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
LINES_SHOWN = 12


class SetupError(Exception):
    """A step that failed, as a sentence for the person who ran it."""


def say(text: str) -> None:
    """One line for the person, on stderr so that the program's own output stays clean."""
    print(text, file=sys.stderr, flush=True)


def prepare(extras: tuple[str, ...] = ()) -> Path:
    """The Python of an environment in which Mien and these extras are installed.

    Quick where nothing changed since the last time. Raises SetupError.
    """
    require_python(tuple(sys.version_info))
    install_system_libraries()
    folder = environment_folder()
    python = python_in(folder)
    if not is_sound(python):
        create(folder)
    install(folder, python, extras)
    return python


def require_python(version: tuple[int | str, ...]) -> None:
    """Raise SetupError where this Python is too old."""
    if version[:2] < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise SetupError(
            f"Mien needs Python {wanted} or newer, and this is {version[0]}.{version[1]}: "
            "install a newer one and run this command with it."
        )


def environment_folder() -> Path:
    """The folder of the environment: the one that MIEN_VENV names, else `.venv` beside the code."""
    named = os.environ.get("MIEN_VENV")
    return Path(named).expanduser().absolute() if named else ROOT / ".venv"


def python_in(folder: Path) -> Path:
    """Where an environment in `folder` has its Python."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_sound(python: Path) -> bool:
    """Whether this Python starts, is new enough and has pip."""
    code = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    try:
        return subprocess.run([python, "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def create(folder: Path) -> None:
    """Make the environment, in place of a broken one; never in a folder of something else."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").is_file():
        raise SetupError(
            f"{folder} holds something else than a Python environment: "
            "name an empty or new folder in MIEN_VENV."
        )
    if importlib.util.find_spec("ensurepip") is None:  # Debian ships it apart
        add_ensurepip()
    say(f"Making a Python environment in {folder} ...")
    lines, status = run_quietly([sys.executable, "-m", "venv", "--clear", str(folder)])
    if status:
        raise SetupError(told("Python could not make an environment.", lines))


def add_ensurepip() -> None:
    """Install what Debian leaves out of Python; SetupError where that cannot be done."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not apt_install([package]):
        raise SetupError(
            "This Python cannot make environments, as its venv part is missing: "
            f"run 'sudo apt install {package}' and then this command again."
        )


def install(folder: Path, python: Path, extras: tuple[str, ...]) -> None:
    """Install Mien with its extras by pip, unless that was done since pyproject.toml changed.

    Extras of an earlier run are kept. Raises SetupError with pip's last lines.
    """
    stamp = folder / "mien-installed.json"
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    done = read_stamp(stamp)
    state = {"root": str(ROOT), "pyproject": digest}
    before = str(done.get("extras", "")).split()
    if set(extras) <= set(before) and all(done.get(key) == value for key, value in state.items()):
        return
    wanted = sorted({*before, *extras})
    what = f".[{','.join(wanted)}]" if wanted else "."
    say(f"Installing Mien ({what}); the first time takes some minutes ...")
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "-e", what]
    lines, status = run_quietly(command)
    if status:
        raise SetupError(
            told("pip could not install Mien: is this machine connected to the internet?", lines)
        )
    stamp.write_text(json.dumps({**state, "extras": " ".join(wanted)}), encoding="utf-8")


def read_stamp(path: Path) -> dict[str, object]:
    """What the last installation noted, nothing where there was none or it cannot be read."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def install_system_libraries() -> None:
    """On Linux, see that the libraries are there that Qt loads; where not, install them or say so.

    Never an error: the command line works without most of them.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = missing_packages()
    if missing and not apt_install(missing):
        say(
            "The window may not open, because these system packages are missing: "
            f"{' '.join(missing)}. On Debian or Ubuntu: sudo apt install {' '.join(missing)}"
        )


def missing_packages() -> list[str]:
    """Debian packages of the shared libraries and fonts that are not on this system."""
    sys.path.insert(0, str(ROOT / "app"))
    from mien.cli.qt_libraries import missing_libraries

    packages = [library.package for library in missing_libraries()]
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    if not any(next(folder.rglob("*.[ot]tf"), None) for folder in folders):
        packages.append(FONTS)
    return packages


def apt_install(packages: list[str]) -> bool:
    """Whether apt-get could install these: as root, or with a sudo that asks for no password."""
    prefix = root_prefix()
    if prefix is None or shutil.which("apt-get") is None:
        return False
    say(f"Installing system packages: {' '.join(packages)} ...")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    run_quietly([*apt, "update"])  # old lists may still do; the next line tells
    lines, status = run_quietly([*apt, "install", "-y", "--no-install-recommends", *packages])
    if status:
        say(told("apt-get could not install them.", lines))
    return status == 0


def root_prefix() -> list[str] | None:
    """What to put before a command to run it as root; None where that is not possible."""
    if os.name == "nt":
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def run_quietly(command: list[str]) -> tuple[list[str], int]:
    """Run in the project's folder; its last lines and its status.

    On a terminal the newest line is shown, each in the place of the one before.
    """
    last: deque[str] = deque(maxlen=LINES_SHOWN)
    shown = sys.stderr.isatty()
    width = shutil.get_terminal_size().columns - 1
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101 - PIPE was asked for
        for line in process.stdout:
            if line.strip():
                last.append(line.rstrip())
                if shown:
                    sys.stderr.write(f"\r{line.strip()[:width]:{width}}")
    if shown:
        sys.stderr.write(f"\r{'':{width}}\r")
    return list(last), process.returncode


def told(sentence: str, lines: list[str]) -> str:
    """A sentence with the last lines of the program that it is about."""
    return "\n".join([sentence, *(f"  {line}" for line in lines)])
