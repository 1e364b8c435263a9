"""A scenario that ends the process in which it is planned; for processes other than this one."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadly:
    """Stands in for a machine that runs out of memory."""

    name: str = "deadly"

    def factors(self, *_):
        os._exit(9)
