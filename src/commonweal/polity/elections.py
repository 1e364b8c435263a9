"""Elections: opening, nominating, voting, declaring, refilling.

Rules of this module:

* one election fills all vacant or ending seats that one sending body has in one body;
* nominations stay open until somebody stands; voting opens when their time is over. When the first
  candidate comes after it, others get the whole time again: whoever comes first is not alone;
* a seat emptied before its time is filled for the rest of the term, by count-back of the ballots
  that filled it, or by a by-election.

Not here: counting (the tally engine, called by the office), casting votes (``polls``).
"""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.charter import Filling
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office, require_power
from commonweal.polity.commands import (
    Count,
    DeclarePoll,
    Nominate,
    OpenElection,
    OpenVoting,
    RefillSeat,
    WithdrawCandidacy,
)
from commonweal.polity.entities import NEVER, NOBODY, Body, Poll, Seat
from commonweal.polity.polls import Electorate
from commonweal.polity.refusals import refuse
from commonweal.polity.seats import fill, new_seat, obstacle, seated_beside, vacate
from commonweal.polity.state import can_vote, is_heard
from commonweal.terms import OFFICE, SeatId, days


def open_election(case: Case, command: OpenElection) -> list[ev.Event]:
    """Open the election of all vacant or ending seats that a body fills in another."""
    body, sender = case.body(command.body), case.body(command.sender)
    require_power(case, "open_election", body.id)
    added = _added_offices(case, body, sender, command.office)
    seats = [*_delegation(case, body, sender, command.office, added=bool(added))]
    seats += [
        Seat(id=SeatId(one.seat), body=body.id, sender=body.id, office=one.office) for one in added
    ]
    filling = case.filling(seats[0])
    if filling.rule == "appointed":
        refuse(
            "seat_appointed",
            filling.cite("rule"),
            expected="seats that are elected",
            got=f"seats appointed by {filling.appointed_by}",
            remedy="the office named appoints",
        )
    lead = days(filling.nomination_days + filling.voting_days)
    wanted = [seat for seat in seats if _is_wanted(case, seat, lead)]
    if not wanted and any(seat.running for seat in seats):
        refuse(
            "election_already_running",
            filling.cite(),
            expected="no election of these seats",
            got=f"election {max(seat.running for seat in seats)}",
            remedy="nominate or vote there",
        )
    if not wanted:
        drawing = any(_waits_for_lot(case, seat) for seat in seats)
        refuse(
            "no_seat_to_fill",
            filling.cite("term_days"),
            expected="a vacant seat, or a term about to end",
            got="a seat that waits for a lot" if drawing else f"{len(seats)} seats, all filled",
            remedy="let two electors enter the draw"
            if drawing
            else "wait for the end of the term, or withdraw confidence",
        )
    return [*added, _opened(case, sender, wanted, filling)]


def _is_wanted(case: Case, seat: Seat, lead: int) -> bool:
    """Whether a seat is vacant or its term about to end, and no election of it is running."""
    if seat.ends_with_term or seat.running or _waits_for_lot(case, seat):
        return False
    planned = case.by == OFFICE and NEVER < seat.election_at <= case.at
    return seat.holder == NOBODY or seat.acting or planned or seat.term_ends <= case.at + lead


def _waits_for_lot(case: Case, seat: Seat) -> bool:
    """Whether a count-back of the seat waits for a lot: nobody may elect past it."""
    poll = case.state.polls.get(seat.poll)
    return poll is not None and poll.stage == "lot" and poll.recount == seat.id


def _added_offices(case: Case, body: Body, sender: Body, office: str) -> list[ev.SeatCreated]:
    """Create the seats of an office that the constitution gave the body after it was opened."""
    known = case.charter.offices.get(office)
    if known is None or body.id != sender.id or body.level not in known.levels:
        return []
    there = sum(1 for one in body.offices if case.state.seats[one].office == office)
    missing = range(known.number - there)
    return [new_seat(case, body.id, body.id, known.filling, office) for _ in missing]


