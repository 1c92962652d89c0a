"""Two tables of `mien analyze` side by side: the same frames should have the same numbers."""

from __future__ import annotations

import csv
import math
from pathlib import Path

# What rounding and another build of ONNX Runtime may change: pixels, degrees, and values of 0..1.
TOLERANCES = {
    "x": 0.6,
    "y": 0.6,
    "width": 0.6,
    "height": 0.6,
    "pitch": 0.2,
    "yaw": 0.2,
    "roll": 0.2,
}
OF_VALUES = 0.005
WORDS = frozenset(("file", "expression"))


def compare(one: Path, other: Path) -> tuple[bool, str]:
    """Whether they are equal within the tolerances, and the largest difference or the first fault.

    The name of the file and the likeliest expression are words; the latter follows from its
    probabilities, which are compared.
    """
    (head, rows), (other_head, others) = read(one), read(other)
    if head != other_head:
        return False, f"other columns: {sorted(set(head) ^ set(other_head))}"
    if not rows or len(rows) != len(others):
        return False, f"{len(rows)} rows and {len(others)}"
    largest, where = 0.0, ""
    for number, (row, same) in enumerate(zip(rows, others, strict=True)):
        for name in head:
            if name in WORDS:
                continue
            apart = difference(row[name], same[name]) / TOLERANCES.get(name, OF_VALUES)
            if apart > largest:
                largest, where = apart, f"{name} of row {number}: {row[name]!r} and {same[name]!r}"
    told = f"{len(rows)} rows, {len(head)} columns"
    if largest > 1.0:
        return False, f"{told}; {where}"
    return True, f"{told}; the largest difference is {largest:.0%} of what is allowed ({where})"


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    return list(reader.fieldnames or ()), rows


def difference(one: str, other: str) -> float:
    """How far two cells are apart; infinite where only one is empty, or words differ."""
    if one == other:
        return 0.0
    try:
        return abs(float(one) - float(other))
    except ValueError:
        return math.inf
