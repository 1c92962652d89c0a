"""What saliency adds to features that learn with it: python -m mien_models ablate-trained.

The guided network's own training, shortened, once for each kind of map that gates the features and
each of three seeds; judged on validation faces. What is done is kept, so a stopped run goes on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from mien_models.ablate import SEEDS, centre, spread
from mien_models.evaluate import tell
from mien_models.pack import SIDE
from mien_models.train_guided import (
    Check,
    Plan,
    add_options,
    all_checks,
    load_guided,
    load_sets,
    mix,
    train,
)
from mien_models.train_set import TrainSet

STEPS = 350
RESULT = "ablate_trained.json"
Maps = NDArray[np.uint8]


def _none(maps: Maps) -> Maps:
    return np.zeros_like(maps)


def _centre(maps: Maps) -> Maps:
    return np.rint(255 * centre(len(maps), maps.shape[1])).astype(np.uint8)


def _full(maps: Maps) -> Maps:
    return maps


KINDS: Mapping[str, Callable[[Maps], Maps]] = {
    "no saliency": _none,
    "full": _full,
    "centre Gaussian": _centre,
}


def accuracies(
    cache: Path,
    kind: str,
    plan: Plan,
    sets: Mapping[str, TrainSet],
    checks: Mapping[str, Check],
    device: torch.device,
) -> dict[str, float]:
    """Train with one kind of map and judge with the same; nothing is done twice."""
    folder = cache / "ablate_trained"
    folder.mkdir(exist_ok=True)
    done = folder / f"{kind.replace(' ', '_')}.{plan.seed}.json"
    if not done.exists():
        make = KINDS[kind]
        gated = {
            name: replace(one, saliency=torch.from_numpy(make(one.saliency.numpy())))
            for name, one in sets.items()
        }
        judged = {n: replace(c, saliency=make(np.asarray(c.saliency))) for n, c in checks.items()}
        weights = done.with_suffix(".pt")
        train(cache, plan, gated, {}, weights, device)
        model = load_guided(weights).to(device)
        found = {name: check.accuracy(model, SIDE) for name, check in judged.items()}
        done.write_text(json.dumps(found), encoding="utf-8")
    shares: dict[str, float] = json.loads(done.read_text(encoding="utf-8"))
    return shares


def main(arguments: list[str] | None = None) -> None:
    """Write ablate_trained.json into the cache and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, STEPS)
    options = parser.parse_args(arguments)
    cache, device = options.cache, torch.device(options.device)
    plan = Plan(options.steps, mix(options.faces))
    sets = load_sets(cache, plan, experts=False)
    checks = all_checks(cache)
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    for number in SEEDS:
        own = replace(plan, seed=options.seed + number)
        for kind, runs in found.items():
            runs.append(accuracies(cache, kind, own, sets, checks, device))
            print(kind, own.seed, runs[-1], flush=True)
    variants = {kind: spread(runs) for kind, runs in found.items()}
    told = {"steps": options.steps, "faces": sum(plan.batch.values()), "variants": variants}
    tell(told, cache / RESULT)


if __name__ == "__main__":
    main()
