"""The window at full speed for long, its source unplugged again and again: what grows, what stays.

python -m mien.bench.soak prints how it goes, and ends with 0 where it passed, else with 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import psutil

from mien.bench.feed import MOST_FACES, people_at
from mien.bench.live import growth
from mien.bench.unplugged import Socket
from mien.engine.engine import Engine
from mien.engine.status import Phase
from mien.sources import demo
from mien.sources.puppet import Puppet
from mien.types import Image, frozen

if TYPE_CHECKING:
    from mien.gui.bench import BenchWindow

RATE = 60
PICTURES = 48  # of the demo, drawn once, shown forth and back
UNPLUG_EVERY_S = 60.0
AWAY_S = 1.5
BACK_WITHIN_S = 12.0  # a read that hangs is only noticed after some seconds
WARM_UP_S = 60.0
WARM_UP_UNPLUGS = 6
START_S = 90.0
END_S = 15.0
STALL_S = 3.0
BACK_S = 2.0  # what is promised of a camera that is back
LEAST_PER_S = 20.0  # a run that others slow down more than this proves nothing of a long one
MOST_GROWTH_MB = 30.0
MOST_THREADS = 2  # Qt's and OpenCV's pools may grow by one thread now and then


@dataclass(frozen=True, slots=True)
class SoakFigures:
    """What was measured; growths are medians of the end less those of the beginning.

    back_s: the longest time from plugging in until frames were analysed again. left: threads of
    Mien's that outlived the window.
    """

    minutes: float
    analysed: int
    analysed_per_s: float
    unplugged: int
    back_s: float
    rss_mb: float
    rss_growth_mb: float
    thread_growth: float
    left: tuple[str, ...]
    problems: tuple[str, ...]


def soak(minutes: float, unplug_every_s: float = UNPLUG_EVERY_S, faces: int = 1) -> SoakFigures:
    """Run the real window on a source that goes and comes."""
    from mien.gui.bench import BenchWindow

    socket, before = Socket(drawn(faces), RATE), set(threading.enumerate())
    engine = Engine(opener=socket.open, stall_s=STALL_S)
    window = BenchWindow(engine, "soak", "auto")
    try:
        run = Soak(socket, engine, window)
        run.warm_up(min(WARM_UP_S, minutes * 60 / 4))
        run.run_for(minutes * 60, unplug_every_s)
    finally:
        window.close()
        if not engine.close(END_S):
            run.problems.append("the engine did not end")
    return run.figures(remaining(before))


class Soak:
    """One run: what is done to the window, and what was seen of it."""

    def __init__(self, socket: Socket, engine: Engine, window: BenchWindow) -> None:
        """Nothing is measured yet."""
        self.problems: list[str] = []
        self._socket, self._engine, self._window = socket, engine, window
        self._process = psutil.Process()
        self._rss_mb: list[float] = []
        self._threads: list[float] = []
        self._back_s = [0.0]
        self._analysed, self._took_s = 0, 0.0

    def warm_up(self, seconds: float) -> None:
        """Until all is loaded and every part was used once."""
        if not self._window.run_until(lambda: self._engine.status().analysed > 0, START_S):
            self._problem("it did not start")
            return
        # What the C library keeps grows with the first few threads that come and go.
        for _ in range(WARM_UP_UNPLUGS):
            if not self.problems:
                self._unplug()
                self._window.run_for(seconds / WARM_UP_UNPLUGS)
        self._back_s = [0.0]

    def run_for(self, seconds: float, unplug_every_s: float) -> None:
        """Live at full speed; at each interval the source is unplugged and plugged in again."""
        analysed, began = self._engine.status().analysed, time.monotonic()
        while not self.problems and (left := began + seconds - time.monotonic()) > 0:
            self._live_for(min(unplug_every_s, left))
            self._tell((time.monotonic() - began) / 60)  # the rate is of the last two seconds
            self._unplug()
        self._live_for(unplug_every_s / 4)
        self._analysed = self._engine.status().analysed - analysed
        self._took_s = time.monotonic() - began

    def figures(self, left: tuple[str, ...]) -> SoakFigures:
        """All that was seen; left: threads that outlived the window."""
        rate = self._analysed / self._took_s if self._took_s else float("nan")
        return SoakFigures(
            minutes=self._took_s / 60,
            analysed=self._analysed,
            analysed_per_s=rate,
            unplugged=self._socket.unplugged,
            back_s=max(self._back_s),
            rss_mb=max(self._rss_mb, default=float("nan")),
            rss_growth_mb=growth(self._rss_mb),
            thread_growth=growth(self._threads),
            left=left,
            problems=tuple(self.problems),
        )

    def _live_for(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self._window.run_for(min(1.0, left))
            self._window.forget()
            self._rss_mb.append(self._process.memory_info().rss / 1e6)
            self._threads.append(float(self._process.num_threads()))

    def _unplug(self) -> None:
        """Unplug, by turns so that the driver tells and that it hangs; wait until all is back."""
        self._window.press("diagnostics")
        self._socket.unplug(hangs=self._socket.unplugged % 2 == 1)
        lost = self._window.run_until(self._reconnecting, BACK_WITHIN_S)
        if not lost:
            self._problem("it did not notice that the source was unplugged")
        self._window.run_for(AWAY_S)
        self._socket.plug_in()
        analysed, began = self._engine.status().analysed, time.monotonic()
        if not self._window.run_until(
            lambda: self._engine.status().analysed > analysed, BACK_WITHIN_S
        ):
            self._problem("it did not come back once it was plugged in again")
        self._back_s.append(time.monotonic() - began)
        self._window.close_dialogs()

    def _problem(self, said: str) -> None:
        status = self._engine.status()
        self.problems.append(f"{said} ({status.phase}: {status.problem or 'no problem is told'})")

    def _reconnecting(self) -> bool:
        return self._engine.status().phase is Phase.RECONNECTING

    def _tell(self, minutes: float) -> None:
        status = self._engine.status()
        sys.stderr.write(
            f"{minutes:5.1f} min  {self._rss_mb[-1]:6.0f} MB  {self._threads[-1]:3.0f} threads  "
            f"{status.analysed_per_s:5.1f} analysed a second\n"
        )
        sys.stderr.flush()


def drawn(faces: int) -> list[Image]:
    """Pictures of the demo, drawn before anything is measured."""
    puppet = Puppet()
    moments = np.linspace(0, demo.CYCLE_S * demo.RATE, PICTURES)
    return [frozen(people_at(puppet, at, faces)) for at in moments]


def remaining(before: set[threading.Thread]) -> tuple[str, ...]:
    """The names of Mien's threads that did not end, after a moment in which they may."""
    ends = time.monotonic() + END_S
    while left := [t for t in threading.enumerate() if t not in before and _own(t)]:
        if time.monotonic() > ends:
            break
        time.sleep(0.1)
    return tuple(sorted(thread.name for thread in left))


