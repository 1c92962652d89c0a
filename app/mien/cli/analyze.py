"""`mien analyze`: every frame of pictures, folders and videos, as rows of a CSV file."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mien.cli.command import Commands, tell
from mien.cli.meter import Meter
from mien.errors import MienError, SourceError

if TYPE_CHECKING:
    from mien.cli.table import Table
    from mien.sources.base import Source
    from mien.types import Analysis, Frame

MOST_FACES = 32


class FrameAnalyser(Protocol):
    """The part of the engine's analyser that is needed here."""

    def begin(self, still: bool) -> None:
        """Forget what came before; still: each picture stands alone."""

    def analyse(self, frame: Frame) -> Analysis:
        """Everything known of one frame."""


@dataclass
class Tally:
    """What was done so far; problems: one sentence each."""

    frames: int = 0
    faces: int = 0
    problems: list[str] = field(default_factory=list)


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser: ArgumentParser = commands.add_parser(
        "analyze",
        description=(
            "Analyse every frame and write one row a face a frame. A frame without a face has a "
            "row with empty cells. Times are seconds, boxes pixels, angles degrees; expressions, "
            "Action Units and smile go from 0 to 1."
        ),
        epilog="Ends with status 2 where an input could not be read; the others are still done.",
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="picture, folder or video file")
    parser.add_argument(
        "--out", required=True, metavar="FILE.csv", help="the file to write, or - for stdout"
    )
    parser.add_argument(
        "--device", default="auto", help="what the network runs on: auto, cpu, cuda ..."
    )
    parser.add_argument(
        "--faces",
        type=face_count,
        default=8,
        metavar="N",
        help=f"at most so many faces a frame, 1 to {MOST_FACES}; 8 unless told",
    )


def face_count(text: str) -> int:
    """A number of faces from the command line."""
    if text.isdecimal() and 1 <= int(text) <= MOST_FACES:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST_FACES}")


def run(args: Namespace) -> int:
    """0 where every input was read to its end, else 2. Raises MienError."""
    from mien.cli.table import STDOUT, part_of, table_at
    from mien.engine.analyser import Analyser
    from mien.sources import open_source

    check_output(args.out, args.inputs)
    started = time.monotonic()
    meter = Meter()
    tally = Tally()
    try:
        with Analyser.load(args.device, args.faces, progress=meter.step) as analyser:
            meter.clear()
            with table_at(args.out, analyser.card) as table:
                analyse_all(args.inputs, open_source, analyser, table, meter, tally)
    finally:
        meter.clear()
        if tally.frames and part_of(args.out).exists():
            tell(f"What was done so far is in {part_of(args.out)}.")
    for problem in tally.problems:
        tell(problem)
    seconds = time.monotonic() - started
    where = f": {args.out}" if tally.frames and args.out != STDOUT else ""
    tell(f"{tally.frames} frames, {tally.faces} faces, {seconds:.1f} s{where}")
    return 2 if tally.problems else 0


def check_output(out: str, inputs: Iterable[str]) -> None:
    """MienError where the file cannot be what the user means, before hours of work are lost."""
    path = Path(out)
    if path.is_dir() or not path.parent.is_dir():
        raise MienError(f"{out} cannot be written: name a file in a folder that exists with --out.")
    if path.exists() and any(path.resolve() == Path(text).resolve() for text in inputs):
        raise MienError(f"{out} is one of the inputs: name another file with --out.")


def analyse_all(
    inputs: Iterable[str],
    open_source: Callable[[str], Source],
    analyser: FrameAnalyser,
    table: Table,
    meter: Meter,
    tally: Tally,
) -> None:
    """Do one input after the other; one that cannot be read is noted and the next is done."""
    for text in inputs:
        try:
            with open_source(text) as source:
                analyse_source(source, analyser, table, meter, tally)
                tally.problems += getattr(source, "problems", [])
        except SourceError as error:
            tally.problems.append(str(error))


def analyse_source(
    source: Source, analyser: FrameAnalyser, table: Table, meter: Meter, tally: Tally
) -> None:
    """Every frame until the end. Raises SourceError where the source is live, or fails."""
    info = source.info
    if info.live:
        raise SourceError(f"{info.name} never ends: analyze takes pictures, folders and videos.")
    still = info.kind == "folder"
    analyser.begin(still)
    done = 0
    while (frame := source.read()) is not None:
        analysis = analyser.analyse(frame)
        table.write(analysis, still)
        done += 1
        tally.frames += 1
        tally.faces += len(analysis.faces)
        meter.count(info.name, done, info.frames)
