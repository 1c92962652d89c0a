"""What training minimises."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from mien_models.nets.saliency import density


def multi_indicator(logits: Tensor, truth: Tensor, counts: Tensor) -> Tensor:
    """10 KL - 2 CC - NSS (SAM, Cornia et al. 2018), the mean over a batch of N x H x W.

    truth sums to 1 a picture; counts are fixations a cell.
    """
    predicted = density(logits)
    log_p = functional.log_softmax(logits.flatten(1), 1)
    q = truth.flatten(1)
    kl = (q * (torch.log(q + 1e-8) - log_p)).sum(1)
    p = predicted.flatten(1)
    p_centred, q_centred = p - p.mean(1, keepdim=True), q - q.mean(1, keepdim=True)
    cc = functional.cosine_similarity(p_centred, q_centred, dim=1, eps=1e-12)
    spread = p.std(1, keepdim=True, correction=0) + 1e-8
    hits = counts.flatten(1)
    nss = (p_centred / spread * hits).sum(1) / hits.sum(1).clamp(min=1)
    return (10 * kl - 2 * cc - nss).mean()


def soft_cross_entropy(logits: Tensor, target: Tensor, allowed: Tensor) -> Tensor:
    """Cross entropy a row, N, against soft labels N x E; labels not `allowed` are left out.

    A row whose target is all zero has no label and costs nothing.
    """
    masked = logits.masked_fill(~allowed, -1e4)
    return -(target * functional.log_softmax(masked, 1)).sum(1)


def masked_binary(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Binary cross entropy, the mean over what has a label; target NaN is no label."""
    known = ~torch.isnan(target)
    each = functional.binary_cross_entropy_with_logits(
        logits, torch.where(known, target, torch.zeros_like(target)), reduction="none"
    )
    shares = weight * known
    return (each * shares).sum() / shares.sum().clamp(min=1)
