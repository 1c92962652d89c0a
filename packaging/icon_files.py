"""The program's icon as Windows (.ico) or macOS (.icns) want it, drawn from the one SVG.

python packaging/icon_files.py mien.ico    # with a Python that has PySide6

Both formats are a short table before PNG files, so no library is needed for them.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from environment import ROOT

SVG = ROOT / "assets" / "mien_assets" / "icons" / "mien.svg"
ICO_SIDES = (16, 24, 32, 48, 64, 128, 256)
# Apple's names of the sizes, in pixels.
ICNS_SIDES = {"icp4": 16, "icp5": 32, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024}


def main(arguments: list[str]) -> int:
    """Write the file that is named; its suffix says the format."""
    path = Path(arguments[0])
    if path.suffix == ".ico":
        path.write_bytes(ico({side: png(side) for side in ICO_SIDES}))
    else:
        path.write_bytes(icns({name: png(side) for name, side in ICNS_SIDES.items()}))
    return 0


def png(side: int) -> bytes:
    """The icon as a PNG file of so many pixels each way."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SVG)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """An .ico file of PNG pictures by their sides."""
    start = 6 + 16 * len(pictures)
    table, content = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for side, data in pictures.items():
        shown = side % 256  # 0 stands for 256
        place = start + len(content)
        table += struct.pack("<BBBBHHII", shown, shown, 0, 0, 1, 32, len(data), place)
        content += data
    return table + content


def icns(pictures: Mapping[str, bytes]) -> bytes:
    """An .icns file of PNG pictures by Apple's names."""
    content = b"".join(
        name.encode() + struct.pack(">I", 8 + len(data)) + data for name, data in pictures.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(content)) + content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
