"""The topics of the guide, as the assets have them: one Markdown file a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources

# '# smile: Smile, 0 to 5' begins a topic: its key, which is the same in each language, its title.
HEAD = re.compile(r"^# ([a-z-]+): (.+)$", re.MULTILINE)
PICTURE = re.compile(r"!\[([^\]]*)\]\(([a-z-]+)\)")  # what is to be seen on it, and its name


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; body: Markdown without the title."""

    key: str
    title: str
    body: str

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of its pictures."""
        return tuple(name for _, name in PICTURE.findall(self.body))


def read_topics(language: str) -> tuple[Topic, ...]:
    """The guide in a language, such as 'de', in its order. Raises FileNotFoundError."""
    file = resources.files("mien_assets") / "guide" / f"{language}.md"
    _, *parts = HEAD.split(file.read_text(encoding="utf-8"))
    heads = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return tuple(Topic(key, title, body.strip()) for key, title, body in heads)


def picture_bytes(name: str, theme: str) -> bytes:
    """A picture as a WebP file, by its name and the theme's."""
    file = resources.files("mien_assets") / "screenshots" / f"{name}-{theme}.webp"
    return file.read_bytes()
