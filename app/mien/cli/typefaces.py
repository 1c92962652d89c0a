"""The check of typefaces: whether the window can be read in every language that it speaks."""

from __future__ import annotations

from collections.abc import Iterator

from mien.cli.findings import Finding

NAMES = {"zh_CN": "Chinese", "ja": "Japanese"}
ADVICE = "On Debian or Ubuntu: sudo apt install fonts-noto-cjk"


def typefaces() -> Iterator[Finding]:
    """A missing typeface matters to whoever uses that language, and is told to all."""
    from mien.gui.language import language_for
    from mien.gui.typefaces import unwritable
    from mien.settings_file import load_settings

    missing = unwritable()
    if not missing:
        yield Finding("typefaces", "ok", "all languages of the window can be written")
        return
    settings, _ = load_settings()
    words = " or ".join(NAMES[language] for language in missing)
    needed = language_for(settings.language) in missing
    yield Finding(
        "typefaces",
        "warning" if needed else "ok",
        f"none can write {words}" + ("" if needed else ", which this window does not need"),
        ADVICE if needed else "",
    )
