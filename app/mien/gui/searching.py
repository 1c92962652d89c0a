"""How texts are searched: small and capital letters are the same, and so are accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence


def folded(text: str) -> str:
    """A text for searching: small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def hits(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where folded words stand in a text: from a place to before another, in their order."""
    letters, places = [], []
    for place, sign in enumerate(text):
        for letter in folded(sign):
            letters.append(letter)
            places.append(place)
    said = "".join(letters)
    found = (one.span() for word in words for one in re.finditer(re.escape(word), said))
    return sorted({(places[start], places[end - 1] + 1) for start, end in found})
