from __future__ import annotations

import numpy as np

from mien_models.judge import TEST_ROWS
from mien_models.splits import (
    every_nth,
    every_tenth,
    genki_test,
    is_genki_test,
    subject_fold,
    subject_number,
)


def test_tenths_are_apart_and_complete() -> None:
    parts = every_tenth(47)
    assert sorted(np.concatenate(list(parts.values()))) == list(range(47))
    assert parts["test"].tolist() == [0, 10, 20, 30, 40]
    assert parts["validation"].tolist() == [1, 11, 21, 31, 41]


def test_a_fold_is_the_subjects_number_modulo_five() -> None:
    assert subject_number("S005") == 5
    assert subject_number("S130") == 130
    assert subject_fold(np.array(["S005", "S999", "S011"])).tolist() == [0, 4, 1]


def test_genki_pictures_whose_number_divides_by_four_are_for_test() -> None:
    assert genki_test(np.array(["images/0004.webp", "images/0007.webp"])).tolist() == [True, False]
    assert is_genki_test("images/4000.webp")


def test_every_nth_counts_only_what_is_wanted() -> None:
    chosen = every_nth(lambda row: row["split"] == "test", 2)
    rows = [
        {"split": s, "n": str(i)} for i, s in enumerate(["test", "train", "test", "test", "test"])
    ]
    assert [row["n"] for row in rows if chosen(row)] == ["0", "3"]


def test_the_judge_takes_the_very_rows_that_training_never_sees() -> None:
    assert TEST_ROWS["ckplus"]({"subject": "S010"})
    assert not TEST_ROWS["ckplus"]({"subject": "S011"})
    assert TEST_ROWS["genki"]({"image": "images/0008.webp"})
    assert not TEST_ROWS["genki"]({"image": "images/0009.webp"})
    for name in ("ferplus", "colour"):
        assert [s for s in ("train", "valid", "test") if TEST_ROWS[name]({"split": s})] == ["test"]
