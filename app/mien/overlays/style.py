"""How overlays look: what the user may choose, and the colours."""

from __future__ import annotations

from dataclasses import dataclass, field

from mien.faces.label import COLOURS, NO_LABELS, FaceLabel, Labels
from mien.overlays.shapes import Colour
from mien.settings import LIKELIEST, ColourMap

NOBODY = FaceLabel()


@dataclass(frozen=True, slots=True)
class Style:
    """The look of all overlays.

    opacity: of a map at its peak, 0..1. colour_map: of the saliency map. evidence_of: the value
    whose evidence is shown, as in Settings. main_id: the face shown in the side panel, None for
    none. pinned_id: the one that a person chose to be that. labels: names and colours of faces.
    grey_others: only the main face is drawn. region_of: the Action Unit whose region is lit, '' for
    none. accent: the main face's colour. line: the colour of everything else.
    """

    opacity: float = 0.6
    colour_map: ColourMap = "inferno"
    evidence_of: str = LIKELIEST
    main_id: int | None = None
    pinned_id: int | None = None
    labels: Labels = field(default_factory=lambda: NO_LABELS)
    grey_others: bool = False
    region_of: str = ""
    accent: Colour = (92, 200, 255, 255)
    line: Colour = (255, 255, 255, 165)

    def own_colour(self, face_id: int) -> Colour | None:
        """The colour that was chosen for a face, None where none was."""
        chosen = COLOURS.get(self.labels.get(face_id, NOBODY).colour)
        return None if chosen is None else (*chosen, 255)
