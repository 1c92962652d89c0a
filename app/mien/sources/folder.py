"""Image files as a source: one image, or all those of a folder."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from pathlib import Path

from mien.errors import SourceError
from mien.sources.base import SourceInfo
from mien.sources.closable import ClosableSource
from mien.sources.images import HEAD_BYTES, decode_image, is_image
from mien.sources.names import shown
from mien.sources.request import OpenRequest
from mien.types import Frame, frozen
from mien.words import to_tell, told

PHOTOS = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".heic", ".heif")
OTHERS = (".gif", ".jp2", ".bmp", ".dib", ".tif", ".tiff", ".pbm", ".pgm", ".ppm", ".pnm")
SUFFIXES = frozenset((*PHOTOS, *OTHERS))
WATCHED_S = 1.0  # how long each image of a folder stands when somebody watches


def open_folder(request: OpenRequest) -> FolderSource:
    """The images of a folder, or a single image."""
    path = Path(request.target)
    paths = list_images(path) if path.is_dir() else [path]
    return FolderSource(paths, shown(path), pause_s=WATCHED_S if request.paced else 0.0)


def list_images(folder: Path) -> list[Path]:
    """The folder's own image files, in natural order (2 before 10), not those of folders in it.

    What has the name of an image counts, and is a problem later if it is none; other files count if
    their first bytes are those of an image. SourceError where there is none.
    """
    try:
        files = [path for path in folder.iterdir() if path.is_file() and path.name[0] != "."]
    except OSError as error:
        raise SourceError(
            told(
                "The folder {folder} cannot be listed: check that you may read it.",
                folder=shown(folder),
            ),
            "forbidden",
        ) from error
    paths = sorted((path for path in files if _counts(path)), key=_natural)
    if not paths:
        raise SourceError(
            told(
                "The folder {folder} holds no image: choose one with images, or a video file.",
                folder=shown(folder),
            )
        )
    return paths


class FolderSource(ClosableSource):
    """Images one after the other; those that cannot be read are left out and told in `problems`."""

    def __init__(self, paths: Sequence[Path], name: str, *, pause_s: float = 0.0) -> None:
        """paths: one or more. pause_s: seconds that each image stands before the next.

        Raises SourceError where none of the images can be read.
        """
        super().__init__()
        self.problems: list[str] = []
        self._paths = paths
        self._pause_s = pause_s
        self._index = 0
        self._pending = self._load()
        if self._pending is None:
            raise SourceError(self._why_none(name))
        first = self._pending
        self._info = SourceInfo(
            "folder", name, first.width, first.height, math.nan, len(paths), live=False
        )

    @property
    def info(self) -> SourceInfo:
        """Size of the first image that can be read; the others may have their own. No rate."""
        return self._info

    def _next(self) -> Frame | None:
        frame, self._pending = self._pending, None
        if frame is None:
            if self._index < len(self._paths) and self._closed.wait(self._pause_s):
                return None
            frame = self._load()
        return frame

    def _load(self) -> Frame | None:
        """The next image that can be read; its index is its place among all, so a gap shows."""
        while self._index < len(self._paths) and not self._closed.is_set():
            index, path = self._index, self._paths[self._index]
            self._index += 1
            try:
                image = decode_image(_read(path), shown(path))
            except SourceError as error:
                self.problems.append(error.sentence)
                continue
            return Frame(frozen(image), index, math.nan, time.monotonic_ns(), shown(path))
        return None

    def _why_none(self, name: str) -> str:
        if len(self.problems) == 1:
            return self.problems[0]
        return told(
            "None of the {count} images in {name} can be read. {problem}",
            count=len(self.problems),
            name=name,
            problem=to_tell(self.problems[0]),
        )

    def _release(self) -> None:
        self._pending = None


def _counts(path: Path) -> bool:
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            return is_image(file.read(HEAD_BYTES))
    except OSError:
        return False


def _read(path: Path) -> bytes:
    # Not cv2.imread: it cannot open every path on every system (non-Latin names on Windows).
    try:
        return path.read_bytes()
    except PermissionError as error:
        sentence = told("{path} may not be read: ask for the right to read it.", path=shown(path))
        raise SourceError(sentence, "forbidden") from error
    except OSError as error:
        sentence = told(
            "{path} cannot be read from the disk: {reason}.",
            path=shown(path),
            reason=error.strerror,
        )
        raise SourceError(sentence, "missing") from error


def _natural(path: Path) -> tuple[list[str | int], str]:
    """Digits count as numbers; odd places are always digits, so that keys can be compared."""
    parts = re.split(r"([0-9]+)", path.name.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], path.name
