"""How values pass between threads: the newest only, every one, or one at a time."""

from mien.flow.fifo import Fifo
from mien.flow.handoff import Handoff
from mien.flow.latest import Latest

__all__ = ["Fifo", "Handoff", "Latest"]
