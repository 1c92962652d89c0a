"""What every picture source is: opened, read until it ends, closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol, Self

from mien.types import Frame


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What an opened source really gives, read back from it.

    kind: 'camera', 'video', 'folder', 'stream' or 'demo'. name: for people. width, height: pixels
    of the first frame, 0 while unknown. rate: frames a second, NaN where it has none. frames: how
    many there will be, None when unknown. live: it goes on by itself whether or not it is read, so
    late frames are to be skipped and a loss is to be mended. detail: more facts to show, as text.
    again: the text that opens this very one once more, whatever it was opened by; '' for the same.
    """

    kind: str
    name: str
    width: int
    height: int
    rate: float
    frames: int | None
    live: bool
    detail: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    again: str = ""


class Source(Protocol):
    """An open source of frames for one thread at a time; `close` alone may come from another."""

    @property
    def info(self) -> SourceInfo:
        """What the source really gives."""

    def read(self) -> Frame | None:
        """The next frame, RGB; None at the end of a source that ends.

        Raises SourceError where a frame should have come and did not (unplugged, network lost).
        """

    def close(self) -> None:
        """Let the device or file go; harmless when repeated; a read under way ends soon after."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
