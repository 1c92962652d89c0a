"""`python -m mien` is the same as `mien`."""

import sys

from mien.cli.main import main

sys.exit(main())
