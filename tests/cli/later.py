"""Runs the command line in a process of its own, its clock put ahead: LATER_S says how far.

The clock is put forward before anything of Commonweal is imported, because it is taken at import.
"""

import os
import time

_now = time.time
time.time = lambda: _now() + float(os.environ["LATER_S"])

from commonweal.cli import main  # noqa: E402 -- after the clock

main()
