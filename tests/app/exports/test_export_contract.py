"""What every format keeps to: one file, in one step, a sentence where it cannot be."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.app.exports.conftest import Exporter

from mien.errors import MienError
from mien.exports.formats import FORMATS, Format
from mien.record.session import Session

each_format = pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)


def files_of(one: Format, path: Path) -> set[str]:
    """What the format writes: one file, and BIDS its description."""
    return {path.name} | ({path.with_suffix(".json").name} if one.name == "bids" else set())


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process can grow beyond so many bytes, as on a full disk."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def refused(one: Format, session: Session, path: Path) -> str:
    with pytest.raises(MienError) as error:
        one.write(session, path)
    return str(error.value)


@each_format
def test_one_file_is_written_and_the_session_stays_as_it_is(
    one: Format, session: Session, tmp_path: Path
) -> None:
    before = contents(session.folder)
    path = tmp_path / f"out{one.suffix}"
    one.write(session, path)
    assert names(tmp_path) == files_of(one, path)
    assert path.stat().st_size > 0
    assert contents(session.folder) == before
    assert names(session.folder.parent) == {session.folder.name}


@each_format
def test_a_file_that_is_there_is_replaced(one: Format, session: Session, tmp_path: Path) -> None:
    path = tmp_path / f"out{one.suffix}"
    path.write_bytes(b"older")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"stays")
    one.write(session, path)
    assert not path.read_bytes().startswith(b"older")
    assert elsewhere.read_bytes() == b"stays"


@each_format
def test_a_link_is_replaced_and_not_followed(one: Format, session: Session, tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"stays")
    path = tmp_path / f"out{one.suffix}"
    path.symlink_to(tmp_path / "precious")
    one.write(session, path)
    assert (tmp_path / "precious").read_bytes() == b"stays"
    assert not path.is_symlink()


@each_format
def test_a_full_disk_is_a_sentence_and_leaves_the_older_file_whole(
    one: Format, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / f"out{one.suffix}"
    path.write_bytes(b"older")
    with room_for(100):
        sentence = refused(one, session, path)
    assert "cannot be written" in sentence
    assert "make room" in sentence
    assert path.read_bytes() == b"older"
    assert names(tmp_path) == {path.name}


@each_format
@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no file, not even from root")
def test_a_place_that_takes_no_file_is_a_sentence(one: Format, session: Session) -> None:
    assert "cannot be written" in refused(one, session, Path(f"/proc/out{one.suffix}"))


@each_format
def test_what_is_no_place_for_a_file_is_a_sentence(
    one: Format, session: Session, tmp_path: Path
) -> None:
    name = f"out{one.suffix}"
    (tmp_path / "file").touch()
    (tmp_path / name).mkdir()
    assert "is a folder" in refused(one, session, tmp_path / name)
    assert "is a folder" in refused(one, session, Path("/"))
    assert "There is no folder" in refused(one, session, tmp_path / "missing" / name)
    assert "There is no folder" in refused(one, session, tmp_path / "file" / name)
    assert "cannot be written" in refused(one, session, tmp_path / f"{'x' * 300}{one.suffix}")
    assert names(tmp_path) == {"file", name}


@each_format
def test_the_sessions_own_files_are_out_of_reach(one: Format, session: Session) -> None:
    before = contents(session.folder)
    assert "session's own folder" in refused(one, session, session.folder / "rows.csv")
    by_a_way_round = session.folder.parent / "." / session.folder.name / ".." / "Pilot 3"
    assert "session's own folder" in refused(one, session, by_a_way_round / f"x{one.suffix}")
    assert contents(session.folder) == before


@each_format
def test_hostile_names_and_notes_reach_no_other_place(
    one: Format, hostile: Session, tmp_path: Path
) -> None:
    path = tmp_path / "deep" / f"out{one.suffix}"
    path.parent.mkdir()
    one.write(hostile, path)
    assert names(tmp_path) == {"deep"}
    assert names(path.parent) == files_of(one, path)


@pytest.mark.parametrize("name", ["html", "elan", "vtt"])
def test_markup_is_escaped(name: str, hostile: Session, exported: Exporter) -> None:
    text = exported(name, hostile).read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "<img" not in text
    assert "<b>" not in text


@each_format
def test_a_session_without_faces_and_pictures(one: Format, empty: Session, tmp_path: Path) -> None:
    path = tmp_path / f"out{one.suffix}"
    if one.name == "mp4":
        assert "kept no video" in refused(one, empty, path)
        assert not names(tmp_path)
    else:
        one.write(empty, path)
        assert names(tmp_path) == files_of(one, path)


@each_format
@pytest.mark.parametrize("huge", ["1e9", "12345678.9"])  # a session may hold no larger ones
def test_numbers_far_too_large_are_no_traceback(
    one: Format, huge: str, session: Session, tmp_path: Path
) -> None:
    cells = {"x": huge, "width": huge, "yaw": huge, "neutral": huge, "smile": f"-{huge}"}
    changed = session_with_rows(session, tmp_path / "changed", cells)
    one.write(changed, tmp_path / f"out{one.suffix}")
    assert (tmp_path / f"out{one.suffix}").stat().st_size > 0


def session_with_rows(session: Session, folder: Path, values: dict[str, str]) -> Session:
    """A copy of the session in whose first row some cells are changed by hand."""
    folder.mkdir()
    for path in session.folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    header, first, *rest = (folder / "rows.csv").read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    for name, value in values.items():
        cells[header.split(",").index(name)] = value
    text = "\n".join([header, ",".join(cells), *rest, ""])
    (folder / "rows.csv").write_text(text, encoding="utf-8")
    return Session.open(folder)


def test_names_are_unique_and_fit_the_command_line() -> None:
    assert len({one.name for one in FORMATS}) == len({one.suffix for one in FORMATS}) == 9
    assert all(one.name.isalnum() and one.name != "all" and one.title for one in FORMATS)
