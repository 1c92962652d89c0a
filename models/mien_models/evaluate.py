"""Measures the ONNX file on the test splits, as the app runs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mien.network.session import Network
from mien.types import Floats
from mien_models import metrics
from mien_models.face_data import (
    Faces,
    ferplus_majority,
    load_ckplus,
    load_colour,
    load_ferplus,
    load_genki,
    load_london,
    read_set,
    teacher_smile,
)
from mien_models.labels import ACTION_UNITS, BLENDSHAPES, CONTEMPT, EXPRESSIONS, NEAREST

BATCH = 32
SMALL = 1e-3
Figures = dict[str, object]


@dataclass(frozen=True)
class Predictions:
    """Expression N x E, action units N x A, smile N."""

    expression: Floats
    action_units: Floats
    smile: Floats


def run(network: Network, crops: NDArray[np.uint8]) -> Predictions:
    """The network over many crops, through the very code that the app uses."""
    parts = [network.read(np.asarray(crops[i : i + BATCH])) for i in range(0, len(crops), BATCH)]
    readings = [one for part in parts for one in part]
    return Predictions(
        np.stack([r.expression for r in readings]),
        np.stack([r.action_units for r in readings]),
        np.array([r.smile for r in readings], dtype=np.float32),
    )


def expression_figures(
    probabilities: Floats, labels: NDArray[np.int64], names: tuple[str, ...]
) -> Figures:
    """Accuracy, macro F1, calibration with its bins, recall and F1 a class, confusion."""
    chosen = probabilities.argmax(1)
    f1 = {n: metrics.f1(chosen == i, labels == i) for i, n in enumerate(names)}
    recall = {n: _share(chosen[labels == i] == i) for i, n in enumerate(names)}
    table = metrics.reliability(probabilities.astype(np.float64), labels)
    return {
        "faces": len(labels),
        "accuracy": float((chosen == labels).mean()),
        "macro_f1": float(np.nanmean(list(f1.values()))),
        "ece": metrics.expected_calibration_error(table),
        "largest_class_share": float(np.bincount(labels, minlength=len(names)).max() / len(labels)),
        "f1": f1,
        "recall": recall,
        "confusion": metrics.confusion(chosen, labels, len(names)).tolist(),
        "reliability": {k: v.tolist() for k, v in vars(table).items()},
    }


def _share(hits: NDArray[np.bool_]) -> float:
    """The share of true values, NaN of none."""
    return float(hits.mean()) if len(hits) else float("nan")


@dataclass(frozen=True)
class Labelled:
    """Test faces of an expression set: which rows of the packed set they are, and their labels."""

    rows: NDArray[np.int64]
    crops: NDArray[np.uint8]
    label: NDArray[np.int64]
    names: tuple[str, ...]


def ferplus_test(cache: Path) -> Labelled:
    """FER+ test: faces whose majority is one of the eight expressions."""
    faces = load_ferplus(cache)
    label = ferplus_majority(cache)
    rows = np.flatnonzero((faces.split == "test") & (label >= 0))
    return Labelled(rows, faces.crops[rows], label[rows], EXPRESSIONS)


def colour_test(cache: Path) -> Labelled:
    """The colour set's test part: seven expressions."""
    faces = load_colour(cache)
    rows = np.flatnonzero(faces.split == "test")
    label = faces.expression[rows].argmax(1)  # contempt stands last, so numbers stay
    return Labelled(rows, faces.crops[rows], label, EXPRESSIONS[:CONTEMPT])


def named(network: Network, test: Labelled) -> Floats:
    """What the network says of the faces, over the expressions that their set can name."""
    found = run(network, test.crops).expression
    return found if len(test.names) == len(EXPRESSIONS) else without_contempt(found)


def ferplus(network: Network, cache: Path) -> Figures:
    """FER+ test: the majority of the eight expressions."""
    test = ferplus_test(cache)
    figures = expression_figures(named(network, test), test.label, test.names)
    everything = int((load_ferplus(cache).split == "test").sum())
    return figures | {"left_out": everything - len(test.rows)}


def without_contempt(probabilities: Floats) -> Floats:
    """The seven expressions other than contempt, scaled to sum 1."""
    seven = np.delete(probabilities, CONTEMPT, axis=1)
    return np.asarray(seven / seven.sum(1, keepdims=True), dtype=np.float32)


