"""Founding, members and rolls.

Rules of this module:

* whoever leaves, dies or moves takes along what rested on belonging: those seats fall at once;
* a roll is closed by one person, signed by others who stand on it, and then used for a time; where
  fewer stand on it than have to sign, all of them do;
* nobody's name comes here: a member is a number and a commitment.

Not here: names and contact data (the vault); expulsion and appeals (``rights.discipline``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from commonweal.charter import Charters
from commonweal.polity import events as ev
from commonweal.polity.amendments import check_length
from commonweal.polity.case import Case, numbered, require_power
from commonweal.polity.commands import (
    AdmitMembers,
    AskToMove,
    CloseRoll,
    FoundFederation,
    Issued,
    MoveMembers,
    RecordDeath,
    ResignMembership,
    SignRoll,
)
from commonweal.polity.entities import NEVER, NO_BODY, NOBODY, Body, Roll
from commonweal.polity.polls import close_roll_events
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.ushering import is_usher
from commonweal.polity.rights.caucuses.law import leave_all
from commonweal.polity.rights.discipline.guarding import refuse_moving_charged, waits_above
from commonweal.polity.rights.union.law import end_unions, leave_unions
from commonweal.polity.seats import vacate
from commonweal.polity.state import State, roll_of
from commonweal.terms import OFFICE, FaultyDocument, days

ADMITTED_AT_ONCE_MAX = 500
"""Members admitted by one command; keeps an entry of the record under its limit of bytes."""


def found_federation(
    state: State, command: FoundFederation, charters: Charters, issued: Issued
) -> list[ev.Event]:
    """Found a federation; there is no constitution yet to be judged by, but the one proposed."""
    if state.version:
        refuse(
            "federation_already_founded",
            "1",
            expected="an empty record",
            got=state.name,
            remedy="use a record of its own for another federation",
        )
    if not command.commitments:
        refuse(
            "convenors_too_few",
            "1",
            expected="at least one convenor",
            got="none",
            remedy="name the people who convene the federation",
        )
    check_length(command.constitution, "1")
    try:
        charter = charters.read(command.constitution)
    except FaultyDocument as faulty:
        refuse(
            "constitution_faulty",
            "1",
            expected="a constitution without faults",
            got=str(next(one for one in faulty.faults if not one.warning)),
            remedy="run `commonweal charter check` on the text and mend what it names",
        )
    return [
        ev.FederationFounded(
            name=command.name or charter.preamble.name,
            convenors=len(command.commitments),
            commitments=command.commitments,
        ),
        ev.ConstitutionAdopted(
            version=1,
            text=command.constitution,
            ends_founding_at=issued.at + days(charter.founding.days_max),
        ),
    ]


def admit_members(case: Case, command: AdmitMembers) -> list[ev.Event]:
    """Admit members to base bodies."""
    _check_admission(case, command)
    for home in sorted(set(command.homes)):
        require_base(case, home)
        if not is_usher(case, home, command.homes.count(home)):
            require_power(case, "admit_members", home)
    first = len(case.state.members) + 1
    return [ev.MembersAdmitted(first=first, homes=command.homes, commitments=command.commitments)]


def _check_admission(case: Case, command: AdmitMembers) -> None:
    cite = case.charter.members.cite()
    if not command.homes:
        refuse("admission_empty", cite, expected="members", got="none", remedy="name at least one")
    if len(command.homes) > ADMITTED_AT_ONCE_MAX:
        refuse(
            "admission_too_large",
            cite,
            expected=f"at most {ADMITTED_AT_ONCE_MAX}",
            got=len(command.homes),
            remedy="admit them in several commands",
        )
    if len(command.homes) != len(command.commitments):
        refuse(
            "commitments_do_not_match",
            cite,
            expected=f"{len(command.homes)} commitments",
            got=len(command.commitments),
            remedy="give one commitment for each member",
        )


def require_base(case: Case, body_id: int) -> Body:
    """Return a body to which members are admitted, or refuse."""
    if case.state.is_union(body_id):
        refuse(
            "union_is_no_home",
            (case.charter.union or case.charter.preamble).cite(),
            expected="a body of the federation, in which members sit themselves",
            got=case.body(body_id).name,
            remedy="let whoever wants to join the union do so",
        )
    return _require_of_members(case, body_id)


def _require_of_members(case: Case, body_id: int) -> Body:
    body = case.body(body_id)
    if not case.level(body).of_members:
        refuse(
            "home_not_of_members",
            case.level(body).cite("made_of"),
            expected="a body in which members sit themselves",
            got=body.name,
            remedy="choose a body below it",
        )
    return body


def ask_to_move(case: Case, command: AskToMove) -> list[ev.Event]:
    """Ask to belong to another base body, or withdraw the wish."""
    case.member(case.by)
    if command.to:
        require_base(case, command.to)
        _refuse_at_home(case, case.by, command.to, remedy="nothing is to be asked for")
    return [ev.MoveAskedFor(member=case.by, to=command.to)]


def move_members(case: Case, command: MoveMembers) -> list[ev.Event]:
    """Move members who have asked for it; what rested on the old body falls.

    Nobody is moved against their will, because that would be a recall by a stranger; only while
    the founding lasts do the convenors put members in their places.
    """
    body = require_base(case, command.to)
    require_power(case, "move_members", body.id)
    if len(set(command.members)) != len(command.members) or not command.members:
        refuse(
            "member_listed_twice" if command.members else "admission_empty",
            case.charter.members.cite(),
            expected="members, each once",
            got=list(command.members) or "nobody",
            remedy="correct the list",
        )
    for member in command.members:
        case.member(member)
        if not (case.state.founding_over and waits_above(case, member)):
            refuse_moving_charged(case, member)
        _refuse_at_home(case, member, body.id, remedy="leave the member out of the list")
        _require_wish(case, member, body)
    return moved(case, command.members, body)


def moved(case: Case, members: Sequence[int], to: Body) -> list[ev.Event]:
    """Move members to another body; what rested on the old one falls."""
    falling = [seat for one in members for seat in _bound_to_home(case, one, to)]
    falling += without_electors(case, members, falling, to=to.id)
    gone = ev.MembersMoved(members=tuple(members), to=to.id)
    return [gone, *vacate(case, falling, "moved", leaving=members)]


def _refuse_at_home(case: Case, member: int, to: int, *, remedy: str) -> None:
    if case.state.members.home[member] == to:
        refuse(
            "already_at_home",
            case.charter.members.cite(),
            expected=f"a member of another body than {case.state.bodies[to].name}",
            got=member,
            remedy=remedy,
        )


def _require_wish(case: Case, member: int, to: Body) -> None:
    if case.state.founding_over and case.state.moves.get(member) != to.id:
        refuse(
            "move_not_asked_for",
            case.charter.members.cite(),
            expected=f"a member who has asked to move to {to.name}",
            got=f"member {member}, who has not",
            remedy="let the member ask with ask_to_move",
        )


def _bound_to_home(case: Case, member: int, to: Body) -> list[int]:
    """Return the seats that a member holds because of the body that is left."""
    bound = []
    for seat_id in case.state.held.get(member, ()):
        seat = case.state.seats[seat_id]
        sender = case.state.bodies[seat.sender]
        by_belonging = case.filling(seat).eligible == "voters" and case.level(sender).of_members
        if by_belonging and sender.id != to.id and not case.state.is_union(sender.id):
            bound.append(seat_id)
    return bound


def without_electors(
    case: Case, leaving: Sequence[int], falling: Sequence[int], to: int = NO_BODY
) -> list[int]:
    """Return the seats filled by bodies whose last members are leaving."""
    homes: dict[int, int] = {}
    for member in leaving:
        home = case.state.members.home[member]
        homes[home] = homes.get(home, 0) + 1
    emptied = [
        case.state.bodies[home]
        for home, count in homes.items()
        if home != NO_BODY and count == len(case.state.bodies[home].members)
    ]
    orphans: list[int] = []
    for body in emptied:
        for seat_id in sent_upwards(case, body):
            seat = case.state.seats[seat_id]
            gone = sum(homes.get(one.id, 0) for one in case.state.below(seat.sender))
            held = seat.holder != NOBODY and case.electors_are_members(seat)
            stays_below = case.state.reaches(seat.sender, to)
            if held and not stays_below and gone >= case.count_electors(seat):
                orphans.append(seat_id)
    return [seat for seat in dict.fromkeys(orphans) if seat not in falling]


def sent_upwards(case: Case, body: Body) -> list[int]:
    """Return the seats that a body, and those above it, send; and their offices."""
    seats: list[int] = []
    while True:
        seats += [*body.sent, *body.offices]
        if body.parent == NO_BODY:
            return seats
        body = case.state.bodies[body.parent]


def resign_membership(case: Case, _command: ResignMembership) -> list[ev.Event]:
    """Leave the federation."""
    case.member(case.by)  # the office issues commands too, and is nobody who could leave
    return _leave(case, case.by, "resigned")


def record_death(case: Case, command: RecordDeath) -> list[ev.Event]:
    """Record a death, which two people vouch for: one alone could unseat any delegate by it."""
    member = command.member
    case.member(member)
    first = case.state.deaths.get(member, NOBODY)
    if case.by == member:
        _require_report(case, first)
        return [ev.DeathReported(member=member, by=member)]
    if first != NOBODY and case.by == first:
        refuse(
            "death_reported_before",
            case.charter.members.cite(),
            expected=f"somebody other than member {first}",
            got=f"member {case.by}",
            remedy="let somebody of the same workplace, or of one beside it, confirm it",
        )
    home = case.state.members.home[member]
    if first == NOBODY or not _is_neighbour(case, home):
        require_power(case, "record_death", home)
    if first == NOBODY and case.by != OFFICE:
        return [ev.DeathReported(member=member, by=case.by)]
    return _leave(case, member, "died")


def _require_report(case: Case, first: int) -> None:
    if first == NOBODY:
        refuse(
            "death_of_oneself",
            case.charter.members.cite(),
            expected="a report of your death that is to be dropped",
            got="none",
            remedy="resign your membership, if you want to leave",
        )


def _is_neighbour(case: Case, home: int) -> bool:
    """Whether the issuer belongs to a base body, or to one that sends to the same body."""
    own = case.state.members.home[case.by] if case.by != OFFICE else NO_BODY
    if NO_BODY in (own, home):
        return False
    return own == home or case.state.bodies[own].parent == case.state.bodies[home].parent


def _leave(case: Case, member: int, cause: Literal["resigned", "died"]) -> list[ev.Event]:
    left = ev.MemberLeft(member=member, cause=cause)
    return departure(case, member, left, "died" if cause == "died" else "left")


def departure(
    case: Case, member: int, left: ev.Event, cause: Literal["left", "died"]
) -> list[ev.Event]:
    """Give what goes with a member who goes: the event itself, caucuses, unions, seats."""
    falling = list(case.state.held.get(member, ()))
    falling += without_electors(case, [member], falling)
    why: Literal["died", "left_federation"] = "died" if cause == "died" else "left_federation"
    gone = [left, *leave_all(case, member), *leave_unions(case, member, why)]
    fallen = vacate(case, falling, cause, leaving=[member])
    return [*gone, *fallen, *end_unions(case, member, fallen)]


def close_roll(case: Case, command: CloseRoll) -> list[ev.Event]:
    """Close the roll of a base body, for signing."""
    body = _require_of_members(case, command.body)
    require_power(case, "close_roll", body.id)
    if not body.members:
        refuse(
            "body_without_members",
            case.charter.members.cite("roll_signatures"),
            expected="a body with members",
            got=body.name,
            remedy="admit members first",
        )
    if body.open_roll and _may_still_serve(case, case.state.rolls[body.open_roll]):
        refuse(
            "roll_already_open",
            case.charter.members.cite("roll_signatures"),
            expected="no roll that waits for signatures",
            got=f"roll {body.open_roll}",
            remedy="have it signed",
        )
    closed = close_roll_events(case, body, case.by)
    others = set(roll_of(case.state, body.id, closed.admitted_until)) - {case.by}
    if not others or case.charter.members.roll_signatures == 0:
        return [closed, ev.RollSigned(roll=closed.roll, by=case.by, complete=True)]
    return [closed]


def _may_still_serve(case: Case, roll: Roll) -> bool:
    """Whether a roll that waits for signatures can get one and is not too old to be used then."""
    valid_s = days(case.charter.members.roll_valid_days)
    wanted = set(_signers(case, roll)) - set(roll.signed_by)
    return bool(wanted) and case.at - roll.closed_at <= valid_s


def sign_roll(case: Case, command: SignRoll) -> list[ev.Event]:
    """Sign a closed roll."""
    rule = case.charter.members
    cite = rule.cite("roll_signatures")
    roll = case.state.rolls.get(command.roll)
    if roll is None:
        refuse(
            "roll_unknown",
            cite,
            expected=numbered("a roll", len(case.state.rolls)),
            got=command.roll,
            remedy="look up the rolls of the body",
        )
    wrong = None
    if roll.signed_at != NEVER:
        wrong = ("roll_already_signed", "a roll that waits for signatures")
    elif roll.closed_by == case.by:
        wrong = ("roll_signed_by_closer", "somebody other than the one who closed it")
    elif case.by in roll.signed_by:
        wrong = ("roll_signed_twice", "somebody who has not signed it")
    elif roll.position(case.by) < 0 and not signs_for_others(case, roll):
        wrong = ("roll_signer_not_on_it", "somebody who stands on it")
    if wrong is not None:
        refuse(
            wrong[0],
            cite,
            expected=wrong[1],
            got=f"member {case.by}",
            remedy="ask another member of the body to sign",
        )
    complete = len(roll.signed_by) + 1 >= _signatures_needed(case, roll)
    signed = ev.RollSigned(roll=roll.id, by=case.by, complete=complete)
    if roll.position(case.by) >= 0:
        return [signed]
    return [signed, ev.BodyNotified(body=roll.body, about="roll_signed_by_others")]


def signs_for_others(case: Case, roll: Roll) -> bool:
    """Whether the issuer signs in the place of those who have let the time to sign pass.

    A body whose members sign nothing would otherwise hinder the apportionment for all others.
    """
    late = case.at - roll.closed_at >= days(case.charter.members.roll_signing_days)
    return late and _is_neighbour(case, roll.body)


def _signatures_needed(case: Case, roll: Roll) -> int:
    """Return how many signatures a roll needs: no more than there are people who could give one.

    Otherwise a workplace of two, whose roll nobody can complete, would hinder the apportionment of
    all who send delegates to the same council.
    """
    needed = case.charter.members.roll_signatures
    if len(roll.members) > needed + 1:
        return needed
    return min(needed, len(_signers(case, roll)))


def _signers(case: Case, roll: Roll) -> list[int]:
    """Return those who stand on a roll, did not close it, and have neither left nor died."""
    active = case.state.members.is_active
    return [one for one in roll.members if one != roll.closed_by and active(one)]
