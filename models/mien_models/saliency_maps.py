"""The saliency of every packed crop, once: python -m mien_models.saliency_maps.

Many crops run through ONNX Runtime, which is several times faster than torch on dilated depthwise
layers; for few the export would take longer than it saves.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from mien.network.session import INPUT
from mien.types import Floats
from mien_models.export import to_onnx
from mien_models.gaze_data import normalised
from mien_models.nets.saliency import SaliencyModel, look
from mien_models.pack import FACE_SETS, SIDE
from mien_models.training import load_weights

BATCH = 32
FEW = 400  # crops


def load_saliency(cache: Path) -> SaliencyModel:
    """The trained predictor, ready to look."""
    model = SaliencyModel()
    load_weights(model, cache / "saliency.pt")
    return model.eval()


class PeakAtOne(nn.Module):
    """The predictor with its map scaled to a peak of 1."""

    def __init__(self, model: SaliencyModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, image: Tensor) -> Tensor:
        """N x 3 x S x S to N x S/4 x S/4."""
        return look(self.model, image)


@contextmanager
def looking(model: SaliencyModel, count: int) -> Iterator[Callable[[Tensor], Floats]]:
    """What gives the maps of a batch, the fastest way for so many crops."""
    peaked = PeakAtOne(model).eval()
    if count < FEW:
        with torch.inference_mode():
            yield lambda batch: np.asarray(peaked(batch).numpy(), np.float32)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "saliency.onnx"
        to_onnx(peaked, SIDE, ["saliency"], path)
        session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
        yield lambda batch: np.asarray(session.run(None, {INPUT: batch.numpy()})[0], np.float32)


def maps_of(model: SaliencyModel, crops: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    """The maps of N crops, N x s x s, 255 at each peak; name is for the progress bar."""
    maps = np.empty((len(crops), SIDE // 4, SIDE // 4), np.uint8)
    with looking(model, len(crops)) as look:
        for start in tqdm(range(0, len(crops), BATCH), name, unit=" batches"):
            found = look(normalised(crops[start : start + BATCH]))
            maps[start : start + BATCH] = np.rint(found * 255)
    return maps


def main(arguments: list[str] | None = None) -> None:
    """Write NAME.saliency.npy, N x 28 x 28 in 0..255, for each face set that is packed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    cache: Path = parser.parse_args(arguments).cache
    model = load_saliency(cache)
    for face_set in FACE_SETS:
        path = cache / f"{face_set.name}.saliency.npy"
        crops = cache / f"{face_set.name}.crops.npy"
        if crops.exists() and not path.exists():
            np.save(path, maps_of(model, np.load(crops, mmap_mode="r"), face_set.name))


if __name__ == "__main__":
    main()
