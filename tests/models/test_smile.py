from __future__ import annotations

import pytest
import torch

from mien_models.nets.guided import gate, light
from mien_models.nets.placed import PLACES, PlacedHead

CHANNELS = 6


@pytest.mark.parametrize("finer", [1, 2])
def test_the_logit_is_its_evidences_mean_and_a_bias(finer: int) -> None:
    torch.manual_seed(0)
    head = PlacedHead(CHANNELS).eval()
    with torch.no_grad():
        head.bias.fill_(0.7)
    logit, evidence = head(torch.randn(3, CHANNELS, PLACES * finer, PLACES * finer))
    assert evidence.shape == (3, PLACES * finer, PLACES * finer)
    torch.testing.assert_close(logit, evidence.mean((1, 2)) + 0.7)


def test_the_gate_may_come_after_the_mixing() -> None:
    torch.manual_seed(3)
    head = PlacedHead(CHANNELS).eval()
    level, saliency = torch.randn(2, CHANNELS, PLACES, PLACES), torch.rand(2, 28, 28)
    after = head.before_gate(level, light(saliency, 2))
    for ours, theirs in zip(after, head(gate(level, saliency, 2)), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_measured_channels_count_alike_and_nothing_else_changes_when_made_plain() -> None:
    torch.manual_seed(1)
    level = torch.randn(8, CHANNELS, PLACES, PLACES)
    far = level * torch.logspace(0, 2, CHANNELS).view(-1, 1, 1) + 5
    near, other = PlacedHead(CHANNELS).eval(), PlacedHead(CHANNELS).eval()
    other.load_state_dict(near.state_dict())
    near.measure(level)
    other.measure(far)
    torch.testing.assert_close(other(far)[0], near(level)[0], atol=1e-4, rtol=1e-3)
    measured = near(level)[0]
    assert set(near.plain().state_dict()) == {"mix.weight", "mix.bias", "places", "bias"}
    torch.testing.assert_close(near(level)[0], measured)


def test_it_learns_where_something_is() -> None:
    """Corners that point up or down, of faces that have as much of everything."""
    torch.manual_seed(2)
    up = torch.arange(64) % 2 == 0
    level = torch.rand(64, CHANNELS, PLACES, PLACES)
    level[up, 3, 8, 4] += 3
    level[~up, 3, 10, 4] += 3
    head = PlacedHead(CHANNELS)
    head.measure(level)
    optimiser = torch.optim.Adam(head.parameters(), 2e-2)
    for _ in range(60):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(head(level)[0], up.float())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    logit, evidence = head.eval()(level)
    assert ((logit > 0) == up).all()
    apart = (evidence[up].mean(0) - evidence[~up].mean(0)).abs()
    row, column = divmod(int(apart.argmax()), PLACES)
    assert (row, column) in ((8, 4), (10, 4))
