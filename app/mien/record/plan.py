"""What a person asks for when a recording is started."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mien.errors import MienError
from mien.faces.label import NO_LABELS, Labels
from mien.record.layout import free_folder, sessions_folder, usual_name
from mien.record.manifest import Clock, Keep, Overlays
from mien.settings import VideoCodec

# One word each on the command line; blurred goes with the others, or alone.
KEPT = ("clean", "annotated", "blurred", "numbers")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to keep, and where.

    parent: the folder of the session's folder. name: '' for the present date and time. overlays:
    what the annotated video shows. clock: what the session's time counts. labels: what faces in
    view are called when it begins. codec: of the videos.
    """

    keep: Keep = field(default_factory=Keep)
    overlays: Overlays = field(default_factory=Overlays)
    parent: Path = field(default_factory=sessions_folder)
    name: str = ""
    clock: Clock = "capture"
    labels: Labels = field(default_factory=lambda: NO_LABELS)
    codec: VideoCodec = "mpeg4"

    def folder(self) -> Path:
        """A free folder for the session."""
        return free_folder(self.parent, self.name or usual_name(datetime.now().astimezone()))


def keep_of(text: str) -> Keep:
    """What words such as 'clean,annotated' ask for. MienError for others, or for a contradiction.

    'blurred' alone is the plain picture with its faces blurred; 'numbers' is no picture.
    """
    words = {word.strip().lower() for word in text.split(",") if word.strip()}
    unknown = sorted(words - set(KEPT))
    if unknown or not words:
        known = ", ".join(KEPT)
        raise MienError(f"'{text}' cannot be kept: name one or more of {known}, with commas.")
    if "numbers" in words:
        if len(words) > 1:
            raise MienError("'numbers' keeps no picture: leave out the other words, or it.")
        return Keep(clean=False)
    annotated = "annotated" in words
    return Keep(
        clean="clean" in words or not annotated,
        annotated=annotated,
        blurred="blurred" in words,
    )
