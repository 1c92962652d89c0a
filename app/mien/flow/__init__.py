"""How values pass between threads: the newest only, or every one."""

from mien.flow.fifo import Fifo
from mien.flow.latest import Latest

__all__ = ["Fifo", "Latest"]
