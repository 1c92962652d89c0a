"""Exports, measures and describes the shipped network: python -m mien_models.build."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from mien.network.card import Card
from mien.network.session import Network, shipped_network
from mien_models.card_tables import kept_tables, put_tables
from mien_models.card_texts import LICENCE, LIMITS, PAPER, TRAINING_DATA
from mien_models.crops import judge_crops
from mien_models.export import Joined, export
from mien_models.face_data import HELD_OUT_FOLD, ferplus_majority, load_ferplus, read_saliency
from mien_models.floor import count_into_card
from mien_models.judge import judge
from mien_models.labels import ACTION_UNITS, EXPRESSIONS
from mien_models.nets.guided import GuidedNetwork
from mien_models.nets.saliency import MEAN, STD
from mien_models.pack import SIDE
from mien_models.saliency_maps import load_saliency
from mien_models.smile import load_smile
from mien_models.train_guided import load_guided, predict


def fitted_temperature(guided: GuidedNetwork, cache: Path) -> float:
    """The temperature of least log loss on FER+ validation (Guo et al. 2017)."""
    faces = load_ferplus(cache)
    label = ferplus_majority(cache)
    rows = np.flatnonzero((faces.split == "validation") & (label >= 0))
    maps = read_saliency(cache, "ferplus")
    logits = torch.from_numpy(predict(guided, faces.crops[rows], maps[rows])[0])
    truth = torch.from_numpy(label[rows])
    candidates = torch.linspace(0.5, 3.0, 126)
    costs = [functional.cross_entropy(logits / t, truth).item() for t in candidates]
    return round(float(candidates[int(np.argmin(costs))]), 3)


def make(cache: Path, version: str, path: Path) -> float:
    """Write the ONNX file with a card that has no figures yet; how far it is from torch."""
    saliency = load_saliency(cache)
    guided = load_guided(cache / f"guided.fold{HELD_OUT_FOLD}.pt")
    card = Card(
        name="Mien guided",
        version=version,
        crop_size=SIDE,
        mean=MEAN,
        std=STD,
        expressions=EXPRESSIONS,
        action_units=ACTION_UNITS,
        saliency_size=(SIDE // 4, SIDE // 4),
        evidence_size=(SIDE // 16, SIDE // 16),
        temperature=fitted_temperature(guided, cache),
        paper=PAPER,
        training_data=TRAINING_DATA,
        licence=LICENCE,
        limits=LIMITS,
        metrics={},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    difference = export(Joined(saliency, guided, load_smile(cache), card.temperature), card, path)
    count_into_card(path)
    return difference


def describe(path: Path, data: Path, cache: Path, extra: dict[str, Any]) -> str:
    """Judge the file, put the figures into its card and the card's page beside it; the page."""
    network = Network.load(path, "cpu", threads=2)
    judged = judge(network, data, workers=2, go_on=False)
    tables = judged["tables"] | {"face crops": judge_crops(network, cache)} | extra
    return put_tables(path, {}, tables | kept_tables(cache))


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--version", default="2")
    parser.add_argument("--out", type=Path, default=shipped_network())
    options = parser.parse_args(arguments)
    difference = make(options.cache, options.version, options.out)
    extra = {"export": {"largest_difference_from_torch": difference}}
    print(describe(options.out, options.data, options.cache, extra))


if __name__ == "__main__":
    main()
