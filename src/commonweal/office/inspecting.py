"""Inspecting: what an inspector who looks at something is shown; the look is on record before.

Rules of this module: nothing is opened before its access is durable; names and texts are opened,
ballots, confidential memberships and what members told of their wages are not: nothing here asks
for them.

Not here: who inspects, and what (``commonweal.polity.rights.inspection``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from commonweal.office.office import Office
from commonweal.polity import State
from commonweal.polity.rights.inspection.data import Inspect
from commonweal.vault import UnknownDigest, Vault

PEOPLE_MAX = 2_000
"""People listed at once; of more the first so many."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something shown.

    Attributes:
        what: kind of it: ``member``, ``voter``, ``text``, ``task``, ``report``, ``declaration`` or
            ``words``, of what was looked at.
        number: of the member, motion, task, declaration, or what was looked at.
        text: name or words; None where they were erased.
    """

    what: str
    number: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a look showed, and the entry that records it."""

    index: int
    lines: tuple[Line, ...]


def look(office: Office, kind: str, number: int, by: int, *, key: str = "") -> Shown:
    """Record a look and return what it shows.

    Args:
        office: the office.
        kind: what is looked at, one of ``OPEN``.
        number: which one.
        by: the inspector.
        key: idempotency key.

    Raises:
        Refusal: when the law says no; then nothing is opened.
    """
    answer = office.execute(Inspect(kind=kind, number=number), by, key=key)
    opener = _OPENED[kind]
    lines = office.view(lambda state: tuple(opener(state, office.vault, number)))
    return Shown(answer.index, lines)


def _text(vault: Vault, digest: str) -> str | None:
    if not digest:
        return ""
    try:
        return vault.text(digest)
    except UnknownDigest:
        return None


def _people(vault: Vault, what: str, members: Iterable[int]) -> Iterator[Line]:
    some = sorted(members)[:PEOPLE_MAX]
    names: Mapping[int, str] = vault.names(some)
    return (Line(what, one, names.get(one)) for one in some)


def _body(state: State, vault: Vault, number: int) -> Iterator[Line]:
    body = state.bodies[number]
    yield from _people(vault, "member", body.members)
    for motion in body.motions:
        yield from _motion(state, vault, motion)
    for task in body.tasks:
        yield from _task(state, vault, task)
    for seat in (*body.seats, *body.offices):
        yield from _seat(state, vault, seat)


def _roll(state: State, vault: Vault, number: int) -> Iterator[Line]:
    return _people(vault, "member", state.rolls[number].members)


def _motion(state: State, vault: Vault, number: int) -> Iterator[Line]:
    found = state.motions[number]
    for digest in dict.fromkeys((*found.texts, found.text)):
        yield Line("text", number, _text(vault, digest))
    for plan in found.tasks:
        yield Line("task", number, _text(vault, plan.text))


def _task(state: State, vault: Vault, number: int) -> Iterator[Line]:
    found = state.tasks[number]
    yield Line("task", number, _text(vault, found.text))
    if found.report:
        yield Line("report", number, _text(vault, found.report))


def _seat(state: State, _vault: Vault, number: int) -> Iterator[Line]:
    for one in state.declarations.values():
        if one.seat == number:
            said = f"{one.pay} + {one.benefits}, {one.expenses}, {one.outside}"
            yield Line("declaration", one.id, said)


def _poll(state: State, vault: Vault, number: int) -> Iterator[Line]:
    """Votes by name, and who voted by a seat; of a secret vote no ballot, and nobody's choice."""
    found = state.polls[number]
    voters = {vote.voter for vote in found.votes.values()} | set(found.seat_marks.values())
    return _people(vault, "voter", voters)


def _letter(state: State, vault: Vault, number: int) -> Iterator[Line]:
    found = state.letters[number]
    yield from _words(vault, number, (found.text, *(one.text for one in found.replies)))


def _question(state: State, vault: Vault, number: int) -> Iterator[Line]:
    found = state.questions[number]
    yield from _words(vault, number, (found.text, found.answer))


def _meeting(state: State, vault: Vault, number: int) -> Iterator[Line]:
    found = state.meetings[number]
    said = (one.text for one in found.objections)
    yield from _words(vault, number, (found.text, *found.notes, found.minutes, *said))
    yield from _people(vault, "member", found.present)


def _caucus(state: State, vault: Vault, number: int) -> Iterator[Line]:
    """The statement and those who are named; whoever belongs to it unnamed stays so."""
    found = state.caucuses[number]
    yield from _words(vault, number, (found.statement,))
    yield from _people(vault, "member", found.members)


def _charge(state: State, vault: Vault, number: int) -> Iterator[Line]:
    found = state.charges[number]
    yield from _people(vault, "member", {found.member, found.by})
    yield from _words(vault, number, (found.text, *found.answers, found.appeal))


def _grievance(state: State, vault: Vault, number: int) -> Iterator[Line]:
    found = state.grievances[number]
    said = (one.text for one in found.answers)
    yield from _words(vault, number, (found.text, *said, found.offer))


def _challenge(state: State, vault: Vault, number: int) -> Iterator[Line]:
    yield from _words(vault, number, (state.challenges[number].text,))


def _showing(state: State, vault: Vault, number: int) -> Iterator[Line]:
    found = state.showings[number]
    yield from _words(vault, number, (found.text, *(one.text for one in found.answers)))


def _words(vault: Vault, number: int, digests: Iterable[str]) -> Iterator[Line]:
    return (Line("words", number, _text(vault, digest)) for digest in digests if digest)


_OPENED: dict[str, Callable[[State, Vault, int], Iterator[Line]]] = {
    "body": _body,
    "roll": _roll,
    "motion": _motion,
    "task": _task,
    "seat": _seat,
    "poll": _poll,
    "letter": _letter,
    "question": _question,
    "meeting": _meeting,
    "caucus": _caucus,
    "charge": _charge,
    "grievance": _grievance,
    "challenge": _challenge,
    "showing": _showing,
}
