"""What a recorder is given to write, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from mien.faces.label import FaceLabel
from mien.record.markers import MarkerKind
from mien.types import Analysis


@dataclass(frozen=True, slots=True)
class Mark:
    """A person said that something happens; at_ns: monotonic."""

    at_ns: int
    kind: MarkerKind
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """There was no picture any more at `at_ns`, monotonic, until a frame captured after it."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class Naming:
    """A person gave a face a name or a colour, or took them away."""

    face_id: int
    label: FaceLabel


@dataclass(frozen=True, slots=True)
class Moved:
    """From the next frame on the faces are read elsewhere. note: why, '' where it was asked for."""

    provider: str
    note: str = ""


Item = Analysis | Mark | Loss | Naming | Moved


def weight_of(item: Item) -> int:
    """Bytes that an item keeps in memory; what a person does never has to wait."""
    return item.frame.image.nbytes if isinstance(item, Analysis) else 0
