"""`mien analyze`: every frame of pictures, folders and videos, as rows of a CSV file."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mien.cli.command import Commands, add_device, add_network, own_network, tell, tell_device
from mien.cli.meter import Meter
from mien.errors import MienError, SourceError

if TYPE_CHECKING:
    from mien.cli.table import Table
    from mien.sources.base import Source
    from mien.types import Analysis, Frame

MOST_FACES = 32
FILES = frozenset(("folder", "video"))  # the kinds of source that come to an end


class FrameAnalyser(Protocol):
    """The part of the engine's analyser that is needed here."""

    def begin(self, still: bool) -> None:
        """Forget what came before; still: each picture stands alone."""

    def analyse(self, frame: Frame) -> Analysis:
        """Everything known of one frame."""

    @property
    def failure(self) -> str:
        """Why the network reads no more, '' while it does."""


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
            "Action Units and smile go from 0 to 1. With --session, a folder with video, rows and "
            "saliency an input, which 'mien' opens; what was interrupted is gone on with."
        ),
        epilog="Ends with status 2 where an input could not be read; the others are still done.",
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="picture, folder or video file")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", metavar="FILE.csv", help="the file to write, or - for stdout")
    where.add_argument(
        "--session", metavar="FOLDER", help="where a session an input and summary.csv go"
    )
    parser.add_argument(
        "--keep",
        default="clean",
        metavar="WHAT",
        help="pictures of a session: as for 'mien record'; clean unless told",
    )
    add_device(parser)
    add_network(parser)
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
    if args.session is not None:
        from mien.cli.sessions import run_sessions

        return run_sessions(args)
    from mien.cli.table import STDOUT

    check_output(args.out, args.inputs)
    started = time.monotonic()
    tally = Tally()
    inputs = check_inputs(args.inputs, tally)
    if inputs:
        analyse_all(args, inputs, tally)
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


def check_inputs(inputs: Iterable[str], tally: Tally) -> list[str]:
    """Those that are there and come to an end; why the others are not goes to the tally."""
    from mien.sources import parse_source

    good = []
    for text in inputs:
        try:
            spec = parse_source(text)
        except SourceError as error:
            tally.problems.append(f"{text}: {error}")
            continue
        if spec.kind in FILES:
            good.append(text)
        else:
            tally.problems.append(f"{text} has no end: name a picture, a folder or a video.")
    return good


def analyse_all(args: Namespace, inputs: Iterable[str], tally: Tally) -> None:
    """Load what looks, then do one input after the other. Raises MienError."""
    from mien.cli.table import part_of, table_at
    from mien.engine.analyser import Analyser

    meter = Meter()
    try:
        with Analyser.load(
            args.device, args.faces, own_network(args), progress=meter.step
        ) as analyser:
            meter.clear()
            tell_device(args.device, analyser.provider_note)
            with table_at(args.out, analyser.card) as table:
                for text in inputs:
                    analyse_input(text, analyser, table, meter, tally)
    finally:
        meter.clear()
        if tally.frames and part_of(args.out).exists():
            tell(f"What was done so far is in {part_of(args.out)}.")


def analyse_input(
    text: str, analyser: FrameAnalyser, table: Table, meter: Meter, tally: Tally
) -> None:
    """Every frame of one input; where it cannot be read, that is noted, and what came is kept."""
    from mien.sources import open_source, problems_of

    problems: list[str] = []
    try:
        with open_source(text, paced=False) as source:
            analyse_frames(source, path_maker(text), analyser, table, meter, tally)
            problems += problems_of(source)
    except SourceError as error:
        problems.append(str(error))
    tally.problems += [f"{text}: {problem}" for problem in problems]


def path_maker(text: str) -> Callable[[Frame], str]:
    """What gives a frame's `file` cell: the input as it was named, and in a folder the picture.

    A frame knows only its file's name, which is not enough once there are several folders.
    """
    folder = Path(text).expanduser()
    if folder.is_dir():
        return lambda frame: str(folder / frame.origin)
    return lambda _: text


def analyse_frames(
    source: Source,
    path_of: Callable[[Frame], str],
    analyser: FrameAnalyser,
    table: Table,
    meter: Meter,
    tally: Tally,
) -> None:
    """Every frame until the end. SourceError where the source fails, MienError of the network."""
    info = source.info
    analyser.begin(still=info.kind == "folder")
    done = 0
    while (frame := source.read()) is not None:
        analysis = analyser.analyse(frame)
        if analyser.failure:
            raise MienError(analyser.failure)
        table.write(analysis, path_of(frame))
        done += 1
        tally.frames += 1
        tally.faces += len(analysis.faces)
        meter.count(info.name, done, info.frames)
