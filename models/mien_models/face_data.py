"""Packed face sets with their labels in the network's terms; a label that is not there is NaN."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mien.types import Floats
from mien_models.labels import (
    ACTION_UNITS,
    BLENDSHAPES,
    CONTEMPT,
    EXPRESSIONS,
    SMILE_TEACHER,
)
from mien_models.splits import genki_test, subject_fold

CK_NAMES = {"happy": "happiness"}
VALIDATION_EVERY = 20  # of the colour set's training part, which has no validation part of its own
HELD_OUT_FOLD = 0  # of CK+: the shipped weights never see its subjects


@dataclass(frozen=True)
class Faces:
    """Crops N x S x S x 3 and their labels.

    expression: N x E, shares summing to 1, all 0 where there is no label. allowed: N x E, the
    expressions the set could have named. action_units: N x A, 0, 1 or NaN. smile: N, 0..1 or NaN.
    found: MediaPipe saw a face. blendshapes: N x 52 or NaN. split: 'train', 'validation', 'test' or
    '' for rows without use.
    """

    crops: NDArray[np.uint8]
    expression: Floats
    allowed: NDArray[np.bool_]
    action_units: Floats
    smile: Floats
    found: NDArray[np.bool_]
    blendshapes: Floats
    split: NDArray[np.str_]

    def part(self, rows: NDArray[np.bool_]) -> Faces:
        """The chosen rows."""
        return Faces(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def __len__(self) -> int:
        return len(self.split)


@dataclass(frozen=True)
class Table:
    """A packed set as it lies in the cache."""

    crops: NDArray[np.uint8]
    found: NDArray[np.bool_]
    blendshapes: Floats
    labels: dict[str, NDArray[np.str_]]


def read_set(cache: Path, name: str) -> Table:
    """The crops (mapped, not read) and labels of a packed set."""
    with np.load(cache / f"{name}.npz") as packed:
        labels = {k.removeprefix("label_"): packed[k] for k in packed if k.startswith("label_")}
        found, blendshapes = packed["found"], packed["blendshapes"]
    crops = np.load(cache / f"{name}.crops.npy", mmap_mode="r")
    return Table(crops, found, blendshapes, labels)


def read_saliency(cache: Path, name: str) -> NDArray[np.uint8]:
    """The saliency of a set's crops (mapped, not read), N x s x s, 255 at each peak."""
    maps: NDArray[np.uint8] = np.load(cache / f"{name}.saliency.npy", mmap_mode="r")
    return maps


def _faces(
    table: Table,
    split: NDArray[np.str_],
    expression: Floats | None = None,
    action_units: Floats | None = None,
    smile: Floats | None = None,
    without_contempt: bool = False,
) -> Faces:
    count = len(table.found)
    allowed = np.ones((count, len(EXPRESSIONS)), bool)
    if without_contempt:
        allowed[:, CONTEMPT] = False
    nan_units = np.full((count, len(ACTION_UNITS)), np.nan, np.float32)
    return Faces(
        crops=table.crops,
        expression=np.zeros(allowed.shape, np.float32) if expression is None else expression,
        allowed=allowed,
        action_units=nan_units if action_units is None else action_units,
        smile=np.full(count, np.nan, np.float32) if smile is None else smile,
        found=table.found,
        blendshapes=table.blendshapes,
        split=split,
    )


def one_hot(names: NDArray[np.str_]) -> Floats:
    """Expression names as shares, N x E."""
    return np.asarray(names[:, None] == np.array(EXPRESSIONS)[None, :], dtype=np.float32)


def soft_votes(votes: Floats) -> Floats:
    """FER+ votes N x 10 as shares of the eight expressions, N x 8, single votes dropped.

    All 0 where most said 'unknown' or 'not a face', or nothing is left.
    """
    kept = np.where(votes > 1, votes, 0)
    eight = kept[:, : len(EXPRESSIONS)]
    other = kept[:, len(EXPRESSIONS) :].max(1)
    total = eight.sum(1)
    usable = (total > 0) & (eight.max(1) >= other)
    return np.where(usable[:, None], eight / np.maximum(total, 1)[:, None], 0).astype(np.float32)


def majority(votes: Floats) -> NDArray[np.int64]:
    """The label with the most of the ten votes, where it is one of the eight and alone, else -1."""
    most = votes.max(1, keepdims=True)
    alone = (votes == most).sum(1) == 1
    label = votes.argmax(1)
    return np.where(alone & (label < len(EXPRESSIONS)), label, -1)


def ferplus_votes(table: Table) -> Floats:
    """The ten vote counts, N x 10: the eight expressions, unknown, not a face."""
    columns = [*EXPRESSIONS, "unknown", "not_a_face"]
    return np.stack([table.labels[c].astype(np.float32) for c in columns], 1)


def ferplus_majority(cache: Path) -> NDArray[np.int64]:
    """The one expression with the most votes of each FER+ face, else -1."""
    return majority(ferplus_votes(read_set(cache, "ferplus")))


def load_ferplus(cache: Path) -> Faces:
    """FER+: soft expression labels."""
    table = read_set(cache, "ferplus")
    split = np.where(table.labels["split"] == "valid", "validation", table.labels["split"])
    return _faces(table, split, expression=soft_votes(ferplus_votes(table)))


def load_colour(cache: Path) -> Faces:
    """The colour set: seven expressions."""
    table = read_set(cache, "colour")
    split = table.labels["split"].astype("<U10")
    train = np.flatnonzero(split == "train")
    split[train[::VALIDATION_EVERY]] = "validation"
    names = table.labels["expression"]
    return _faces(table, split, expression=one_hot(names), without_contempt=True)


def load_ckplus(cache: Path) -> Faces:
    """CK+: Action Units and expressions; the held-out fold is the test part."""
    table = read_set(cache, "ckplus")
    folds = subject_fold(table.labels["subject"])
    split = np.where(folds == HELD_OUT_FOLD, "test", "train")
    names = np.array([CK_NAMES.get(n, n) for n in table.labels["expression"]])
    units = np.stack([table.labels[a].astype(np.float32) for a in ACTION_UNITS], 1)
    return _faces(table, split, expression=one_hot(names), action_units=units)


def on_fold(ckplus: Faces, cache: Path, fold: int) -> Faces:
    """CK+ with another fold of its subjects as the test part."""
    folds = subject_fold(read_set(cache, "ckplus").labels["subject"])
    return replace(ckplus, split=np.where(folds == fold, "test", "train"))


def load_genki(cache: Path) -> Faces:
    """GENKI-4K: smile or not; training pictures where no face was found are of no use."""
    table = read_set(cache, "genki")
    split = np.where(table.found, "train", "")
    split = np.where(genki_test(table.labels["image"]), "test", split)
    return _faces(table, split, smile=table.labels["smile"].astype(np.float32))


def load_london(cache: Path) -> Faces:
    """The London set: neutral and smiling, for test alone."""
    table = read_set(cache, "london")
    names = table.labels["expression"]
    split = np.full(len(names), "test")
    return _faces(table, split, smile=(names != "neutral").astype(np.float32))


def teacher_smile(blendshapes: Floats) -> Floats:
    """MediaPipe's smile, the mean of its two sides, N, NaN where no face was found."""
    columns = [BLENDSHAPES.index(name) for name in SMILE_TEACHER]
    return np.asarray(blendshapes[:, columns].mean(1), dtype=np.float32)
