"""`mien recover`: recordings that were cut short, made whole."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from mien.cli.command import Commands, say, tell
from mien.errors import MienError


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser: ArgumentParser = commands.add_parser(
        "recover",
        description=(
            "Close recordings that a crash, a power cut or a full disk left as NAME.partial. What "
            "was written whole is kept."
        ),
    )
    parser.add_argument(
        "folder",
        nargs="?",
        metavar="FOLDER",
        help="a recording, or a folder of recordings; without it, the usual place",
    )


def run(args: Namespace) -> int:
    """0 where every recording was recovered, else 2. Raises MienError."""
    from mien.record.layout import MANIFEST, partial_sessions, sessions_folder

    folder = Path(args.folder) if args.folder else sessions_folder()
    if not folder.is_dir():
        raise MienError(f"There is no folder {folder}: check the path.")
    partials = [folder] if (folder / MANIFEST).exists() else partial_sessions(folder)
    if not partials:
        tell(f"There is nothing to recover in {folder}.")
    return max(map(recovered, partials), default=0)


def recovered(partial: Path) -> int:
    """Recover one and say what came of it."""
    from mien.record.recover import recover

    try:
        result = recover(partial)
    except MienError as error:
        tell(str(error))
        return 2
    counts = result.session.manifest.counts
    for note in result.notes:
        tell(note)
    tell(f"{result.session.manifest.length_s:.1f} s, {counts.analysed} frames, {counts.lost} lost")
    say(str(result.session.folder))
    return 0
