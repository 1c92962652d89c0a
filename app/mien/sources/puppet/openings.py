"""Eyes and mouth: two edges that slide over what lies between them."""

from __future__ import annotations

import cv2
import numpy as np

from mien.sources.puppet.fields import fade
from mien.sources.puppet.region import Points, Region
from mien.types import Image

REACH = 0.62  # how far from an edge the skin is drawn along, in widths of the opening
BEHIND_LIPS = np.array([46, 22, 22], np.float32)  # RGB of an open mouth's inside


class Opening:
    """An eye or a mouth as photographed, which can be closed, and opened wider."""

    def __init__(self, portrait: Image, upper: Points, lower: Points) -> None:
        """upper, lower: points of the two edges from left to right, sharing both ends."""
        self._reach = REACH * float(upper[-1, 0] - upper[0, 0])
        left, right = int(upper[0, 0]), int(upper[-1, 0]) + 1
        around = Region.around(np.concatenate([upper, lower]), self._reach + 2)
        self._place = Region(left, around.top, right, around.bottom).place
        columns = np.arange(left, right, dtype=np.float64)
        self._rows = np.arange(around.top, around.bottom, dtype=np.float64)[:, None]
        height = len(self._rows)
        self._columns = np.repeat((columns - left)[None], height, axis=0).astype(np.float32)
        self._upper = np.interp(columns, upper[:, 0], upper[:, 1])
        self._lower = np.maximum(np.interp(columns, lower[:, 0], lower[:, 1]), self._upper)
        self._profile = 1 - ((columns - left) / (right - left) * 2 - 1) ** 2
        self._skin = portrait[self._place].copy()
        self._behind = self._skin.astype(np.float32)

    def darken_below(self) -> None:
        """Make what the lower edge uncovers when it drops dark."""
        amount = np.clip((self._rows - self._lower + 3.0) / 4.0, 0, 1)[..., None]
        self._behind = (self._behind * (1 - amount) + BEHIND_LIPS * amount).astype(np.float32)

    def draw(self, picture: Image, *, upper: float, lower: float, drop: float = 0.0) -> None:
        """Slide the edges down, in parts of the opening's height; `drop`: the lower, in pixels."""
        if not (upper or lower or drop):
            return
        height = self._lower - self._upper
        edge = self._upper + upper * height
        brim = self._lower + lower * height + drop * self._profile
        source = self._rows - np.where(
            self._rows < (edge + brim) / 2,
            (edge - self._upper) * fade((edge - self._rows) / self._reach),
            (brim - self._lower) * fade((self._rows - brim) / self._reach),
        )
        skin = cv2.remap(
            self._skin,
            self._columns,
            (source - self._rows[0]).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        inside = np.minimum(self._rows - edge, brim - self._rows)
        seen = np.where(brim - edge > 1, np.clip(inside / 2 + 0.5, 0, 1), 0)[..., None]
        picture[self._place] = (skin + (self._behind - skin) * seen).astype(np.uint8)
