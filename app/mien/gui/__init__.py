"""The window: the only place that knows Qt."""

import os

import cv2  # noqa: F401 - imported first, for what it does to the environment

# OpenCV points Qt to its own plug-ins and fonts, which are not those of PySide6.
for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    os.environ.pop(_name, None)
