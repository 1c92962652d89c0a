"""Metrics as the literature defines them; numpy in, numbers out.

Saliency: Bylinskii et al. 2018 and Kuemmerer et al. 2015. Maps are rows x columns, not negative;
fixations are K x 2, (row, column), whole numbers. A figure that the data do not allow is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.float64]
Points = NDArray[np.int64]
EPS = np.finfo(np.float64).eps


def at(saliency: Map, fixations: Points) -> Map:
    """The map's values at the fixations."""
    return saliency[fixations[:, 0], fixations[:, 1]]


def auc(positives: Map, negatives: Map) -> float:
    """Area under the ROC curve by ranks (Mann-Whitney), ties counted half."""
    if len(positives) == 0 or len(negatives) == 0:
        return float("nan")
    ordered = np.sort(negatives)
    below = np.searchsorted(ordered, positives, side="left")
    up_to = np.searchsorted(ordered, positives, side="right")
    return float((below + up_to).mean() / 2 / len(negatives))


def auc_judd(saliency: Map, fixations: Points) -> float:
    """AUC with a threshold at each fixation's saliency, all other pixels being negatives.

    Fixations of equal saliency pass one threshold together, so that a flat map scores a half.
    """
    hits, every = np.sort(at(saliency, fixations)), np.sort(saliency.ravel())
    thresholds = np.unique(hits)[::-1]
    taken = len(hits) - np.searchsorted(hits, thresholds, side="left")
    above = saliency.size - np.searchsorted(every, thresholds, side="left")
    true = np.concatenate([[0.0], taken / len(hits), [1.0]])
    false = np.concatenate([[0.0], (above - taken) / (saliency.size - len(hits)), [1.0]])
    return float(np.trapezoid(true, false))


def nss(saliency: Map, fixations: Points) -> float:
    """Mean of (S - mean) / std over fixations, population std; 0 for a flat map."""
    spread = saliency.std()
    if spread < EPS:
        return 0.0
    return float(((at(saliency, fixations) - saliency.mean()) / spread).mean())


def cc(saliency: Map, truth: Map) -> float:
    """Pearson's correlation over places; NaN where one map is flat."""
    if saliency.std() < EPS or truth.std() < EPS:
        return float("nan")
    return float(np.corrcoef(saliency.ravel(), truth.ravel())[0, 1])


def sim(saliency: Map, truth: Map) -> float:
    """Sum of min(P, Q), each scaled to sum 1."""
    return float(np.minimum(saliency / saliency.sum(), truth / truth.sum()).sum())


def kl(saliency: Map, truth: Map) -> float:
    """Sum of Q log(eps + Q / (P + eps)), Q the truth, natural logarithm."""
    p, q = saliency / saliency.sum(), truth / truth.sum()
    return float((q * np.log(EPS + q / (p + EPS))).sum())


def information_gain(saliency: Map, baseline: Map, fixations: Points) -> float:
    """Bits a fixation over a baseline density."""
    p, b = saliency / saliency.sum(), baseline / baseline.sum()
    return float((np.log2(EPS + at(p, fixations)) - np.log2(EPS + at(b, fixations))).mean())


@dataclass(frozen=True)
class Reliability:
    """Equal bins of confidence 0..1: how many fell in, their mean confidence, the share right."""

    count: Points
    confidence: Map
    accuracy: Map


def reliability(probabilities: Map, labels: Points, bins: int = 15) -> Reliability:
    """How often the likeliest class is right, a bin of its probability; NaN in empty bins."""
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == labels
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    count = np.bincount(which, minlength=bins)
    filled = np.where(count > 0, count, np.nan)
    return Reliability(
        count,
        np.bincount(which, confidence, bins) / filled,
        np.bincount(which, right, bins) / filled,
    )


def expected_calibration_error(table: Reliability) -> float:
    """Mean gap of confidence and accuracy over the bins, weighted by their size."""
    gaps = np.abs(table.accuracy - table.confidence)
    return float(np.nansum(gaps * table.count) / table.count.sum())


def confusion(predicted: Points, labels: Points, classes: int) -> Points:
    """Counts, rows the label, columns the prediction."""
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (labels, predicted), 1)
    return table


def f1(predicted: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """2 TP / (2 TP + FP + FN); NaN where nothing is and nothing was said."""
    both = float((predicted & truth).sum())
    total = float(predicted.sum() + truth.sum())
    return 2 * both / total if total else float("nan")


def icc_3_1(ratings: Map) -> float:
    """ICC(3,1), consistency of single ratings, of targets x judges (Shrout and Fleiss 1979)."""
    targets, judges = ratings.shape
    grand = ratings.mean()
    between = judges * ((ratings.mean(1) - grand) ** 2).sum() / (targets - 1)
    judge = targets * ((ratings.mean(0) - grand) ** 2).sum()
    rest = ((ratings - grand) ** 2).sum() - between * (targets - 1) - judge
    error = rest / ((targets - 1) * (judges - 1))
    return float((between - error) / (between + (judges - 1) * error))
