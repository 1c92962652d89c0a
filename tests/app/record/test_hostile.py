"""Session folders that are damaged, newer, or made to do harm: a sentence, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.app.record.sessions import make_session

from mien.errors import MienError
from mien.record.deletion import delete_session
from mien.record.details import FACE, FRAME, HEAD, MAGIC
from mien.record.layout import usable_name
from mien.record.markers import make_marker, read_markers, write_markers
from mien.record.recover import recover
from mien.record.session import Session


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_session(tmp_path_factory.mktemp("made"), frames=20).folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "inner" / "session"))


def manifest_with(folder: Path, **values: Any) -> None:
    path = folder / "session.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def line_with(folder: Path, column: str, value: str, line: int = 5) -> None:
    path = folder / "rows.csv"
    lines = path.read_text().splitlines()
    cells = lines[line].split(",")
    cells[lines[0].split(",").index(column)] = value
    lines[line] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")


def tree_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def become_folder(folder: Path) -> None:
    (folder / "rows.csv").unlink()
    (folder / "rows.csv").mkdir()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda f: (f / "session.json").unlink(),
    "empty manifest": lambda f: (f / "session.json").write_text(""),
    "manifest of another kind": lambda f: (f / "session.json").write_text("[]"),
    "manifest in another code": lambda f: (f / "session.json").write_bytes(b"\xff\xfe\x00"),
    "manifest without end": lambda f: (f / "session.json").write_text("[" * 200_000),
    "manifest too large": lambda f: (f / "session.json").write_bytes(b" " * 5_000_000),
    "newer version": lambda f: manifest_with(f, schema_version=3),
    "version is a text": lambda f: manifest_with(f, schema_version="one"),
    "huge count": lambda f: manifest_with(f, counts={"captured": 10**40}),
    "huge picture": lambda f: manifest_with(f, width=10**9),
    "endless length": lambda f: manifest_with(f, length_s=float("inf")),
    "no network": lambda f: manifest_with(f, network=None),
    "huge anchor": lambda f: manifest_with(f, anchor={"utc_ns": 10**30, "monotonic_ns": 0}),
    "video by another name": lambda f: manifest_with(f, video_frames={"../../x": 3}),
    "no rows": lambda f: (f / "rows.csv").unlink(),
    "rows are a folder": become_folder,
    "rows of no text": lambda f: (f / "rows.csv").write_bytes(b"\xff\x00" * 999),
    "empty rows": lambda f: (f / "rows.csv").write_text(""),
    "other columns": lambda f: (f / "rows.csv").write_text("a,b\n1,2\n"),
    "half a row": lambda f: os.truncate(f / "rows.csv", (f / "rows.csv").stat().st_size - 20),
    "a cell too long": lambda f: line_with(f, "smile", "1" * 300_000),
    "a word for a number": lambda f: line_with(f, "smile", "=cmd()"),
    "not finite": lambda f: line_with(f, "smile", "1e999"),
    "huge frame": lambda f: line_with(f, "frame", "9" * 19),
    "huger frame": lambda f: line_with(f, "frame", "9" * 5000),
    "frames out of order": lambda f: line_with(f, "frame", "1"),
    "time that cannot be": lambda f: line_with(f, "time_s", "1e300"),
    "no time": lambda f: line_with(f, "time_s", ""),
    "count of faces is wrong": lambda f: line_with(f, "faces", "3"),
    "frames back in time": lambda f: line_with(f, "time_s", "0.01", line=10),
    "pictures out of order": lambda f: line_with(f, "video_index", "900"),
    "huge skip": lambda f: line_with(f, "skipped", "9" * 18),
    "huge place": lambda f: line_with(f, "x", "1e300"),
    "negative count": lambda f: line_with(f, "skipped", "-4"),
    "marker of no kind": lambda f: (f / "markers.jsonl").write_text('{"kind": "x"}\n'),
    "marker far away": lambda f: (f / "markers.jsonl").write_text(
        '{"time_s": 1e308, "frame": 0, "kind": "mark"}\n'
    ),
    "long note": lambda f: (f / "markers.jsonl").write_text(
        json.dumps({"time_s": 0, "frame": 0, "kind": "note", "note": "x" * 3000})
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_a_sentence_and_changes_nothing(folder: Path, damage: str) -> None:
    DAMAGE[damage](folder)
    before = tree_of(folder.parent.parent)
    with pytest.raises(MienError) as told:
        Session.open(folder)
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 400 + len(str(folder))
    assert tree_of(folder.parent.parent) == before


def test_a_newer_session_asks_for_a_newer_mien(folder: Path) -> None:
    manifest_with(folder, schema_version=7, network="something new")
    with pytest.raises(MienError, match="update Mien"):
        Session.open(folder)


def test_what_a_later_writer_adds_is_passed_by(folder: Path) -> None:
    manifest_with(folder, mood_of_the_day="../../etc")
    assert len(Session.open(folder).frames) == 21


@pytest.mark.parametrize("name", ["session.json", "rows.csv", "markers.jsonl", "faces.bin"])
def test_a_link_is_not_followed(folder: Path, name: str) -> None:
    outside = folder.parent / "outside"
    (folder / name).replace(outside)
    (folder / name).symlink_to(outside)
    with pytest.raises(MienError, match="no plain file"):
        Session.open(folder)


def test_a_video_that_is_a_link_is_not_followed(folder: Path) -> None:
    (folder / "clean.mkv").unlink()
    (folder / "clean.mkv").symlink_to("/etc/passwd")
    session = Session.open(folder)
    with pytest.raises(MienError, match="no plain file"):
        session.video_path("clean")


def test_missing_files_that_are_not_needed_are_missing_and_no_more(folder: Path) -> None:
    for name in ("faces.bin", "markers.jsonl", "clean.mkv"):
        (folder / name).unlink()
    session = Session.open(folder)
    assert session.video_path("clean") is None
    assert session.markers == ()
    (read,) = session.analysis(3)
    assert np.isnan(read.face.landmarks).all()
    assert read.reading is not None
    assert np.isnan(read.reading.saliency).all()
    assert read.reading.smile == session.faces.smile[3]


@pytest.mark.parametrize("place", [0, 5, 40, 300, -1])
def test_damaged_maps_lose_maps_alone(folder: Path, place: int) -> None:
    data = bytearray((folder / "faces.bin").read_bytes())
    data[place] ^= 0xFF
    (folder / "faces.bin").write_bytes(data)
    session = Session.open(folder)
    for frame in session.frames.frame.tolist():
        assert len(session.analysis(frame)) in (0, 1, 2)


def test_maps_that_would_fill_the_memory_are_not_unpacked(folder: Path) -> None:
    body = FRAME.pack(3, 1, 28, 28) + zlib.compress(bytes(200_000_000), 9)
    (folder / "faces.bin").write_bytes(HEAD.pack(MAGIC, zlib.crc32(body), len(body)) + body)
    (read,) = Session.open(folder).analysis(3)
    assert np.isnan(read.face.landmarks).all()
    (folder / "faces.bin").write_bytes(struct.pack("<4sII", MAGIC, 0, 2**32 - 1) + bytes(99))
    assert len(Session.open(folder).analysis(3)) == 1


def test_texts_of_markers_are_kept_as_texts(folder: Path) -> None:
    hostile = make_marker(
        1.0, 3, "note", "=HYPERLINK(1)\n\x00\x1b[2J", "<b>\u202e</b>" + "x" * 5000
    )
    assert hostile.label == "=HYPERLINK(1) [2J"
    assert "\u202e" not in hostile.note
    assert len(hostile.note) == 2000
    write_markers(folder, [hostile, hostile])
    back = read_markers(folder)
    assert [m.note for m in back] == [hostile.note] * 2
    assert len({m.id for m in back}) == 2


def test_markers_that_cannot_be_saved_are_a_sentence(folder: Path) -> None:
    shutil.rmtree(folder)
    with pytest.raises(MienError, match="cannot be saved"):
        write_markers(folder, [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("a/b\\c", "a b c"),
        ("..", "session"),
        ("  Study 3: <first>  ", "Study 3 first"),
        ("x" * 300, "x" * 100),
        ("\x00\n", "session"),
        ("Müller, 2. Sitzung", "Müller, 2. Sitzung"),
    ],
)
def test_a_name_stays_in_its_folder(text: str, name: str) -> None:
    assert usable_name(text) == name


def test_deleting_takes_all_of_a_session_and_nothing_else(folder: Path) -> None:
    outside = folder.parent / "precious"
    outside.write_text("kept")
    (folder / "export.csv").write_text("made by hand")
    (folder / "link").symlink_to(outside)
    delete_session(folder)
    assert list(folder.parent.iterdir()) == [outside]


def test_deleting_refuses_what_is_no_session(folder: Path) -> None:
    plain = folder.parent / "plain"
    plain.mkdir()
    (plain / "a").write_text("a")
    link = folder.parent / "link"
    link.symlink_to(folder)
    (folder / "more").mkdir()
    (folder / "more" / "thesis").write_text("a")
    before = tree_of(folder.parent)
    for place in (plain, link, folder, folder.parent / "none", folder.parent):
        with pytest.raises(MienError):
            delete_session(place)
    assert tree_of(folder.parent) == before


def test_recovering_keeps_what_is_whole_before_the_damage(folder: Path) -> None:
    line_with(folder, "smile", "=cmd()", line=14)
    with pytest.raises(MienError, match="mien recover"):
        Session.open(folder)
    session = recover(folder).session
    assert session.folder == folder
    assert len(session.frames) >= 9
    assert session.manifest.state == "recovered"


def test_landmarks_that_cannot_be_are_left_out(folder: Path) -> None:
    numbers = [1e38, float("inf"), 0, 1, 0, 0, 0, 0, 0, 1e30]
    face = FACE.pack(1, *numbers) + bytes(478 * 6) + b"\x01" + bytes(4)
    body = FRAME.pack(3, 1, 2, 2) + zlib.compress(face)
    (folder / "faces.bin").write_bytes(HEAD.pack(MAGIC, zlib.crc32(body), len(body)) + body)
    (read,) = Session.open(folder).analysis(3)
    assert np.isnan(read.face.landmarks).all()
    assert np.isnan(read.face.to_crop).all()


def test_recovering_what_cannot_be_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    manifest_with(folder, state="recording", writer=None)
    (folder / "rows.csv").unlink()
    (folder / "rows.csv").symlink_to("/etc/passwd")
    for place in (folder, tmp_path / "none", tmp_path):
        with pytest.raises(MienError):
            recover(place)
