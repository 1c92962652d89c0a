"""The columns of rows.csv, made from the network's card.

Version 2 has, behind those of version 1, what is measured of a face and the values relative to the
person's own neutral face, empty where there was no calibration.
"""

from __future__ import annotations

from dataclasses import dataclass

from mien.faces.blendshapes import BLENDSHAPES
from mien.network.card import Card
from mien.record.measured import MEASURES, REASON

FRAME_COLUMNS = (
    "frame",
    "time_s",
    "captured_ns",
    "source_frame",
    "source_time_s",
    "skipped",
    "gap",
    "faces",
    "video_index",
)
FACE_COLUMNS = ("face_id", "score", "x", "y", "width", "height", "pitch", "yaw", "roll")


CALIBRATED = "_calibrated"
VERSION = 2
MEASURED = 2  # from this version on


@dataclass(frozen=True, slots=True)
class RowFormat:
    """The columns of one version of rows.csv, for one network."""

    card: Card
    version: int = VERSION

    @property
    def measured(self) -> bool:
        """Whether there are measures and calibrated values."""
        return self.version >= MEASURED

    @property
    def labelled(self) -> bool:
        """Whether each face has a cell with its likeliest expression."""
        return bool(self.card.expressions)

    @property
    def names(self) -> tuple[str, ...]:
        """The header: the frame, the face, what the network reads, MediaPipe's blendshapes.

        Then, from version 2 on: why the quality is poor, the measures, the calibrated values.
        """
        first = (*FRAME_COLUMNS, *FACE_COLUMNS, *self.card.columns, *BLENDSHAPES)
        return (*first, REASON, *MEASURES, *calibrated(self.card)) if self.measured else first

    @property
    def reason_at(self) -> int:
        """The place of the reason, behind the last column where there is none."""
        return len(FRAME_COLUMNS) + len(FACE_COLUMNS) + len(self.card.columns) + len(BLENDSHAPES)


def calibrated(card: Card) -> tuple[str, ...]:
    """The names of the calibrated values: 'AU12_calibrated' beside 'AU12'."""
    return tuple(name + CALIBRATED for name in card.values)
