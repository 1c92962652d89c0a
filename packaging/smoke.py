"""Start a built bundle as a stranger would, and see that it does what it should.

python packaging/smoke.py dist/mien
python packaging/smoke.py /opt/mien --root .cache/clean-root --reference .venv/bin/python

No Python on the PATH, no network, a fresh home; the copy lies under a path with spaces and letters
that are not Latin. It plays the demo offscreen and under Xvfb, records five seconds, exports, and
reads the recorded video again: once in the bundle, once in the installation whose Python is given
by --reference, frame by frame the same numbers. A line a check, and JSON with --json.
Standard library only.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import lacking
from numbers_compared import compare
from place import Bundle, Ended
from screen import LEAST_COLOURS, Screen, picture_colours

FIRST_OVERLAY_S = 6.0
PACKED_MB = 230.0
RECORD_S = 5.0
LEAST_FRAMES = 5  # of five seconds, on a machine as slow as can be
REACHED_WITHIN_S = 120.0
OWN = {"mien", "fontconfig"}  # folders in a home; of typefaces the system keeps a list


@dataclass(frozen=True)
class Check:
    """One thing that was tried; value: what was measured, if something was."""

    name: str
    passed: bool
    detail: str = ""
    value: float | None = None


class Smoke:
    """Runs the checks one after the other; `done` are those so far."""

    def __init__(self, bundle: Bundle, reference: Path | None, shots: Path | None) -> None:
        """reference: a Python with Mien; shots: where pictures of the screen go."""
        self.bundle, self.reference, self.shots = bundle, reference, shots
        self.done: list[Check] = []

    def check(self, name: str, passed: bool, detail: str = "", value: float | None = None) -> bool:
        """Note and print one."""
        one = Check(name, passed, detail, value)
        self.done.append(one)
        print(f"{'pass' if passed else 'FAIL'}  {name}: {detail}", flush=True)
        return passed

    def run(self) -> None:
        """All of them."""
        steps: tuple[Callable[[], object], ...] = (
            self.starts,
            self.finds_everything,
            self.records,
            self.same_numbers,
            self.window_offscreen,
            self.keeps_to_itself,
            self.two_at_once,
        )
        if sys.platform == "linux":  # elsewhere Qt does not draw on Xvfb
            steps = (*steps, self.window_on_screen)
        for step in steps:
            self.tried(step.__name__, step)
        for missing in lacking.ALL:
            self.tried(f"without {missing.__name__}", partial(missing, self))

    def tried(self, name: str, step: Callable[[], object]) -> None:
        """Do one step; where it fails itself, the next ones are still worth knowing."""
        try:
            step()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            self.check(name.replace("_", " "), False, f"{type(error).__name__}: {error}")

    def starts(self) -> None:
        """It knows its version."""
        said = self.bundle.run("--version")
        fine = said.ok and said.out.startswith("mien ")
        self.check("starts", fine, f"{said.told()}, from {self.bundle.program}")
        self.check(
            "no Python, no network",
            self.bundle.apart,
            f"PATH={self.bundle.path}, network {'off' if self.bundle.apart else 'NOT shut off'}",
        )

    def finds_everything(self) -> None:
        """`mien doctor` has nothing to complain of."""
        said = self.bundle.run("doctor", "--json")
        findings = json.loads(said.out)["findings"]
        bad = [f"{f['topic']}: {f['detail']}" for f in findings if f["level"] == "problem"]
        self.check("doctor", not bad, "; ".join(bad) or f"{len(findings)} findings, no problem")

    def records(self) -> None:
        """Five seconds of the demo, and every format from them."""
        out = self.bundle.folder("sessions")
        said = self.bundle.run(
            *("record", "--source", "demo", "--duration", str(RECORD_S), "--name", "smoke"),
            *("--out", self.bundle.seen(out)),
        )
        session = out / "smoke"
        rows = (session / "rows.csv").read_text(encoding="utf-8").splitlines() if said.ok else []
        self.check("records 5 s", len(rows) > LEAST_FRAMES, said.told(), float(len(rows)))
        exports = self.bundle.folder("exports")
        said = self.bundle.run(
            *("export", self.bundle.seen(session), "--format", "all"),
            *("--out", self.bundle.seen(exports)),
        )
        files = sorted(path.name for path in exports.rglob("*") if path.is_file())
        empty = [
            path.name for path in exports.rglob("*") if path.is_file() and not path.stat().st_size
        ]
        self.check("exports", said.ok and not empty, f"{len(files)} files: {', '.join(files)}")
        film = next(exports.rglob("*.mp4")).read_bytes()
        self.check("the MP4 is AV1", b"av01" in film, f"{len(film)} bytes")

    def same_numbers(self) -> None:
        """The same frames have the same numbers as in an installation by pip."""
        film = next(self.bundle.folder("sessions").rglob("*.mkv"))
        here = self.bundle.folder("numbers") / "bundle.csv"
        said = self.bundle.run("analyze", self.bundle.seen(film), "--out", self.bundle.seen(here))
        self.check("reads a video", said.ok and here.stat().st_size > 0, said.told())
        if self.reference is None:
            return
        there = here.with_name("reference.csv")
        self.bundle.reference(self.reference, "analyze", str(film), "--out", str(there))
        same, detail = compare(here, there)
        self.check("numbers as in the source install", same, detail)

    def window_offscreen(self) -> None:
        """The window without a screen; from nothing to the first overlay."""
        self.window("offscreen", {"QT_QPA_PLATFORM": "offscreen"})

    def keeps_to_itself(self) -> None:
        """Nobody but Mien wrote into the home: no library numbers the machine for its maker."""
        home = self.bundle.home
        files = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
        strange = [path for path in files if not OWN & set(path.parts)]
        detail = ", ".join(map(str, strange)) or f"{len(files)} files, all of Mien"
        self.check("keeps to itself", bool(files) and not strange, detail)

    def window_on_screen(self) -> None:
        """The same on a screen, which is looked at."""
        with Screen(self.bundle.root) as screen:
            if not screen.display:
                self.check("window under Xvfb", False, "Xvfb is not installed")
                return
            env = {"DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
            self.window("Xvfb", env, look=lambda: self.look(screen))

    def look(self, screen: Screen) -> None:
        """See that the screen is not empty, and keep what it shows."""
        time.sleep(1.0)
        picture = screen.picture()
        colours = picture_colours(picture)
        self.check("something is drawn", colours > LEAST_COLOURS, f"{colours} colours", colours)
        if self.shots is not None:
            path = self.shots / "bundle.png"
            path.write_bytes(picture.png())
            print(f"      {path}")

    def window(
        self,
        name: str,
        env: dict[str, str],
        look: Callable[[], None] | None = None,
    ) -> None:
        """Open the window on the demo, wait for the first overlay, close it by Ctrl-C."""
        self.bundle.fresh_home()
        with self.bundle.start("--source", "demo", env=env) as running:
            took = running.first_overlay(REACHED_WITHIN_S)
            if took is None:
                self.check(f"window {name}", False, f"no overlay came: {running.said()}")
                return
            processor, waited = running.processor_s(), running.waited_s()
            if look is not None:
                look()
            ended = running.interrupt()
        self.check(
            f"window {name}", ended.ok, f"closed with status {ended.status} {ended.err[-300:]}"
        )
        # What other programs do on this machine is none of the bundle's doing.
        self.check(
            f"first overlay {name}",
            took - waited < FIRST_OVERLAY_S,
            f"{took:.2f} s after the start: {processor:.1f} s of processor time, and "
            f"{waited:.1f} s of waiting for a core ({os.getloadavg()[0]:.0f} programs want one of "
            f"{os.cpu_count() or 1})",
            took,
        )

    def two_at_once(self) -> None:
        """A second copy beside the first."""
        env = {"QT_QPA_PLATFORM": "offscreen"}
        with (
            self.bundle.start("--source", "demo", env=env) as one,
            self.bundle.start("--source", "demo", env=env) as two,
        ):
            reached = [running.said_overlays(2, REACHED_WITHIN_S) for running in (one, two)]
            ended = [running.interrupt() for running in (one, two)]
        self.check(
            "two copies at once",
            all(reached) and all(e.ok for e in ended),
            f"statuses {[e.status for e in ended]}",
        )

    def sentence(self, name: str, said: Ended) -> None:
        """It failed as it should: status 2, one sentence, no traceback."""
        fine = said.status == 2 and "Traceback" not in said.err and said.err.strip().endswith(".")
        self.check(name, fine, said.told())


def main(argv: list[str] | None = None) -> int:
    """0 where everything passed, else 1."""
    args = parsed(argv)
    root = args.root.resolve() if args.root else None
    with tempfile.TemporaryDirectory(
        prefix="Mien \u043f\u0440\u043e\u0431\u0430 \u8868\u60c5 ",
        dir=root / "tmp" if root else None,
    ) as scratch:
        bundle = Bundle(args.bundle, Path(scratch), root, moved=not args.in_place)
        smoke = Smoke(bundle, args.reference, args.shots)
        smoke.run()
        sizes(smoke, bundle, args.packed)
    passed = all(one.passed for one in smoke.done)
    if args.json:
        report = {"passed": passed, "checks": [asdict(one) for one in smoke.done]}
        args.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    count = sum(one.passed for one in smoke.done)
    print(f"{count} of {len(smoke.done)} passed")
    return 0 if passed else 1


def sizes(smoke: Smoke, bundle: Bundle, packed: Path | None) -> None:
    """How large it is, and whether that is small enough."""
    smoke.check("unpacked", True, f"{bundle.size / 1e6:.0f} MB", bundle.size / 1e6)
    if packed is not None:
        size = packed.stat().st_size / 1e6
        smoke.check("packed", size <= PACKED_MB, f"{size:.0f} MB, {packed.name}", size)


def parsed(argv: list[str] | None) -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(description="See that a built bundle works.")
    parser.add_argument("bundle", type=Path, help="its folder; inside --root where that is given")
    parser.add_argument("--root", type=Path, help="run it in this root (see clean_root.py)")
    parser.add_argument("--reference", type=Path, help="a Python with Mien, to compare numbers")
    parser.add_argument("--packed", type=Path, help="the file that is handed on, for its size")
    parser.add_argument("--shots", type=Path, help="a folder for pictures of the screen")
    parser.add_argument("--json", type=Path, help="write the report here as well")
    parser.add_argument("--in-place", action="store_true", help="do not run a copy elsewhere")
    return parser.parse_args(argv)


if __name__ == "__main__":
    if os.name == "nt":
        sys.exit("The smoke test needs a POSIX system; see .github/workflows for Windows.")
    sys.exit(main())
