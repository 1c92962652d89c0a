"""`python -m mien` is the same as `mien`."""

from mien.cli.process import live

live()
