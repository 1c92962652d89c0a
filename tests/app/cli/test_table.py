"""The CSV of `analyze`: its columns, its cells, and when the file is there."""

from __future__ import annotations

import contextlib
import csv
import math
from pathlib import Path

import numpy as np
import pytest

from mien.cli.table import Table, columns, number, part_of, rows, table_at
from mien.errors import MienError
from mien.network.card import Card
from mien.types import (
    Analysis,
    Asymmetry,
    Box,
    Face,
    Frame,
    Measures,
    Pose,
    Quality,
    ReadFace,
    Reading,
)

NAN = math.nan
CARD = Card(
    name="small",
    version="1",
    crop_size=112,
    mean=(0.5, 0.5, 0.5),
    std=(0.5, 0.5, 0.5),
    expressions=("neutral", "happiness", "surprise"),
    action_units=("AU01", "AU12"),
    saliency_size=(7, 7),
    paper="",
    training_data=(),
    licence="MIT",
    limits=(),
    metrics={},
)


def make_frame(index: int = 4, time_s: float = 0.1333333) -> Frame:
    return Frame(np.zeros((4, 4, 3), np.uint8), index, time_s, 0, "a, b.mp4")


def make_face(face_id: int = 1, pose: Pose | None = None) -> Face:
    return Face(
        face_id=face_id,
        score=0.98765,
        box=Box(-3.5, 20, 100.126, 120),
        landmarks=np.zeros((478, 3), np.float32),
        pose=pose or Pose(-5.25, 10, -0.001),
        blendshapes=np.zeros(52, np.float32),
        to_crop=np.zeros((2, 3), np.float32),
    )


MEASURES = Measures(Quality(0.5, "small"), Asymmetry(0.01, -0.02, NAN, 0.04), -0.25, 0.5, 3, 12.5)


def make_reading(*expression: float) -> Reading:
    return Reading(
        expression=np.array(expression, np.float32),
        action_units=np.array([0.25, 1], np.float32),
        smile=0.33333,
        saliency=np.zeros((7, 7), np.float32),
    )


def cells(analysis: Analysis) -> list[dict[str, str]]:
    table = rows(analysis, CARD, "clips/a, b.mp4")
    return [dict(zip(columns(CARD), row, strict=True)) for row in table]


def test_columns_stand_in_the_promised_order() -> None:
    assert columns(CARD) == (
        *("file", "frame", "timestamp", "face_id", "score", "x", "y", "width", "height"),
        *("pitch", "yaw", "roll", "expression", "neutral", "happiness", "surprise"),
        *("AU01", "AU12", "smile", "quality_reason", "quality"),
        *("asymmetry_mouth_x", "asymmetry_mouth_y", "asymmetry_brow_x", "asymmetry_brow_y"),
        *("gaze_x", "gaze_y", "blinks", "blink_rate", "duchenne_hint"),
    )


def test_one_row_a_face() -> None:
    faces = (
        ReadFace(make_face(1), make_reading(0.1, 0.7, 0.2), MEASURES),
        ReadFace(make_face(7), make_reading(0.5, 0.2, 0.3)),
    )
    first, second = cells(Analysis(make_frame(), faces, skipped=0))
    assert ";".join(first.values()) == (
        "clips/a, b.mp4;4;0.133333;1;0.9877;-3.5;20;100.13;120;-5.25;10;0;"
        "happiness;0.1;0.7;0.2;0.25;1;0.3333;"
        "small;0.5;0.01;-0.02;;0.04;-0.25;0.5;3;12.5;"
    )
    assert (second["face_id"], second["expression"]) == ("7", "neutral")


def test_frame_without_a_face_has_a_row_with_empty_cells() -> None:
    (row,) = cells(Analysis(make_frame(), (), skipped=0))
    filled = {name: text for name, text in row.items() if text}
    assert filled == {"file": "clips/a, b.mp4", "frame": "4", "timestamp": "0.133333"}


def test_still_picture_has_no_time() -> None:
    (row,) = cells(Analysis(make_frame(time_s=NAN), (), skipped=0))
    assert row["timestamp"] == ""
    (row,) = cells(Analysis(make_frame(time_s=0), (), skipped=0))
    assert row["timestamp"] == "0"


def test_face_without_a_reading_keeps_its_place_and_its_reading_is_empty() -> None:
    (row,) = cells(Analysis(make_frame(), (ReadFace(make_face(), None),), skipped=0))
    assert row["x"] == "-3.5"
    assert {row[name] for name in columns(CARD)[12:]} == {""}


def test_missing_numbers_are_empty_and_never_zero() -> None:
    seen = ReadFace(make_face(pose=Pose(NAN, NAN, NAN)), make_reading(NAN, NAN, NAN))
    (row,) = cells(Analysis(make_frame(), (seen,), skipped=0))
    for name in ("pitch", "yaw", "roll", "expression", "neutral", "happiness", "surprise"):
        assert row[name] == ""
    assert row["AU12"] == "1"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.00001, "0"), (100.0, "100"), (0.12345, "0.1235"), (1e9, "1000000000")],
)
def test_numbers_are_plain(value: float, text: str) -> None:
    assert number(value, 4) == text


def test_file_is_there_only_when_whole_and_reads_back(tmp_path: Path) -> None:
    out = tmp_path / "a b.csv"
    analysis = Analysis(make_frame(), (ReadFace(make_face(), make_reading(1, 0, 0)),), skipped=0)
    with table_at(str(out), CARD) as table:
        table.write(analysis, "clips/a, b.mp4")
        table.write(analysis, "clips/a, b.mp4")
        assert not out.exists()
    with out.open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    assert [tuple(read[0]), read[1][0], len(read)] == [columns(CARD), "clips/a, b.mp4", 3]
    assert [path.name for path in tmp_path.iterdir()] == ["a b.csv"]


def write_and_fail(out: Path) -> None:
    with table_at(str(out), CARD) as table:
        table.write(Analysis(make_frame(), (), skipped=0), "clips/a, b.mp4")
        raise KeyboardInterrupt


def test_rows_of_an_interrupted_run_stay_beside_and_the_old_file_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("of yesterday")
    with pytest.raises(KeyboardInterrupt):
        write_and_fail(out)
    assert out.read_text() == "of yesterday"
    assert part_of(str(out)).read_text(encoding="utf-8").count("\n") == 2


def test_nothing_is_left_where_nothing_was_written(tmp_path: Path) -> None:
    with table_at(str(tmp_path / "out.csv"), CARD):
        pass
    assert list(tmp_path.iterdir()) == []


def test_dash_is_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with table_at("-", CARD) as table:
        table.write(Analysis(make_frame(), (), skipped=0), "clips/a, b.mp4")
    assert capsys.readouterr().out.startswith("file,frame,timestamp,")


def test_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(MienError, match=r"cannot be written .*--out"),
        table_at(str(tmp_path / "none" / "out.csv"), CARD),
    ):
        pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_full_disk_is_a_sentence() -> None:
    # What is still in the buffer fails once more at closing.
    with contextlib.suppress(OSError), Path("/dev/full").open("w", buffering=1) as file:
        table = Table(file, "out.csv", CARD)
        with pytest.raises(MienError, match=r"out\.csv cannot be written \(No space left"):
            table.write(Analysis(make_frame(), (), skipped=0), "clips/a, b.mp4")
