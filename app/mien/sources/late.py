"""A live frame whose picture is made when somebody looks at it: most of a busy time nobody does."""

from __future__ import annotations

import threading
from collections.abc import Callable

from mien.types import Frame, Image, frozen

Develop = Callable[[], Image | None]


class LateFrame(Frame):
    """A frame as it came; its picture is made once, in the first thread that asks for it."""

    __slots__ = ("_once",)
    _once: Once

    def __init__(
        self, develop: Develop, index: int, time_s: float, captured_ns: int, origin: str
    ) -> None:
        """develop: makes the picture, None where it came damaged; the rest as in Frame."""
        told = {"index": index, "time_s": time_s, "captured_ns": captured_ns, "origin": origin}
        for name, value in {**told, "_once": Once(develop)}.items():
            object.__setattr__(self, name, value)

    @property
    def image(self) -> Image:
        """As in Frame. Raises ValueError where it came damaged: `developed` tells that before."""
        frame = self.developed()
        if frame is None:
            raise ValueError("the picture came damaged")
        return frame.image

    def developed(self) -> Frame | None:
        """The frame with its picture, the same one each time; None where that came damaged."""
        return self._once.frame(self)


class Once:
    """Makes a picture at the first call, and keeps the frame that has it."""

    def __init__(self, develop: Develop) -> None:
        self._develop: Develop | None = develop
        self._lock = threading.Lock()
        self._frame: Frame | None = None

    def frame(self, late: LateFrame) -> Frame | None:
        """The frame; one thread makes it, others wait for it."""
        with self._lock:
            if self._develop is not None:
                image, self._develop = self._develop(), None
                rest = late.index, late.time_s, late.captured_ns, late.origin
                self._frame = None if image is None else Frame(frozen(image), *rest)
            return self._frame
