"""Trains the saliency-guided network: python -m mien_models train.

Each batch mixes the face sets but CK+, whose subjects are for the folds: see `heads`. Goes on from
its checkpoint if stopped.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils import parametrize

from mien.types import Floats
from mien_models.augment import webcam
from mien_models.face_data import (
    Faces,
    load_ckplus,
    load_colour,
    load_ferplus,
    load_genki,
    read_saliency,
    teacher_smile,
)
from mien_models.face_weights import fetch, load_features
from mien_models.gaze_data import normalised, standardised
from mien_models.labels import ACTION_UNITS, EXPRESSIONS, HAPPINESS, RARE
from mien_models.losses import masked_binary, soft_cross_entropy
from mien_models.nets.guided import GuidedNetwork, Outputs
from mien_models.nets.mobilenet_v1 import measure
from mien_models.pack import SIDE
from mien_models.teacher import teach
from mien_models.training import Descent, Rates, keep, load_weights, save_atomically, take_up

WARM_UP = 100  # steps
STEPS = 3000
GUIDED = "guided.pt"  # what it leaves in the cache
SMALL_SIDE = 80  # pixels of the crops of the first steps: they cost half, and learn as much
AHEAD = 3  # batches made ready while the network learns
HALF = torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001 - the library has no public name yet
Batch = tuple[Tensor, Tensor, dict[str, Tensor]]
LOADERS = {
    "ferplus": load_ferplus,
    "colour": load_colour,
    "ckplus": load_ckplus,
    "genki": load_genki,
}


@dataclass(frozen=True)
class Plan:
    """How long, how fast, how mixed.

    small: the share of the steps, the first ones, with crops of SMALL_SIDE. harsh: the share of
    faces that light, blur, noise and patches are done to; all are turned. smoothing: of the colour
    set's labels, which one person gave. rare_weight: how much oftener a FER+ face with a rare
    expression is drawn; the colour set is balanced as it is.
    """

    steps: int
    batch: dict[str, int]
    rate: float = 1e-3
    trunk_rate: float = 1e-3
    decay: float = 2e-2
    teacher_weight: float = 0.3
    small: float = 0.7
    harsh: float = 0.3
    smoothing: float = 0.05
    rare_weight: float = 1.0
    average: float = 0.998
    seed: int = 0

    def side(self, step: int) -> int:
        """The crops' side at a step, pixels."""
        return SMALL_SIDE if step < self.small * self.steps else SIDE


@dataclass(frozen=True)
class TrainSet:
    """The training rows of a set with all that the loss needs; weights say how sure a label is."""

    crops: NDArray[np.uint8]
    saliency: NDArray[np.uint8]
    expression: Floats
    allowed: NDArray[np.bool_]
    units: Floats
    unit_weight: Floats
    smile: Floats
    smile_weight: Floats
    blendshapes: Floats
    chances: NDArray[np.float64]


def load_train_set(cache: Path, name: str, faces: Faces, ckplus: Faces, plan: Plan) -> TrainSet:
    """Training rows, human labels first and the teacher's where there is none."""
    weight = plan.teacher_weight
    saliency = read_saliency(cache, name)
    rows = faces.split == "train"
    part = faces.part(rows)
    taught = teach(ckplus.part(ckplus.split == "train"), part.blendshapes)
    human_units, human_smile = ~np.isnan(part.action_units), ~np.isnan(part.smile)
    return TrainSet(
        crops=part.crops,
        saliency=saliency[rows],
        expression=smoothed(part, plan.smoothing if name == "colour" else 0.0),
        allowed=part.allowed,
        units=np.where(human_units, part.action_units, taught),
        unit_weight=np.where(human_units, 1.0, weight).astype(np.float32),
        smile=np.where(human_smile, part.smile, likely_smile(part)),
        smile_weight=np.where(human_smile, 1.0, weight).astype(np.float32),
        blendshapes=part.blendshapes,
        chances=chances(part.expression, plan.rare_weight if name == "ferplus" else 1.0),
    )


def smoothed(faces: Faces, share: float) -> Floats:
    """Expression labels with a share given to all that the set could have named."""
    labelled = faces.expression.sum(1, keepdims=True) > 0
    even = faces.allowed / faces.allowed.sum(1, keepdims=True)
    mixed = (1 - share) * faces.expression + share * even
    return np.where(labelled, mixed, 0).astype(np.float32)


def named_happy(faces: Faces) -> Floats:
    """The share of people who named the face happy, N, NaN where nobody named it."""
    labelled = faces.expression.sum(1) > 0
    return np.where(labelled, faces.expression[:, HAPPINESS], np.nan).astype(np.float32)


