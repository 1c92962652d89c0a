"""Trains larger networks whose mean opinion the small one learns: python -m mien_models experts.

An expert is the whole face network, guided like the small one, that sees the crops enlarged to the
size its first weights know; it is too slow to ship. What the experts say of the training faces is
mixed into the labels, which are few votes of a few people (knowledge distillation, Hinton et al.
2015). They never see a validation or test face, and no opinion on one is used.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from mien.types import Floats
from mien_models.face_data import read_saliency
from mien_models.nets.mobilenet_v1 import BLOCKS
from mien_models.train_guided import (
    LOADERS,
    SHARES,
    Plan,
    add_options,
    all_checks,
    load_guided,
    load_sets,
    mix,
    opinion_path,
    predict,
    train,
)

SIDES = (160, 224)  # pixels that each expert sees
STEPS = 1700


def opinion(
    experts: list[tuple[nn.Module, int]],
    crops: NDArray[np.uint8],
    saliency: NDArray[np.uint8],
    allowed: NDArray[np.bool_],
) -> Floats:
    """Mean probabilities N x E of experts, each with the side it sees, of faces and mirrored ones.

    An expression that the set could not name gets none.
    """
    total = np.zeros(allowed.shape)
    for expert, side in experts:
        for way in (1, -1):
            faces = np.ascontiguousarray(crops[:, :, ::way])
            maps = np.ascontiguousarray(saliency[:, :, ::way])
            logits = predict(expert, faces, maps, side)[0]
            masked = torch.from_numpy(np.where(allowed, logits, -1e4))
            total += functional.softmax(masked, 1).numpy()
    return (total / (2 * len(experts))).astype(np.float32)


def main(arguments: list[str] | None = None) -> None:
    """Leave the experts' weights and their opinion on each set in the cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, STEPS)
    options = parser.parse_args(arguments)
    cache, device = options.cache, torch.device(options.device)
    plan = Plan(options.steps, mix(options.faces), blocks=len(BLOCKS), seed=options.seed)
    sets = load_sets(cache, plan, experts=False)
    checks = all_checks(cache)
    experts: list[tuple[nn.Module, int]] = []
    for number, side in enumerate(SIDES):
        path = cache / f"expert.{side}.pt"
        if not path.exists():
            own = replace(plan, side=side, seed=plan.seed + number)
            train(cache, own, sets, checks, path, device)
        experts.append((load_guided(path, len(BLOCKS)).to(device), side))
    for name in SHARES:
        faces = LOADERS[name](cache)
        said = np.full(faces.expression.shape, np.nan, np.float32)
        rows = np.flatnonzero(faces.split == "train")
        maps = read_saliency(cache, name)[rows]
        said[rows] = opinion(experts, faces.crops[rows], maps, faces.allowed[rows])
        np.save(opinion_path(cache, name), said)
        print(f"{name}: {len(rows)} faces", flush=True)


if __name__ == "__main__":
    main()