def _delegation(case: Case, body: Body, sender: Body, office: str, *, added: bool) -> list[Seat]:
    known = body.offices if office else body.seats
    seats = [case.state.seats[one] for one in known]
    found = [one for one in seats if one.sender == sender.id and one.office == office]
    if not found and office and not added:
        refuse(
            "office_unknown",
            case.charter.preamble.cite(),
            expected=f"an office of {body.name}",
            got=office,
            remedy="look up the offices in the constitution",
        )
    if not found and not added:
        refuse(
            "no_seat_to_fill",
            case.level(body).cite("seats"),
            expected=f"seats of {sender.name} in {body.name}",
            got="none",
            remedy="apportion the seats first",
        )
    return found


def _opened(case: Case, sender: Body, wanted: Sequence[Seat], filling: Filling) -> ev.PollOpened:
    by_members = case.electors_are_members(wanted[0])
    return ev.PollOpened(
        poll=case.new("polls"),
        kind="election",
        body=sender.id,
        electorate="members" if by_members else "seats",
        secret=filling.ballot == "secret",
        charter=case.version,
        stage="nominating",
        until=case.at + days(filling.nomination_days),
        voting_s=days(filling.voting_days),
        rule=filling.rule,
        contested=tuple(seat.id for seat in wanted),
    )


def _nominating(case: Case, poll_id: int) -> Poll:
    poll = case.poll(poll_id)
    if poll.kind != "election" or poll.stage != "nominating":
        refuse(
            "poll_not_nominating",
            case.charter_of(poll.charter).preamble.cite(),
            expected="an election whose nominations are open",
            got=f"poll {poll.id}, {poll.stage}",
            remedy="vote for one of the candidates, or stand next time",
        )
    return poll


def nominate(case: Case, command: Nominate) -> list[ev.Event]:
    """Stand for election, or support somebody else's candidacy."""
    poll = _nominating(case, command.poll)
    seat = case.state.seats[poll.contested[0]]
    filling = case.filling(seat, poll.charter)
    stands = case.by == command.candidate
    if not stands and not case.is_elector(case.by, seat):
        refuse(
            "nominator_not_an_elector",
            filling.cite("nominators"),
            expected="an elector of the seat",
            got=f"member {case.by}",
            remedy="nominate in your own body",
        )
    supporters = poll.nominators.get(command.candidate, [])
    if case.by in supporters:
        refuse(
            "nominated_twice",
            filling.cite("nominators"),
            expected="one nomination each",
            got=f"a second one by member {case.by}",
            remedy="ask others to support the candidacy",
        )
    found = obstacle(case, seat, command.candidate, filling, poll.contested)
    if found is not None:
        name, cite, expected, got = found
        refuse(name, cite, expected=expected, got=got, remedy="nominate somebody else")
    both = {*supporters, case.by}
    qualified = command.candidate in both and len(both) - 1 >= filling.nominators
    first_too_late = qualified and not poll.qualified and case.at >= poll.at
    return [
        ev.CandidateNominated(
            poll=poll.id,
            candidate=command.candidate,
            by=case.by,
            qualified=qualified,
            until=case.at + days(filling.nomination_days) if first_too_late else 0,
        )
    ]


def withdraw_candidacy(case: Case, command: WithdrawCandidacy) -> list[ev.Event]:
    """Withdraw before the voting."""
    poll = _nominating(case, command.poll)
    if case.by not in poll.candidates:
        refuse(
            "not_a_candidate",
            case.charter_of(poll.charter).preamble.cite(),
            expected="a candidate",
            got=f"member {case.by}",
            remedy="nothing is to be withdrawn",
        )
    return [ev.CandidacyWithdrawn(poll=poll.id, candidate=case.by)]


