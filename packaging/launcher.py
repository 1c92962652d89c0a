"""Where a bundle begins: `mien` with its arguments, or one of its helper processes."""

import multiprocessing
import runpy
import sys

FEED = "mien.bench.feed"

if __name__ == "__main__":
    # The process of a user's own network begins here and goes no further.
    multiprocessing.freeze_support()
    if sys.argv[1:3] == ["-m", FEED]:  # how `mien bench` starts its stand-in for a webcam
        sys.argv[:3] = [FEED]
        runpy.run_module(FEED, run_name="__main__")
        sys.exit(0)
    from mien.cli.process import live

    live()
