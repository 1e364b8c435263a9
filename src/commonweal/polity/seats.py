"""Seats: who may hold them, how they are emptied, and what falls with them.

Rules of this module:

* when a seat is emptied, every seat and office that rests on it falls in the same entry, and so
  does every seat that then has no electors left;
* a recall vote on a seat that falls otherwise is dropped with it;
* while a seat waits to be filled, the next on the count sits, where the constitution says so.

Not here: why seats are emptied (``recall``, ``members``, ``bodies``), or elections (``elections``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from commonweal.charter import Filling
from commonweal.charter.rights import Unions
from commonweal.polity import events as ev
from commonweal.polity.case import Case, refuse_while_charged
from commonweal.polity.commands import AppointToSeat, LapseSeat, ResignSeat
from commonweal.polity.entities import NO_SEAT, NOBODY, Seat
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.grievances.offices import refuse_if_suspended
from commonweal.terms import days


def vacate(
    case: Case,
    roots: Sequence[int],
    cause: ev.Cause,
    *,
    alternates: bool = True,
    ended: int = 0,
    forget: bool = False,
    leaving: Collection[int] = (),
) -> list[ev.Event]:
    """Empty seats, and everything that rests on them.

    Args:
        case: the case before the law.
        roots: seats emptied for a reason of their own.
        cause: that reason, one of the causes of :class:`~commonweal.polity.events.SeatVacated`.
        alternates: whether the next on the count sits in the emptied seats.
        ended: the poll whose result empties the roots; it is not dropped.
        forget: whether the ballots that filled the roots no longer serve for a count-back.
        leaving: members who leave or move in the same entry, and so cannot sit as alternates.
    """
    fallen = _closure(case, roots)
    chosen = set(roots)
    events: list[ev.Event] = []
    for seat_id, root in fallen.items():
        own = seat_id in chosen
        events += _empty(case, case.state.seats[seat_id], cause if own else "fell", root, ended)
        if forget and own and _is_elected(case, case.state.seats[seat_id]):
            events.append(ev.RefillFailed(seat=seat_id))
    taken: set[int] = set(leaving)
    refilled: set[int] = set()
    for seat_id in fallen:
        seat = case.state.seats[seat_id]
        may_sit = (alternates or seat_id not in chosen) and not seat.ends_with_term
        if may_sit and _keeps_electors(case, seat, fallen, refilled, leaving):
            seated = _seat_alternate(case, seat, fallen, taken)
            refilled.update(one.seat for one in seated)
            events += seated
    return events + _surplus(case, [] if cause == "succeeded" else fallen)


def _is_elected(case: Case, seat: Seat) -> bool:
    return case.filling(seat).rule != "appointed" and not seat.ends_with_term


def _surplus(case: Case, fallen: Iterable[int]) -> list[ev.Event]:
    """End the seats that were to end with the term: nobody is elected into a seat too many."""
    return [ev.SeatAbolished(seat=one) for one in fallen if case.state.seats[one].ends_with_term]


def _keeps_electors(
    case: Case,
    seat: Seat,
    fallen: Collection[int],
    refilled: Collection[int],
    leaving: Collection[int],
) -> bool:
    """Whether somebody is left who could recall an alternate in a seat that has been emptied."""
    if case.electors_are_members(seat):
        gone = sum(1 for one in leaving if case.is_elector(one, seat))
        return gone < case.count_electors(seat)
    sitting = case.state.delegates(seat.sender)
    return any(one.id not in fallen or one.id in refilled for one in sitting)


def _closure(case: Case, roots: Sequence[int]) -> dict[int, int]:
    """Return every seat that falls, with the root that brings it down (0 for a root itself)."""
    fallen = {seat: 0 for seat in roots if case.state.seats[seat].holder != NOBODY}
    stack = [(seat, seat) for seat in reversed(fallen)]
    while stack:
        seat_id, root = stack.pop()
        for above in _falls_with(case, seat_id, fallen):
            if above not in fallen:
                fallen[above] = root
                stack.append((above, root))
    return fallen


def _falls_with(case: Case, seat_id: int, fallen: dict[int, int]) -> list[int]:
    """Return what rests on a seat, and the seats whose last electors fall with it."""
    state = case.state
    seat = state.seats[seat_id]
    resting = list(state.resting.get(seat_id, ()))
    body = state.bodies[seat.body]
    if seat.office or any(one.id not in fallen for one in state.delegates(body.id)):
        return resting
    orphans = (state.seats[one] for one in (*body.sent, *body.offices))
    return resting + [
        one.id for one in orphans if one.holder != NOBODY and not case.electors_are_members(one)
    ]


def _empty(case: Case, seat: Seat, cause: ev.Cause, root: int, ended: int) -> list[ev.Event]:
    events: list[ev.Event] = []
    if seat.recall not in (0, ended):
        events.append(ev.RecallDropped(seat=seat.id, poll=seat.recall))
        events.append(ev.PollVoided(poll=seat.recall, why="seat_vacated"))
    waits = case.filling(seat).rule == "appointed"
    events.append(
        ev.SeatVacated(seat=seat.id, holder=seat.holder, cause=cause, root=root, waits=waits)
    )
    return events


def _seat_alternate(
    case: Case, seat: Seat, fallen: dict[int, int], taken: set[int]
) -> list[ev.SeatFilled]:
    if not case.recall(seat).alternate_sits:
        return []
    filling = case.filling(seat)
    for member in seat.alternates:
        elsewhere = any(one.id not in fallen for one in seated_beside(case, seat, member))
        if member == seat.holder or member in taken or elsewhere:
            continue
        if obstacle(case, seat, member, filling, fallen) is None:
            taken.add(member)
            upon = rests_upon(case, seat, member, filling)
            acting = ev.SeatFilled(
                seat=seat.id, holder=member, acting=True, rests_on=upon, how="alternate"
            )
            return [acting]
    return []


def rests_upon(case: Case, seat: Seat, member: int, filling: Filling) -> int:
    """Return the seat in the sending body on which a member would hold a seat, or 0."""
    if filling.eligible != "voters":
        return NO_SEAT
    below = case.state.seat_of(member, seat.sender)
    return below.id if below is not None else NO_SEAT


def obstacle(
    case: Case, seat: Seat, member: int, filling: Filling, fallen: Iterable[int] = ()
) -> tuple[str, str, str, str] | None:
    """Say why a member cannot take a seat: refusal, article, expected, got; ``None`` if nothing.

    Args:
        case: the case before the law.
        seat: a seat; what matters is its body, sender and office.
        member: who would take it.
        filling: the rule under which the seat is filled.
        fallen: seats emptied in the same entry, which no longer count.
    """
    if not case.state.members.is_active(member):
        return ("member_unknown", case.charter.members.cite(), "a member", str(member))
    return (
        _not_eligible(case, seat, member, filling, fallen)
        or _served(case, seat, member, filling)
        or _inspects_itself(case, seat, member, fallen)
        or _commands_union(case, seat, member, fallen)
        or _holds_too_much(case, seat, member, filling, fallen)
    )


def _not_eligible(
    case: Case, seat: Seat, member: int, filling: Filling, fallen: Iterable[int]
) -> tuple[str, str, str, str] | None:
    cite = filling.cite("eligible")
    if filling.eligible == "voters":
        sender = case.state.bodies[seat.sender]
        if case.level(sender).of_members:
            eligible = case.is_voter(member, sender)
        else:
            below = case.state.seat_of(member, sender.id)
            eligible = below is not None and not below.acting and below.id not in fallen
        if not eligible:
            return ("candidate_not_eligible", cite, f"one who votes in {sender.name}", str(member))
    for other in seated_beside(case, seat, member):
        gives_way = other.acting and _same_delegation(other, seat)
        if other.id not in fallen and not gives_way:
            return ("candidate_already_sits", cite, "one seat in a body", f"seat {other.id}")
    return None


def seated_beside(case: Case, seat: Seat, member: int) -> list[Seat]:
    """Return the seats of the same kind that a member holds in the same body beside this one.

    An alternate who wins a seat gives up the one that was only kept warm.
    """
    held = (case.state.seats[one] for one in case.state.held.get(member, ()))
    return [
        one
        for one in held
        if (one.body, one.office) == (seat.body, seat.office) and one.id != seat.id
    ]


def terms_served(case: Case, seat: Seat, member: int) -> int:
    """Count the terms in a row that a member has served in the body or office, up to now."""
    body = case.state.bodies[seat.body]
    same = (case.state.seats[one] for one in (body.offices if seat.office else body.seats))
    served = 0
    for one in same:
        if one.office != seat.office:
            continue
        tenures = [tenure.holder for tenure in one.history if not tenure.acting]
        last = one.holder if one.holder != NOBODY and not one.acting else (tenures or [NOBODY])[-1]
        if last == member:
            served = max(served, one.term - _annulled(one))
    return served


def _annulled(seat: Seat) -> int:
    """Return 1 if the last term in a seat was annulled: it counts for nobody, nor bars anybody."""
    tenures = [one for one in seat.history if not one.acting]
    return int(seat.holder == NOBODY and bool(tenures) and tenures[-1].cause == "annulled")


def _served(
    case: Case, seat: Seat, member: int, filling: Filling
) -> tuple[str, str, str, str] | None:
    limit = filling.terms_max
    if limit is None:
        return None
    served = terms_served(case, seat, member)
    if served < limit:
        return None
    return (
        "candidate_served_terms",
        filling.cite("terms_max"),
        f"fewer than {limit} terms in a row",
        f"{served} served by member {member}",
    )


def _holds_too_much(
    case: Case, seat: Seat, member: int, filling: Filling, fallen: Iterable[int]
) -> tuple[str, str, str, str] | None:
    rule = case.charter.accumulation
    held = [
        case.state.seats[one] for one in case.state.held.get(member, ()) if one not in set(fallen)
    ]
    if seat.office:
        others = [
            one
            for one in held
            if one.office and one.id != seat.id and not (one.acting and _same_delegation(one, seat))
        ]
        limit, cite = rule.offices_max, rule.cite("offices_max")
        count = len(others) + 1
    else:
        delegacies = [one for one in held if not one.office and not _same_delegation(one, seat)]
        feet = (_foot(case, one) for one in delegacies)
        chains = {one.id for one in feet if not _same_delegation(one, seat)}
        upon = rests_upon(case, seat, member, filling)
        chains.add(_foot(case, case.state.seats[upon]).id if upon else NO_SEAT)
        limit, cite, count = rule.seats_max, rule.cite("seats_max"), len(chains)
    if limit is None or count <= limit:
        return None
    return ("candidate_holds_too_much", cite, f"at most {limit} at once", f"{count} with this one")


def _inspects_itself(
    case: Case, seat: Seat, member: int, fallen: Iterable[int]
) -> tuple[str, str, str, str] | None:
    """Whoever inspects holds nothing that is inspected, whichever of the two came first."""
    rule = case.charter.inspection
    if rule is None:
        return None
    inspects = seat.office == rule.office
    gone = set(fallen)
    for held in case.state.held.get(member, ()):
        other = case.state.seats[held]
        if held not in gone and (other.office == rule.office) != inspects:
            what = "is inspected" if inspects else "inspects"
            return (
                "inspector_would_be_inspected",
                rule.cite("office"),
                f"one who holds nothing that {what}",
                f"member {member}, who holds seat {held}",
            )
    return None


def _commands_union(
    case: Case, seat: Seat, member: int, fallen: Iterable[int]
) -> tuple[str, str, str, str] | None:
    """Whoever commands in the federation leads no union there, whichever of the two came first."""
    rule = case.charter.union
    if rule is None or rule.incompatible == "nothing" or not case.state.unions:
        return None
    of_union = case.state.is_union(seat.body)
    if not (of_union or _excludes_union(rule, seat)):
        return None
    gone = set(fallen)
    for held in case.state.held.get(member, ()):
        other = case.state.seats[held]
        beyond = case.state.is_union(other.body) != of_union
        if held not in gone and beyond and (not of_union or _excludes_union(rule, other)):
            return (
                "union_would_be_commanded",
                rule.cite("incompatible"),
                "one who does not command and lead a union at once",
                f"member {member}, who holds seat {held}",
            )
    return None


def _excludes_union(rule: Unions, seat: Seat) -> bool:
    """Whether an office of a union is incompatible with a seat or office of the federation."""
    return bool(seat.office) or rule.incompatible == "seats-and-offices"


def _same_delegation(one: Seat, other: Seat) -> bool:
    return (one.body, one.sender, one.office) == (other.body, other.sender, other.office)


def _foot(case: Case, seat: Seat) -> Seat:
    """Return the lowest seat of the chain on which a seat rests."""
    while seat.rests_on != NO_SEAT:
        seat = case.state.seats[seat.rests_on]
    return seat


def fill(
    case: Case,
    seat: Seat,
    member: int,
    filling: Filling,
    *,
    how: ev.How,
    poll: int = 0,
    alternates: tuple[int, ...] = (),
) -> ev.SeatFilled:
    """Seat a member; a seat emptied before its time is filled for the rest of the term."""
    full = case.at + days(filling.term_days)
    rest = seat.holder == NOBODY or seat.acting
    ends = seat.term_ends if rest and seat.term_ends > case.at else full
    lead = days(filling.nomination_days + filling.voting_days)
    recall = case.recall(seat)
    return ev.SeatFilled(
        seat=seat.id,
        holder=member,
        term_ends=ends,
        term=terms_served(case, seat, member) + 1,
        rests_on=rests_upon(case, seat, member, filling),
        poll=poll,
        alternates=alternates,
        how=how,
        by=case.by if how == "appointment" else 0,
        cooled_at=case.at + days(recall.cooling_off_days),
        election_at=0 if filling.rule == "appointed" else max(case.at + 1, ends - lead),
    )


def new_seat(
    case: Case, body: int, sender: int, filling: Filling, office: str = ""
) -> ev.SeatCreated:
    """Create a seat in a body, to be filled by another, or by the body itself for an office."""
    return ev.SeatCreated(
        seat=case.new("seats"),
        body=body,
        sender=sender,
        office=office,
        waits=filling.rule == "appointed",
        by_members=filling.electors == "members",
    )


def resign_seat(case: Case, command: ResignSeat) -> list[ev.Event]:
    """Give up a seat; what rests on it falls."""
    seat = case.held_seat(command.seat)
    if seat.holder != case.by:
        refuse(
            "seat_held_by_another",
            case.filling(seat).cite(),
            expected=f"member {seat.holder}",
            got=f"member {case.by}",
            remedy="withdraw confidence from the holder instead",
        )
    return vacate(case, [seat.id], "resigned")


def appoint_to_seat(case: Case, command: AppointToSeat) -> list[ev.Event]:
    """Appoint a member, where the constitution has a seat appointed."""
    seat = case.seat(command.seat)
    filling = case.filling(seat)
    if filling.rule != "appointed":
        refuse(
            "seat_not_appointed",
            filling.cite("rule"),
            expected=f"an election by {filling.rule}",
            got="an appointment",
            remedy="open an election",
        )
    _require_appointer(case, seat, filling)
    found = obstacle(case, seat, command.member, filling, [seat.id])
    if found is not None:
        name, cite, expected, got = found
        refuse(name, cite, expected=expected, got=got, remedy="appoint somebody else")
    events: list[ev.Event] = []
    if seat.holder not in (NOBODY, command.member):
        events = vacate(case, [seat.id], "succeeded", alternates=False)
    return [*events, fill(case, seat, command.member, filling, how="appointment")]


def _require_appointer(case: Case, seat: Seat, filling: Filling) -> None:
    """An appointing office appoints for its own body and below; its first holder, the convenors."""
    if case.by in case.state.convenors and not case.state.founding_over:
        return
    for held in case.state.held.get(case.by, ()):
        office = case.state.seats[held]
        named = office.office and office.office == filling.appointed_by
        if named and case.state.reaches(office.body, seat.body):
            refuse_if_suspended(case, office, "appoint_to_seat")
            refuse_while_charged(case, "appoint_to_seat")
            return
    refuse(
        "issuer_without_power",
        filling.cite("appointed_by"),
        expected=f"the office {filling.appointed_by}",
        got=f"member {case.by}",
        remedy="ask the one who appoints",
    )


def lapse_seat(case: Case, command: LapseSeat) -> list[ev.Event]:
    """End a term whose time has come."""
    seat = case.seat(command.seat)
    over = seat.holder != NOBODY and not seat.acting and seat.term_ends <= case.at
    if not over or case.state.bends("extend_terms", seat.body):
        refuse(
            "seat_not_due",
            case.filling(seat).cite("term_days"),
            expected="a term that is over",
            got=f"seat {seat.id}",
            remedy="wait until the term is over",
        )
    return vacate(case, [seat.id], "lapsed", alternates=False, forget=True)


__all__ = [
    "appoint_to_seat",
    "fill",
    "lapse_seat",
    "new_seat",
    "obstacle",
    "resign_seat",
    "rests_upon",
    "terms_served",
    "vacate",
]
