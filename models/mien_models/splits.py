"""Which rows are for training, validation and test: written once, used everywhere."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Row = dict[str, str]


def every_nth(wanted: Callable[[Row], bool], step: int) -> Callable[[Row], bool]:
    """Of the rows that are wanted, the first of every `step`; good for one pass over a table."""
    numbers = count()
    return lambda row: wanted(row) and next(numbers) % max(1, step) == 0


def every_tenth(pictures: int) -> dict[str, Rows]:
    """Of sorted pictures: every tenth from the first is test, from the second validation."""
    rows = np.arange(pictures)
    return {
        "test": rows[rows % 10 == 0],
        "validation": rows[rows % 10 == 1],
        "train": rows[rows % 10 > 1],
    }


def subject_number(name: str) -> int:
    """The number in a CK+ subject's name: S005 is 5."""
    return int(name.lstrip("S"))


def subject_fold(subjects: NDArray[np.str_], folds: int = 5) -> Rows:
    """The fold of each row: its subject's number modulo `folds`."""
    return np.array([subject_number(name) % folds for name in subjects], dtype=np.int64)


def is_genki_test(image: str) -> bool:
    """Whether a GENKI-4K picture is for test: its number divides by 4."""
    return int(image.split("/")[-1].split(".")[0]) % 4 == 0


def genki_test(images: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which GENKI-4K pictures are for test."""
    return np.array([is_genki_test(image) for image in images], dtype=np.bool_)
