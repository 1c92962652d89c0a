"""`mien export`: a session as a file of another format."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING

from mien.cli.command import Commands, say, tell
from mien.cli.meter import Meter
from mien.errors import MienError
from mien.exports.formats import FORMATS, Format, format_of

if TYPE_CHECKING:
    from mien.record.session import Session


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser: ArgumentParser = commands.add_parser(
        "export",
        description=(
            "Write a recorded session as a file of another format. The session stays as it is;\n"
            "what is missing is an empty cell, never 0."
        ),
        epilog="formats:\n" + "\n".join(f"  {one.name:<10}{one.title}" for one in FORMATS),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("session", metavar="SESSION", help="the session's folder")
    parser.add_argument(
        "--format",
        required=True,
        type=formats,
        metavar="NAME",
        help="one of those below, several with commas, or all",
    )
    parser.add_argument(
        "--out",
        metavar="PATH",
        help=(
            "the file, which is replaced, or a folder that is there; without it, the file goes "
            "beside the session's folder and replaces nothing"
        ),
    )


def formats(text: str) -> tuple[Format, ...]:
    """Formats from the command line."""
    if text == "all":
        return FORMATS
    found = [format_of(name.strip()) for name in text.split(",")]
    known = tuple(one for one in found if one is not None)
    if len(known) != len(found):
        names = ", ".join(one.name for one in FORMATS)
        raise ArgumentTypeError(f"{text!r} is none of {names}, all")
    return known


def run(args: Namespace) -> int:
    """0 where every file was written, else 2. Raises MienError."""
    from mien.exports.place import is_folder
    from mien.record.session import Session

    session = Session.open(Path(args.session))
    if args.out and len(args.format) > 1 and not is_folder(Path(args.out)):
        raise MienError(f"{args.out} is no folder, and several files need one: make it first.")
    done = [exported(session, one, args.out) for one in args.format]
    return 0 if all(done) else 2


def exported(session: Session, one: Format, out: str | None) -> bool:
    """Write one file and say where it is; what went wrong is told, and the others go on."""
    meter = Meter()
    try:
        path = target(session, one, out)
        one.write(session, path, lambda share: meter.step(f"{one.title}: {share:.0%}"))
    except MienError as error:
        meter.clear()
        tell(str(error))
        return False
    finally:
        meter.clear()
    say(str(path))
    return True


def target(session: Session, one: Format, out: str | None) -> Path:
    """Where the file goes. MienError where a file is there that nobody asked to replace."""
    from mien.exports.place import is_folder

    folder = session.folder.resolve()
    if out is not None:
        path = Path(out)
        return path / f"{folder.name}{one.suffix}" if is_folder(path) else path
    path = folder.parent / f"{folder.name}{one.suffix}"
    if path.exists():
        raise MienError(f"{path} is there already: name it with --out to replace it.")
    return path
