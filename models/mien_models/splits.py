"""Which rows are for training, validation and test: written once, used everywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def every_tenth(count: int) -> dict[str, Rows]:
    """Of sorted pictures: every tenth from the first is test, from the second validation."""
    rows = np.arange(count)
    return {
        "test": rows[rows % 10 == 0],
        "validation": rows[rows % 10 == 1],
        "train": rows[rows % 10 > 1],
    }


def subject_fold(subjects: NDArray[np.str_], folds: int = 5) -> Rows:
    """The fold of each row: the number in its subject's name (S005 is 5) modulo `folds`."""
    return np.array([int(name.lstrip("S")) % folds for name in subjects])


def genki_test(images: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Whether a GENKI-4K picture is for test: its number divides by 4."""
    return np.array([int(name.split("/")[-1].split(".")[0]) % 4 == 0 for name in images])