def open_voting(case: Case, command: OpenVoting) -> list[ev.Event]:
    """Open the voting when the nominations are over and somebody stands."""
    require_office(case, "open_voting")
    poll = _nominating(case, command.poll)
    if case.at < poll.at or not poll.qualified:
        refuse(
            "nothing_due",
            case.charter_of(poll.charter).preamble.cite(),
            expected="nominations whose time is over, and a candidate",
            got=f"{len(poll.qualified)} candidates",
            remedy="wait",
        )
    sender = case.state.bodies[poll.body]
    electorate = Electorate(case, sender, by_members=poll.electorate == "members")
    opened = ev.VotingOpened(
        poll=poll.id,
        candidates=tuple(poll.qualified),
        until=case.at + poll.voting_s,
        seats=electorate.seats,
        rolls=electorate.rolls,
        electors=electorate.count,
    )
    return [*electorate.events, opened]


def unavailable_candidates(case: Case, poll: Poll) -> tuple[int, ...]:
    """Return the candidates who can no longer take a seat, so that the count leaves them out."""
    seat = case.state.seats[poll.contested[0]]
    filling = case.filling(seat, poll.charter)
    contested = poll.contested
    return tuple(
        one for one in poll.candidates if obstacle(case, seat, one, filling, contested) is not None
    )


def open_seats(case: Case, poll: Poll) -> list[Seat]:
    """Return the contested seats that still exist, go on, and have somebody to answer to."""
    seats = (case.state.seats[one] for one in poll.contested)
    going_on = [seat for seat in seats if not seat.abolished and not seat.ends_with_term]
    # While a lot was awaited the last of those who had voted may have lost their own seats.
    return [seat for seat in going_on if case.count_electors(seat)]


def declare_election(case: Case, poll: Poll, command: DeclarePoll) -> list[ev.Event]:
    """Declare who is elected, or that a lot is required, and seat the elected."""
    counted = command.counted
    if counted is None:
        refuse(
            "count_missing",
            case.charter_of(poll.charter).preamble.cite(),
            expected="a count",
            got="none",
            remedy="the office counts when the voting is over",
        )
    if counted.lot_among:
        return [ev.LotRequired(poll=poll.id, among=counted.lot_among, why=counted.lot_why)]
    seats = open_seats(case, poll)
    _check_count(case, poll, counted, seats)
    declared = ev.PollDeclared(
        poll=poll.id,
        outcome="elected" if counted.elected else "nobody_elected",
        elected=counted.elected,
        next_in_line=counted.next_in_line,
        unavailable=counted.unavailable,
        box=counted.box,
        rounds=counted.rounds,
        rule_version=counted.rule_version,
    )
    return [declared, *_seat_elected(case, poll, counted, seats)]


def _check_count(case: Case, poll: Poll, counted: Count, seats: list[Seat]) -> None:
    barred = set(unavailable_candidates(case, poll))
    fits = (
        len(set(counted.elected)) == len(counted.elected) <= len(seats)
        and set(counted.elected) <= set(poll.candidates) - barred
        and set(counted.next_in_line) <= set(poll.candidates) - set(counted.elected)
    )
    if not fits:
        refuse(
            "count_does_not_fit",
            case.charter_of(poll.charter).preamble.cite(),
            expected=f"at most {len(seats)} of {sorted(set(poll.candidates) - barred)}",
            got=list(counted.elected),
            remedy="count again without those who can no longer take the seat",
        )


def _seat_elected(case: Case, poll: Poll, counted: Count, seats: list[Seat]) -> list[ev.Event]:
    """Give the elected their seats; who is re-elected keeps the seat, and what rests on it."""
    staying: dict[int, Seat] = {
        seat.holder: seat for seat in seats if seat.holder in counted.elected
    }
    if not seats:
        return []
    free = [seat for seat in seats if staying.get(seat.holder) is not seat]
    placed = [(staying.get(member) or free.pop(0), member) for member in counted.elected]
    leaving = [seat.id for seat, one in placed if seat.holder not in (NOBODY, one)]
    leaving += [kept.id for seat, one in placed for kept in _kept_warm(case, seat, one, leaving)]
    events = vacate(case, leaving, "succeeded", alternates=False)
    filling = case.filling(seats[0], poll.charter)
    reserve = tuple(counted.next_in_line[: filling.alternates])
    for seat, member in placed:
        events.append(
            fill(case, seat, member, filling, how="election", poll=poll.id, alternates=reserve)
        )
    return events


