"""The card's sections on pictures made worse and on groups of faces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mien.network.card_table import table

SETS = {"ferplus": "FER+ test", "colour": "colour test"}


def stress(m: Mapping[str, Any]) -> str:
    """What each step of a picture made worse costs, what groups the data allow, and what not."""
    return "\n\n".join([*_steps(m["steps"]), *_groups(m["groups"]), _not_allowed(m["not allowed"])])


def _steps(steps: Mapping[str, Any]) -> list[str]:
    found = [
        "### Pictures made worse",
        "Accuracy on a sample of each test part; a difference within the half width of the 95 % "
        "interval says little.",
    ]
    for name, rows in steps.items():
        first = next(iter(rows.values()))
        found += [
            f"{SETS.get(name, name)}, {first['faces']} faces, half width {first['within']}:",
            table(
                ["step", "accuracy", "lost", "face found"],
                [[step, r["accuracy"], r["lost"], r["face_found"]] for step, r in rows.items()],
            ),
        ]
    return found


def _groups(groups: Mapping[str, Any]) -> list[str]:
    rows = [
        [SETS.get(name, name), kind, part, r["faces"], r["accuracy"], r["within"]]
        for name, kinds in groups.items()
        for kind, parts in kinds.items()
        for part, r in parts.items()
    ]
    head = ["set", "what", "part", "faces", "accuracy", "half width"]
    return [
        "### Groups of faces",
        "Accuracy on parts of the whole test parts, as far as the data let them be told apart.",
        table(head, rows),
    ]


def _not_allowed(reasons: Any) -> str:
    lines = [f"{k}: {v}" for k, v in reasons.items()] if isinstance(reasons, Mapping) else reasons
    lines = [lines] if isinstance(lines, str) else lines
    return "\n".join(["What the data do not allow to say:", "", *[f"- {one}" for one in lines]])
