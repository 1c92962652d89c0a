"""Where an export goes: written beside its place, then put there in one step."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from mien.errors import MienError
from mien.record.session import Session
from mien.words import told


@contextlib.contextmanager
def placed(session: Session, path: Path) -> Iterator[Path]:
    """A new, empty file beside `path`, to be written to; in the end it takes the place of `path`.

    After an error `path` is as it was and nothing is left over. Raises MienError where `path`
    cannot be written or lies in the session's own folder.
    """
    check(session, path)
    temporary = path.with_name(f".mien-{secrets.token_hex(6)}")
    try:
        temporary.touch(exist_ok=False)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def check(session: Session, path: Path) -> None:
    """Raise MienError where nothing may be written."""
    if not path.name or is_folder(path):
        raise MienError(told("{path} is a folder: name a file in it.", path=path))
    if not is_folder(path.parent):
        raise MienError(
            told(
                "There is no folder {folder}: make it first, or choose another.", folder=path.parent
            )
        )
    if path.parent.resolve().is_relative_to(session.folder.resolve()):
        raise MienError(
            told(
                "{path} lies in the session's own folder, where nothing may be changed: "
                "choose another place.",
                path=path,
            )
        )


def is_folder(path: Path) -> bool:
    """Whether a folder is there. MienError where the path cannot be, as with too long a name."""
    try:
        return path.is_dir()
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> MienError:
    return MienError(
        told(
            "{path} cannot be written ({reason}): choose another place, close it "
            "where it is open, or make room there.",
            path=path,
            reason=error.strerror or error,
        )
    )


def name_of(session: Session) -> str:
    """What a session is called: as its folder, which is unique beside the others."""
    return session.folder.resolve().name
