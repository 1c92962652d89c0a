"""The checks of this machine: what they find where all is well, and where something is broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mien.cli import checks
from mien.cli.checks import run_check
from mien.cli.doctor import as_text
from mien.cli.findings import Finding
from mien.cli.main import main
from mien.cli.qt_libraries import Library
from mien.errors import MienError
from mien.faces.model_file import FILE_NAME


def broken() -> Iterator[Finding]:
    yield Finding("thing", "ok", "the first half")
    raise OSError("the second half fell off")


def missing() -> list[Finding]:
    raise MienError("The thing is not here: fetch it.")


def levels(findings: Iterator[Finding]) -> list[str]:
    return [finding.level for finding in findings]


def test_check_that_breaks_is_a_problem_and_keeps_what_it_found() -> None:
    first, second = run_check("thing", broken)
    assert first.level == "ok"
    assert (second.topic, second.level) == ("thing", "problem")
    assert second.detail == "OSError: the second half fell off"
    assert second.advice


def test_users_error_in_a_check_is_its_sentence() -> None:
    assert list(run_check("thing", missing)) == [
        Finding("thing", "problem", "The thing is not here: fetch it.")
    ]


def test_status_tells_whether_anything_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ok, warning = Finding("a", "ok", "fine"), Finding("b", "warning", "odd", "Look at it.")
    monkeypatch.setattr(checks, "CHECKS", (("a", lambda: [ok, warning]),))
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 problems, 1 warnings"
    monkeypatch.setattr(checks, "CHECKS", (("a", lambda: [ok]), ("thing", broken)))
    assert main(["doctor"]) == 1


def test_json_has_every_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "CHECKS", (("thing", broken), ("other", missing)))
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert [finding["level"] for finding in told["findings"]] == ["ok", "problem", "problem"]
    assert told["findings"][2]["detail"] == "The thing is not here: fetch it."


def test_advice_stands_under_its_finding() -> None:
    text = as_text(Finding("cameras", "warning", "none found", "Plug one in."))
    first, second = text.splitlines()
    assert first.startswith("warning")
    assert second.strip() == "Plug one in."
    assert "\n" not in as_text(Finding("disk", "ok", "much room"))


def test_packages_of_this_environment_are_sound() -> None:
    assert set(levels(checks.versions())) == {"ok"}
    assert levels(checks.opencv()) == ["ok"]


def test_missing_package_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PACKAGES", ("numpy", "no-such-package-at-all"))
    (problem,) = [finding for finding in checks.versions() if finding.level == "problem"]
    assert problem.detail == "not installed: no-such-package-at-all"


def test_two_versions_of_opencv_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {"opencv-python": "5.0.0.93", "opencv-contrib-python": "4.11.0.86"}
    monkeypatch.setattr(checks, "_version", lambda package: numbers.get(package, ""))
    assert levels(checks.opencv()) == ["problem"]


def test_headless_opencv_besides_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = dict.fromkeys((*checks.OPENCV, *checks.OPENCV_HEADLESS), "5.0.0.93")
    monkeypatch.setattr(checks, "_version", numbers.get)
    assert levels(checks.opencv()) == ["problem"]


@pytest.mark.parametrize(
    ("screen", "display", "level"),
    [(False, "", "problem"), (True, "", "warning"), (True, ":0", "problem")],
)
def test_missing_library_matters_where_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, screen: bool, display: str, level: str
) -> None:
    library = Library("libabsent.so.1", "libabsent1", screen)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(checks, "missing_libraries", lambda: (library,))
    (finding,) = checks.libraries()
    assert finding.level == level
    assert "libabsent1" in finding.advice


def test_face_model_is_loaded_where_it_is(face_model: Path) -> None:
    (finding,) = checks.face_model()
    assert finding.level == "ok"
    assert str(face_model) in finding.detail


def test_face_model_not_fetched_yet_is_only_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MIEN_MODEL_DIR")
    monkeypatch.setattr("mien.faces.model_file.user_folder", lambda: tmp_path)
    assert levels(checks.face_model()) == ["warning"]


def test_wrong_face_model_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("something else")
    monkeypatch.setenv("MIEN_MODEL_DIR", str(tmp_path))
    (finding,) = run_check("face model", checks.face_model)
    assert finding.level == "problem"
    assert "MIEN_MODEL_DIR" in finding.detail


def test_folders_of_this_user_can_be_written(user_folders: Path) -> None:
    found = list(checks.folders())
    assert {finding.level for finding in found if finding.topic == "folders"} == {"ok"}
    assert sum(str(user_folders) in finding.detail for finding in found) == 3


def test_folder_that_cannot_be_written_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(checks, "_try_to_write", refuse)
    found = [finding for finding in checks.folders() if finding.topic == "folders"]
    assert {finding.level for finding in found} == {"problem"}
    assert "Permission denied" in found[0].detail


def test_full_disk_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LITTLE_ROOM", 10**30)
    (finding,) = [finding for finding in checks.folders() if finding.topic == "disk"]
    assert finding.level == "warning"


def test_every_check_has_its_own_topic() -> None:
    topics = [topic for topic, _ in checks.CHECKS]
    assert len(set(topics)) == len(topics)


def test_an_own_network_is_looked_at_where_the_settings_name_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tiny_network: Path
) -> None:
    monkeypatch.delenv("MIEN_NETWORK", raising=False)
    assert list(checks.own_network()) == []
    monkeypatch.setenv("MIEN_NETWORK", str(tiny_network))
    (fine,) = checks.own_network()
    assert (fine.level, fine.advice) == ("ok", "")
    assert fine.detail.startswith("test 0, ")
    monkeypatch.setenv("MIEN_NETWORK", str(tmp_path / "gone.onnx"))
    (bad,) = checks.own_network()
    assert bad.level == "problem"
    assert "gone.onnx cannot be used: there is no file" in bad.detail
    assert bad.advice
