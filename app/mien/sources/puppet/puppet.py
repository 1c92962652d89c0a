"""The portrait, drawn with any expression and pose."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

import cv2
import numpy as np

from mien.sources.images import decode_image
from mien.sources.puppet.fields import FACE, HEAD, pose_fields, skin_fields, warp
from mien.sources.puppet.folds import furrow, smoothed
from mien.sources.puppet.openings import Opening
from mien.types import Image

SIDES = ("right", "left")  # the person's own


@dataclass(frozen=True, slots=True)
class Look:
    """What the face does.

    smile: 0 lips closed and relaxed, 1 as photographed. jaw, brow_raise, brow_lower, pucker,
    blink: 0..1. x, y: head shift, pixels. roll: radians, clockwise on the screen is positive.
    zoom: growth, 0.02 is 2 %. yaw, pitch: how far the nose moves more than the ears, pixels.
    """

    smile: float = 1.0
    jaw: float = 0.0
    brow_raise: float = 0.0
    brow_lower: float = 0.0
    pucker: float = 0.0
    blink: float = 0.0
    x: float = 0.0
    y: float = 0.0
    roll: float = 0.0
    zoom: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0


class Puppet:
    """The portrait, its points and all that can be worked out before the first picture."""

    def __init__(self) -> None:
        folder = files("mien_assets") / "demo"
        groups = json.loads((folder / "points.json").read_text("utf-8"))["groups"]
        points = {name: np.array(values, np.float64) for name, values in groups.items()}
        self._portrait = decode_image((folder / "portrait.jpg").read_bytes(), "portrait.jpg")
        self._mouth = Opening(self._portrait, points["inner_upper_lip"], points["inner_lower_lip"])
        self._mouth.darken_below()
        self._eyes = [
            Opening(self._portrait, points[f"{side}_upper_lid"], points[f"{side}_lower_lid"])
            for side in SIDES
        ]
        self._smile_folds = [smoothed(self._portrait, points[f"{side}_fold"]) for side in SIDES]
        self._furrows = [furrow(points[f"{side}_furrow"]) for side in SIDES]
        self._skin = skin_fields(points)
        self._pose = pose_fields()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what is drawn, pixels."""
        return int(self._portrait.shape[1]), int(self._portrait.shape[0])

    def draw(self, look: Look) -> Image:
        """The picture, height x width x 3, uint8, RGB; a new array each time."""
        picture = self._portrait.copy()
        relaxed = 1.0 - look.smile
        for fold in self._smile_folds:
            fold.add(picture, relaxed)
        for line in self._furrows:
            line.add(picture, look.brow_lower)
        self._mouth.draw(picture, upper=0.42 * relaxed, lower=-0.58 * relaxed, drop=17 * look.jaw)
        lids = max(look.blink, 0.28 * look.brow_lower)  # who frowns narrows the eyes
        for eye in self._eyes:
            eye.draw(picture, upper=0.95 * lids, lower=-0.12 * lids)
        self._bend_skin(picture, look)
        self._move_head(picture, look)
        return picture

    def _bend_skin(self, picture: Image, look: Look) -> None:
        amounts = {
            "relax": 1.0 - look.smile,
            "jaw": look.jaw,
            "brow_raise": look.brow_raise,
            "brow_lower": look.brow_lower,
            "pucker": look.pucker,
        }
        field = np.zeros((*FACE.size[::-1], 2), np.float32)
        for name, amount in amounts.items():
            if amount:
                cv2.scaleAdd(self._skin[name], amount, field, field)
        warp(picture, FACE, field)

    def _move_head(self, picture: Image, look: Look) -> None:
        amounts = (look.x, look.y, look.roll, look.zoom, look.yaw, look.pitch)
        field = np.zeros_like(self._pose[0])
        for unit, amount in zip(self._pose, amounts, strict=True):
            cv2.scaleAdd(unit, amount, field, field)
        warp(picture, HEAD, field)
