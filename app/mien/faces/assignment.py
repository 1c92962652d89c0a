"""The cheapest one-to-one assignment, for a handful of rows and columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def cheapest(costs: NDArray[np.float64]) -> list[int]:
    """For each row of R x C finite costs, R <= C, the column that makes the sum the least.

    The Hungarian method by shortest paths (Jonker and Volgenant, Computing 38, 1987). Of what is
    installed with Mien, only SciPy would have it: 35 MB for these lines.
    """
    rows, columns = costs.shape
    if rows > columns:
        raise ValueError("more rows than columns")
    prices = np.zeros(columns)
    owner = np.full(columns, -1)
    for row in range(rows):
        _place(row, costs, prices, owner)
    return [int(np.flatnonzero(owner == row)[0]) for row in range(rows)]


def _place(
    row: int, costs: NDArray[np.float64], prices: NDArray[np.float64], owner: NDArray[np.int64]
) -> None:
    """Give one more row a column; those before it may have to move on to another."""
    columns = len(prices)
    reach, before = np.full(columns, np.inf), np.full(columns, -1)
    done = np.zeros(columns, dtype=bool)
    spent, current, last = 0.0, row, -1
    while current >= 0:
        held = 0.0 if last < 0 else costs[current, last] - prices[last]
        through = spent + costs[current] - prices - held
        better = ~done & (through < reach)
        reach[better], before[better] = through[better], last
        last = int(np.argmin(np.where(done, np.inf, reach)))
        spent, current = float(reach[last]), int(owner[last])
        done[last] = True
    prices[done] += reach[done] - spent
    while last >= 0:
        previous = int(before[last])
        owner[last] = row if previous < 0 else owner[previous]
        last = previous
