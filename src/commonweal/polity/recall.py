"""Recall: confidence, petition, the vote of the seat's own electors, and the fall.

Rules of this module:

* only the electors of a seat recall it; nobody else's majority counts;
* confidence stands until it is withdrawn; withdrawals are by name or kept in the vault, as the
  constitution says: in secret the record learns only that the threshold was crossed;
* a failed recall cools off, and withdrawals have to be made anew.

Not here: emptying a seat and what falls with it (``seats``), refilling it (``elections``).
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from commonweal.charter import RecallRule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office, require_waited
from commonweal.polity.commands import (
    DeclarePoll,
    OpenRecall,
    RestoreConfidence,
    WithdrawConfidence,
)
from commonweal.polity.decisions import Majority, division_of, judge
from commonweal.polity.entities import Poll, Seat
from commonweal.polity.polls import Electorate, open_vote
from commonweal.polity.refusals import refuse
from commonweal.polity.seats import vacate
from commonweal.terms import days


def needed_withdrawals(case: Case, seat: Seat) -> int:
    """Return how many withdrawals open a recall vote: the share of the electors, rounded up."""
    return max(1, ceil(case.recall(seat).threshold * _count_voting(case, seat)))


def _count_voting(case: Case, seat: Seat) -> int:
    """Count the electors of a seat who vote already."""
    electors = case.count_electors(seat)
    if not case.electors_are_members(seat):
        return electors
    return electors - case.count_waiting(seat.sender)


def check_withdrawal(case: Case, seat_id: int) -> Seat:
    """Refuse unless the issuer is an elector of a seat that can be recalled."""
    seat = case.held_seat(seat_id)
    rule = case.recall(seat)
    _check_recallable(seat, rule)
    if not case.is_elector(case.by, seat):
        refuse(
            "not_an_elector",
            rule.cite("threshold"),
            expected="an elector of the seat",
            got=f"member {case.by}",
            remedy="turn to the body that fills the seat",
        )
    if case.electors_are_members(seat):
        require_waited(case, seat.sender)
    return seat


def _check_recallable(seat: Seat, rule: RecallRule) -> None:
    if rule.start == "none":
        refuse(
            "recall_not_provided",
            rule.cite("start"),
            expected="a seat that its electors can recall",
            got=f"seat {seat.id}",
            remedy="amend the constitution, which denies it",
        )


def withdraw_confidence(case: Case, command: WithdrawConfidence) -> list[ev.Event]:
    """Withdraw confidence by name; in secret, only check that it is lawful.

    Under a rule of secrecy nothing is recorded: the office notes the withdrawal in the vault and
    attests the number when the threshold is crossed (:class:`OpenRecall`).
    """
    seat = check_withdrawal(case, command.seat)
    rule = case.recall(seat)
    if rule.kept == "secret":
        return []
    standing = _standing(case, seat, rule)
    if case.by in standing:
        refuse(
            "confidence_already_withdrawn",
            rule.cite("start"),
            expected="one withdrawal each",
            got=f"a second one by member {case.by}",
            remedy="wait for the others, or take yours back",
        )
    crossed = len(standing) + 1 >= needed_withdrawals(case, seat)
    withdrawn = ev.ConfidenceWithdrawn(seat=seat.id, elector=case.by, crossed=crossed)
    if crossed and not seat.recall and case.at >= seat.cooled_at and not seat.acting:
        return [withdrawn, *_open(case, seat, needed_withdrawals(case, seat))]
    return [withdrawn]


def _standing(case: Case, seat: Seat, rule: RecallRule) -> set[int]:
    """Return whose withdrawals count: electors still, and signatures not too old."""
    oldest = case.at - days(rule.petition_days) if rule.start == "petition" else 0
    return {
        member
        for member, at in seat.withdrawn.items()
        if at >= oldest and case.is_elector(member, seat)
    }


def restore_confidence(case: Case, command: RestoreConfidence) -> list[ev.Event]:
    """Take a withdrawal back; in secret, only check that it is lawful."""
    seat = check_withdrawal(case, command.seat)
    rule = case.recall(seat)
    if rule.kept == "secret":
        return []
    if case.by not in seat.withdrawn:
        refuse(
            "confidence_not_withdrawn",
            rule.cite("start"),
            expected="a withdrawal of your own",
            got="none",
            remedy="nothing is to be taken back",
        )
    return [ev.ConfidenceRestored(seat=seat.id, elector=case.by)]


def open_recall(case: Case, command: OpenRecall) -> list[ev.Event]:
    """Open the recall vote when the threshold is crossed and nothing hinders it."""
    require_office(case, "open_recall")
    seat = case.held_seat(command.seat)
    rule = case.recall(seat)
    _check_time(case, seat, rule)
    needed = needed_withdrawals(case, seat)
    if command.attested is not None and rule.kept == "secret":
        count = command.attested
    else:
        count = len(_standing(case, seat, rule))
        if count < needed and seat.crossed:
            # Crossed while it cooled off, and since taken back: it has to be crossed anew.
            return [ev.RecallFailed(seat=seat.id, cooled_at=seat.cooled_at)]
    if rule.start == "none" or count < needed:
        refuse(
            "recall_below_threshold",
            rule.cite("threshold"),
            expected=f"{needed} of {_count_voting(case, seat)} electors",
            got=count,
            remedy="wait until more electors withdraw confidence",
        )
    return _open(case, seat, needed)


def _check_time(case: Case, seat: Seat, rule: RecallRule) -> None:
    if seat.recall:
        refuse(
            "recall_already_open",
            rule.cite(),
            expected="no recall vote on this seat",
            got=f"vote {seat.recall}",
            remedy="vote there",
        )
    if case.at < seat.cooled_at or seat.acting:
        refuse(
            "recall_cooling_off",
            rule.cite("cooling_off_days"),
            expected="a seat whose time of cooling off is over",
            got="an alternate who only sits until the seat is filled"
            if seat.acting
            else f"{-(-(seat.cooled_at - case.at) // days(1))} days left",
            remedy="wait until then; withdrawals stand",
        )


def put_to_vote(case: Case, seat: Seat) -> list[ev.Event]:
    """Open a recall vote that no withdrawals asked for; the seat's electors decide as always."""
    rule = case.recall(seat)
    _check_recallable(seat, rule)
    _check_time(case, seat, rule)
    rolls, opened, told = _vote(case, seat)
    return [*rolls, opened, told]