def _kept_warm(case: Case, seat: Seat, member: int, leaving: Sequence[int] = ()) -> list[Seat]:
    """Return the seats in which a member sat as an alternate, who now has one of their own."""
    return [one for one in seated_beside(case, seat, member) if one.id not in leaving]


def countback_bars(case: Case, seat: Seat) -> tuple[int, ...]:
    """Return the candidates of the seat's election who cannot take it now.

    They are those who lost or gave up one of its seats, those who sit in one, and those whom the
    constitution does not let sit.
    """
    poll = case.state.polls[seat.poll]
    filling = case.filling(seat)
    spent = {one for other in poll.contested for one in case.state.seats[other].spent}
    sitting = set(sitting_from(case, seat))
    return tuple(
        one
        for one in poll.candidates
        if one in spent or one in sitting or obstacle(case, seat, one, filling) is not None
    )


def sitting_from(case: Case, seat: Seat) -> tuple[int, ...]:
    """Return who sits by the same election in the other seats of the delegation."""
    others = (
        case.state.seats[one] for one in case.state.polls[seat.poll].contested if one != seat.id
    )
    return tuple(one.holder for one in others if one.holder != NOBODY and not one.acting)


def by_count_back(case: Case, seat: Seat) -> bool:
    """Whether an empty seat is to be filled from the ballots that filled it."""
    poll = case.state.polls.get(seat.poll)
    rule = case.recall(seat)
    return rule.refill == "count-back" and poll is not None and poll.stage == "declared"


def refill_seat(case: Case, command: RefillSeat) -> list[ev.Event]:
    """Fill an empty seat by count-back, or open the by-election."""
    require_office(case, "refill_seat")
    seat = case.seat(command.seat)
    filled = seat.holder != NOBODY and not seat.acting
    waits = is_heard(case.state, seat.poll)
    if seat.running or filled or waits or not can_vote(case.state, seat):
        refuse(
            "seat_not_due",
            case.filling(seat).cite(),
            expected="an empty seat without a running election, whose electors are there",
            got=f"seat {seat.id}",
            remedy="nothing is to be filled",
        )
    if by_count_back(case, seat):
        return _count_back(case, seat, command.counted)
    body, sender = case.state.bodies[seat.body], case.state.bodies[seat.sender]
    again = OpenElection(body=body.id, sender=sender.id, office=seat.office)
    return open_election(case, again)


def _count_back(case: Case, seat: Seat, counted: Count | None) -> list[ev.Event]:
    """Seat whom the count-back finds; a tie waits for a lot, nobody leads to a by-election."""
    if counted is None:
        refuse(
            "count_missing",
            case.recall(seat).cite("refill"),
            expected="a count-back",
            got="none",
            remedy="the office counts the ballots that filled the seat",
        )
    if counted.lot_among:
        lot = ev.LotRequired(
            poll=seat.poll, among=counted.lot_among, why=counted.lot_why, seat=seat.id
        )
        return [lot]
    if not counted.elected:
        return [ev.RefillFailed(seat=seat.id)]
    member = counted.elected[0]
    if len(counted.elected) != 1 or member in countback_bars(case, seat):
        refuse(
            "count_does_not_fit",
            case.recall(seat).cite("refill"),
            expected="one candidate of the election who can take the seat",
            got=list(counted.elected),
            remedy="count again without those who can no longer take the seat",
        )
    filling = case.filling(seat)
    reserve = tuple(counted.next_in_line[: filling.alternates])
    leaving = [one.id for one in _kept_warm(case, seat, member)]
    if seat.acting and seat.holder != member:
        leaving.append(seat.id)
    events = vacate(case, leaving, "succeeded", alternates=False)
    filled = fill(case, seat, member, filling, how="count_back", poll=seat.poll, alternates=reserve)
    return [*events, filled]
