"""What tests of counting share: the three ways in which columns are grouped and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from commonweal.tally import columns, native, sweeps

Way = Callable[[str], AbstractContextManager[None]]


@contextmanager
def taken(name: str) -> Iterator[None]:
    """Count ``plain``, ``compiled``, or ``interpreted``: the source of the machine code, as it is.

    Threads get so few rows each that there are several of them.
    """
    with pytest.MonkeyPatch.context() as patch:
        for least in ("NATIVE_ROWS", "LOADED_ROWS"):
            patch.setattr(columns, least, 10**9 if name == "plain" else 0)
        patch.setattr(columns, "PART_ROWS", 3)
        for module in (native, sweeps) if name == "interpreted" else ():
            for kernel, function in vars(module).copy().items():
                if hasattr(function, "py_func"):
                    patch.setattr(module, kernel, function.py_func)
        yield


@pytest.fixture(scope="session")
def way() -> Way:
    """Hand out :func:`taken`."""
    return taken
