from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from mien_models.labels import ACTION_UNITS, BLENDSHAPES, TEACHERS
from mien_models.losses import masked_binary, multi_indicator, soft_cross_entropy
from mien_models.nets.dog import CHANNELS, OpponentDoG, blur_matrices, opponent_colours
from mien_models.nets.even import even, plain
from mien_models.nets.guided import GuidedNetwork
from mien_models.nets.inception import DilatedInception
from mien_models.nets.mobilenet import load_imagenet, mobilenet
from mien_models.nets.saliency import SaliencyModel, density, look, peak_at_one

SIDE = 64


def test_opponent_colours_of_known_pixels() -> None:
    colours = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 0.5], [0, 0, 0], [0.6, 0.6, 0.6]])
    found = opponent_colours(colours.T[None, :, :, None])[0, :, :, 0].T
    expected = [[1, 1, 0], [1, -1, 0], [0.5, 0, 1], [0, 0, 0], [0.6, 0, 0]]
    torch.testing.assert_close(found, torch.tensor(expected, dtype=torch.float32))


def test_dog_is_silent_on_a_flat_picture_and_sees_a_dot() -> None:
    flat = torch.full((1, 3, SIDE, SIDE), 0.5)
    assert OpponentDoG()(flat).abs().max() < 1e-5
    dotted = flat.clone()
    dotted[:, :, 30:34, 30:34] = 1.0
    response = OpponentDoG()(dotted)
    assert response.shape == (1, CHANNELS, SIDE // 4, SIDE // 4)
    assert (response >= 0).all()
    place = int(response[0, 0].flatten().argmax())
    assert abs(place // 16 - 7.5) <= 1
    assert abs(place % 16 - 7.5) <= 1


def test_blurring_keeps_a_constant_also_at_the_edge() -> None:
    matrices = blur_matrices(20, torch.tensor([1.0, 8.0]))
    torch.testing.assert_close(matrices.sum(2), torch.ones(2, 20))
    assert matrices[0].max() > matrices[1].max()


def test_dilated_inception_sums_its_branches() -> None:
    module = DilatedInception(8, 4).eval()
    x = torch.randn(2, 8, 14, 14)
    reduced = module.reduce(x)
    total = torch.stack([branch(reduced) for branch in module.branches]).sum(0)
    torch.testing.assert_close(module(x), total.relu())


def test_dilation_keeps_the_stride_at_eight() -> None:
    x = torch.randn(1, 3, 112, 112)
    assert mobilenet(5, dilate_from=3).eval()(x).shape == (1, 96, 14, 14)
    assert mobilenet(5).eval()(x).shape == (1, 96, 7, 7)


def test_weights_load_by_name_and_lacking_ones_are_named(tmp_path: Path) -> None:
    source, target = mobilenet(), mobilenet(5)
    path = tmp_path / "weights.pth"
    torch.save({f"features.{k}": v for k, v in source.state_dict().items()}, path)
    load_imagenet(target, path)
    torch.testing.assert_close(next(target.parameters()), next(source.parameters()))
    torch.save({}, path)
    with pytest.raises(ValueError, match="lacks"):
        load_imagenet(target, path)


def test_saliency_maps_are_densities_with_a_peak_at_one() -> None:
    logits = SaliencyModel().eval()(torch.randn(2, 3, SIDE, SIDE))
    assert logits.shape == (2, SIDE // 4, SIDE // 4)
    torch.testing.assert_close(density(logits).sum((1, 2)), torch.ones(2))
    torch.testing.assert_close(peak_at_one(logits).amax((1, 2)), torch.ones(2))


def guided(seed: int, median: bool = True) -> GuidedNetwork:
    """Made-up weights that let the picture through to the heads."""
    torch.manual_seed(seed)
    network = GuidedNetwork(8, 16, median).eval()
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="relu")
    return network


def test_saliency_steers_the_guided_network() -> None:
    network = guided(0)
    x = torch.randn(1, 3, SIDE, SIDE)
    dark, lit = torch.zeros(1, 16, 16), torch.ones(1, 16, 16)
    assert not torch.allclose(network(x, dark).expression, network(x, lit).expression)
    # A gate of 1 everywhere doubles every feature, so logits less their bias double too.
    bias = network.heads.bias[:8]
    torch.testing.assert_close(
        network(x, lit).expression - bias, 2 * (network(x, dark).expression - bias)
    )


@pytest.mark.parametrize("median", [True, False])
def test_a_logit_is_its_evidences_mean_and_a_bias(median: bool) -> None:
    network = guided(2, median)
    x, saliency = torch.randn(3, 3, SIDE, SIDE), torch.rand(3, SIDE // 4, SIDE // 4)
    logits, evidence = network.explained(x, saliency)
    outputs = network(x, saliency)
    assert evidence.shape == (3, 8 + 16 + 1, SIDE // 16, SIDE // 16)
    expected = torch.cat([outputs.expression, outputs.action_units, outputs.smile[:, None]], 1)
    torch.testing.assert_close(logits, expected)
    torch.testing.assert_close(evidence.mean((2, 3)) + network.heads.bias, expected)


def test_heads_that_learn_evenly_compute_what_plain_ones_do() -> None:
    network = guided(4)
    x, saliency = torch.randn(6, 3, SIDE, SIDE), torch.rand(6, SIDE // 4, SIDE // 4)
    with torch.inference_mode():
        before = torch.cat([network(x, saliency).expression, network(x, saliency).blendshapes], 1)
    names = set(network.state_dict())
    even(network, x, saliency)
    spread = network.pooled(x, saliency).std(0) + 1e-3
    kept = dict(network.named_parameters())["heads.parametrizations.weight.original"]
    torch.testing.assert_close(kept, network.heads.weight * spread)
    plain(network)
    assert set(network.state_dict()) == names
    after = torch.cat([network(x, saliency).expression, network(x, saliency).blendshapes], 1)
    torch.testing.assert_close(after, before, atol=1e-5, rtol=1e-4)


def test_every_layer_learns() -> None:
    torch.manual_seed(3)
    network = GuidedNetwork(8, 16)
    outputs = network(torch.randn(2, 3, SIDE, SIDE), torch.rand(2, SIDE // 4, SIDE // 4))
    torch.stack([one.sum() for one in outputs]).sum().backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


def test_the_multi_indicator_loss_is_least_for_the_truth() -> None:
    truth = torch.rand(3, 8, 8) + 0.01
    truth = truth / truth.sum((1, 2), keepdim=True)
    counts = (truth > truth.mean()).float()
    right = multi_indicator(truth.log(), truth, counts)
    wrong = multi_indicator(truth.flip(2).log(), truth, counts)
    assert right < wrong
    hits = (truth - truth.mean((1, 2), keepdim=True)) / truth.std(
        (1, 2), keepdim=True, correction=0
    )
    nss = ((hits * counts).sum((1, 2)) / counts.sum((1, 2))).mean()
    assert right.item() == pytest.approx(-2 - nss.item(), abs=1e-3)


def test_missing_labels_cost_nothing() -> None:
    logits = torch.tensor([[2.0, -1.0], [0.3, 0.4]])
    target = torch.tensor([[1.0, float("nan")], [float("nan"), 0.0]])
    weight = torch.ones(2, 2)
    known = masked_binary(logits, target, weight).item()
    by_hand = (np.log1p(np.exp(-2.0)) + np.log1p(np.exp(0.4))) / 2
    assert known == pytest.approx(by_hand, abs=1e-6)
    nothing = torch.full((2, 2), float("nan"))
    assert masked_binary(logits, nothing, weight).item() == 0.0


def test_an_expression_that_a_set_cannot_name_is_left_out() -> None:
    logits = torch.tensor([[1.0, 2.0, 50.0], [0.0, 0.0, 0.0]])
    target = torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    allowed = torch.tensor([[True, True, False], [True, True, True]])
    first, unlabelled = soft_cross_entropy(logits, target, allowed).tolist()
    assert first == pytest.approx(np.log(1 + np.exp(-1.0)), abs=1e-5)
    assert unlabelled == 0.0


def test_teachers_are_real_names() -> None:
    assert set(TEACHERS) <= set(ACTION_UNITS)
    assert all(b in BLENDSHAPES for names in TEACHERS.values() for b in names)
    assert len(BLENDSHAPES) == 52


def test_a_crop_is_shrunk_before_the_saliency_model_sees_it() -> None:
    model = SaliencyModel().eval()
    with torch.inference_mode():
        looked = look(model, torch.randn(2, 3, 112, 112))
        wide = look(model, torch.randn(1, 3, 112, 224))
    assert looked.shape == (2, 28, 28)
    assert wide.shape == (1, 28, 56)
    torch.testing.assert_close(looked.amax((1, 2)), torch.ones(2))
