"""Saliency on the test pictures of each fixation set, beside two baselines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from mien_models import metrics
from mien_models.gaze_data import GazePart, load_gaze, normalised, truth
from mien_models.nets.saliency import SaliencyModel, density

COLUMNS = ("AUC-Judd", "sAUC", "NSS", "CC", "SIM", "KL", "IG")
Table = dict[str, dict[str, float]]


@torch.inference_mode()
def predicted(model: SaliencyModel, part: GazePart) -> NDArray[np.float64]:
    """Densities at the pictures' own size, N x H x W."""
    maps = []
    for start in range(0, len(part.images), 16):
        small = density(model(normalised(part.images[start : start + 16])))
        large = functional.interpolate(small[:, None], scale_factor=4.0, mode="bicubic")[:, 0]
        maps.append(large.clamp(min=1e-12).double().numpy())
    return np.concatenate(maps)


def mean_truth(part: GazePart) -> NDArray[np.float64]:
    """The mean fixation density of a part: the centre prior, fitted on training pictures."""
    height, width = part.images.shape[1:3]
    total = np.zeros((height, width))
    for points in part.fixations:
        total += truth(points, height, width, part.sigma)
    prior: NDArray[np.float64] = total / total.sum() + 1e-12
    return prior


def row(
    maps: NDArray[np.float64], part: GazePart, baseline: NDArray[np.float64], seed: int = 0
) -> dict[str, float]:
    """All metrics, the mean over the pictures; sAUC's negatives are other pictures' fixations."""
    rng = np.random.default_rng(seed)
    height, width = part.images.shape[1:3]
    rows = []
    for i, (one, points) in enumerate(zip(maps, part.fixations, strict=True)):
        others = np.concatenate([p for j, p in enumerate(part.fixations) if j != i])
        negatives = others[rng.choice(len(others), min(len(others), 10 * len(points)), False)]
        real = truth(points, height, width, part.sigma).astype(np.float64)
        rows.append(
            (
                metrics.auc_judd(one, points),
                metrics.auc(metrics.at(one, points), metrics.at(one, negatives)),
                metrics.nss(one, points),
                metrics.cc(one, real),
                metrics.sim(one, real),
                metrics.kl(one, real),
                metrics.information_gain(one, baseline, points),
            )
        )
    columns = np.array(rows)
    # A flat map correlates with nothing; its CC stays NaN instead of being left out.
    return dict(zip(COLUMNS, columns.mean(0).tolist(), strict=True))


def evaluate_saliency(model: SaliencyModel, cache: Path) -> dict[str, Table]:
    """For each set's scenes and face crops: the network, the centre prior, the uniform map."""
    sets = load_gaze(cache)
    tables: dict[str, Table] = {}
    for kind in ("scenes", "crops"):
        priors = [mean_truth(getattr(s, kind)["train"]) for s in sets]
        for gaze_set, prior in zip(sets, priors, strict=True):
            part: GazePart = getattr(gaze_set, kind)["test"]
            count = len(part.images)
            flat = np.full(prior.shape, 1 / prior.size)
            tables[f"{gaze_set.name} {kind}"] = {
                "network": row(predicted(model, part), part, prior),
                "centre prior": row(np.repeat(prior[None], count, 0), part, prior),
                "uniform": row(np.repeat(flat[None], count, 0), part, prior),
            }
            tables[f"{gaze_set.name} {kind}"]["network"]["pictures"] = count
    return tables
