from __future__ import annotations

import torch

from mien_models.heads import refit
from mien_models.nets.guided import HIGH, MEDIAN, GuidedNetwork


def test_the_action_units_heads_learn_and_all_others_stay() -> None:
    torch.manual_seed(0)
    network = GuidedNetwork(8, 3)
    before = network.heads.weight.detach().clone()
    features = torch.randn(120, MEDIAN + HIGH) * torch.logspace(-2, 1, MEDIAN + HIGH)
    units = (features[:, [0, 500, 1500]] > 0).float()  # of very different spread
    units[:20, 1] = torch.nan  # not said
    refit(network, features, units)
    told = network.heads(features)[:, 8:11] > 0
    known = ~units.isnan()
    assert (told == (units > 0))[known].float().mean() > 0.95
    moved = (network.heads.weight != before).any(1)
    assert moved.tolist() == [False] * 8 + [True] * 3 + [False]


def test_heads_that_know_already_hardly_move() -> None:
    torch.manual_seed(1)
    network = GuidedNetwork(8, 2)
    features = torch.randn(200, MEDIAN + HIGH)
    with torch.no_grad():
        network.heads.weight[8:10] = 0
        network.heads.weight[8, 0] = network.heads.weight[9, 1] = 8
    units = (features[:, :2] > 0).float()
    before = network.heads.weight.detach().clone()
    left = refit(network, features, units)
    assert left < 0.5
    # What explains the frames already is kept, against 1,536 features that could explain them too.
    assert (network.heads.weight - before).abs().max() < 0.2
    assert network.heads.weight[8].argmax() == 0
    assert network.heads.weight[9].argmax() == 1
