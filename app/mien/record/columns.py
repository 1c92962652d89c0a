"""The columns of rows.csv, made from the network's card."""

from __future__ import annotations

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

# MediaPipe's, in its order (face_blendshapes.tflite).
BLENDSHAPES = (
    "_neutral", "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft",
    "browOuterUpRight", "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeBlinkLeft",
    "eyeBlinkRight", "eyeLookDownLeft", "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight",
    "eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft", "eyeLookUpRight", "eyeSquintLeft",
    "eyeSquintRight", "eyeWideLeft", "eyeWideRight", "jawForward", "jawLeft", "jawOpen",
    "jawRight", "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft",
    "mouthFrownRight", "mouthFunnel", "mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight",
    "mouthPressLeft", "mouthPressRight", "mouthPucker", "mouthRight", "mouthRollLower",
    "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "mouthSmileLeft", "mouthSmileRight",
    "mouthStretchLeft", "mouthStretchRight", "mouthUpperUpLeft", "mouthUpperUpRight",
    "noseSneerLeft", "noseSneerRight",
)  # fmt: skip


def columns(card: Card) -> tuple[str, ...]:
    """The header: the frame, the face, what the network reads, MediaPipe's blendshapes."""
    read = ("expression", *card.expressions, *card.action_units, "smile")
    return (*FRAME_COLUMNS, *FACE_COLUMNS, *read, *BLENDSHAPES)
