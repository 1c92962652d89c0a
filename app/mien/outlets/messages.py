"""The WebSocket's messages, version 1: a line of JSON each, null where a value is not known.

The first is a hello, then come frames and markers. Receivers send nothing. A later version may add
keys; `version` grows where one goes or changes its meaning.
"""

from __future__ import annotations

import math
import time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from mien import __version__
from mien.network.card import Card
from mien.outlets.channels import MEASURE_UNITS, calibrated_values, readings
from mien.outlets.sample import Mark, Sample
from mien.record.measured import MEASURES, measured
from mien.types import ReadFace

SCHEMA: Literal["mien.live"] = "mien.live"
VERSION: Literal[1] = 1

Number = Annotated[float | None, Field(description="null where it is not known")]
Named = dict[str, Number]


class Message(BaseModel):
    """What all messages share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Hello(Message):
    """The first message: what the values are called."""

    type: Literal["hello"] = "hello"
    schema_name: Annotated[Literal["mien.live"], Field(alias="schema")] = SCHEMA
    version: Literal[1] = VERSION
    app: Annotated[str, Field(description="Mien's version")] = __version__
    network: Annotated[str, Field(description="name and version of the network")]
    expressions: Annotated[tuple[str, ...], Field(description="in the network's order")]
    action_units: Annotated[tuple[str, ...], Field(description="in the network's order")]
    units: Annotated[dict[str, str], Field(description="a key of a face to its unit")] = {
        "score": "0..1",
        "box": "pixels",
        "pose": "degrees",
        "expression": "probability",
        "action_units": "probability",
        "smile": "0..1",
        **{f"measures.{name}": unit for name, (_, unit) in MEASURE_UNITS.items()},
        "calibrated": "share of the room above the person's own neutral",
    }


class FaceValues(Message):
    """One face."""

    id: Annotated[int, Field(description="short-term identity, from 1")]
    score: Annotated[Number, Field(description="the finder's confidence, 0..1")]
    box: Annotated[
        tuple[Number, Number, Number, Number],
        Field(description="x, y, width, height, pixels of the frame"),
    ]
    pose: Annotated[Named, Field(description="pitch (up), yaw and roll (to the own left), degrees")]
    expression: Annotated[Named, Field(description="a probability each; they sum to 1")]
    action_units: Annotated[Named, Field(description="a probability of presence each")]
    smile: Annotated[Number, Field(description="intensity, 0..1")]
    measures: Annotated[
        Named, Field(description="quality (0..1, poor below 1/3) and more, see units")
    ]
    quality_reason: Annotated[str, Field(description="why the quality is not good, '' where it is")]
    calibrated: Annotated[
        Named | None,
        Field(description="the values above relative to the person's neutral; null without one"),
    ]


class FrameValues(Message):
    """One analysed frame."""

    type: Literal["frame"] = "frame"
    number: Annotated[int, Field(description="counts analyses from 0: a jump is a loss")]
    frame: Annotated[int, Field(description="the source's number of the frame")]
    time_s: Annotated[Number, Field(description="seconds from the source's first frame")]
    captured_s: Annotated[float, Field(description="capture, seconds of the monotonic clock")]
    utc_s: Annotated[float, Field(description="capture, seconds since 1970, UTC")]
    age_ms: Annotated[float, Field(description="milliseconds from the capture to this message")]
    skipped: Annotated[int, Field(description="frames before it that were not analysed")]
    width: Annotated[int, Field(description="of the frame, pixels")]
    height: Annotated[int, Field(description="of the frame, pixels")]
    main: Annotated[int | None, Field(description="id of the main face")]
    faces: tuple[FaceValues, ...]


class Marker(Message):
    """Something that happened."""

    type: Literal["marker"] = "marker"
    text: str
    captured_s: Annotated[float, Field(description="seconds of the monotonic clock")]
    utc_s: Annotated[float, Field(description="seconds since 1970, UTC")]


AnyMessage = Annotated[Hello | FrameValues | Marker, Field(discriminator="type")]
MESSAGE: TypeAdapter[Hello | FrameValues | Marker] = TypeAdapter(AnyMessage)


def schema() -> dict[str, Any]:
    """The JSON Schema of a message, for those who read them."""
    return {"title": f"{SCHEMA} {VERSION}", **MESSAGE.json_schema(by_alias=True)}


def line(message: Message) -> str:
    """A message as it travels, with a line's end."""
    return message.model_dump_json(by_alias=True) + "\n"


def hello(card: Card) -> Hello:
    """The first message."""
    return Hello(
        network=f"{card.name} {card.version}",
        expressions=card.expressions,
        action_units=card.action_units,
    )


def frame_values(sample: Sample, card: Card) -> FrameValues:
    """A sample as a message, with its age now."""
    return FrameValues(
        number=sample.number,
        frame=sample.frame,
        time_s=_known(sample.time_s),
        captured_s=sample.captured_ns / 1e9,
        utc_s=_utc_s(sample.captured_ns),
        age_ms=(time.monotonic_ns() - sample.captured_ns) / 1e6,
        skipped=sample.skipped,
        width=sample.width,
        height=sample.height,
        main=sample.main,
        faces=tuple(_face(seen, card) for seen in sample.faces),
    )


def marker(mark: Mark) -> Marker:
    """A marker as a message."""
    return Marker(text=mark.text, captured_s=mark.at_ns / 1e9, utc_s=_utc_s(mark.at_ns))


def _face(seen: ReadFace, card: Card) -> FaceValues:
    face, box, pose = seen.face, seen.face.box, seen.face.pose
    expression, units, smile = readings(seen, card)
    return FaceValues(
        id=face.face_id,
        score=_known(face.score),
        box=(_known(box.x), _known(box.y), _known(box.width), _known(box.height)),
        pose=_named(("pitch", "yaw", "roll"), [pose.pitch, pose.yaw, pose.roll]),
        expression=_named(card.expressions, expression),
        action_units=_named(card.action_units, units),
        smile=_known(smile),
        measures=_named(MEASURES, list(measured(seen, card))),
        quality_reason=seen.measures.quality.reason if seen.measures is not None else "",
        calibrated=None
        if seen.calibrated is None
        else _named(card.values, calibrated_values(seen, card)),
    )


def _named(names: tuple[str, ...], numbers: list[float]) -> Named:
    return {name: _known(value) for name, value in zip(names, numbers, strict=True)}


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _utc_s(monotonic_ns: int) -> float:
    return (time.time_ns() - time.monotonic_ns() + monotonic_ns) / 1e9
