"""Mien: what a face does, live, and where a trained network looks to tell it."""

__version__ = "0.1.0"
