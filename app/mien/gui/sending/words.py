"""How a way to other programs goes, in words."""

from __future__ import annotations

import math

from mien.gui.sending.slot import Phase, SlotState
from mien.gui.words import number, tr, tr_n
from mien.words import mark

DOT = "  \N{MIDDLE DOT}  "
FAR = mark(
    "Other computers can receive this. Nothing is encrypted: use it only in a network that you "
    "trust."
)
LOOKING = mark("Looking for a marker stream")


def state_words(name: str, state: SlotState) -> str:
    """A line on where a way stands, '' while it is off."""
    match state.phase:
        case Phase.OFF:
            return ""
        case Phase.WAITING:
            return tr("Waiting for the network to be loaded")
        case Phase.OPENING:
            return tr("Opening…")
        case Phase.FAILED:
            return tr(state.problem)
        case Phase.ON:
            return _markers(state) if name == "markers" else _going(state)


def _going(state: SlotState) -> str:
    parts = [tr(state.where)]
    if state.listeners == 0:
        parts.append(tr("nobody listens yet"))
    elif state.listeners is not None:
        parts.append(tr_n("{n} listens", "{n} listen", state.listeners))
    if not math.isnan(state.per_s):
        parts.append(tr("{rate} a second").format(rate=f"{state.per_s:.0f}"))
    if state.dropped:
        parts.append(tr("{count} dropped").format(count=number(state.dropped)))
    if state.refused:
        parts.append(tr("{count} refused").format(count=number(state.refused)))
    return DOT.join(parts)


def _markers(state: SlotState) -> str:
    if not state.where:
        return tr(LOOKING)
    parts = [
        tr("From {stream}").format(stream=state.where),
        tr("{count} recorded").format(count=number(state.sent)),
    ]
    if state.dropped:
        parts.append(tr("{count} came without a recording").format(count=number(state.dropped)))
    return DOT.join(parts)
