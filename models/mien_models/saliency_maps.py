"""The saliency of every packed crop, once: python -m mien_models.saliency_maps."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from mien_models.gaze_data import normalised
from mien_models.nets.saliency import SaliencyModel, peak_at_one
from mien_models.pack import FACE_SETS

BATCH = 64


def load_saliency(cache: Path) -> SaliencyModel:
    """The trained predictor, ready to look."""
    model = SaliencyModel()
    model.load_state_dict(torch.load(cache / "saliency.pt", weights_only=True)["model"])
    return model.eval()


def main() -> None:
    """Write NAME.saliency.npy, N x 28 x 28 in 0..255, for each face set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    cache: Path = parser.parse_args().cache
    model = load_saliency(cache)
    for face_set in FACE_SETS:
        path = cache / f"{face_set.name}.saliency.npy"
        if path.exists():
            continue
        crops = np.load(cache / f"{face_set.name}.crops.npy", mmap_mode="r")
        maps = []
        with torch.inference_mode():
            for start in range(0, len(crops), BATCH):
                found = peak_at_one(model(normalised(crops[start : start + BATCH])))
                maps.append((found * 255).round().byte().numpy())
        np.save(path, np.concatenate(maps))
        print(face_set.name, len(crops), flush=True)


if __name__ == "__main__":
    main()
