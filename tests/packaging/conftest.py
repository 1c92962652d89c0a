"""Makes the scripts of `packaging/` importable: the folder is no package, on purpose."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging"))