def likely_smile(faces: Faces) -> Floats:
    """The mean of MediaPipe's smile and the share that named the face happy, as far as known, N."""
    both = np.stack([named_happy(faces), teacher_smile(faces.blendshapes)])
    known = ~np.isnan(both)
    sums = np.where(known, both, 0).sum(0)
    return np.where(known.any(0), sums / np.maximum(known.sum(0), 1), np.nan).astype(np.float32)


def chances(expression: Floats, rare_weight: float) -> NDArray[np.float64]:
    """How likely each face is to be drawn, summing to 1."""
    rare = np.isin(expression.argmax(1), RARE) & (expression.sum(1) > 0)
    weights = np.where(rare, rare_weight, 1.0)
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def mixed_batch(sets: dict[str, TrainSet], plan: Plan, step: int) -> Batch:
    """One batch of every set: pictures, maps and labels, the same for the same step."""
    rng = np.random.default_rng((plan.seed, step))
    generator = torch.Generator().manual_seed(plan.seed * 1_000_003 + step)
    chosen = [(s, rng.choice(len(s.crops), plan.batch[n], p=s.chances)) for n, s in sets.items()]

    def gathered(name: str) -> Tensor:
        return torch.from_numpy(np.concatenate([getattr(s, name)[rows] for s, rows in chosen]))

    images = gathered("crops").permute(0, 3, 1, 2).float() / 255
    maps = gathered("saliency").float() / 255
    images, maps = webcam(images, maps, plan.side(step), plan.harsh, generator)
    names = [f.name for f in fields(TrainSet) if f.name not in ("crops", "saliency", "chances")]
    return standardised(images), maps, {name: gathered(name) for name in names}


def batches(sets: dict[str, TrainSet], plan: Plan, step: int) -> Iterator[Batch]:
    """The batches from a step to the plan's end, some of them made ahead by a thread."""
    with ThreadPoolExecutor(1, "batches") as maker:
        ready: deque[Future[Batch]] = deque()
        for after in range(step, plan.steps + AHEAD):
            if after < plan.steps:
                ready.append(maker.submit(mixed_batch, sets, plan, after))
            if after >= step + AHEAD:
                yield ready.popleft().result()


def loss_of(outputs: Outputs, labels: dict[str, Tensor]) -> Tensor:
    """Expression, Action Units, smile and blendshapes together."""
    each = soft_cross_entropy(outputs.expression, labels["expression"], labels["allowed"])
    labelled = (labels["expression"].sum(1) > 0).sum().clamp(min=1)
    sure = torch.ones_like(labels["blendshapes"])
    return (
        each.sum() / labelled
        + masked_binary(outputs.action_units, labels["units"], labels["unit_weight"])
        + 0.5 * masked_binary(outputs.smile, labels["smile"], labels["smile_weight"])
        + masked_binary(outputs.blendshapes, labels["blendshapes"], sure)
    )


@torch.inference_mode()
def predict(
    model: nn.Module, crops: NDArray[np.uint8], saliency: NDArray[np.uint8]
) -> tuple[Floats, Floats, Floats]:
    """Logits of all crops."""
    model.eval()
    parts = []
    for start in range(0, len(crops), 128):
        maps = torch.from_numpy(saliency[start : start + 128]).float() / 255
        parts.append(model(normalised(crops[start : start + 128]), maps))
    expression, units, smile, _ = (torch.cat(p).numpy() for p in zip(*parts, strict=True))
    return expression, units, smile


def fresh(cache: Path, seed: int) -> GuidedNetwork:
    """A network whose features know faces, but no expression yet."""
    torch.manual_seed(seed)
    model = GuidedNetwork(len(EXPRESSIONS), len(ACTION_UNITS))
    load_features(model.features(), fetch(cache))
    return model


class Spread(nn.Module):
    """Weights kept in units of their features' spread, so that all features learn alike."""

    spread: Tensor

    def __init__(self, spread: Tensor) -> None:
        super().__init__()
        self.register_buffer("spread", spread)

    def forward(self, kept: Tensor) -> Tensor:
        """Kept weights K x F to those that are used."""
        return kept / self.spread

    def right_inverse(self, used: Tensor) -> Tensor:
        """Used weights K x F to those that are kept."""
        return used * self.spread


@torch.no_grad()
def even(model: GuidedNetwork, images: Tensor, maps: Tensor) -> None:
    """Make the heads learn from all features alike, whatever their spread on these crops."""
    spread = Spread(model.eval().pooled(images, maps).std(0) + 1e-3)
    for head in (model.heads, model.blendshapes):
        parametrize.register_parametrization(head, "weight", spread)


