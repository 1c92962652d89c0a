"""From text to a source."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.app.sources.media import encoded, picture, write_video

from mien.errors import SourceError
from mien.sources import open_source, parse_source

pytestmark = pytest.mark.usefixtures("silent")


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        ("demo", "demo", ""),
        (" demo ", "demo", ""),
        ("camera", "camera", ""),
        ("camera:", "camera", ""),
        ("camera:2", "camera", "2"),
        ("0", "camera", "0"),
        ("camera:/dev/video3", "camera", "/dev/video3"),
        ("/dev/video99", "camera", "/dev/video99"),
        ("camera:Brio [046d:0825] @ /dev/video0", "camera", "Brio [046d:0825] @ /dev/video0"),
        ("http://host/live", "stream", "http://host/live"),
        ("RTSP://host:554/a", "stream", "RTSP://host:554/a"),
        ("udp://@:1234", "stream", "udp://@:1234"),
    ],
)
def test_words_and_addresses(text: str, kind: str, target: str) -> None:
    spec = parse_source(text)
    assert (spec.kind, spec.target) == (kind, target)
    assert spec.name


def test_an_address_is_named_without_its_password() -> None:
    assert parse_source("rtsp://me:secret@host/").name == "rtsp://me:***@host/"


def test_files_are_told_by_their_content(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", 2).rename(tmp_path / "clip.jpg")
    image = tmp_path / "image.mp4"
    image.write_bytes(encoded(picture()))
    assert parse_source(str(clip)).kind == "video"
    assert parse_source(str(image)).kind == "folder"
    assert parse_source(str(tmp_path)).kind == "folder"


def test_a_file_address_is_a_path(tmp_path: Path) -> None:
    image = tmp_path / "ein Bild 写.png"
    image.write_bytes(encoded(picture()))
    spec = parse_source(image.as_uri())
    assert (spec.kind, spec.target, spec.name) == ("folder", str(image), image.name)


def test_spaces_around_a_files_name_are_its_own(tmp_path: Path) -> None:
    odd = tmp_path / " image.png "
    odd.write_bytes(encoded(picture()))
    assert parse_source(str(odd)).target == str(odd)


def test_percent_signs_in_a_files_name_are_its_own(tmp_path: Path) -> None:
    odd = tmp_path / "50%20.png"
    odd.write_bytes(encoded(picture()))
    assert parse_source(odd.as_uri()).target == str(odd)


def test_a_path_from_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "a.png").write_bytes(encoded(picture()))
    assert parse_source("~/a.png").target == str(tmp_path / "a.png")


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("", "failed", "No source is named"),
        ("  ", "failed", "No source is named"),
        ("no/such/file.mp4", "missing", r"no file or folder file\.mp4"),
        ("x" * 5000, "missing", "no file or folder"),
        ("a\0b", "missing", "no file or folder"),
        ("~nobody-of-that-name/a.png", "missing", r"no file or folder a\.png"),
        ("C://clip.mp4", "missing", r"no file or folder clip\.mp4"),
        ("ftp://host/clip.mp4", "failed", "begin with 'ftp://'"),
    ],
)
def test_what_cannot_be_meant(text: str, kind: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        parse_source(text)
    assert caught.value.kind == kind


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="neither a file nor a folder"):
        parse_source(str(tmp_path / "pipe"))


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.png").write_bytes(encoded(picture()))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        with pytest.raises(SourceError, match="may not be read") as caught:
            parse_source(str(tmp_path / "a.png"))
    assert caught.value.kind == "forbidden"


def test_a_watched_folder_shows_each_image_for_a_while(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.png").write_bytes(encoded(picture()))
    with open_source(str(tmp_path)) as source:
        first, second = source.read(), source.read()
    assert first is not None
    assert second is not None
    assert second.captured_ns - first.captured_ns > 0.9e9
