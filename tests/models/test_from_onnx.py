from __future__ import annotations

from pathlib import Path

import onnx
import pytest
import torch
from tests.app.conftest import small_card, small_network
from tests.models.conftest import Chain

from mien.errors import MienError
from mien.network.session import INPUT
from mien_models.from_onnx import load_from_onnx
from mien_models.nets.saliency import SaliencyModel, peak_at_one
from mien_models.saliency_maps import load_saliency

pytestmark = pytest.mark.timeout(600)  # the first to ask for the chain waits for it


def test_a_saliency_model_taken_back_gives_the_same_map(chain: Chain) -> None:
    taken = SaliencyModel()
    load_from_onnx(taken, chain.network, "saliency.")
    kept = load_saliency(chain.cache)
    x = torch.randn(2, 3, 112, 112, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        torch.testing.assert_close(
            peak_at_one(taken.eval()(x)), peak_at_one(kept(x)), atol=1e-4, rtol=1e-3
        )
        other = peak_at_one(SaliencyModel().eval()(x))
    assert (other - peak_at_one(kept(x))).abs().max() > 0.01


def test_a_file_of_another_network_is_not_taken(chain: Chain, tmp_path: Path) -> None:
    tiny_network = small_network(tmp_path / "small.onnx", small_card())
    with pytest.raises(MienError, match="holds a network of another shape; nothing was taken"):
        load_from_onnx(SaliencyModel(), tiny_network, "saliency.")
    with pytest.raises(MienError, match="another shape"):
        load_from_onnx(SaliencyModel(use_inception=False), chain.network, "saliency.")


def test_the_shipped_layout_names_its_parts(chain: Chain) -> None:
    graph = onnx.load(chain.network).graph
    assert [one.name for one in graph.input] == [INPUT]
    prefixes = {one.name.split(".")[0] for one in graph.initializer if "." in one.name}
    assert {"saliency", "guided"} <= prefixes
