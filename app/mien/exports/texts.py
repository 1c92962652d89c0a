"""Names and notes, which anybody may have written, made harmless for the files they go into."""

from __future__ import annotations

import re
from html import escape

# A spreadsheet takes a cell that begins so for a formula, and runs it; some take the wide forms of
# East Asian keyboards as well.
FORMULA = (
    *("=", "+", "-", "@"),
    *("\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}"),
    *("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}"),
)
NO_BREAK = "\N{NO-BREAK SPACE}"


def one_line(text: str) -> str:
    """The text without control characters, halves of characters and line ends."""
    kept = "".join(c if c.isprintable() or c == NO_BREAK else " " for c in text)
    return re.sub(" +", " ", kept).strip()


def in_cell(text: str) -> str:
    """One line that a spreadsheet shows as it stands: an apostrophe before what looks a formula."""
    line = one_line(text)
    return f"'{line}" if line.startswith(FORMULA) else line


def in_html(text: str) -> str:
    """One line with its markup escaped, for text and attributes."""
    return escape(one_line(text))


def in_cue(text: str) -> str:
    """One line of a WebVTT cue, its markup escaped; '-->' cannot stand in it then."""
    return escape(one_line(text), quote=False)
