"""Soft Action Unit labels from MediaPipe's blendshapes, set against CK+ by logistic regression."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from mien.types import Floats
from mien_models.face_data import Faces
from mien_models.labels import ACTION_UNITS, BLENDSHAPES, TEACHERS


def fitted(features: Floats, truth: Floats) -> Floats:
    """Weights and bias, K + 1, of a logistic regression of N x K features with a small ridge."""
    x, y = torch.from_numpy(features), torch.from_numpy(truth)
    weights = torch.zeros(features.shape[1] + 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=100)

    def cost() -> torch.Tensor:
        optimiser.zero_grad()
        logits = x @ weights[:-1] + weights[-1]
        loss = functional.binary_cross_entropy_with_logits(logits, y)
        loss = loss + 1e-4 * (weights[:-1] ** 2).sum()
        loss.backward()
        return loss

    optimiser.step(cost)
    return weights.detach().numpy()


def teach(ckplus_train: Faces, blendshapes: Floats) -> Floats:
    """AU probabilities N x A of blendshapes N x 52; NaN for AUs without a teacher and no face."""
    taught = np.full((len(blendshapes), len(ACTION_UNITS)), np.nan, np.float32)
    known = ckplus_train.found
    for name, sources in TEACHERS.items():
        columns = [BLENDSHAPES.index(s) for s in sources]
        unit = ACTION_UNITS.index(name)
        weights = fitted(
            ckplus_train.blendshapes[known][:, columns], ckplus_train.action_units[known][:, unit]
        )
        logits = blendshapes[:, columns] @ weights[:-1] + weights[-1]
        taught[:, unit] = 1 / (1 + np.exp(-logits))
    return taught