def _own(thread: threading.Thread) -> bool:
    return thread.name.startswith("mien-")


def faults(figures: SoakFigures) -> list[str]:
    """Each thing that is not as it has to be."""
    found = list(figures.problems)
    if not figures.rss_growth_mb <= MOST_GROWTH_MB:  # NaN is none either
        found.append(f"memory grew by {figures.rss_growth_mb:.0f} MB")
    if not figures.thread_growth <= MOST_THREADS:
        found.append(f"{figures.thread_growth:.0f} more threads than at the beginning")
    if not figures.analysed_per_s >= LEAST_PER_S:
        found.append(f"only {figures.analysed_per_s:.1f} a second were analysed")
    if not figures.back_s <= BACK_S:
        found.append(f"it was back after {figures.back_s:.1f} s only")
    if figures.left:
        found.append(f"threads were left: {', '.join(figures.left)}")
    return found


def lines(figures: SoakFigures) -> list[str]:
    """The figures for people, and whether it passed."""
    wrong = faults(figures)
    return [
        f"{figures.minutes:.1f} minutes, {figures.analysed:,} frames analysed, "
        f"{figures.analysed_per_s:.1f} a second",
        f"unplugged {figures.unplugged} times, back after {figures.back_s:.1f} s at most",
        f"memory {figures.rss_mb:.0f} MB at most, {figures.rss_growth_mb:+.1f} MB over the run "
        f"(at most {MOST_GROWTH_MB:.0f} may be); threads {figures.thread_growth:+.0f}",
        f"failed: {'; '.join(wrong)}" if wrong else "passed",
    ]


def main(argv: list[str] | None = None) -> int:
    """0 where it passed, 1 where it did not."""
    parser = argparse.ArgumentParser(prog="python -m mien.bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--unplug-every", type=float, default=UNPLUG_EVERY_S, help="seconds")
    parser.add_argument("--faces", type=int, default=1, choices=range(1, MOST_FACES + 1))
    parser.add_argument("--json", action="store_true", help="for programs")
    args = parser.parse_args(argv)
    figures = soak(args.minutes, args.unplug_every, args.faces)
    said = json.dumps(asdict(figures), indent=2) if args.json else "\n".join(lines(figures))
    sys.stdout.write(said + "\n")
    return 1 if faults(figures) else 0


if __name__ == "__main__":
    sys.exit(main())
