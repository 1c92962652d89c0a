"""From what a person writes, or drops on the window, to an open source."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from mien.errors import SourceError
from mien.sources.base import Source
from mien.sources.camera import open_camera
from mien.sources.demo import open_demo
from mien.sources.folder import open_folder
from mien.sources.images import HEAD_BYTES, is_image
from mien.sources.names import masked, shown
from mien.sources.quiet import hush
from mien.sources.request import CameraWish, OpenRequest
from mien.sources.stream import open_stream
from mien.sources.video import open_video
from mien.words import mark, told

# A new source is a file of its own and a line here.
OPENERS: Mapping[str, Callable[[OpenRequest], Source]] = {
    "camera": open_camera,
    "demo": open_demo,
    "folder": open_folder,
    "stream": open_stream,
    "video": open_video,
}
STREAMS = frozenset(("http", "https", "rtsp", "rtsps", "rtmp", "rtmps", "rtp", "srt", "tcp", "udp"))


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What a text names. kind: a key of OPENERS. target: what to open. name: for people."""

    kind: str
    target: str
    name: str


def parse_source(text: str) -> SourceSpec:
    """What the text names; nothing is opened but the first bytes of a file.

    'demo'; 'camera' for the first one; 'camera:' with an index, path, identity or name; a bare
    number; an address such as rtsp://host/path; another key of OPENERS, a colon and what it shall
    open; else the path of a video, an image or a folder ('./demo' for a file of that name). Raises
    SourceError.
    """
    asked = text.strip()
    if not asked:
        raise SourceError(mark("No source is named: give 'demo', 'camera', an address or a file."))
    if asked == "demo":
        return SourceSpec("demo", "", "Demo")
    word, colon, rest = asked.partition(":")
    if word == "camera" or asked.isdecimal():
        target = asked if asked.isdecimal() else rest.strip()
        return SourceSpec("camera", target, f"Camera {target}" if target else "Camera")
    if rest.startswith("//") and len(word) > 1:  # one letter is a drive of Windows
        return _address(word.lower(), asked)
    if colon and word in OPENERS:
        return SourceSpec(word, rest.strip(), asked)
    return _file(Path(text))


def open_source(
    text: str, *, wanted: CameraWish | None = None, paced: bool = True, late: bool = False
) -> Source:
    """The source that the text names (see `parse_source`), open and ready to be read.

    wanted: what to ask of a camera, by default 1280 x 720 at 30 frames a second. paced: frames come
    at their real times, for watching; else as fast as they can be read. late: frames may come
    before their pictures are made (`Frame.developed`). Raises SourceError.
    """
    hush()
    spec = parse_source(text)
    request = OpenRequest(spec.target, wanted or CameraWish(), paced, late)
    return OPENERS[spec.kind](request)


def problems_of(source: Source) -> tuple[str, ...]:
    """Sentences on what could not be read, once a source was read to its end."""
    return tuple(getattr(source, "problems", ()))


def _address(scheme: str, text: str) -> SourceSpec:
    if scheme == "file":
        return _file(Path(url2pathname(urlsplit(text).path)))
    if scheme in STREAMS:
        return SourceSpec("stream", text, masked(text))
    raise SourceError(
        told(
            "Addresses that begin with '{scheme}://' cannot be opened: use http, https or rtsp.",
            scheme=scheme,
        )
    )


def _file(path: Path) -> SourceSpec:
    try:
        path = path.expanduser()
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return SourceSpec("folder", str(path), shown(path))
        if stat.S_ISREG(mode):
            return SourceSpec(_kind_of_file(path), str(path), shown(path))
    except PermissionError as error:
        sentence = told("{path} may not be read: ask for the right to read it.", path=shown(path))
        raise SourceError(sentence, "forbidden") from error
    except (OSError, ValueError, RuntimeError) as error:  # the last: no such user after '~'
        if not str(path).startswith("/dev/"):
            sentence = told("There is no file or folder {path}: check the path.", path=shown(path))
            raise SourceError(sentence, "missing") from error
    if str(path).startswith("/dev/"):
        return SourceSpec("camera", str(path), f"Camera {path}")
    raise SourceError(
        told("{path} is neither a file nor a folder: choose a video or an image.", path=shown(path))
    )


def _kind_of_file(path: Path) -> str:
    """By its first bytes, not its name. A GIF may move, so it is a video."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return "folder" if is_image(head) and not re.match(rb"GIF8[79]a", head) else "video"
