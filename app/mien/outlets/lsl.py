"""The Lab Streaming Layer outlet: the main face's values as one stream, markers as another."""

from __future__ import annotations

import platform
from typing import Any

from mien import __version__
from mien.network.card import Card
from mien.outlets.channels import channels, values
from mien.outlets.lsl_library import LslClock, Reach, load_lsl
from mien.outlets.sample import Item, Mark
from mien.words import told

STREAM, MARKERS = "Mien", "MienMarkers"
OWN = "mien-"  # how the source ids of Mien's own streams begin
IRREGULAR = 0.0  # cameras keep no exact rate: each sample has its own time
BUFFERED = 6  # hundreds of samples kept for an inlet that does not read


class Lsl:
    """A float32 stream of type Face, and a string stream of type Markers.

    Each sample has its frame's capture time on the LSL clock; values that are not known are NaN.
    """

    name = "lsl"

    def __init__(self, reach: Reach = "machine") -> None:
        """Load liblsl; see `load_lsl` for the reach. Raises MienError."""
        self._pylsl = load_lsl(reach)
        self._clock = LslClock(self._pylsl)
        self._card: Card | None = None
        self._faces: Any = None
        self._marks: Any = None

    def open(self, card: Card) -> str:
        """Make both streams discoverable; their names."""
        pylsl = self._pylsl
        self._card = card
        faces = self._info(STREAM, "Face", len(channels(card)), "float32")
        _describe(faces, card)
        marks = self._info(MARKERS, "Markers", 1, "string")
        self._faces = pylsl.StreamOutlet(faces, max_buffered=BUFFERED)
        self._marks = pylsl.StreamOutlet(marks, max_buffered=BUFFERED)
        return told("Streams {faces} and {markers}", faces=STREAM, markers=MARKERS)

    def send(self, item: Item) -> bool:
        """Push a sample; liblsl's own threads carry it on."""
        if self._card is None:
            return False
        if isinstance(item, Mark):
            self._marks.push_sample([item.text], self._clock.to_lsl(item.at_ns))
        else:
            row = values(item.main_face, self._card)
            self._faces.push_sample(row, self._clock.to_lsl(item.captured_ns))
        return True

    def listeners(self) -> int | None:
        """LSL tells only whether anybody listens: 0, else None."""
        faces, marks = self._faces, self._marks
        heard = any(out is not None and out.have_consumers() for out in (faces, marks))
        return None if heard else 0

    def close(self) -> None:
        """Take both streams away; liblsl does that once nothing refers to them."""
        self._faces = self._marks = None

    def _info(self, name: str, kind: str, count: int, form: str) -> Any:
        source = f"{OWN}{name}-{platform.node()}"  # by which an inlet finds it again
        return self._pylsl.StreamInfo(name, kind, count, IRREGULAR, form, source)


def _describe(info: Any, card: Card) -> None:
    """The metadata that is kept with a recording: whose values these are, in which units."""
    rows = channels(card)
    info.set_channel_labels([row.name for row in rows])
    info.set_channel_types([row.kind for row in rows])
    info.set_channel_units([row.unit for row in rows])
    about = info.desc()
    about.append_child_value("manufacturer", "Mien")
    about.append_child_value("version", __version__)
    network = about.append_child("network")
    network.append_child_value("name", card.name)
    network.append_child_value("version", card.version)
