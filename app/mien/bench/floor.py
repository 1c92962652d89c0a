"""What no network can beat here: its multiply-adds at the rate of one large matrix product."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mien.bench.timing import median_ms
from mien.network.providers import choose
from mien.network.session import start_session

SIDE = 1024  # of the two square matrices: large enough that nothing but the product counts
ROUNDS = 20


def reference_file() -> Path:
    """The product of two matrices as an ONNX file; `python -m mien_models floor` wrote it."""
    import mien_assets

    return Path(mien_assets.__file__).parent / "network" / "reference.onnx"


def reference_rate(device: str, threads: int) -> float:
    """Multiply-adds a second that ONNX Runtime reaches on one large product."""
    path = reference_file()
    session = start_session(path.read_bytes(), path.name, choose(device).providers, threads)
    rng = np.random.default_rng(0)
    pair = {name: rng.normal(size=(SIDE, SIDE)).astype(np.float32) for name in ("a", "b")}
    return SIDE**3 / (median_ms(lambda: session.run(None, pair), ROUNDS) / 1e3)


def floor_ms(multiply_adds: int | None, rate: float) -> float:
    """The least time of one face, NaN where its multiply-adds were not counted."""
    return float("nan") if multiply_adds is None else multiply_adds / rate * 1e3
