"""The network that was asked for: the one that comes with Mien, or the user's own."""

from __future__ import annotations

from pathlib import Path

from mien.network.own import OwnNetwork
from mien.network.reads import Reads
from mien.network.session import Network


def open_network(path: Path | None, device: str) -> Reads:
    """None: the shipped one, in this process; else a file of the user's, in one of its own.

    Raises MienError; NetworkError where it is the file that cannot be used.
    """
    return Network.load(None, device) if path is None else OwnNetwork.start(path, device)
