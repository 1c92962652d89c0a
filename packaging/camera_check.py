"""Try a real camera: listing, sizes, opening, rate, old pictures, refusals, unplug and replug.

python packaging/camera_check.py --camera "HD Webcam"
python packaging/camera_check.py --unplug "CMD" --replug "CMD"

Prints a line a check, 'pass', 'FAIL' or 'skip', with what was measured; 0 where none failed.
Without commands it asks for the camera to be pulled out and put back by hand. Pictures are read by
the same source and engine as in the window, but not analysed. --patience lengthens the limits in
time, for emulated machines.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication

from camera_rate import ROUNDS, enough, own_rate, plain_rate
from camera_rights import another_program, as_nobody, may_step_down
from mien.engine.engine import Engine
from mien.engine.status import Phase
from mien.errors import MienError, SourceError
from mien.gui.camera_list import CameraLister, real_cameras
from mien.sources import CameraInfo, list_cameras, open_source
from mien.sources.base import Source
from mien.sources.cameras import find_camera
from mien.sources.request import CameraWish

LISTED_S = 4.0
FOLLOWS_S = 1.0
OPENED_S = 3.0
LOST_S = 3.0
BACK_S = 2.0
LATE_S = 30.0  # what takes longer is no longer waited for
TIMES = 2
HAND_S = 60.0  # for a person to pull a plug
HELD_UP_S = 2.0
OLD_MS = 500.0
STEP_S = 0.02


class Unfit(Exception):  # noqa: N818 - it is no error
    """Nothing that this camera or system can be tried for."""


class Failed(Exception):  # noqa: N818
    """What was to be so is not so."""


@dataclass
class Trial:
    """One run: its camera, its limits, and how many checks failed."""

    wanted: str
    unplug: str
    replug: str
    wish: CameraWish
    seconds: float
    patience: float
    failed: int = 0
    camera: CameraInfo | None = None
    checks: Sequence[tuple[str, Callable[[Trial], str]]] = ()

    @property
    def here(self) -> CameraInfo:
        """The camera, once it was listed."""
        if self.camera is None:
            raise Unfit("there is no camera to try")
        return self.camera

    def run(self) -> None:
        """All checks, one after the other."""
        for name, check in self.checks:
            try:
                result, detail = "pass", check(self)
            except Unfit as why:
                result, detail = "skip", str(why)
            except (Failed, MienError) as why:
                result, detail = "FAIL", str(why)
                self.failed += 1
            print(f"{result}  {name:<9} {detail}", flush=True)

    def within(self, took_s: float, limit_s: float, what: str) -> str:
        """Say how long it took. Raises Failed where that was too long."""
        said = f"{what} {took_s:.2f} s (limit {limit_s * self.patience:g} s)"
        if took_s > limit_s * self.patience:
            fail(said)
        return said


def fail(why: str) -> NoReturn:
    """End a check."""
    raise Failed(why)


def listing(trial: Trial) -> str:
    """The camera is listed by its name, in time."""
    began = time.monotonic()
    listed = list_cameras(LISTED_S * trial.patience, with_modes=True)
    took = time.monotonic() - began
    names = ", ".join(f"{camera.name} at {camera.path}" for camera in listed.cameras)
    trial.camera = find_camera(trial.wanted, listed.cameras)
    if trial.camera is None:
        fail(f"'{trial.wanted}' is not among: {names}" if names else "no camera was found")
    said = trial.within(took, LISTED_S, f"{names};")
    return f"{said}; identity '{trial.camera.identity}'"


def modes(trial: Trial) -> str:
    """Sizes and rates are listed, and another one than the usual is given when asked for."""
    found = trial.here.modes
    if not found:
        raise Unfit("the system or the driver lists no sizes")
    sizes = list(dict.fromkeys((mode.width, mode.height) for mode in found))
    small = min(found, key=lambda mode: (mode.width * mode.height, -mode.rate))
    wish = CameraWish(small.width, small.height, small.rate, small.pixel_format)
    with opened(trial, wish) as source:
        info = source.info
    if (info.width, info.height) != (small.width, small.height):
        fail(f"asked for {wish}, got {info.width} x {info.height}")
    return (
        f"{len(found)} in {len(sizes)} sizes from {sizes[-1]} to {sizes[0]}; asked for {wish}, got "
        f"{info.width} x {info.height} at {info.rate:g}, {info.detail['pixel format']}"
    )


def opening(trial: Trial) -> str:
    """The first picture comes in time and has the size that is told."""
    began = time.monotonic()
    with opened(trial) as source:
        info, frame = source.info, source.read()
        took = time.monotonic() - began
    if frame is None or (frame.width, frame.height) != (info.width, info.height):
        fail("the first picture has another size than was told")
    said = trial.within(took, OPENED_S, "first picture after")
    given = f"{info.width} x {info.height} at {info.rate:g}, {info.detail['pixel format']}"
    return f"{said}; really gives {given}"


def rate(trial: Trial) -> str:
    """As many pictures come as the driver says, or as a plain loop gets, at growing times."""
    own, plain, grow = list[float](), list[float](), True
    for _ in range(ROUNDS):
        with opened(trial) as source:
            given = source.info
            measured, in_order = own_rate(source, trial.seconds / ROUNDS)
        own.append(measured)
        grow &= in_order
        beside = plain_rate(trial.here.path, given, trial.seconds / ROUNDS)
        plain += [] if beside is None else [beside]
    if not grow:
        fail("the times of the pictures do not grow")
    best = max(plain, default=None)
    said = f"{max(own):.1f} a second of {given.rate:g} stated"
    said += "" if best is None else f"; a plain loop gets {best:.1f}"
    if not enough(max(own), given.rate, best):
        fail(said)
    return said


def staleness(trial: Trial) -> str:
    """Whoever was held up gets a new picture, and the others are counted as missed."""
    with opened(trial) as source:
        for _ in range(5):
            before = source.read()
        time.sleep(HELD_UP_S)
        frame = source.read()
        age = (time.monotonic_ns() - frame.captured_ns) / 1e6 if frame is not None else 0.0
    if frame is None or before is None:
        fail("no picture came")
    left_out = frame.index - before.index - 1
    said = f"after {HELD_UP_S:g} s without reading: {age:.0f} ms old, {left_out} old ones left out"
    if age > OLD_MS * trial.patience:
        fail(said)
    return said


def busy(trial: Trial) -> str:
    """A camera in use is said to be in use, and by whom."""
    if sys.platform != "linux":
        raise Unfit("this system does not tell a camera in use from one that is forbidden")
    with another_program(trial.here.path):
        try:
            opened_twice = open_source("camera:" + trial.here.identity)
        except SourceError as error:
            if error.kind != "busy":
                fail(f"it is said: {error}")
            return str(error)
        opened_twice.close()
    raise Unfit("this driver lets several programs read at once")


def forbidden(trial: Trial) -> str:
    """Whoever may not use the camera is told what to do."""
    identity = trial.here.identity
    if not may_step_down():
        raise Unfit("only root on Linux can stand in for somebody who may not use the camera")
    with as_nobody():
        try:
            opened_by_nobody = open_source("camera:" + identity)
        except SourceError as error:
            if error.kind != "forbidden":
                fail(f"it is said: {error}")
            return str(error)
    opened_by_nobody.close()
    raise Unfit("everybody may use this camera")


def comes_and_goes(trial: Trial) -> str:
    """The list and the engine notice that the camera goes and comes, more than once."""
    hand, here = Hand(trial), trial.here
    try:
        return "; ".join(_told(trial, hand, here))
    finally:
        hand.leave()


def _told(trial: Trial, hand: Hand, here: CameraInfo) -> list[str]:
    """What was measured at each step; a step that took too long fails all at the end."""
    lister = CameraLister(real_cameras)
    lister.watch()
    lister.look()
    told, late = list[str](), False
    with running(trial) as engine:
        until(lambda: listed(lister, here), time.monotonic(), LATE_S, "in the list at first")
        for _ in range(TIMES if trial.unplug else 1):
            gone = [
                Step("gone from the list", lambda: not listed(lister, here), FOLLOWS_S),
                Step("noticed", lambda: lost(engine), LOST_S),
            ]
            late |= timed(gone, hand.pull(), trial.patience, told)
            told.append(f"'{engine.status().problem}'")
            wait(1.0)
            count = engine.frames.peek()[1]
            back = [
                Step("back in the list", lambda: listed(lister, here), FOLLOWS_S),
                Step("pictures again", partial(live, engine, count), BACK_S),
            ]
            late |= timed(back, hand.put_back(), trial.patience, told)
        info = engine.status().source
        told.append(f"newest picture {engine.status().age_ms:.0f} ms old")
        if late or info is None or info.name != here.name:
            fail("; ".join(told))
    return told


@dataclass(frozen=True)
class Step:
    """Something that is to be so within a limit in seconds."""

    what: str
    true: Callable[[], bool]
    limit_s: float


def timed(steps: list[Step], began: float, patience: float, told: list[str]) -> bool:
    """Write down when each came to be so; True where one came too late."""
    waiting, late = list(steps), False
    while waiting:
        for step in [step for step in waiting if step.true()]:
            waiting.remove(step)
            took, limit = time.monotonic() - began, step.limit_s * patience
            told.append(f"{step.what} after {took:.2f} s (limit {limit:g} s)")
            late |= took > limit
        if waiting and time.monotonic() > began + LATE_S:
            fail("; ".join([*told, f"not {waiting[0].what} within {LATE_S:g} s"]))
        wait(STEP_S)
    return late


def ending(trial: Trial) -> str:
    """Closing leaves no thread behind."""
    with running(trial):
        pass
    wait(0.5)
    left = [one.name for one in threading.enumerate() if one.name.startswith("mien-")]
    if left:
        fail(f"these are left: {', '.join(left)}")
    return "no thread is left"


CHECKS = [
    ("listing", listing),
    ("sizes", modes),
    ("opening", opening),
    ("rate", rate),
    ("age", staleness),
    ("busy", busy),
    ("forbidden", forbidden),
    ("replug", comes_and_goes),
    ("ending", ending),
]


class Hand:
    """Pulls the camera out and puts it back, by a command or by asking a person."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._out = False

    def leave(self) -> None:
        """Put the camera back where a check failed meanwhile."""
        if self._out and self._trial.replug:
            self.put_back()

    def pull(self) -> float:
        """When the camera was gone, by the monotonic clock."""
        self._out = True
        return self._do(self._trial.unplug, "Pull the camera out now.", there=False)

    def put_back(self) -> float:
        """When the camera was back."""
        self._out = False
        return self._do(self._trial.replug, "Put the camera back now.", there=True)

    def _do(self, command: str, request: str, *, there: bool) -> float:
        if command:
            # Whoever waits for the command must not hold up the windows' loop.
            worker = subprocess.Popen(command, shell=True, stdout=subprocess.DEVNULL)  # noqa: S602
            while worker.poll() is None:
                wait(STEP_S)
            if worker.returncode:
                fail(f"the command '{command}' ended with {worker.returncode}")
            return time.monotonic()
        if not sys.stdin.isatty():
            raise Unfit("give --unplug and --replug, or run it where a person can answer")
        print(f"      {request}", flush=True)
        ends = time.monotonic() + HAND_S
        while (find_camera(self._trial.here.identity, list_cameras().cameras) is None) is there:
            if time.monotonic() > ends:
                fail("nobody did")
            wait(STEP_S)
        return time.monotonic()


