"""What a bench measured earlier, beside what it measures now."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mien.errors import MienError

if TYPE_CHECKING:
    from mien.bench.live import LiveFigures


def earlier(path: Path) -> dict[str, Any]:
    """The figures in a file of `bench live --json`. MienError where it is none."""
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
        known = dict(figures.get("after", figures))
        float(known["analysed_per_s"])
    except OSError as error:
        raise MienError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MienError(f"{path} is not what 'mien bench live --json' printed.") from error
    return known


def beside(before: Mapping[str, Any], live: LiveFigures) -> dict[str, Any]:
    """Both, for programs."""
    return {"before": before, "after": asdict(live)}


def compared(before: Mapping[str, Any], live: LiveFigures) -> str:
    """Every figure of then and now, one a line; a dash for what was not measured."""
    then, now = _flat(before), _flat(asdict(live))
    lines = [f"{live.machine}; {live.provider}", f"{'':34} {'before':>10} {'now':>10}"]
    lines += [
        f"{name:34} {_figure(then.get(name)):>10} {_figure(value):>10}"
        for name, value in now.items()
        if isinstance(value, int | float)
    ]
    return "\n".join(lines)


def _flat(values: Mapping[str, Any], start: str = "") -> dict[str, Any]:
    """Mappings in mappings as one, their names one after the other."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        whole = f"{start}{name}"
        flat |= _flat(value, f"{whole} ") if isinstance(value, Mapping) else {whole: value}
    return flat


def _figure(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, int | float) and not math.isnan(value) else "-"
