"""Stands in for matplotlib while MediaPipe is imported in a bundle.

Its drawing module imports pyplot for a three-dimensional plot that Mien never asks for; without
matplotlib and what it needs the bundle is 60 MB smaller and starts a third of a second earlier.
"""

import sys
from types import ModuleType

whole, pyplot = ModuleType("matplotlib"), ModuleType("matplotlib.pyplot")
whole.pyplot = pyplot  # type: ignore[attr-defined]
sys.modules["matplotlib"], sys.modules["matplotlib.pyplot"] = whole, pyplot