class NoAnalysis:
    """In the place of the loaded network: never ready, so that pictures are only read."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def __call__(self, **_: object) -> NoReturn:
        """Wait for the end."""
        self.over.wait()
        raise MienError("The check is over.")


@contextmanager
def running(trial: Trial) -> Iterator[Engine]:
    """An engine on the camera, which gives pictures."""
    never = NoAnalysis()
    engine = Engine(loader=never)
    engine.wish(trial.wish)
    engine.open("camera:" + trial.here.identity)
    try:
        began = time.monotonic()
        until(lambda: live(engine, 1), began, LATE_S, "live")
        yield engine
    finally:
        engine.stop()
        never.over.set()
        if not engine.close(5.0 * trial.patience):
            fail("the engine does not end")


@contextmanager
def opened(trial: Trial, wanted: CameraWish | None = None) -> Iterator[Source]:
    """The camera as a source of its own."""
    wish = trial.wish if wanted is None else wanted
    with open_source("camera:" + trial.here.identity, wanted=wish) as source:
        yield source


def listed(lister: CameraLister, camera: CameraInfo) -> bool:
    """Whether the window's list has the camera."""
    return any(one.name == camera.name for one in lister.cameras)


def lost(engine: Engine) -> bool:
    """Whether the engine knows that the camera is gone."""
    return engine.status().phase is Phase.RECONNECTING


