"""Which face the picture area wears for each state; no widget in here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mien.engine.status import Phase, Status
from mien.words import mark, to_tell, told

CHOOSE, DEMO, RETRY, REPLAY = "choose", "demo", "retry", "replay"

PICTURES = "folder"  # the kind of a source whose pictures are to be looked at one by one

BUTTON_TEXTS = {
    CHOOSE: mark("Choose a source"),
    DEMO: mark("Watch the demo"),
    RETRY: mark("Try again"),
    REPLAY: mark("Play again"),
}


@dataclass(frozen=True, slots=True)
class StateFace:
    """A card in the middle of the picture area.

    buttons: keys of BUTTON_TEXTS, the first is the suggested one. busy: something is under way.
    progress: 0..1 where it is known. dim: the picture behind is the last one, not live.
    """

    icon: str
    title: str
    text: str
    buttons: tuple[str, ...] = ()
    busy: bool = False
    progress: float | None = None
    dim: bool = False


# By SourceError's kind: icon, title, what is offered.
PROBLEMS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "failed": ("warning", mark("This did not work"), (RETRY, CHOOSE, DEMO)),
    "missing": ("file", mark("The source is not there"), (CHOOSE, RETRY, DEMO)),
    "busy": ("busy", mark("The camera is in use"), (RETRY, CHOOSE, DEMO)),
    "forbidden": ("lock", mark("No permission"), (RETRY, CHOOSE, DEMO)),
    "no-camera": ("camera-off", mark("No camera"), (RETRY, CHOOSE, DEMO)),
}

LOOKING = StateFace("camera", mark("Looking for a camera"), mark("This takes a moment."), busy=True)


def state_face(status: Status, looking: bool, empty: bool) -> StateFace | None:
    """The card for the engine's state, None where the live picture speaks for itself.

    looking: cameras are being listed before anything is opened. empty: no picture is shown yet.
    """
    if looking and status.phase is Phase.IDLE:
        return LOOKING
    if status.phase in (Phase.STARTING, Phase.RUNNING):
        return _starting(status) if empty else None
    return _PHASES[status.phase](status)


def hint(status: Status, faces: int | None) -> str:
    """A few words over a live picture, '' for none; faces: None while nothing was analysed."""
    if status.phase is Phase.STARTING:
        return status.step
    if status.phase is Phase.ENDED:
        return mark("The last picture")
    if status.phase is Phase.RUNNING and faces == 0:
        return mark("No face in view")
    return ""


def progress_in(step: str) -> float | None:
    """The share done in a text such as 'Fetching the face model, 40 %', None where it has none."""
    found = re.search(r"(\d{1,3})\s*%", step)
    return min(int(found.group(1)), 100) / 100 if found else None


def _starting(status: Status) -> StateFace:
    step = status.step or mark("Waiting for the first picture")
    return StateFace("mien", mark("Starting"), step, busy=True, progress=progress_in(step))


def _idle(status: Status) -> StateFace:
    del status
    return StateFace(
        "eye",
        mark("Nothing is open"),
        mark("Choose a camera, a file or a stream."),
        (CHOOSE, DEMO),
    )


def _reconnecting(status: Status) -> StateFace:
    text = status.problem or mark("The source stopped giving pictures.")
    return StateFace("unplugged", mark("Lost, reconnecting"), text, (CHOOSE,), busy=True, dim=True)


def _ended(status: Status) -> StateFace | None:
    if status.source is not None and status.source.kind == PICTURES:
        return None  # the last picture and its values are what was asked for
    name = status.source.name if status.source is not None else to_tell(mark("The source"))
    text = told("{name} was played to its end.", name=name)
    return StateFace("replay", mark("The end"), text, (REPLAY, CHOOSE), dim=True)


def _failed(status: Status) -> StateFace:
    icon, title, buttons = PROBLEMS.get(status.problem_kind, PROBLEMS["failed"])
    text = status.problem or mark("No cause is known. Try again, or choose another source.")
    return StateFace(icon, title, text, buttons, dim=True)


def _stopping(status: Status) -> StateFace:
    del status
    text = mark("The source is being closed.")
    return StateFace("mien", mark("Stopping"), text, busy=True, dim=True)


_PHASES = {
    Phase.IDLE: _idle,
    Phase.RECONNECTING: _reconnecting,
    Phase.ENDED: _ended,
    Phase.FAILED: _failed,
    Phase.STOPPING: _stopping,
}
