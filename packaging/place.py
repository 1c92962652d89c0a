"""A bundle at a place of its own, run without a network, with an empty home and PATH."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OVERLAY = re.compile(r"First overlay ([\d.]+) s after the start")
NO_NETWORK = (
    ("unshare", "--net"),
    ("unshare", "--map-root-user", "--net"),
    ("sandbox-exec", "-p", "(version 1)(allow default)(deny network*)"),  # macOS
)
# What the starting script of a bundle calls; everything else is kept from it.
TOOLS = ("sh", "readlink", "dirname", "getconf")
LONGEST_S = 600.0
CLOSE_S = 30.0


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    status: int
    out: str
    err: str

    @property
    def ok(self) -> bool:
        """Whether it ended well."""
        return self.status == 0

    def told(self) -> str:
        """The last line that it said."""
        lines = (self.err.strip() or self.out.strip()).splitlines()
        return f"status {self.status}: {lines[-1] if lines else 'nothing said'}"


class Bundle:
    """The program of a bundle, in a scratch folder with a home that starts empty.

    root: a folder that is the system's root for it, or None. apart: it has no network. size: bytes.
    """

    def __init__(self, folder: Path, scratch: Path, root: Path | None, moved: bool) -> None:
        """folder: as seen in the root. moved: run a copy in the scratch folder, not where it is."""
        self.root, self.scratch = root, scratch
        outside = self._outside(folder)
        self.size = sum(p.stat().st_size for p in outside.rglob("*") if not p.is_symlink())
        if moved:
            copy = scratch / "Mien"
            copied = subprocess.run(["cp", "-al", outside, copy], capture_output=True)
            if copied.returncode:
                shutil.copytree(outside, copy, symlinks=True)
            outside = copy
        self.program = self.seen(outside / program_name(outside))
        self._before = self._isolation()
        self.apart = bool(self._before)
        self.path = self._tools()
        self.home = self.folder("home")

    def _outside(self, folder: Path) -> Path:
        return self.root / folder.relative_to("/") if self.root else folder.resolve()

    def seen(self, path: Path) -> str:
        """A path as the program sees it."""
        return f"/{path.relative_to(self.root)}" if self.root else str(path)

    def folder(self, name: str) -> Path:
        """A folder in the scratch folder, as seen from outside."""
        path = self.scratch / name
        path.mkdir(exist_ok=True)
        return path

    def fresh_home(self) -> None:
        """Begin with an empty home again."""
        shutil.rmtree(self.home)
        self.home = self.folder("home")

    def _isolation(self) -> list[str]:
        for command in NO_NETWORK:
            try:
                if subprocess.run([*command, "true"], capture_output=True).returncode == 0:
                    return [found(command[0]), *command[1:]]
            except OSError:
                continue
        return []

    def _tools(self) -> str:
        """A folder to be the whole PATH."""
        folder = self.folder("tools")
        for name in TOOLS:
            link = folder / name
            if not link.is_symlink():
                link.symlink_to(Path("/usr/bin", name))
        return self.seen(folder)

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        inside = [found("chroot"), str(self.root)] if self.root else []
        return [*self._before, *inside, self.program, *arguments]

    def _environment(self, env: Mapping[str, str] | None) -> dict[str, str]:
        clean = {"HOME": self.seen(self.home), "PATH": self.path, "LANG": "C.UTF-8"}
        return clean | dict(env or {})

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Ended:
        """Run the program to its end."""
        done = subprocess.run(
            self._command(arguments),
            env=self._environment(env),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LONGEST_S,
            stdin=subprocess.DEVNULL,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def reference(self, python: Path, *arguments: str) -> None:
        """Run Mien of another installation, on this machine as it is. Raises CalledProcessError."""
        command = [str(python.absolute()), "-m", "mien", *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_S)

    @contextmanager
    def start(self, *arguments: str, env: Mapping[str, str]) -> Iterator[Running]:
        """The program running; killed where it still does at the end."""
        process = subprocess.Popen(
            self._command(arguments),
            env=self._environment(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
        )
        try:
            yield Running(process, self.home)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()


class Running:
    """A window that is open."""

    def __init__(self, process: subprocess.Popen[str], home: Path) -> None:
        """home: where its log will be."""
        self._process, self._home = process, home

    def overlays(self) -> list[float]:
        """The seconds to the first overlay that the log in this home names, of every start."""
        found: list[float] = []
        for path in self._home.rglob("mien*.log"):
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [float(one) for one in OVERLAY.findall(text)]
        return found

    def first_overlay(self, within_s: float) -> float | None:
        """Wait for it; None where it does not come or the program ends."""
        return self.overlays()[-1] if self.said_overlays(1, within_s) else None

    def said_overlays(self, count: int, within_s: float) -> bool:
        """Wait until the log names so many; False where that does not come to be."""
        ends = time.monotonic() + within_s
        while len(self.overlays()) < count:
            if time.monotonic() > ends or self._process.poll() is not None:
                return False
            time.sleep(0.1)
        return True

    def processor_s(self) -> float:
        """Seconds of processor time that it has taken so far; 0 where the system does not say."""
        try:
            line = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return 0.0
        user, system = line.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def waited_s(self) -> float:
        """Seconds for which its main thread could have run and others did; 0 where not told."""
        try:
            line = Path(f"/proc/{self._process.pid}/schedstat").read_text(encoding="utf-8")
        except OSError:
            return 0.0
        return int(line.split()[1]) / 1e9

    def interrupt(self) -> Ended:
        """Ctrl-C, and how it ended."""
        self._process.send_signal(signal.SIGINT)
        try:
            out, err = self._process.communicate(timeout=CLOSE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            out, err = self._process.communicate()
        return Ended(self._process.returncode, out, err)

    def said(self) -> str:
        """What it wrote, once it was killed."""
        self._process.kill()
        out, err = self._process.communicate()
        return (out + err)[-500:]


def found(tool: str) -> str:
    """Where a tool of the system is: the program's own PATH does not lead there."""
    return shutil.which(tool) or tool


def program_name(folder: Path) -> str:
    """The file that starts a bundle."""
    if sys.platform == "darwin" and (folder / "Contents").is_dir():
        return "Contents/MacOS/mien"
    return "mien.exe" if os.name == "nt" else "mien"
