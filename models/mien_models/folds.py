"""Action Units over CK+'s five subject-exclusive folds: python -m mien_models folds.

Each fold's frames are read by the weights that were trained without its subjects, and all frames
are judged together, so that an AU's figure rests on every subject.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from mien.types import Floats
from mien_models.evaluate import Figures, blendshape_scores, mean_of, tell, unit_figures
from mien_models.face_data import load_ckplus, on_fold, read_saliency
from mien_models.judge import FOLDS
from mien_models.labels import ACTION_UNITS
from mien_models.train_guided import load_guided, predict

RESULT = "folds.json"


def fold_figures(cache: Path) -> Figures:
    """F1, AUC and positives an AU over all folds, the means, and MediaPipe's blendshapes beside."""
    faces = load_ckplus(cache)
    maps = read_saliency(cache, "ckplus")
    logits = np.full((len(faces), len(ACTION_UNITS)), np.nan, np.float32)
    per_fold = []
    for fold in range(FOLDS):
        rows = np.flatnonzero(on_fold(faces, cache, fold).split == "test")
        model = load_guided(cache / f"guided.fold{fold}.pt")
        logits[rows] = predict(model, faces.crops[rows], maps[rows])[1]
        one = unit_figures(logistic(logits[rows]), faces.action_units[rows])
        per_fold.append({"mean_f1": mean_of(one, "f1"), "mean_auc": mean_of(one, "auc")})
    units = unit_figures(logistic(logits), faces.action_units)
    return {
        "frames": len(faces),
        "mean_f1": mean_of(units, "f1"),
        "mean_auc": mean_of(units, "auc"),
        "units": units,
        "blendshapes": unit_figures(blendshape_scores(faces.blendshapes), faces.action_units),
        "folds": per_fold,
    }


def logistic(logits: Floats) -> Floats:
    """Logits as probabilities."""
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def main(arguments: list[str] | None = None) -> None:
    """Write folds.json into the cache and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    cache: Path = parser.parse_args(arguments).cache
    tell(fold_figures(cache), cache / RESULT)


if __name__ == "__main__":
    main()
