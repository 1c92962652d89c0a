"""What the engine needs of a network, wherever it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from mien.network.card import Card
from mien.types import Image, Reading


class Reads(Protocol):
    """Reads aligned crops, and says what it is and where it runs."""

    card: Card
    sha256: str
    provider: str
    provider_note: str

    def read(self, crops: Image) -> list[Reading]:
        """One reading a crop of N x S x S x 3, uint8, RGB."""

    def close(self) -> None:
        """Let go what it holds."""


LoadNetwork = Callable[[str], Reads]  # by the device, as `providers.choose` takes it
