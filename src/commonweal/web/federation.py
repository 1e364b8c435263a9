"""What a request is about: one federation, opened by the process that serves it.

Rules of this module: it comes with the request, in the WSGI environment, and is nowhere global, so
that tests, and whoever wants to, can serve several in one process.
Not here: Django's own settings (``settings``), what a page shows (``pages``).
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from commonweal.office.chronicle import Chronicle
from commonweal.office.entrance import Entrance
from commonweal.office.office import Office
from commonweal.office.reading import Reading, Shown

ENVIRON_KEY = "commonweal.federation"

SLIPS_KEPT = 2_000
"""Slips remembered for those who have just voted; older ones are forgotten first."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Slip:
    """What a voter is handed: shown once more on reload, and never stored on disk.

    Attributes:
        index: entry of the record; -1 without one.
        receipt: proof that the record holds it.
        voucher: for a secret ballot: the sign by which the voter can check that it was noted.
        at: when, in seconds since 1970.
    """

    index: int
    receipt: str
    voucher: str
    at: int


@dataclass(slots=True)
class Federation:
    """A federation being served.

    Attributes:
        office: its office.
        entrance: who is signed in.
        chronicle: index of its record.
        contests: for a demonstration: which real contest the ballots of an election were drawn
            from.
        https: whether cookies may only travel encrypted.
    """

    office: Office
    entrance: Entrance
    chronicle: Chronicle
    contests: dict[int, str] = field(default_factory=dict)
    https: bool = False
    _shown: Shown = field(default_factory=Shown)
    _slips: OrderedDict[tuple[int, int], Slip] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, office: Office, *, https: bool = False) -> Federation:
        """Serve the federation of an office.

        Raises:
            RecordError: when its record cannot be read.
        """
        chronicle = Chronicle(office.log)
        chronicle.refresh()
        return cls(office, Entrance(office), chronicle, _contests(office), https)

    def look(self, viewer: int, build: Callable[[Reading], Result]) -> Result:
        """Let a page be built from the present state; what it tells is durable.

        Raises:
            RecordError: when the record cannot be read or written.
        """
        # What has fallen due is done and durable first, so that the index knows of it too.
        self.office.view(lambda _state: None)
        self.chronicle.refresh()
        return self.office.view(
            lambda state: build(Reading(self.office, state, self.chronicle, self._shown, viewer))
        )

    def hand_out(self, poll: int, voter: int, slip: Slip) -> None:
        """Remember a slip for its voter. A slip without a voucher replaces none that has one."""
        with self._lock:
            known = self._slips.get((poll, voter))
            if known is None or slip.voucher or not known.voucher:
                self._slips[poll, voter] = slip
            while len(self._slips) > SLIPS_KEPT:
                self._slips.popitem(last=False)

    def slip(self, poll: int, voter: int) -> Slip | None:
        """Return a voter's slip, if it is still remembered."""
        with self._lock:
            return self._slips.get((poll, voter))

    def close(self) -> None:
        """Close what was opened here; the office is closed by whoever opened it."""
        self.entrance.close()


def _contests(office: Office) -> dict[int, str]:
    """Read from which contests a demonstration's ballots come; most federations have no such file.

    Raises:
        ValueError: when the file is not what the demonstration writes.
    """
    path = office.folder / "demo.json"
    if not path.exists():
        return {}
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return {int(poll): str(name) for poll, name in plain.get("contests", {}).items()}
    except (ValueError, AttributeError) as error:
        raise ValueError(
            f"{path}: expected an object with contests by number of poll, got {error}; "
            "build the demonstration anew, or remove the file"
        ) from error