def live(engine: Engine, count: int) -> bool:
    """Whether pictures came since the engine's mailbox had seen so many, and none is old."""
    status = engine.status()
    if status.phase is Phase.FAILED:
        fail(status.problem)
    newer = engine.frames.peek()[1] > count
    return newer and status.phase is not Phase.RECONNECTING and status.age_ms < OLD_MS


def until(true: Callable[[], bool], began: float, limit_s: float, what: str) -> float:
    """Seconds from `began` until something is so. Raises Failed where it never is."""
    while not true():
        if time.monotonic() > began + limit_s:
            fail(f"not {what} within {limit_s:g} s")
        wait(STEP_S)
    return time.monotonic() - began


def wait(seconds: float) -> None:
    """Let Qt's timers run meanwhile."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        QCoreApplication.processEvents()
        time.sleep(min(STEP_S, seconds))


def parsed(argv: list[str] | None) -> Trial:
    """The arguments."""
    parser = argparse.ArgumentParser(description="Try a real camera.")
    parser.add_argument("--camera", default="", help="name, path or number; the first")
    parser.add_argument("--unplug", default="", metavar="CMD", help="makes the camera go")
    parser.add_argument("--replug", default="", metavar="CMD", help="makes it come back")
    parser.add_argument("--ask", default="", help="a size and rate to ask for, as 640x480@15")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long the rate is measured")
    parser.add_argument("--patience", type=float, default=1.0, help="factor on all limits in time")
    args = parser.parse_args(argv)
    if bool(args.unplug) is not bool(args.replug):
        parser.error("give both --unplug and --replug, or neither")
    try:
        wish = CameraWish.parsed(args.ask)
    except ValueError as error:
        parser.error(str(error))
    hand = (args.unplug, args.replug)
    return Trial(args.camera, *hand, wish, args.seconds, args.patience, checks=CHECKS)


def main(argv: list[str] | None = None) -> int:
    """0 where nothing failed."""
    trial = parsed(argv)
    app = QCoreApplication.instance() or QCoreApplication([])
    trial.run()
    print(f"{trial.failed} of {len(CHECKS)} failed" if trial.failed else "nothing failed")
    del app
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
