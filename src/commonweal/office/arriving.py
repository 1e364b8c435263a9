"""Preparing the motion by which a body from another record is admitted.

Rules of this module: what the motion says of the other record is taken from a part of it that was
verified, and from nothing else; where the body goes and who enters its people says who moves it.

Not here: verifying a part (``commonweal.record``), admitting (``commonweal.polity``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from commonweal.office import entries
from commonweal.office.parcels import BadParcel, unpack
from commonweal.polity import Case, State
from commonweal.polity import commands as cmd
from commonweal.polity.rights.affiliation.data import BodyLeft
from commonweal.polity.rights.affiliation.effects import AdmitBody
from commonweal.record import PartReport, RecordError, VerifierKey, verify_part
from commonweal.terms import BodyId


@dataclass(frozen=True, slots=True)
class Arriving:
    """What a part says of the body that comes.

    Attributes:
        body: its number in its record.
        name: what it is called there.
        left: whether the part proves that it has left; it may also be about to.
        people: how many left with it, 0 where the part does not prove that it has left.
        origin: name of its record; ``key``: the newest public key of it.
        size, root_hash: the checkpoint under which the part is proved.
    """

    body: int
    name: str
    left: bool
    people: int
    origin: str
    key: str
    size: int
    root_hash: str


def arriving(report: PartReport) -> Arriving:
    """Read from a verified part which body it is about, and whether it has left.

    Raises:
        LookupError: when the part names no body.
    """
    body, name = report.about.get("body"), report.about.get("name")
    if not (report.valid and isinstance(body, int) and isinstance(name, str) and name.strip()):
        raise LookupError(
            "the part does not say which body it is about; have it written by "
            "`commonweal record part`"
        )
    people = [
        event.members
        for raw in report.entries.values()
        for event in entries.read(raw).events
        if isinstance(event, BodyLeft) and event.body == body
    ]
    assert report.checkpoint is not None  # a valid part has one
    return Arriving(
        body=body,
        name=name,
        left=bool(people),
        people=people[-1] if people else 0,
        origin=report.origin,
        key=report.keys[-1].as_text(),
        size=report.checkpoint.size,
        root_hash=report.checkpoint.root.hex(),
    )


@dataclass(frozen=True, slots=True)
class Verified:
    """A part of another record that has been verified.

    Attributes:
        who: the body it is of.
        entries: how many entries are in it.
        known: whether it was verified by a key that was known here before.
    """

    who: Arriving
    entries: int
    known: bool


def verified(parcel: bytes, key_of: Callable[[str], str]) -> Verified:
    """Verify a part that was packed as one file, by the key of its record if that is known.

    Args:
        parcel: the file.
        key_of: gives the key known for the record of a name; empty: none is.

    Raises:
        BadParcel: when it is none, or when what is in it is not proved.
        LookupError: when it names no body.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        unpack(parcel, folder)
        try:
            report = verify_part(folder)
            key = key_of(report.origin)
            if key:
                report = verify_part(folder, key=VerifierKey.from_text(key))
        except RecordError as error:
            raise BadParcel(str(error)) from error
    if not report.valid:
        raise BadParcel(" ".join(report.sentences()[:3]))
    return Verified(arriving(report), len(report.entries), bool(key))


def motion_to_admit(
    case: Case,
    who: Arriving,
    *,
    parent: int,
    name: str,
    people: int,
    usher: int,
    level: str = "",
) -> cmd.ProposeMotion:
    """Return the motion to admit a body, in the body that decides which bodies there are.

    Args:
        case: the present, as the law sees it.
        who: what the verified part says of it.
        parent: body below which it is admitted.
        name: what it is to be called; as in its record when empty.
        people: how many the usher may enter; as many as left with it when 0.
        usher: member who enters them.
        level: what it becomes; empty: the first level of members below the parent.

    Raises:
        Refusal: when there is no such parent.
    """
    called = name or who.name
    effect = AdmitBody(
        level=level or next(iter(levels_below(case, parent)), ""),
        name=called,
        parent=BodyId(parent),
        usher=usher,
        people=people or who.people,
        origin=who.origin,
        key=who.key,
        size=who.size,
        root_hash=who.root_hash,
        body_there=who.body,
    )
    text = f"We admit {called}\n\nIt comes from {who.origin}, where it was body {who.body}."
    return cmd.ProposeMotion(body=_deciding(case), text=text, effect=effect)


def levels_below(case: Case, parent: int) -> list[str]:
    """Return the levels whose bodies have members and stand below a body, as the article has them.

    Raises:
        Refusal: when there is no such body.
    """
    made_of = case.level(case.body(parent)).made_of
    return [one for one in made_of if case.charter.levels[one].is_base]


def _deciding(case: Case) -> int:
    """Return the body that decides which bodies there are, the first one the mover votes in."""
    level = case.charter.reorganisation.level
    found = [one for one in case.state.bodies.values() if one.is_open and one.level == level]
    own = [one for one in found if case.is_voter(case.by, one)]
    return next((int(one.id) for one in (*own, *found)), int(case.state.top))


def parents(case: Case, state: State) -> list[int]:
    """Return the bodies below which a body of members can be admitted."""
    return [
        int(one.id)
        for one in state.bodies.values()
        if one.is_open
        and any(case.charter.levels[below].is_base for below in case.level(one).made_of)
    ]
