"""What a person calls a face, for as long as its track lives; nothing of a face itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mien.words import mark, told

MOST_LETTERS = 40

Rgb = tuple[int, int, int]

# Six that people of all kinds of colour vision can tell apart, on dark glass too.
# M. Okabe and K. Ito, Color Universal Design, 2008, without its black and its dark blue.
COLOURS: dict[str, Rgb] = {
    "orange": (230, 159, 0),
    "sky": (86, 180, 233),
    "green": (0, 158, 115),
    "yellow": (240, 228, 66),
    "vermilion": (213, 94, 0),
    "purple": (204, 121, 167),
}
COLOUR_WORDS = {
    "orange": mark("Orange"),
    "sky": mark("Sky blue"),
    "green": mark("Green"),
    "yellow": mark("Yellow"),
    "vermilion": mark("Vermilion"),
    "purple": mark("Purple"),
}


@dataclass(frozen=True, slots=True)
class FaceLabel:
    """A name, '' for none, and a colour of COLOURS, '' for the usual one."""

    name: str = ""
    colour: str = ""

    @property
    def empty(self) -> bool:
        """Nothing was chosen."""
        return not (self.name or self.colour)


Labels = Mapping[int, FaceLabel]
NO_LABELS: Labels = MappingProxyType({})


def face_title(face_id: int, labels: Labels) -> str:
    """The name of a face where it has one, else its number, to be translated where it is shown."""
    label = labels.get(face_id)
    return (label.name if label is not None else "") or told("Face {number}", number=face_id)


def clean_name(text: str) -> str:
    """A name on one line, without what cannot be printed, MOST_LETTERS at most."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:MOST_LETTERS].strip()