def plain(model: nn.Module) -> nn.Module:
    """The same network with the heads' weights as they are used."""
    for head in (model.heads, model.blendshapes):
        parametrize.remove_parametrizations(cast(nn.Module, head), "weight")
    return model


def load_guided(path: Path) -> GuidedNetwork:
    """Trained weights, ready to read; MienError where they are not there or of another network."""
    model = GuidedNetwork(len(EXPRESSIONS), len(ACTION_UNITS))
    load_weights(model, path)
    return model.eval()


@dataclass
class Progress:
    """All that changes while training, so that it can be kept and taken up again."""

    model: GuidedNetwork
    averaged: torch.optim.swa_utils.AveragedModel
    descent: Descent
    step: int = 0

    @classmethod
    def begin(cls, model: GuidedNetwork, plan: Plan) -> Self:
        """Before the first step."""
        rates = Rates(plan.rate, plan.trunk_rate, plan.decay)
        descent = Descent.of(
            model, ("median", "high"), rates, plan.steps, min(WARM_UP, plan.steps // 6)
        )
        average = torch.optim.swa_utils.get_ema_multi_avg_fn(plan.average)
        averaged = torch.optim.swa_utils.AveragedModel(
            model, multi_avg_fn=average, use_buffers=True
        )
        return cls(model, averaged, descent)

    def _parts(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "averaged": self.averaged,
            "optimiser": self.descent.optimiser,
            "schedule": self.descent.schedule,
        }

    def keep(self, path: Path) -> None:
        """Write a checkpoint."""
        keep(self._parts(), self.step, path)

    def take_up(self, path: Path) -> None:
        """Go on from a checkpoint, if there is one."""
        self.step = take_up(self._parts(), path)

    def advance(self, batch: Batch) -> float:
        """One step; its loss."""
        self.model.train()
        images, maps, targets = batch
        self.descent.optimiser.zero_grad()
        images = images.contiguous(memory_format=torch.channels_last)
        # Where the processor has products of bfloat16 they take a third less time; the weights and
        # the loss stay in float32.
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            outputs = self.model(images, maps)
        loss = loss_of(Outputs(*(one.float() for one in outputs)), targets)
        loss.backward()
        self.descent.step(self.model)
        self.averaged.update_parameters(self.model)
        self.step += 1
        return loss.item()


@dataclass(frozen=True)
class Check:
    """Some validation faces of FER+, looked at now and then."""

    crops: NDArray[np.uint8]
    saliency: NDArray[np.uint8]
    expression: Floats

    @classmethod
    def of(cls, cache: Path, faces: Faces, count: int = 1000) -> Self:
        """The first faces with a label."""
        labelled = (faces.split == "validation") & (faces.expression.sum(1) > 0)
        rows = np.flatnonzero(labelled)[:count]
        maps = read_saliency(cache, "ferplus")
        return cls(faces.crops[rows], maps[rows], faces.expression[rows])

    def accuracy(self, model: nn.Module) -> float:
        """The share whose likeliest expression is the one with the most votes."""
        logits = predict(model, self.crops, self.saliency)[0]
        return float((logits.argmax(1) == self.expression.argmax(1)).mean())


def train(cache: Path, plan: Plan, out: Path) -> None:
    """Train to the plan's end and leave the averaged weights in `out`; goes on if stopped."""
    faces = {name: LOADERS[name](cache) for name in LOADERS}
    sets = {n: load_train_set(cache, n, faces[n], faces["ckplus"], plan) for n in plan.batch}
    check = Check.of(cache, faces["ferplus"])
    print({n: len(s.crops) for n, s in sets.items()}, flush=True)
    images, maps, _ = mixed_batch(sets, plan, 0)
    model = fresh(cache, plan.seed)
    measure(model.features(), images)
    even(model, images, maps)
    progress = Progress.begin(model, plan)
    path = out.with_suffix(".checkpoint.pt")
    progress.take_up(path)
    began, losses = time.time(), list[float]()
    for batch in batches(sets, plan, progress.step):
        losses.append(progress.advance(batch))
        if progress.step % 50 == 0:
            progress.keep(path)
            taken = time.time() - began
            print(f"{progress.step} loss {np.mean(losses):.3f} {taken:.0f} s", flush=True)
            losses.clear()
        if progress.step % 400 == 0:
            share = check.accuracy(progress.averaged.module)
            print(f"{progress.step} FER+ validation {share:.3f}", flush=True)
    save_atomically({"model": plain(progress.averaged.module).state_dict()}, out)


def main(arguments: list[str] | None = None) -> None:
    """Write guided.pt into the cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    plan = Plan(options.steps, {"ferplus": 64, "colour": 20, "genki": 6}, seed=options.seed)
    train(options.cache, plan, options.cache / GUIDED)


if __name__ == "__main__":
    main()
