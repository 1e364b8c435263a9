"""What a body can decide about belonging to the federation.

Not here: commands and events (``data``), what is lawful (``leaving``, ``joining``).
"""

from __future__ import annotations

from commonweal.polity.effect import Effect
from commonweal.terms import BodyId


class LeaveFederation(Effect, frozen=True, tag="leave_federation"):
    """Leave the federation, with everything below; the body that moves it, and no other, leaves."""


class StayInFederation(Effect, frozen=True, tag="stay_in_federation"):
    """Take the decision to leave back, before the notice is over."""


class AdmitBody(Effect, frozen=True, tag="admit_body", kw_only=True):
    """Admit a body that comes from another record, as a new body of members below ``parent``.

    Attributes:
        usher: member who enters its people on the roll, until they have officers of their own.
        people: how many the usher may enter, at most.
        origin: name of the record from which it comes.
        key: public key of that record.
        size: entries of that record, as the checkpoint signs under which its part was proved.
        root_hash: root of that checkpoint, in hexadecimal.
        body_there: its number in that record.
    """

    level: str
    name: str
    parent: BodyId
    usher: int
    people: int
    origin: str
    key: str
    size: int
    root_hash: str
    body_there: int


AnyEffect = LeaveFederation | StayInFederation | AdmitBody
"""Every effect about belonging to the federation."""
