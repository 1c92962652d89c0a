"""Mien: what a face does, live, and where a trained network looks to tell it."""

from mien.silence import hush_onnx_runtime

__version__ = "0.1.0"

hush_onnx_runtime()  # here, as nothing of Mien can load it sooner
