"""The columns of rows.csv, made from the network's card."""

from __future__ import annotations

from mien.faces.blendshapes import BLENDSHAPES
from mien.network.card import Card

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


def columns(card: Card) -> tuple[str, ...]:
    """The header: the frame, the face, what the network reads, MediaPipe's blendshapes."""
    return (*FRAME_COLUMNS, *FACE_COLUMNS, *card.columns, *BLENDSHAPES)
