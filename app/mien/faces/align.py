"""The aligned crop of a face: the one function that training and the app share."""

from __future__ import annotations

import cv2
import numpy as np

from mien.types import Box, Floats, Image

# Landmarks of MediaPipe's mesh whose means are the five anchor points: the eye on the picture's
# left, the eye on its right, the nose tip, the mouth corner on the left, the one on the right.
ANCHORS = ((33, 133, 159, 145), (362, 263, 386, 374), (1,), (61,), (291,))
# The same, one after the other, so that they are taken at once.
_MEANT = np.concatenate([np.array(group) for group in ANCHORS])
_COUNTS = np.array([len(group) for group in ANCHORS])
_STARTS = np.cumsum(_COUNTS) - _COUNTS

# Where the anchors stand in a crop of side 1. At this scale raised brows and
# the chin of a closed mouth are inside, and the face fills the crop.
TEMPLATE = np.array(
    [[0.315, 0.30], [0.685, 0.30], [0.5, 0.54], [0.353, 0.69], [0.647, 0.69]], dtype=np.float32
)


def anchor_points(landmarks: Floats) -> Floats:
    """The five anchors, 5 x 2 in pixels, of landmarks 478 x 3."""
    sums = np.add.reduceat(landmarks[_MEANT, :2], _STARTS, axis=0)
    return np.asarray(sums / _COUNTS[:, None].astype(np.float32))


def similarity(source: Floats, target: Floats) -> Floats:
    """The 2 x 3 rotation, scale and shift that takes points N x 2 closest to target, N x 2.

    Least squares after Umeyama, IEEE PAMI 13(4), 1991, without reflection.
    """
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    a, b = source - source_mean, target - target_mean
    spread = float((a**2).sum())
    if spread == 0.0:
        raise ValueError("the points of a face lie on one spot")
    cosine = float((a * b).sum()) / spread
    sine = float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / spread
    turn = np.array([[cosine, -sine], [sine, cosine]])
    shift = target_mean - turn @ source_mean
    return np.hstack([turn, shift[:, None]]).astype(np.float32)


def crop_transform(landmarks: Floats, side: int) -> Floats:
    """The 2 x 3 that takes frame pixels to pixels of an aligned crop of `side` pixels."""
    return similarity(anchor_points(landmarks), TEMPLATE * side)


def cut(image: Image, to_crop: Floats, side: int) -> Image:
    """The aligned crop, side x side x 3, of an image H x W x 3; the edge is continued outside it.

    A face much larger than the crop is first averaged down, since warping alone would alias.
    """
    scale = float(np.hypot(to_crop[0, 0], to_crop[1, 0]))
    factor = int(1.0 / scale) if scale > 0 else 1
    if factor >= 2:
        image, to_crop = _averaged(image, to_crop, side, factor)
    crop = cv2.warpAffine(
        image, to_crop, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(crop, dtype=np.uint8)


def _averaged(image: Image, to_crop: Floats, side: int, factor: int) -> tuple[Image, Floats]:
    """The face's region made smaller by a whole factor, and the transform that fits it."""
    region = crop_outline(to_crop, side)
    left, top = np.floor(region.min(axis=0)).astype(int) - factor
    right, bottom = np.ceil(region.max(axis=0)).astype(int) + factor
    left, right = np.clip([left, right], 0, image.shape[1])
    top, bottom = np.clip([top, bottom], 0, image.shape[0])
    width, height = (right - left) // factor, (bottom - top) // factor
    if width < 2 or height < 2:
        return image, to_crop
    part = image[top : top + height * factor, left : left + width * factor]
    small = cv2.resize(part, (int(width), int(height)), interpolation=cv2.INTER_AREA)
    # Pixel centres: small = (frame - offset + 0.5) / factor - 0.5, so frame = factor*small + shift.
    shift = np.array([left, top]) + (factor - 1) / 2
    fitted = to_crop.astype(np.float64)
    fitted[:, 2] += fitted[:, :2] @ shift
    fitted[:, :2] *= factor
    return np.asarray(small, dtype=np.uint8), fitted.astype(np.float32)


def crop_outline(to_crop: Floats, side: int) -> Floats:
    """The crop's four corners in pixels of the frame, 4 x 2, clockwise from the top left."""
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=np.float32)
    back = cv2.invertAffineTransform(to_crop)
    return np.asarray(corners @ back[:, :2].T + back[:, 2], dtype=np.float32)


def landmark_box(landmarks: Floats) -> Box:
    """The upright box around the landmarks, pixels of the frame."""
    low, high = landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
