"""How well a face can be read from its picture: the light beside a face.

Each part is 1 from its good bound on, 0 from its bad one, straight between; the face's score is the
worst of them. The bounds were set on GENKI-4K and the London set, and on the same pictures blurred,
darkened and made small: of 597 photographs of the first 8 % are below GOOD and 2 % below USABLE, of
204 of the second none.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from mien.types import Face, Floats, Image, Quality
from mien.words import mark

GOOD = 2 / 3  # from this score on nothing is said
USABLE = 1 / 3  # below it values are greyed out

BLUR, DARK, BRIGHT, CLIPPED = "blur", "dark", "bright", "clipped"
SMALL, TURNED, CUT, COVERED = "small", "turned", "cut", "covered"

REASONS = {
    BLUR: mark("The face is blurred: hold still, or set the camera's focus."),
    DARK: mark("The face is too dark: put a light in front of it."),
    BRIGHT: mark("The face is too bright: take away light, or lower the camera's exposure."),
    CLIPPED: mark("Parts of the face are pure black or white: the light is too hard."),
    SMALL: mark("The face is too small: come closer to the camera."),
    TURNED: mark("The head is turned too far away from the camera."),
    CUT: mark("Part of the face is outside the picture."),
    COVERED: mark("Part of the face seems to be covered."),
}
WORDS = {
    BLUR: mark("Blurred"),
    DARK: mark("Too dark"),
    BRIGHT: mark("Too bright"),
    CLIPPED: mark("Hard light"),
    SMALL: mark("Too small"),
    TURNED: mark("Turned away"),
    CUT: mark("Cut off"),
    COVERED: mark("Covered"),
}
CODES = tuple(REASONS)  # in this order a session's tables number them

# Bounds: good, bad.
SHARPNESS = 0.010, 0.0012  # a blur of 1 % and of 4 % of the face's width
DARKNESS = 60.0, 20.0  # mean gray
BRIGHTNESS = 200.0, 240.0
CLIPPING = 0.2, 0.5  # share of pixels below BLACK or above WHITE
BLACK, WHITE = 8, 247
WIDTH = 48.0, 12.0  # pixels of the face's box
YAW = 20.0, 50.0  # degrees
PITCH = 20.0, 45.0
OUTSIDE = 0.02, 0.2  # share of the landmarks
SITES_OFF = 1.0, 3.5  # of eight places of skin: two are told, three make it unusable

SIDE = 112  # pixels of the crop that is looked at
EDGE = 8  # of it that is left out: hair and ground
SKIN = (151, 5, 164, 199, 205, 425, 214, 434)  # forehead, nose, upper lip, chin, cheeks, jaws
PATCH = 3  # pixels around a place of skin
COLOUR_OFF = 0.3  # log ratio of red or blue to green, from the median of all places
LIGHT_OFF = 1.0  # log brightness, the same
OFF = np.array([COLOUR_OFF, COLOUR_OFF, LIGHT_OFF], np.float32)


def quality(face: Face, crop: Image, width: int, height: int) -> Quality:
    """Of a face with its aligned crop, S x S x 3, in a picture of so many pixels.

    What is covered shows by the landmarks outside the picture, which is certain, and by places that
    have not the colour or brightness of the others, which finds masks, cups and dark glasses over
    the cheeks, and neither hands nor hair of the skin's colour. Grey pictures have brightness only.
    """
    scores = parts(face, crop, width, height)
    worst = min(scores, key=lambda code: scores[code])
    return Quality(scores[worst], worst if scores[worst] < GOOD else "")


def parts(face: Face, crop: Image, width: int, height: int) -> dict[str, float]:
    """The score of each part by its code, 0..1."""
    scale = SIDE / crop.shape[0]
    if scale != 1:
        crop = np.asarray(cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
    gray = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8)[EDGE:-EDGE, EDGE:-EDGE]
    mean = float(cv2.mean(gray)[0])
    shades = cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel()
    clipped = float(shades[:BLACK].sum() + shades[WHITE + 1 :].sum()) / gray.size
    return {
        BLUR: _between(math.log(max(sharpness(gray), 1e-9)), *map(math.log, SHARPNESS)),
        DARK: _between(mean, *DARKNESS),
        BRIGHT: _between(mean, *BRIGHTNESS),
        CLIPPED: _between(clipped, *CLIPPING),
        SMALL: _between(face.box.width, *WIDTH),
        TURNED: min(_between(abs(face.pose.yaw), *YAW), _between(abs(face.pose.pitch), *PITCH)),
        CUT: _between(_outside(face.landmarks, width, height), *OUTSIDE),
        COVERED: _between(_places_off(face, crop, scale), *SITES_OFF),
    }


def sharpness(gray: Image) -> float:
    """The variance of the Laplacian over that of the picture itself, after a blur of 1 pixel.

    The crop has one size for all faces, so it is relative to the face's width, and the ratio takes
    the contrast out; the blur takes out a dark sensor's noise, which has edges of its own.
    After Pech-Pacheco and others, ICPR 2000.
    """
    calm = cv2.GaussianBlur(gray.astype(np.float32), (0, 0), 1.0)
    edges = _variance(np.asarray(cv2.Laplacian(calm, cv2.CV_32F), np.float32))
    spread = _variance(gray)
    return edges / spread if spread > 0 else 0.0


def _variance(picture: Image | Floats) -> float:
    return float(cv2.meanStdDev(picture)[1][0, 0]) ** 2


def _outside(landmarks: Floats, width: int, height: int) -> float:
    low, high = landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)
    if low.min() >= 0 and high[0] <= width - 1 and high[1] <= height - 1:
        return 0.0  # as nearly always
    x, y = landmarks[:, 0], landmarks[:, 1]
    return float(((x < 0) | (y < 0) | (x > width - 1) | (y > height - 1)).mean())


def _places_off(face: Face, crop: Image, scale: float) -> int:
    """How many places of skin are unlike the others; scale: of this crop to the network's."""
    points = face.landmarks[list(SKIN), :2] @ face.to_crop[:, :2].T + face.to_crop[:, 2]
    x, y = (points * scale).round().clip(PATCH, SIDE - 1 - PATCH).astype(int).T
    patches = cv2.blur(crop, (2 * PATCH + 1, 2 * PATCH + 1))[y, x]
    logs = np.log(patches + np.float32(8))
    red, green, blue = logs.T
    looks = np.column_stack([red - green, blue - green, (red + green + blue) / 3])
    # The median of eight: the middle between the fourth and the fifth.
    usual = np.sort(looks, axis=0)[3:5].sum(axis=0) / 2
    return int((np.abs(looks - usual) > OFF).any(axis=1).sum())


def _between(value: float, good: float, bad: float) -> float:
    """1 at or beyond `good`, 0 at or beyond `bad`; 0 for NaN."""
    share = (value - bad) / (good - bad)
    return min(max(share, 0.0), 1.0) if share == share else 0.0
