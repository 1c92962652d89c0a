from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mien_models import metrics


def gaussian(x: float, y: float) -> NDArray[np.float64]:
    rows, columns = np.mgrid[0:6, 0:8]
    return np.asarray(np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * 1.5**2)))


P, Q = gaussian(3, 2), gaussian(4, 3)
FIXATIONS = np.array([(3, 4), (3, 3), (2, 5), (4, 4)])


def test_saliency_metrics_give_the_golden_values() -> None:
    assert metrics.auc_judd(P, FIXATIONS) == pytest.approx(0.832386, abs=1e-6)
    assert metrics.nss(P, FIXATIONS) == pytest.approx(1.019323, abs=1e-6)
    assert metrics.cc(P, Q) == pytest.approx(0.590955, abs=1e-6)
    assert metrics.kl(P, Q) == pytest.approx(0.380103, abs=1e-6)
    assert metrics.sim(P, Q) == pytest.approx(0.665925, abs=1e-6)
    gain = metrics.information_gain(P, np.ones_like(P), FIXATIONS)
    assert gain == pytest.approx(0.895239, abs=1e-6)


def test_icc_gives_the_published_value() -> None:
    table = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
        dtype=float,
    )
    assert metrics.icc_3_1(table) == pytest.approx(0.714841, abs=1e-6)


def test_a_flat_map_says_nothing() -> None:
    flat = np.ones((6, 8))
    assert metrics.auc_judd(flat, FIXATIONS) == pytest.approx(0.5)
    assert metrics.nss(flat, FIXATIONS) == 0.0
    assert np.isnan(metrics.cc(flat, Q))
    assert metrics.auc(np.array([1.0, 1.0]), np.array([1.0])) == 0.5


def test_auc_counts_ordered_pairs() -> None:
    assert metrics.auc(np.array([0.9, 0.4]), np.array([0.5, 0.1])) == 0.75
    assert np.isnan(metrics.auc(np.array([]), np.array([0.5])))


def test_calibration_error_of_a_known_table() -> None:
    probabilities = np.array([[0.8, 0.2], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6]])
    labels = np.array([0, 1, 1, 1])
    expected = 0.5 * abs(0.5 - 0.8) + 0.25 * abs(1 - 0.7) + 0.25 * abs(1 - 0.6)
    table = metrics.reliability(probabilities, labels)
    assert metrics.expected_calibration_error(table) == pytest.approx(expected)
    assert table.count.sum() == 4
    assert table.count[12] == 2  # .8 of 15 bins
    assert table.accuracy[12] == 0.5
    assert table.confidence[12] == pytest.approx(0.8)
    assert np.isnan(table.accuracy[0])


def test_full_confidence_falls_into_the_last_bin() -> None:
    table = metrics.reliability(np.array([[1.0, 0.0]]), np.array([0]), bins=10)
    assert table.count.tolist() == [0] * 9 + [1]


def test_f1_and_confusion() -> None:
    predicted, truth = np.array([True, True, False, False]), np.array([True, False, True, False])
    assert metrics.f1(predicted, truth) == 0.5
    assert np.isnan(metrics.f1(np.array([False]), np.array([False])))
    table = metrics.confusion(np.array([0, 1, 1]), np.array([0, 0, 1]), 2)
    assert table.tolist() == [[1, 1], [0, 1]]