def colour(network: Network, cache: Path) -> Figures:
    """The colour set's test part: seven expressions."""
    test = colour_test(cache)
    return expression_figures(named(network, test), test.label, test.names)


def unit_figures(scores: Floats, truth: Floats) -> Figures:
    """F1 at .5 and AUC an AU, over rows with a label."""
    figures: Figures = {}
    for i, name in enumerate(ACTION_UNITS):
        known = ~np.isnan(scores[:, i]) & ~np.isnan(truth[:, i])
        values, right = scores[known, i].astype(np.float64), truth[known, i] > 0.5
        if not known.any():
            continue
        figures[name] = {
            "f1": metrics.f1(values > 0.5, right),
            "auc": metrics.auc(values[right], values[~right]),
            "positives": int(right.sum()),
        }
    return figures


def mean_of(figures: Figures, key: str) -> float:
    """The mean over AUs, those without a figure left out."""
    return float(np.nanmean([v[key] for v in figures.values() if isinstance(v, dict)]))


def ckplus(network: Network, cache: Path) -> Figures:
    """CK+'s held-out subjects."""
    faces = load_ckplus(cache)
    test = faces.part(faces.split == "test")
    figures = unit_figures(run(network, test.crops).action_units, test.action_units)
    return {
        "frames": len(test),
        "mean_f1": mean_of(figures, "f1"),
        "mean_auc": mean_of(figures, "auc"),
        "units": figures,
        "blendshapes": unit_figures(blendshape_scores(test.blendshapes), test.action_units),
    }


def blendshape_scores(blendshapes: Floats) -> Floats:
    """MediaPipe's nearest blendshapes as scores N x A of Action Units, to compare with; no fit."""
    scores = np.full((len(blendshapes), len(ACTION_UNITS)), np.nan, np.float32)
    for name, sources in NEAREST.items():
        columns = [BLENDSHAPES.index(source) for source in sources]
        scores[:, ACTION_UNITS.index(name)] = blendshapes[:, columns].mean(1)
    return scores


def smile(found: Floats, test: Faces) -> Figures:
    """Smile against not, of what was found in test faces, beside MediaPipe's own smile."""
    scores, right = found.astype(np.float64), test.smile > 0.5
    theirs = teacher_smile(test.blendshapes).astype(np.float64)
    seen = test.found
    return {
        "faces": len(test),
        "without_face": int((~test.found).sum()),
        "auc": metrics.auc(scores[right], scores[~right]),
        "accuracy": float(((scores > 0.5) == right).mean()),
        "mediapipe_auc": metrics.auc(theirs[right & seen], theirs[~right & seen]),
    }


def genki(network: Network, cache: Path) -> Figures:
    """GENKI-4K's test part."""
    faces = load_genki(cache)
    test = faces.part(faces.split == "test")
    return smile(run(network, test.crops).smile, test)


def london(network: Network, cache: Path) -> Figures:
    """The London set, and how often people's smiles stand above their own faces at rest."""
    faces, person = load_london(cache), read_set(cache, "london").labels["person"]
    found = run(network, faces.crops).smile
    return smile(found, faces) | above_own_rest(found, person, faces.smile > 0.5)


def above_own_rest(found: Floats, person: NDArray[np.str_], smiling: NDArray[np.bool_]) -> Figures:
    """The share of people whose smiling picture scores above their own at rest; one each."""
    people = np.unique(person)
    above = [
        found[(person == one) & smiling].item() > found[(person == one) & ~smiling].item()
        for one in people
    ]
    return {"people": len(people), "above_own_rest": float(np.mean(above))}


EVALUATIONS: Mapping[str, Callable[[Network, Path], Figures]] = {
    "ferplus": ferplus,
    "colour": colour,
    "ckplus": ckplus,
    "genki": genki,
    "london": london,
}


def rounded(value: object) -> object:
    """The same tables with four decimals, very small figures with two digits.

    A figure that does not exist is null.
    """
    if isinstance(value, Mapping):
        return {str(k): rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, float):
        if np.isnan(value):
            return None
        return round(value, 4) if abs(value) >= SMALL else float(f"{value:.1e}")
    return value


def tell(figures: object, path: Path | None) -> None:
    """Print figures as JSON, and write them where a path is given."""
    text = json.dumps(rounded(figures), indent=1)
    if path is not None:
        path.write_text(text + "\n", encoding="utf-8")
    print(text)
