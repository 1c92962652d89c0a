"""The one exception whose text is meant for the person at the screen."""

from __future__ import annotations


class MienError(Exception):
    """A cause that the user can act on: one plain sentence with what to do, shown as it stands."""

    @property
    def sentence(self) -> str:
        """The sentence, which a window can translate where it was made by `mien.words.told`."""
        return self.args[0] if self.args else ""


class SourceError(MienError):
    """A picture source that cannot be opened or read; `kind` chooses the window's face for it."""

    def __init__(self, sentence: str, kind: str = "failed") -> None:
        """Kind is one of 'failed', 'missing', 'busy', 'forbidden', 'no-camera'."""
        super().__init__(sentence)
        self.kind = kind
