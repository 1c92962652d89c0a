"""Settings survive: a restart, a broken file, a full disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from mien.errors import MienError
from mien.settings import Settings
from mien.settings_file import (
    load_settings,
    save_settings,
    settings_path,
    window_path,
    write_json,
)

NO_ENVIRONMENT: dict[str, str] = {}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A settings file that is not there yet, in a folder that is not there yet."""
    return tmp_path / "mien" / "settings.json"


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert load_settings(path, NO_ENVIRONMENT) == (Settings(), "")
    assert not path.exists()


def test_what_is_saved_comes_back(path: Path) -> None:
    chosen = Settings(
        theme="light",
        saliency=False,
        evidence=True,
        evidence_of="AU12",
        opacity=0.35,
        colour_map="cividis",
        mirror_camera=False,
        last_source="camera:BRIO [046d:085e] @ /dev/video0",
        notice_seen=True,
    )
    save_settings(chosen, path, NO_ENVIRONMENT)
    assert load_settings(path, NO_ENVIRONMENT) == (chosen, "")


def test_settings_do_not_change_in_place() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.opacity = 0.2
    assert settings.changed(opacity=0.2).opacity == 0.2


def test_saliency_has_the_place_where_both_maps_are_asked_for(path: Path) -> None:
    assert not Settings(evidence=True).evidence
    path.parent.mkdir()
    path.write_text('{"saliency": true, "evidence": true}')
    settings, _ = load_settings(path, NO_ENVIRONMENT)
    assert (settings.saliency, settings.evidence) == (True, False)
    assert settings.changed(saliency=False, evidence=True).evidence


@pytest.mark.parametrize("values", [{"opacity": 3}, {"theme": "pink"}, {"colour_map": "jet"}])
def test_values_out_of_range_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings().changed(**values)


@pytest.mark.parametrize(
    "content",
    [b"{ broken", b"", b"[1, 2]", b'{"opacity": 12}', b'{"theme": "pink"}', b"\xff\xfe\x00"],
)
def test_a_broken_file_is_set_aside_with_a_word_on_it(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    settings, notice = load_settings(path, NO_ENVIRONMENT)
    assert settings == Settings()
    assert "settings.json.broken" in notice
    assert not path.exists()
    assert path.with_name("settings.json.broken").read_bytes() == content
    assert load_settings(path, NO_ENVIRONMENT) == (Settings(), "")


def test_keys_of_another_version_are_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"theme": "light", "of_a_later_version": 1}')
    assert load_settings(path, NO_ENVIRONMENT) == (Settings(theme="light"), "")


def test_a_file_that_cannot_be_read_is_told_and_left_alone(path: Path) -> None:
    path.mkdir(parents=True)  # a folder in the file's place
    settings, notice = load_settings(path, NO_ENVIRONMENT)
    assert settings == Settings()
    assert "could not be read" in notice
    assert path.is_dir()


def test_the_environment_goes_before_the_file(path: Path) -> None:
    save_settings(Settings(theme="light", opacity=0.4), path, NO_ENVIRONMENT)
    environment = {"MIEN_THEME": "dark", "MIEN_MIRROR_FILE": "true", "MIEN_MODEL_DIR": "/x"}
    settings, _ = load_settings(path, environment)
    assert (settings.theme, settings.mirror_file, settings.opacity) == ("dark", True, 0.4)


def test_what_the_environment_dictates_is_not_written_down(path: Path) -> None:
    save_settings(Settings(theme="light"), path, NO_ENVIRONMENT)
    environment = {"MIEN_THEME": "dark"}
    settings, _ = load_settings(path, environment)
    save_settings(settings.changed(opacity=0.9), path, environment)
    assert load_settings(path, NO_ENVIRONMENT)[0] == Settings(theme="light", opacity=0.9)


def test_a_choice_against_the_environment_is_written_down(path: Path) -> None:
    environment = {"MIEN_THEME": "dark"}
    settings, _ = load_settings(path, environment)
    save_settings(settings.changed(theme="light"), path, environment)
    assert load_settings(path, NO_ENVIRONMENT)[0].theme == "light"


def test_a_wrong_variable_is_named(path: Path) -> None:
    with pytest.raises(MienError, match="MIEN_OPACITY cannot be 'lots'"):
        load_settings(path, {"MIEN_OPACITY": "lots"})


def test_a_write_that_fails_leaves_the_old_file_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(Settings(theme="light"), path, NO_ENVIRONMENT)

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        save_settings(Settings(theme="dark"), path, NO_ENVIRONMENT)
    monkeypatch.undo()
    assert load_settings(path, NO_ENVIRONMENT)[0].theme == "light"
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_the_file_is_replaced_and_not_written_over(path: Path) -> None:
    write_json(path, {"a": 1})
    with path.open() as reading:  # whoever reads meanwhile sees one version, whole
        write_json(path, {"a": 2})
        assert json.load(reading) == {"a": 1}
    assert json.loads(path.read_text()) == {"a": 2}


def test_choices_and_the_windows_place_are_kept_apart() -> None:
    assert settings_path().parent == window_path().parent
    assert settings_path() != window_path()
