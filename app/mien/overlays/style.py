"""How overlays look: what the user may choose, and the colours."""

from __future__ import annotations

from dataclasses import dataclass

from mien.overlays.shapes import Colour
from mien.settings import LIKELIEST, ColourMap


@dataclass(frozen=True, slots=True)
class Style:
    """The look of all overlays.

    opacity: of a map at its peak, 0..1. colour_map: of the saliency map. evidence_of: the value
    whose evidence is shown, as in Settings. main_id: the face shown in the side panel, None for
    none. accent: its colour. line: the colour of everything else.
    """

    opacity: float = 0.6
    colour_map: ColourMap = "inferno"
    evidence_of: str = LIKELIEST
    main_id: int | None = None
    accent: Colour = (92, 200, 255, 255)
    line: Colour = (255, 255, 255, 165)
