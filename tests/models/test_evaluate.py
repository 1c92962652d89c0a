from __future__ import annotations

import numpy as np
import pytest

from mien_models.evaluate import (
    above_own_rest,
    blendshape_scores,
    expression_figures,
    mean_of,
    rounded,
    unit_figures,
    without_contempt,
)
from mien_models.labels import ACTION_UNITS, BLENDSHAPES, CONTEMPT, EXPRESSIONS, NEAREST


def test_expression_figures_of_four_known_faces() -> None:
    probabilities = np.full((4, 8), 0.05, np.float32)
    probabilities[[0, 1, 2, 3], [0, 0, 1, 2]] = 0.65
    labels = np.array([0, 1, 1, 2])
    figures = expression_figures(probabilities, labels, EXPRESSIONS)
    assert figures["accuracy"] == 0.75
    assert figures["largest_class_share"] == 0.5
    assert figures["ece"] == pytest.approx(0.1, abs=1e-6)
    recall = figures["recall"]
    assert isinstance(recall, dict)
    assert recall["happiness"] == 0.5
    assert np.isnan(recall["fear"])


def test_leaving_contempt_out_keeps_the_others_shares() -> None:
    probabilities = np.full((1, 8), 0.1, np.float32)
    probabilities[0, CONTEMPT] = 0.3
    assert without_contempt(probabilities)[0] == pytest.approx(np.full(7, 1 / 7))


def test_unit_figures_leave_out_what_has_no_label() -> None:
    scores = np.full((4, len(ACTION_UNITS)), np.nan, np.float32)
    labels = np.full((4, len(ACTION_UNITS)), np.nan, np.float32)
    scores[:, 0], labels[:, 0] = [0.9, 0.8, 0.2, 0.6], [1, 1, 0, 0]
    scores[:2, 3], labels[:2, 3] = [0.1, 0.2], [1, np.nan]
    figures = unit_figures(scores, labels)
    first, fourth = figures[ACTION_UNITS[0]], figures[ACTION_UNITS[3]]
    assert first == {"f1": pytest.approx(0.8), "auc": 1.0, "positives": 2}
    assert isinstance(fourth, dict)
    assert fourth["f1"] == 0.0
    assert np.isnan(fourth["auc"])
    assert set(figures) == {ACTION_UNITS[0], ACTION_UNITS[3]}
    assert mean_of(figures, "auc") == 1.0


def test_blendshapes_stand_for_their_nearest_unit_alone() -> None:
    blendshapes = np.zeros((2, len(BLENDSHAPES)), np.float32)
    for name, value in (("mouthSmileLeft", 0.6), ("mouthSmileRight", 0.2)):
        blendshapes[0, BLENDSHAPES.index(name)] = value
    blendshapes[1] = np.nan  # no face was found
    scores = blendshape_scores(blendshapes)
    assert scores[0, ACTION_UNITS.index("AU12")] == pytest.approx(0.4)
    assert scores[0, ACTION_UNITS.index("AU27")] == 0
    assert set(NEAREST) == set(ACTION_UNITS)
    assert np.isnan(scores[1]).all()


def test_rounding_keeps_shape_and_says_null_for_nothing() -> None:
    assert rounded({"a": [0.123456, float("nan")], "b": 7}) == {"a": [0.1235, None], "b": 7}
    assert rounded([0.0, 1.7189e-06, -0.6]) == [0.0, 1.7e-06, -0.6]


def test_people_are_compared_with_themselves_alone() -> None:
    person = np.array(["a", "b", "b", "a", "c", "c"])
    smiling = np.array([True, False, True, False, True, False])
    found = np.array([0.2, 0.5, 0.9, 0.1, 0.3, 0.4], np.float32)
    assert above_own_rest(found, person, smiling) == {
        "people": 3,
        "above_own_rest": pytest.approx(2 / 3),
    }
