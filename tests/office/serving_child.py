"""A writing process with a clerk, until it is killed: FOLDER [URL]. Says `ready` when it serves."""

from __future__ import annotations

import sys
import threading
from contextlib import closing
from pathlib import Path

from commonweal.office import Clerk, Office


def main() -> None:
    """Serve for ever."""
    environment = {"DATABASE_URL": sys.argv[2]} if len(sys.argv) > 2 else {}
    with (
        Office(Path(sys.argv[1]), environment=environment) as office,
        closing(Clerk(office, environment)),
    ):
        print("ready", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