def _open(case: Case, seat: Seat, needed: int) -> list[ev.Event]:
    rolls, opened, told = _vote(case, seat)
    crossed = ev.RecallOpened(
        seat=seat.id, poll=opened.poll, needed=needed, electors=_count_voting(case, seat)
    )
    return [*rolls, crossed, opened, told]


def _vote(case: Case, seat: Seat) -> tuple[list[ev.Event], ev.PollOpened, ev.BodyNotified]:
    """Open the vote: the rolls closed for it, the poll, and what the electors' body is told."""
    sender = case.state.bodies[seat.sender]
    electorate = Electorate(case, sender, by_members=case.electors_are_members(seat))
    opened = open_vote(
        case,
        sender,
        electorate,
        kind="recall",
        rule=case.recall(seat),
        charter=case.version,
        contested=(seat.id,),
    )
    told = ev.BodyNotified(body=sender.id, about="recall_opened", seat=seat.id)
    return electorate.events, opened, told


def recall_majority(rule: RecallRule) -> Majority:
    """Return what a recall vote has to reach; equal votes keep the seat."""
    return Majority(
        share=rule.majority,
        inclusive=False,
        yes_share_min=rule.yes_share_min,
        turnout_quorum=Fraction(0),
        lot_on_tie=False,
        cite=rule.cite("majority"),
    )


def declare_recall(case: Case, poll: Poll, command: DeclarePoll) -> list[ev.Event]:
    """Declare a recall vote: the seat is empty at once, or its holder is kept."""
    seat = case.state.seats[poll.contested[0]]
    rule = case.recall(seat, poll.charter)
    division = division_of(case, poll, command)
    outcome, _ = judge(recall_majority(rule), division)
    box = command.counted.box if command.counted else ""
    declared = ev.PollDeclared(poll=poll.id, outcome=outcome, division=division, box=box)
    if outcome != "carried" and case.state.recalls_put.get(seat.id) == poll.id:
        # An inspector asked, not the electors: it costs them neither time nor withdrawals, or an
        # inspector could shield a seat by asking at the right moment.
        return [declared]
    if outcome != "carried":
        cooled = case.at + days(rule.cooling_off_days)
        return [declared, ev.RecallFailed(seat=seat.id, cooled_at=cooled)]
    told = ev.BodyNotified(body=seat.body, about="seat_recalled", seat=seat.id)
    return [declared, *vacate(case, [seat.id], "recalled", ended=poll.id), told]
