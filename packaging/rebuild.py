"""Build what is handed on to Linux, and prove it: everything of packaging/README.md in its order.

python packaging/rebuild.py             # as root on the oldest Debian that is to have it
python packaging/rebuild.py --newest    # not with the locked versions but with the newest

It stops at the first step that fails and tells how long each took. The environment of start.py
must be there: its numbers are what the bundle's are compared with.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from bundle import DIST
from deb import package_path
from environment import ROOT, environment_folder, python_in, say


def main(argv: list[str] | None = None) -> int:
    """0 where everything was built and proven, else the status of the step that failed."""
    parser = argparse.ArgumentParser(description="Build and prove what is handed on to Linux.")
    parser.add_argument("--newest", action="store_true", help="without the locks")
    parser.add_argument("--level", default="6", help="how hard the package is packed, as deb.py's")
    args = parser.parse_args(argv)
    took: list[str] = []
    status = 0
    for command in steps(args.newest, args.level):
        say(f"== {' '.join(command)}")
        began = time.monotonic()
        script, *arguments = command
        status = subprocess.call([sys.executable, f"packaging/{script}", *arguments], cwd=ROOT)
        took.append(f"{time.monotonic() - began:6.0f} s  {script}, status {status}")
        if status:
            break
    say("\n".join(took))
    return status


def steps(newest: bool, level: str) -> list[list[str]]:
    """The scripts in their order, each with its arguments."""
    reference = ["--reference", str(python_in(environment_folder()))]
    bundle, package = str(DIST / "mien"), str(package_path())
    proof = ["--json", str(DIST / "smoke.json"), "--shots", str(DIST)]
    proof_of_package = ["--json", str(DIST / "smoke-clean-root.json")]
    found = [
        ["bundle.py"],
        ["smoke.py", bundle, *reference, *proof],
        ["deb.py", "--level", level],
        ["clean_root.py", "deb", package, *reference, *proof_of_package],
    ]
    return found if newest else [["lock.py", "--install"], *found]


if __name__ == "__main__":
    sys.exit(main())
