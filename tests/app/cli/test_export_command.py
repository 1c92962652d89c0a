"""`mien export`: where the files go, what is refused, one failure among several."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.record.sessions import make_manifest, make_session, record, usual_items

from mien.cli.main import main
from mien.exports.formats import FORMATS
from mien.record.manifest import Keep
from mien.record.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return make_session(tmp_path / "sessions", "pilot", frames=6)


def test_file_goes_beside_the_session(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(session.folder), "--format", "csv"]) == 0
    path = session.folder.parent / "pilot.csv"
    assert capsys.readouterr() == (f"{path}\n", "")
    assert path.read_text(encoding="utf-8").startswith("session,frame,time_s,")


def test_a_file_beside_the_session_is_not_replaced_unasked(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    path = session.folder.parent / "pilot.csv"
    path.write_text("mine")
    assert main(["export", str(session.folder), "--format", "csv"]) == 2
    assert capsys.readouterr().err == (
        f"{path} is there already: name it with --out to replace it.\n"
    )
    assert path.read_text() == "mine"
    assert main(["export", str(session.folder), "--format", "csv", "--out", str(path)]) == 0
    assert path.read_text() != "mine"


def test_all_formats_go_into_a_folder(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert main(["export", str(session.folder), "--format", "all", "--out", str(out)]) == 0
    wanted = {f"pilot{one.suffix}" for one in FORMATS} | {"pilot_events.json"}
    assert {path.name for path in out.iterdir()} == wanted


def test_one_that_cannot_be_leaves_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(tmp_path / "numbers", usual_items(4), make_manifest(Keep(clean=False)))
    assert main(["export", str(tmp_path / "numbers"), "--format", "mp4,vtt"]) == 2
    shown = capsys.readouterr()
    assert "numbers kept no video" in shown.err
    assert shown.out == f"{tmp_path / 'numbers.vtt'}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--format", "csv", "--out", "{missing}/a.csv"], "There is no folder"),
        (["--format", "csv,vtt", "--out", "{missing}"], "several files need one"),
        (["--format", "csv", "--out", "{session}/rows.csv"], "session's own folder"),
        (["--format", "csv,vtt", "--out", "{long}"], "cannot be written"),
    ],
)
def test_wrong_places_are_a_sentence(
    arguments: list[str],
    sentence: str,
    session: Session,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = {"missing": tmp_path / "missing", "session": session.folder, "long": "x" * 300}
    filled = [argument.format(**places) for argument in arguments]
    assert main(["export", str(session.folder), *filled]) == 2
    shown = capsys.readouterr()
    assert sentence in shown.err
    assert shown.err.count("\n") == 1


def test_what_is_no_session_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(tmp_path), "--format", "csv"]) == 2
    assert "is no session" in capsys.readouterr().err


def test_unknown_format_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["export", "x", "--format", "csv,excel"])
    assert end.value.code == 2
    shown = capsys.readouterr().err
    assert all(one.name in shown for one in FORMATS)


def test_help_names_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    shown = capsys.readouterr().out
    assert all(f"  {one.name} " in shown and one.title in shown for one in FORMATS)
