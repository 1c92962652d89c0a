"""Settings go to a file and come from one whole, or not at all; their declaration is complete."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from mien.declared import GROUPS, Hidden, Shown, declared
from mien.errors import MienError
from mien.settings import Settings
from mien.settings_file import LONGEST_IMPORT, export_settings, import_settings


def test_what_is_exported_is_imported_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    chosen = Settings(theme="light", opacity=0.35, text_scale=1.5, record_keep="numbers")
    export_settings(chosen, path)
    here = Settings(notice_seen=True, last_source="clip.mp4")
    expected = chosen.changed(notice_seen=True, last_source="clip.mp4")
    assert import_settings(path, here) == expected


def test_what_is_merely_remembered_is_not_exported(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    export_settings(Settings(last_source="/home/ada/private.mp4", notice_seen=True), path)
    assert "private" not in path.read_text(encoding="utf-8")
    assert "notice_seen" not in path.read_text(encoding="utf-8")


def test_an_import_changes_only_what_people_choose(tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    path.write_text('{"mien": "9", "settings": {"theme": "light", "last_source": "x", "new": 1}}')
    assert import_settings(path, Settings()) == Settings(theme="light")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage",
        b"\xff\xfe\x00",
        b"[1, 2]",
        b"null",
        b"{}",
        b'{"theme": "light"}',
        b'{"mien": "1", "settings": 3}',
        b"[" * 100_000,
        b'{"mien": "1", "settings": {"x": "' + b"y" * LONGEST_IMPORT + b'"}}',
    ],
)
def test_garbage_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    with pytest.raises(MienError, match=r"odd.json holds no settings of Mien.* Nothing was"):
        import_settings(path, Settings())


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"theme": "light", "opacity": 12}, "Opacity of the maps"),
        ({"opacity": 0.5, "colour_map": "jet"}, "Colours of saliency"),
        ({"max_faces": None}, "Faces at most"),
        ({"text_scale": float("nan")}, "Size of text"),
    ],
)
def test_one_wrong_value_refuses_the_whole_file(
    tmp_path: Path, values: dict[str, object], title: str
) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"mien": "1", "settings": values}))
    with pytest.raises(MienError, match=title):
        import_settings(path, Settings())


def test_a_file_that_is_not_there_or_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(MienError, match="could not be read"):
        import_settings(tmp_path / "none.json", Settings())
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(MienError, match="could not be written"):
        export_settings(Settings(), tmp_path / "folder.json")


def test_every_setting_that_people_change_has_its_words() -> None:
    for setting in declared(Settings):
        field = Settings.model_fields[setting.name]
        assert any(isinstance(data, Shown) for data in field.metadata), setting.name
        assert setting.shown.title, setting.name
        assert setting.shown.group in GROUPS, setting.name
        if setting.kind == "choice":
            worded = {value for value, _ in setting.shown.choices}
            assert worded == {value for value, _ in setting.choices}, setting.name


def test_what_is_merely_remembered_is_not_shown() -> None:
    names = {setting.name for setting in declared(Settings)}
    assert not names & {"last_source", "notice_seen", "record_notice_seen", "evidence_of"}


class Others(BaseModel):
    """Fields as somebody may add them."""

    later_one: int = 3
    port: Annotated[int, Field(ge=1, le=65535), Shown("Port", "New group")] = 9000
    kind: Annotated[Literal["a", "b"], Shown("Kind", GROUPS[0], choices=(("a", "An a"),))] = "a"
    name: Annotated[str | None, Field(max_length=20)] = None
    secret: Annotated[list[int], Hidden()] = []


def test_a_field_that_is_added_is_declared_by_itself() -> None:
    kind, later, name, port = declared(Others)
    assert (later.shown.title, later.kind, later.default) == ("Later one", "whole", 3)
    assert (port.least, port.most, port.shown.group) == (1, 65535, "New group")
    assert kind.choices == (("a", "An a"), ("b", "b"))
    assert (name.kind, name.most, name.optional) == ("text", 20, True)


def test_a_field_without_a_control_is_a_mistake_that_is_seen() -> None:
    class Odd(BaseModel):
        ports: list[int] = []

    with pytest.raises(TypeError, match="ports: make it Hidden"):
        declared(Odd)
