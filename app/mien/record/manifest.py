"""session.json: what was recorded, from what, with what, and how it ended."""

from __future__ import annotations

import errno
import json
import math
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import psutil
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mien.errors import MienError
from mien.faces.label import COLOURS, MOST_LETTERS, FaceLabel, Labels
from mien.network.card import Card
from mien.record.columns import RowFormat
from mien.record.layout import MANIFEST, inside
from mien.settings import LIKELIEST, ColourMap
from mien.settings_file import write_json
from mien.sources.base import SourceInfo
from mien.words import mark, told

SCHEMA = 2  # 1: rows.csv without measures and calibrated values (columns.py)
MOST_BYTES = 4_000_000
MOST_PIXELS = 32_768  # a side
MOST_NAMED = 1000  # faces
MOST_MOVES = 1000

Count = Annotated[int, Field(ge=0, lt=2**53)]
Side = Annotated[int, Field(ge=0, le=MOST_PIXELS)]
Text = Annotated[str, Field(max_length=2000)]
Nanoseconds = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Clock = Literal["capture", "file", "picture"]


class Part(BaseModel):
    """A part of the manifest: frozen; what a later writer of the same version adds is passed by."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Network(Part):
    """What read the faces. sha256: of its ONNX file. provider: where it really ran."""

    card: Card
    sha256: Text
    provider: Text


class Move(Part):
    """The network went on elsewhere. frame: the first row that was read there; note: why."""

    frame: Count
    provider: Text
    note: Text = ""


class SourceFacts(Part):
    """The source as it really was; rate and frames None where it has none.

    path, bytes, modified_ns: of a file, so that the same one can be told from another.
    """

    kind: Text
    name: Text
    width: Side
    height: Side
    rate: float | None
    frames: Count | None
    live: bool
    detail: Mapping[Text, Text]
    path: Text = ""
    bytes: Count = 0
    modified_ns: Nanoseconds = 0

    @classmethod
    def of(cls, info: SourceInfo, path: Path | None = None) -> SourceFacts:
        """The facts of an open source; `path`: the file it reads, where it is one."""
        known = path.stat() if path is not None and path.is_file() else None
        return cls(
            kind=info.kind,
            name=info.name[:2000],
            width=info.width,
            height=info.height,
            rate=info.rate if math.isfinite(info.rate) else None,
            frames=info.frames,
            live=info.live,
            detail={k[:2000]: v[:2000] for k, v in info.detail.items()},
            path=str(path) if path is not None else "",
            bytes=known.st_size if known else 0,
            modified_ns=known.st_mtime_ns if known else 0,
        )


class Keep(Part):
    """Which pictures are kept; none of them leaves the numbers only.

    blurred: faces are made unrecognisable in every picture that is kept.
    """

    clean: bool = True
    annotated: bool = False
    blurred: bool = False

    @property
    def pictures(self) -> bool:
        """Whether any video is written."""
        return self.clean or self.annotated


class Overlays(Part):
    """What the annotated video shows: overlays by their names in the settings.

    evidence_of: the value whose evidence is shown where that overlay is on, as in the settings.
    """

    names: tuple[Text, ...] = ("saliency", "landmarks", "box", "expression", "smile")
    opacity: Annotated[float, Field(ge=0, le=1)] = 0.6
    colour_map: ColourMap = "inferno"
    evidence_of: Text = LIKELIEST


class Named(Part):
    """What a face was called. colour: '' or one of `mien.faces.label`; another one is passed by."""

    name: Annotated[str, Field(max_length=MOST_LETTERS)] = ""
    colour: Text = ""


class Anchor(Part):
    """One moment on two clocks: nanoseconds since 1970 in UTC, and of the monotonic clock."""

    utc_ns: Nanoseconds
    monotonic_ns: Nanoseconds

    @classmethod
    def now(cls) -> Anchor:
        """The present moment."""
        return cls(utc_ns=time.time_ns(), monotonic_ns=time.monotonic_ns())

    @property
    def utc(self) -> datetime:
        """The moment; MienError where it lies outside the calendar."""
        try:
            return datetime.fromtimestamp(self.utc_ns / 1e9, UTC)
        except (OverflowError, ValueError, OSError) as error:
            raise MienError(mark("The session's date lies outside the calendar.")) from error


class Counts(Part):
    """Frames: captured = analysed + skipped.

    skipped: captured and passed over before analysis. lost: analysed, but row or picture could not
    be written. gaps: stretches without a picture, such as an unplugged camera.
    """

    captured: Count = 0
    analysed: Count = 0
    skipped: Count = 0
    lost: Count = 0
    gaps: Count = 0


class Writer(Part):
    """The process that writes, so that nobody takes its folder for an abandoned one."""

    pid: Count
    started: float

    @classmethod
    def here(cls) -> Writer:
        """The present process."""
        return cls(pid=os.getpid(), started=psutil.Process().create_time())

    @property
    def alive(self) -> bool:
        """Whether that very process still runs on this machine."""
        try:
            return math.isclose(psutil.Process(self.pid).create_time(), self.started, abs_tol=1)
        except (psutil.Error, OverflowError, ValueError):
            return False


class Manifest(Part):
    """All of session.json.

    state: 'recording', 'complete' or 'recovered'. ended: why it ended, one sentence, '' where it
    was stopped by hand or came to its end. clock: what time_s counts: 'capture', seconds since the
    first frame was captured; 'file', the place in the video; 'picture', a second a picture.
    start_ns: the monotonic time at time_s 0. anchor, anchor_end: both clocks at the beginning and
    at the end; where they disagree, somebody set the clock. width, height: pixels of the session's
    picture, in which all places are given. video_frames: pictures a video has, by its name.
    moves: where else the network ran later on. face_labels: what faces were called, by their
    numbers, where somebody named them.
    """

    schema_version: Literal[1, 2] = 2
    app_version: Text
    name: Text
    state: Literal["recording", "complete", "recovered"] = "recording"
    ended: Text = ""
    network: Network
    source: SourceFacts
    keep: Keep = Keep()
    overlays: Overlays = Overlays()
    clock: Clock = "capture"
    anchor: Anchor
    anchor_end: Anchor | None = None
    start_ns: Nanoseconds | None = None
    length_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    width: Side = 0
    height: Side = 0
    counts: Counts = Counts()
    video_frames: Mapping[Literal["clean", "annotated"], Count] = {}
    moves: Annotated[tuple[Move, ...], Field(max_length=MOST_MOVES)] = ()
    face_labels: Annotated[Mapping[Count, Named], Field(max_length=MOST_NAMED)] = {}
    codec: Text = ""
    writer: Writer | None = None

    @property
    def rows(self) -> RowFormat:
        """The columns of the session's rows.csv."""
        return RowFormat(self.network.card, self.schema_version)

    @property
    def clock_jump_s(self) -> float:
        """By how much the wall clock was set while recording, seconds; NaN where unknown."""
        if self.anchor_end is None:
            return math.nan
        wall = self.anchor_end.utc_ns - self.anchor.utc_ns
        return (wall - (self.anchor_end.monotonic_ns - self.anchor.monotonic_ns)) / 1e9

    @property
    def labels(self) -> Labels:
        """The names and colours of faces, by their numbers."""
        return {
            number: FaceLabel(named.name, named.colour if named.colour in COLOURS else "")
            for number, named in self.face_labels.items()
        }

    def labelled(self, face_id: int, label: FaceLabel) -> Manifest:
        """A copy in which a face is called this; the same one where no more names fit."""
        named = {number: one for number, one in self.face_labels.items() if number != face_id}
        if not label.empty and len(named) < MOST_NAMED:
            named[face_id] = Named(name=label.name, colour=label.colour)
        return self.changed(face_labels=named)

    def moved(self, frame: int, provider: str, note: str) -> Manifest:
        """A copy that says where the network went on; the same one where no more fit."""
        move = Move(frame=frame, provider=provider[:2000], note=note[:2000])
        return self.changed(moves=(*self.moves, move)) if len(self.moves) < MOST_MOVES else self

    def changed(self, **values: Any) -> Manifest:
        """A checked copy with some values replaced."""
        return Manifest.model_validate({**dict(self), **values})


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace session.json in one step, in a folder that is there. Raises OSError."""
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the folder is gone", str(folder))
    write_json(folder / MANIFEST, manifest.model_dump(mode="json"))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder. MienError where there is none that can be used."""
    path = inside(folder, MANIFEST)
    if path is None:
        raise MienError(
            told("{folder} is no session: it has no {file}.", folder=folder, file=MANIFEST)
        )
    values = _json(path, folder)
    version = values.get("schema_version")
    if isinstance(version, int) and version > SCHEMA:
        raise MienError(
            told(
                "{name} was recorded by a newer Mien (format {version}, this one reads "
                "up to {schema}): update Mien to open it.",
                name=folder.name,
                version=version,
                schema=SCHEMA,
            )
        )
    try:
        return Manifest.model_validate(values)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))[:80]
        raise MienError(
            told(
                "{file} in {folder} is damaged or made by hand: '{place}' cannot be used.",
                file=MANIFEST,
                folder=folder,
                place=place,
            )
        ) from error


def _json(path: Path, folder: Path) -> dict[str, Any]:
    damaged = told(
        "{file} in {folder} is damaged: copy it back from a backup.",
        file=MANIFEST,
        folder=folder,
    )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise MienError(damaged)
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MienError(
            told("{path} cannot be read ({reason}).", path=path, reason=error.strerror)
        ) from error
    except (ValueError, RecursionError) as error:
        raise MienError(damaged) from error
    if not isinstance(values, dict):
        raise MienError(damaged)
    return values
