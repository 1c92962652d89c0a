"""Trains larger networks whose mean opinion the small one learns: python -m mien_models experts.

An expert is the whole face network, guided like the small one, that sees the crops enlarged to the
size its first weights know; it is too slow to ship. What the experts say of the training faces is
mixed into the labels, which are few votes of a few people (knowledge distillation, Hinton et al.
2015). They never see a validation or test face, and no opinion on one is used.
"""

from __future__ import annotations

import argparse
from pathlib import Path

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
    Check,
    Plan,
    load_guided,
    load_sets,
    opinion_path,
    predict,
    train,
)
from mien_models.training import usual_device

SIDES = (160, 224)  # pixels that each expert sees
STEPS = 1600
SETS = {"ferplus": 208, "colour": 152, "genki": 24}


def plan_of(side: int, steps: int, seed: int) -> Plan:
    """The plan of one expert."""
    return Plan(steps, SETS, side=side, blocks=len(BLOCKS), seed=seed)


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
            logits = predict(expert, crops[:, :, ::way], saliency[:, :, ::way], side)[0]
            masked = torch.from_numpy(np.where(allowed, logits, -1e4))
            total += functional.softmax(masked, 1).numpy()
    return (total / (2 * len(experts))).astype(np.float32)


def main(arguments: list[str] | None = None) -> None:
    """Leave the experts' weights and their opinion on each set in the cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default=usual_device(), help="cpu or cuda")
    options = parser.parse_args(arguments)
    cache, device = options.cache, torch.device(options.device)
    sets = load_sets(cache, plan_of(SIDES[0], options.steps, 0), experts=False)
    checks = {name: Check.of(cache, name) for name in ("ferplus", "colour")}
    experts: list[tuple[nn.Module, int]] = []
    for number, side in enumerate(SIDES):
        path = cache / f"expert.{side}.pt"
        if not path.exists():
            plan = plan_of(side, options.steps, options.seed + number)
            train(cache, plan, sets, checks, path, device)
        experts.append((load_guided(path, len(BLOCKS)).to(device), side))
    for name in SETS:
        faces = LOADERS[name](cache)
        said = np.full(faces.expression.shape, np.nan, np.float32)
        rows = np.flatnonzero(faces.split == "train")
        maps = read_saliency(cache, name)[rows]
        said[rows] = opinion(experts, faces.crops[rows], maps, faces.allowed[rows])
        np.save(opinion_path(cache, name), said)
        print(f"{name}: {len(rows)} faces", flush=True)


if __name__ == "__main__":
    main()
