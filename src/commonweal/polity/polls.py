"""Polls: who votes, casting a vote, and drawing a lot.

Rules of this module:

* electors are fixed when the voting opens: people on signed rolls, or delegates' seats;
* a member votes once, and a seat votes once, whoever sits in it meanwhile;
* in a secret poll the law learns who voted, never how: the ballot went into the box before;
* a lot is drawn in public and entered by two people who agree.

Not here: what a result means (``elections``, ``recall``, ``decisions``).
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection, Sequence
from typing import Literal

from commonweal.charter import MotionRule, RecallRule
from commonweal.charter.rights import Affiliation, Initiative
from commonweal.polity import events as ev
from commonweal.polity.case import Case, admitted_until, require_office
from commonweal.polity.commands import CastVote, EnterDraw, MarkBallot
from commonweal.polity.entities import Body, Poll
from commonweal.polity.mandates import bind
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.guarding import require_there_before
from commonweal.polity.rights.challenges.parties import require_no_party
from commonweal.polity.rights.grievances.sides import refuse_concerned
from commonweal.polity.state import State, roll_of
from commonweal.terms import OFFICE, days


class Electorate:
    """Who may vote in a poll that opens now.

    Attributes:
        kind: ``members`` or ``seats``.
        rolls, seats: the rolls or seats.
        count: number of electors; those in ``without`` have no vote.
        events: closing of rolls that were missing or too old.
    """

    __slots__ = ("count", "events", "kind", "rolls", "seats")

    def __init__(
        self, case: Case, body: Body, *, by_members: bool, without: Collection[int] = ()
    ) -> None:
        self.events: list[ev.Event] = []
        self.rolls: tuple[int, ...] = ()
        self.seats: tuple[int, ...] = ()
        self.kind: Literal["members", "seats"] = "members" if by_members else "seats"
        if by_members:
            bases = [one for one in case.state.below(body.id) if case.level(one).of_members]
            found = [_roll_for(case, base, self.events) for base in bases if base.members]
            self.rolls = tuple(roll for roll, _ in found)
            # Whoever moved between two closings stands on two rolls, and is one elector.
            listed = (people for _, people in found)
            if len(found) == 1 and not without:
                self.count = len(found[0][1])
            else:
                self.count = len(set().union(*listed).difference(without))
        else:
            sitting = case.state.delegates(body.id)
            self.seats = tuple(seat.id for seat in sitting if seat.holder not in without)
            self.count = len(self.seats)


def open_vote(
    case: Case,
    body: Body,
    electorate: Electorate,
    *,
    kind: Literal["motion", "recall"],
    rule: MotionRule | RecallRule | Initiative | Affiliation,
    charter: int,
    contested: tuple[int, ...] = (),
    motion: int = 0,
) -> ev.PollOpened:
    """Open a vote of Yes and No, on a motion or a recall, under the rule of its article."""
    voting_s = days(rule.voting_days)
    return ev.PollOpened(
        poll=case.new("polls"),
        kind=kind,
        body=body.id,
        electorate=electorate.kind,
        secret=rule.ballot == "secret",
        charter=charter,
        stage="voting",
        until=case.at + voting_s,
        voting_s=voting_s,
        rule="majority",
        rolls=electorate.rolls,
        seats=electorate.seats,
        contested=contested,
        motion=motion,
        electors=electorate.count,
    )


def _roll_for(case: Case, base: Body, events: list[ev.Event]) -> tuple[int, Sequence[int]]:
    """Return a usable roll and its people; the office closes one where the officers have not.

    Officers who close no roll must not be able to prevent a vote.
    """
    usable = case.usable_roll(base)
    if usable is not None:
        return usable.id, usable.members
    closed = close_roll_events(case, base, OFFICE)
    events += [closed, ev.RollSigned(roll=closed.roll, by=OFFICE, complete=True)]
    return closed.roll, roll_of(case.state, base.id, closed.admitted_until)


def close_roll_events(case: Case, base: Body, by: int) -> ev.RollClosed:
    """Close the roll of a base body as it stands now."""
    until = admitted_until(case)
    people = roll_of(case.state, base.id, until)
    return ev.RollClosed(
        roll=case.new("rolls"),
        body=base.id,
        count=len(people),
        digest="sha256:" + hashlib.sha256(array("I", people).tobytes()).hexdigest(),
        by=by,
        admitted_until=until,
    )


def has_voted(case: Case, poll: Poll, member: int) -> bool:
    """Whether a member has voted in a poll, in person or by the seat held."""
    if poll.electorate == "seats":
        seat = case.state.seat_of(member, poll.body)
        by_seat = seat is not None and seat.id in poll.seat_marks
        return by_seat or member in poll.seat_marks.values()
    mark = case.state.mark_of(poll, member)
    if mark is None:
        return False
    number, place = mark
    return bool(poll.marks[number][place >> 3] & (1 << (place & 7)))


def may_vote(case: Case, poll: Poll, member: int) -> bool:
    """Whether a member is an elector of a poll."""
    if poll.electorate == "seats":
        seat = case.state.seat_of(member, poll.body)
        return seat is not None and seat.id in poll.seats
    return case.state.members.is_active(member) and case.state.mark_of(poll, member) is not None


def require_elector(case: Case, poll: Poll, member: int) -> None:
    """Refuse unless the poll is open, the member may vote, and has not yet."""
    if poll.stage != "voting" or case.at > poll.at:
        refuse(
            "poll_not_voting",
            case.charter_of(poll.charter).preamble.cite(),
            expected="a poll whose voting is open",
            got=f"poll {poll.id}, {poll.stage}",
            remedy="look up when it opens, or its result",
        )
    require_entitled(case, poll, member)


def require_entitled(case: Case, poll: Poll, member: int) -> None:
    """Refuse unless the member is an elector of the poll, and has not voted yet."""
    refuse_concerned(case, poll, member)
    require_no_party(case, poll, member)
    if not may_vote(case, poll, member):
        refuse(
            "not_an_elector",
            case.charter_of(poll.charter).members.cite(),
            expected="somebody on its roll"
            if poll.electorate == "members"
            else "a delegate who sits in the body",
            got=f"member {member}",
            remedy="ask the secretary to correct the next roll, if you should be on it",
        )
    require_there_before(case, poll, member)
    if has_voted(case, poll, member):
        refuse(
            "already_voted",
            case.charter_of(poll.charter).members.cite(),
            expected="one vote",
            got="a second one",
            remedy="if it was not you who voted, void your codes and tell the inspectors",
        )


def cast_vote(case: Case, command: CastVote) -> list[ev.Event]:
    """Vote by name, or record that a secret ballot lies in the box."""
    poll = case.poll(command.poll)
    require_elector(case, poll, case.by)
    _check_ballot(case, poll, command)
    seat = case.state.seat_of(case.by, poll.body) if poll.electorate == "seats" else None
    if poll.secret:
        return [ev.BallotMarked(poll=poll.id, voter=case.by, seat=seat.id if seat else 0)]
    if seat is not None and poll.kind == "motion":
        return bind(case, poll, seat, command.choice)
    vote = ev.VoteCast(
        poll=poll.id,
        voter=case.by,
        seat=seat.id if seat else 0,
        choice=command.choice,
        ranking=command.ranking,
    )
    return [vote]


def _check_ballot(case: Case, poll: Poll, command: CastVote) -> None:
    if poll.kind == "election":
        known = set(poll.candidates)
        ranking = command.ranking
        valid = ranking and len(set(ranking)) == len(ranking) and known.issuperset(ranking)
        if not valid or command.choice:
            refuse(
                "ranking_invalid",
                case.charter_of(poll.charter).preamble.cite(),
                expected=f"some of the candidates {sorted(known)}, each once",
                got=list(ranking) or command.choice or "nothing",
                remedy="rank at least one candidate; whom you leave out gets no preference",
            )
        return
    by_delegates = poll.kind == "motion" and poll.electorate == "seats" and not poll.secret
    split = command.choice == "hand_in" and by_delegates
    if command.ranking or (command.choice not in ("yes", "no", "abstain") and not split):
        refuse(
            "choice_missing",
            case.charter_of(poll.charter).preamble.cite(),
            expected="yes, no or abstain",
            got=list(command.ranking) or command.choice or "nothing",
            remedy="choose one",
        )


def mark_ballot(case: Case, command: MarkBallot) -> list[ev.Event]:
    """Record a ballot that lies in the box, where a crash came between box and record."""
    require_office(case, "mark_ballot")
    poll = case.poll(command.poll)
    require_elector(case, poll, command.voter)
    seat = case.state.seat_of(command.voter, poll.body) if poll.electorate == "seats" else None
    return [ev.BallotMarked(poll=poll.id, voter=command.voter, seat=seat.id if seat else 0)]


def voided(state: State, poll_id: int) -> tuple[ev.Event, ...]:
    """End a vote whose ballot box does not add up, so that it does not stop everything.

    Seats are then elected anew, a recall vote is opened anew, and a motion has to be moved anew.
    """
    poll = state.polls[poll_id]
    void = ev.PollVoided(poll=poll.id, why="box_broken")
    if not poll.motion:
        return (void,)
    return void, ev.MotionDecided(motion=poll.motion, outcome="lapsed", why="box_broken")


def enter_draw(case: Case, command: EnterDraw) -> list[ev.Event]:
    """Enter the order that a lot gave; two people have to enter the same."""
    poll = case.poll(command.poll)
    _check_draw(case, poll, command)
    if poll.draw is None:
        return [
            ev.DrawEntered(poll=poll.id, order=command.order, by=case.by, source=command.source)
        ]
    first, order, source = poll.draw
    if first == case.by:
        refuse(
            "draw_entered_by_same_person",
            case.charter_of(poll.charter).preamble.cite(),
            expected=f"somebody other than member {first}",
            got=f"member {case.by}",
            remedy="let the second witness enter it",
        )
    if tuple(order) != command.order:
        return [ev.DrawRejected(poll=poll.id, by=case.by)]
    return [ev.LotDrawn(poll=poll.id, order=command.order, by=(first, case.by), source=source)]


def _check_draw(case: Case, poll: Poll, command: EnterDraw) -> None:
    cite = case.charter_of(poll.charter).preamble.cite()
    if poll.stage != "lot":
        refuse(
            "poll_not_at_lot",
            cite,
            expected="a count that stopped at a tie",
            got=f"poll {poll.id}, {poll.stage}",
            remedy="a lot is drawn only when a count asks for it",
        )
    if sorted(command.order) != sorted(poll.lot_among):
        refuse(
            "draw_order_invalid",
            cite,
            expected=f"an order of {sorted(poll.lot_among)}",
            got=list(command.order),
            remedy="enter all of them, first drawn first",
        )
    # The body that voted may have been merged since: then those who now answer for the seat.
    waiting = case.state.seats.get(poll.recount)
    body = case.state.bodies[waiting.sender if waiting else poll.body]
    home = case.state.members.home[case.by] if case.by else 0
    if not case.is_voter(case.by, body) and not case.state.reaches(body.id, home):
        refuse(
            "not_an_elector",
            cite,
            expected="witnesses from among the electors",
            got=f"member {case.by}",
            remedy="let two electors witness the draw and enter it",
        )
