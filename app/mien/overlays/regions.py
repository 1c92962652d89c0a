"""Where on a face an Action Unit is seen: soft patches over MediaPipe's landmarks.

Chosen by us after FACS's descriptions of what moves; they show where to look, not what the network
looks at, which is what the maps are for.
"""

from __future__ import annotations

import cv2
import numpy as np

from mien.overlays.landmarks import CLOSED, HAIR
from mien.overlays.shapes import Area, Colour, Polyline, Shape
from mien.overlays.style import Style
from mien.types import Analysis, Floats

LIGHT: Colour = (255, 255, 255, 64)  # white is no colour of a map, and lighter than all skin
EDGE: Colour = (255, 255, 255, 200)
WIDER = 1.12  # a patch reaches a little beyond its landmarks

# Landmarks whose hull is a patch; right and left are the person's.
PATCHES: dict[str, tuple[int, ...]] = {
    "inner brows": (66, 107, 65, 55, 9, 285, 295, 336, 296, 337, 151, 108),
    "right outer brow": (70, 63, 105, 46, 53, 52, 71, 68, 104),
    "left outer brow": (300, 293, 334, 276, 283, 282, 301, 298, 333),
    "right brow": (70, 63, 105, 66, 107, 46, 53, 52, 65, 55, 193, 8),
    "left brow": (300, 293, 334, 296, 336, 276, 283, 282, 295, 285, 417, 8),
    "right upper lid": (33, 246, 161, 160, 159, 158, 157, 173, 133, 247, 30, 29, 27, 28, 56, 190),
    "left upper lid": (
        263, 466, 388, 387, 386, 385, 384, 398, 362, 467, 260, 259, 257, 258, 286, 414,
    ),
    "right lower lid": (33, 7, 163, 144, 145, 153, 154, 155, 133, 25, 110, 24, 23, 22, 26, 112),
    "left lower lid": (
        263, 249, 390, 373, 374, 380, 381, 382, 362, 255, 339, 254, 253, 252, 256, 341,
    ),
    "right cheek": (116, 117, 118, 119, 100, 36, 205, 187, 123, 31, 228, 229, 230),
    "left cheek": (345, 346, 347, 348, 329, 266, 425, 411, 352, 261, 448, 449, 450),
    "nose root": (8, 193, 417, 122, 351, 196, 419, 198, 420, 195, 131, 360),
    "upper lip": (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 2, 97, 326, 98, 327, 92, 322),
    "right fold": (129, 203, 206, 216, 92, 165, 98, 186),
    "left fold": (358, 423, 426, 436, 322, 391, 327, 410),
    "right corner": (61, 185, 40, 186, 216, 57, 212, 43, 146, 91),
    "left corner": (291, 409, 270, 410, 436, 287, 432, 273, 375, 321),
    "below right corner": (61, 57, 146, 43, 106, 202, 204, 182, 212),
    "below left corner": (291, 287, 375, 273, 335, 422, 424, 406, 432),
    "lower lip": (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 18, 83, 313, 182, 406),
    "chin": (18, 83, 313, 182, 406, 204, 424, 211, 431, 140, 369, 171, 396, 175, 152),
    "jaw": (61, 17, 291, 152, 148, 176, 149, 150, 136, 172, 377, 400, 378, 379, 365, 397, 18),
    "lips": CLOSED["outer lips"],
    "right eye": (*CLOSED["right eye"], 247, 30, 29, 27, 28, 25, 110, 24, 23, 22),
    "left eye": (*CLOSED["left eye"], 467, 260, 259, 257, 258, 255, 339, 254, 253, 252),
}  # fmt: skip

REGIONS: dict[str, tuple[str, ...]] = {
    "AU01": ("inner brows",),
    "AU02": ("right outer brow", "left outer brow"),
    "AU04": ("right brow", "left brow"),
    "AU05": ("right upper lid", "left upper lid"),
    "AU06": ("right cheek", "left cheek"),
    "AU07": ("right lower lid", "left lower lid"),
    "AU09": ("nose root",),
    "AU10": ("upper lip",),
    "AU11": ("right fold", "left fold"),
    "AU12": ("right corner", "left corner"),
    "AU14": ("right corner", "left corner"),
    "AU15": ("below right corner", "below left corner"),
    "AU16": ("lower lip",),
    "AU17": ("chin",),
    "AU18": ("lips",),
    "AU20": ("right corner", "left corner"),
    "AU21": (),  # the neck, which has no landmarks
    "AU22": ("lips",),
    "AU23": ("lips",),
    "AU24": ("lips",),
    "AU25": ("lips",),
    "AU26": ("jaw",),
    "AU27": ("jaw",),
    "AU28": ("lips",),
    "AU43": ("right eye", "left eye"),
    "AU45": ("right eye", "left eye"),
}


def shapes(analysis: Analysis, style: Style) -> list[Shape]:
    """The region of the Action Unit that is pointed at, on the main face alone."""
    drawn: list[Shape] = []
    for read in analysis.faces:
        points = read.face.landmarks[:, :2]
        if read.face.face_id == style.main_id and np.isfinite(points).all():
            for name in REGIONS.get(style.region_of, ()):
                outline = hull(points, name)
                drawn += [Area(outline, LIGHT), Polyline(outline, EDGE, HAIR, closed=True)]
    return drawn


def hull(points: Floats, name: str) -> Floats:
    """The outline of a patch, n x 2, from landmarks 478 x 2, all in pixels of the frame."""
    own = np.ascontiguousarray(points[list(PATCHES[name])], dtype=np.float32)
    outline = cv2.convexHull(own)[:, 0]
    middle = outline.mean(axis=0)
    return np.asarray(middle + (outline - middle) * WIDER, dtype=np.float32)
