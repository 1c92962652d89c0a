"""Where pictures come from: a camera, a video, images, a network stream, the demo.

`open_source` chooses among them; `base.Source` is what they have in common.
"""

from mien.sources.cameras import CameraInfo, CameraList, list_cameras
from mien.sources.opening import open_source, parse_source, problems_of

__all__ = [
    "CameraInfo",
    "CameraList",
    "list_cameras",
    "open_source",
    "parse_source",
    "problems_of",
]
