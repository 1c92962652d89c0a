"""Where a bundle begins: `mien` with its arguments, or one of its helper processes."""

import multiprocessing
import sys

FEED = "mien.bench.feed"

if __name__ == "__main__":
    multiprocessing.freeze_support()  # the process of a user's own network begins here
    if sys.argv[1:3] == ["-m", FEED]:  # how `mien bench` starts its stand-in for a webcam
        from mien.bench import feed

        feed.serve()
        sys.exit(0)
    from mien.cli.main import main

    sys.exit(main())
