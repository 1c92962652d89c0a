from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from mien_models.__main__ import main
from mien_models.plots import confusion, curves, draw, reliability, unit_bars

LOG = """{'ferplus': 100}
50 loss 3.250 10 s
100 loss 2.500 20 s
100 ferplus validation 0.512
100 colour validation 0.25
150 loss 2.125 30 s
"""
TABLE = {
    "ece": 0.0421,
    "confusion": [[3, 1, 0], [0, 5, 0], [1, 0, 0]],
    "reliability": {
        "count": [0, 4, 6],
        "confidence": [None, 0.5, 0.9],
        "accuracy": [None, 0.25, 1.0],
    },
}
UNITS = {
    "units": {"AU01": {"auc": 0.9, "positives": 12}, "AU12": {"auc": None, "positives": 0}},
    "blendshapes": {"AU01": {"auc": 0.7}},
}


def points(axes: Axes, line: int = 0) -> list[tuple[float, float]]:
    x, y = (np.asarray(axis, float).tolist() for axis in axes.lines[line].get_data())
    return list(zip(x, y, strict=True))


def heights(axes: Axes) -> list[float]:
    return [bar.get_height() for bar in axes.patches if isinstance(bar, Rectangle)]


def test_the_confusion_matrix_shows_every_count() -> None:
    axes = confusion("made", TABLE).axes[0]
    assert [text.get_text() for text in axes.texts] == ["3", "1", "0", "0", "5", "0", "1", "0", "0"]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["neutral", "happiness", "surprise"]
    assert axes.images[0].get_array()[0, 0] == 0.75  # type: ignore[index]


def test_the_reliability_diagram_leaves_empty_bins_out() -> None:
    upper, lower = reliability("made", TABLE).axes
    assert points(upper, 1) == [(0.5, 0.25), (0.9, 1.0)]
    assert heights(lower) == [0, 4, 6]
    assert "ECE 0.042" in upper.get_title()


def test_units_stand_beside_the_blendshapes_and_missing_ones_are_gaps() -> None:
    axes = unit_bars("made", UNITS).axes[0]
    first, second, third, fourth = heights(axes)
    assert (first, third) == (0.9, 0.7)
    assert np.isnan([second, fourth]).all()


def test_a_log_becomes_a_curve(tmp_path: Path) -> None:
    log = tmp_path / "base.log"
    log.write_text(LOG)
    figure = curves(log)
    assert figure is not None
    losses, checked = figure.axes
    assert points(losses) == [(50, 3.25), (100, 2.5), (150, 2.125)]
    assert points(checked) == [(100, 0.512)]
    assert points(checked, 1) == [(100, 0.25)]


def test_a_log_without_a_loss_is_named_and_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "other.log"
    log.write_text("nothing of the kind\n")
    assert draw({"tables": {"colour": TABLE}}, [log], tmp_path) == [
        tmp_path / "colour_confusion.png",
        tmp_path / "colour_reliability.png",
    ]
    assert "other.log: no line tells of a loss" in capsys.readouterr().out


def test_a_file_of_another_kind_ends_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in ("not json", "[]", "{}"):
        path = tmp_path / "figures.json"
        path.write_text(text)
        assert main(["plots", "--json", str(path), "--out", str(tmp_path)]) == 1
        assert "has none of the judge's figures" in capsys.readouterr().err
