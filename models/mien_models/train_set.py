"""The training rows of a face set, human labels first, teachers' where there are none."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from mien.types import Floats
from mien_models.face_data import Faces, read_saliency, teacher_smile
from mien_models.labels import HAPPINESS
from mien_models.teacher import teach


@dataclass(frozen=True)
class Trust:
    """How far labels that nobody gave are believed.

    teacher: the weight of MediaPipe's, where a human's is 1. opinion: the experts' share in an
    expression label. smoothing: of the colour set's labels, which one person gave.
    """

    teacher: float = 0.3
    opinion: float = 0.5
    smoothing: float = 0.05


@dataclass(frozen=True)
class TrainSet:
    """All that the loss needs, where the network learns; weights say how sure a label is.

    crops: N x S x S x 3, uint8. saliency: N x s x s, uint8.
    """

    crops: Tensor
    saliency: Tensor
    expression: Tensor
    allowed: Tensor
    units: Tensor
    unit_weight: Tensor
    smile: Tensor
    smile_weight: Tensor
    blendshapes: Tensor

    def __len__(self) -> int:
        return len(self.crops)

    def to(self, device: torch.device) -> TrainSet:
        """The same on a device."""
        return TrainSet(**{f.name: getattr(self, f.name).to(device) for f in fields(self)})


LABELS = tuple(f.name for f in fields(TrainSet) if f.name not in ("crops", "saliency"))


def load_train_set(
    cache: Path, name: str, faces: Faces, ckplus: Faces, trust: Trust, opinion: Floats | None
) -> TrainSet:
    """The training rows of a set; opinion: the experts' on all its faces, N x E, or none."""
    rows = faces.split == "train"
    part = faces.part(rows)
    taught = teach(ckplus.part(ckplus.split == "train"), part.blendshapes)
    human_units, human_smile = ~np.isnan(part.action_units), ~np.isnan(part.smile)
    expression = smoothed(part, trust.smoothing if name == "colour" else 0.0)
    if opinion is not None:
        expression = mixed(expression, opinion[rows], trust.opinion)
    arrays = {
        "crops": part.crops,
        "saliency": read_saliency(cache, name)[rows],
        "expression": expression,
        "allowed": part.allowed,
        "units": np.where(human_units, part.action_units, taught),
        "unit_weight": np.where(human_units, 1.0, trust.teacher).astype(np.float32),
        "smile": np.where(human_smile, part.smile, likely_smile(part)),
        "smile_weight": np.where(human_smile, 1.0, trust.teacher).astype(np.float32),
        "blendshapes": part.blendshapes,
    }
    return TrainSet(**{key: torch.from_numpy(np.ascontiguousarray(a)) for key, a in arrays.items()})


def smoothed(faces: Faces, share: float) -> Floats:
    """Expression labels with a share given to all that the set could have named."""
    even = faces.allowed / faces.allowed.sum(1, keepdims=True)
    return mixed(faces.expression, even.astype(np.float32), share)


def mixed(expression: Floats, other: Floats, share: float) -> Floats:
    """Labels with a share of other ones; faces without a label stay without one."""
    labelled = expression.sum(1, keepdims=True) > 0
    both = (1 - share) * expression + share * other
    return np.where(labelled, both, 0).astype(np.float32)


def named_happy(faces: Faces) -> Floats:
    """The share of people who named the face happy, N, NaN where nobody named it."""
    labelled = faces.expression.sum(1) > 0
    return np.where(labelled, faces.expression[:, HAPPINESS], np.nan).astype(np.float32)


def likely_smile(faces: Faces) -> Floats:
    """The mean of MediaPipe's smile and the share that named the face happy, as far as known, N."""
    both = np.stack([named_happy(faces), teacher_smile(faces.blendshapes)])
    known = ~np.isnan(both)
    sums = np.where(known, both, 0).sum(0)
    return np.where(known.any(0), sums / np.maximum(known.sum(0), 1), np.nan).astype(np.float32)
