"""`mien record`: what a source shows, analysed live and kept as a session."""

from __future__ import annotations

import contextlib
import signal
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mien.cli.command import (
    Commands,
    add_device,
    add_network,
    own_network,
    say,
    tell,
    tell_device,
)
from mien.cli.meter import Meter
from mien.errors import MienError

if TYPE_CHECKING:
    from mien.engine.engine import Engine
    from mien.record.progress import Progress

LOOK_EVERY_S = 0.1
START_S = 120.0
CLOSE_S = 15.0
FOREVER = float("inf")


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser: ArgumentParser = commands.add_parser(
        "record",
        description=(
            "Analyse a source live and keep every analysed frame as a session: a folder with "
            "video, rows and saliency. People who are shown must be told. For a video file, "
            "'mien analyze --session' keeps every frame, at any speed."
        ),
        epilog="Ctrl-C, or SIGTERM, ends the recording and closes it properly.",
    )
    parser.add_argument("--source", default="camera", help="as for the window; the first camera")
    parser.add_argument(
        "--duration", type=seconds, default=FOREVER, metavar="S", help="seconds; until Ctrl-C"
    )
    parser.add_argument(
        "--keep",
        default="clean",
        metavar="WHAT",
        help="clean, annotated, blurred (no face can be known), with commas, or numbers; clean",
    )
    parser.add_argument(
        "--codec", choices=("mpeg4", "h264"), default="mpeg4", help="of the videos; mpeg4"
    )
    parser.add_argument("--out", metavar="FOLDER", help="where the session's folder goes")
    parser.add_argument("--name", default="", help="the session's name; else the date and time")
    add_device(parser)
    add_network(parser)


def seconds(text: str) -> float:
    """A length of time from the command line."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e7:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return value


def run(args: Namespace) -> int:
    """0 where all was kept, 2 where the recording ended early. Raises MienError."""
    from mien.engine.engine import Engine
    from mien.record.layout import sessions_folder
    from mien.record.plan import Plan, keep_of

    keep = keep_of(args.keep)
    parent = Path(args.out) if args.out else sessions_folder()
    plan = Plan(keep, parent=parent, name=args.name, codec=args.codec)
    meter, engine = Meter(), Engine()
    try:
        engine.use_network(own_network(args), instead=False)
        engine.open(args.source, args.device)
        wait_for_start(engine, meter)
        meter.clear()
        tell_device(args.device, engine.status().provider_note)
        with ended_by_term():
            engine.start_recording(plan)
            follow(engine, meter, args.duration)
    finally:
        engine.stop_recording()
        progress, problem = wait_for_end(engine), engine.status().network_problem
        meter.clear()
        engine.close(CLOSE_S)
    if problem:
        tell(problem)
    status = report(progress)
    return 2 if problem else status


@contextlib.contextmanager
def ended_by_term() -> Iterator[None]:
    """SIGTERM, by which systems end programs, does what Ctrl-C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def wait_for_start(engine: Engine, meter: Meter) -> None:
    """Until frames are analysed. Raises MienError where that does not come to be."""
    from mien.engine.status import Phase

    ends = time.monotonic() + START_S
    while engine.analyses.peek()[0] is None or engine.status().phase is not Phase.RUNNING:
        status = engine.status()
        if status.phase in (Phase.FAILED, Phase.ENDED) or time.monotonic() > ends:
            raise MienError(status.problem or "The source ended before anything was analysed.")
        meter.step(status.step or "Waiting for a picture")
        time.sleep(LOOK_EVERY_S)


def follow(engine: Engine, meter: Meter, duration_s: float) -> None:
    """Until the time is over, the source ends or the recording does; Ctrl-C is an end as well."""
    from mien.record.progress import Stage

    ends = time.monotonic() + duration_s
    try:
        while time.monotonic() < ends:
            progress = engine.recording()
            if progress.stage is not Stage.RECORDING:
                return
            meter.step(line_of(progress))
            time.sleep(LOOK_EVERY_S)
    except KeyboardInterrupt:
        return


def wait_for_end(engine: Engine) -> Progress:
    """How the recording ended, once it is written; Ctrl-C again leaves it to `mien recover`."""
    while engine.recording().active:
        time.sleep(LOOK_EVERY_S / 2)
    return engine.recording()


def line_of(progress: Progress) -> str:
    """The line that is shown meanwhile."""
    counts = progress.counts
    free = f", {progress.free_bytes / 1e9:.1f} GB free" if progress.free_bytes >= 0 else ""
    return (
        f"Recording {progress.length_s:.1f} s: {counts.analysed} frames, {counts.skipped} skipped, "
        f"{counts.gaps} gaps{free}"
    )


def report(progress: Progress) -> int:
    """Say where the session is and what it holds."""
    from mien.record.progress import Stage

    counts = progress.counts
    tell(
        f"{progress.length_s:.1f} s, {counts.analysed} frames analysed, {counts.skipped} skipped, "
        f"{counts.lost} lost, {counts.gaps} gaps"
    )
    if progress.problem:
        tell(progress.problem)
    say(str(progress.folder))
    return 2 if progress.problem or progress.stage is Stage.FAILED else 0
