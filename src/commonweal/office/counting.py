"""Counting: where the law meets the engines.

Rules of this module:

* the law says whose ballots count and who is unavailable; the engine counts; the law checks;
* candidates are members for the law and 0, 1, 2 ... for the engine; the translation is here alone;
* the full account of a count is kept in the vault, the record holds its digest.

Not here: what follows from a result (``commonweal.polity``), how rules count (``tally``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec

from commonweal import tally
from commonweal.charter import SeatRule
from commonweal.office.corrections import counted_ballots, is_kept, read_correction
from commonweal.office.own_orders import with_sums
from commonweal.office.papers import BLANK, join_papers, with_papers_read
from commonweal.office.wages import count_wages
from commonweal.polity import (
    Case,
    Division,
    Poll,
    Seat,
    by_count_back,
    countback_bars,
    open_seats,
    seat_figures,
    sitting_from,
    unavailable_candidates,
)
from commonweal.polity import commands as cmd
from commonweal.polity.planning.proposals.data import CloseRound
from commonweal.polity.rights.corrections.data import CorrectResult
from commonweal.polity.rights.corrections.following import is_recounted
from commonweal.polity.rights.papers import data as papers
from commonweal.polity.rights.papers.law import awaits_papers
from commonweal.polity.rights.pay import data as pay
from commonweal.terms import OFFICE, Refusal
from commonweal.vault import BoxBroken, Vault


def complete(case: Case, command: cmd.Command, vault: Vault) -> cmd.Command:
    """Fill what an engine has to find before the law can decide a command.

    What the law will refuse is left as it is: a box is closed only when its time has come, and by
    nobody's wish.
    """
    if isinstance(command, cmd.DeclarePoll | cmd.RefillSeat) and case.by != OFFICE:
        return command
    match command:
        case papers.TypePapers():
            return with_papers_read(case.state, command, case.by, vault)
        case CorrectResult():
            read = read_correction(case.state, command, case.by, vault)
            return msgspec.structs.replace(command, counted=read)
        case cmd.DeclarePoll(poll=poll_id) if poll_id in case.state.polls:
            return _count_poll(case, case.state.polls[poll_id], command, vault)
        case cmd.RefillSeat(seat=seat_id) if seat_id in case.state.seats:
            seat = case.state.seats[seat_id]
            if by_count_back(case, seat):
                return msgspec.structs.replace(command, counted=count_back(case, seat, vault))
        case CloseRound() if case.by == OFFICE:
            return with_sums(case, command, vault)
        case pay.ComputeMembersWage() if case.by == OFFICE:
            return msgspec.structs.replace(command, counted=count_wages(case, vault))
        case cmd.ApportionSeats(body=body_id) if body_id in case.state.bodies:
            return with_seats_divided(case, command)
    return command


def with_seats_divided(case: Case, command: cmd.ApportionSeats) -> cmd.ApportionSeats:
    """Divide the seats of a body, from the figures as they stand.

    Raises:
        Refusal: when a figure is missing, or the lots do not fit.
    """
    counted = tuple(
        _apportion(case, rule, senders, figures, command.lots)
        for rule, senders, figures in seat_figures(case, case.body(command.body))
    )
    return msgspec.structs.replace(command, counted=counted)


def _count_poll(case: Case, poll: Poll, command: cmd.DeclarePoll, vault: Vault) -> cmd.DeclarePoll:
    if poll.stage != "voting" or case.at < poll.at or awaits_papers(case.state, poll):
        return command
    if poll.secret and poll.id in case.state.papers:
        join_papers(poll, case.state.papers[poll.id], vault, keep=is_kept(case, poll))
    if poll.kind == "election":
        return msgspec.structs.replace(command, counted=count_election(case, poll, vault))
    if poll.secret:
        return msgspec.structs.replace(command, counted=count_question(poll, vault))
    return command


def ballots_of(poll: Poll, vault: Vault) -> list[list[int]]:
    """Return the rankings of an election, by member; for a closed box or a vote by name."""
    if poll.secret:
        return [json.loads(ballot) for ballot in counted_ballots(poll, vault)]
    return [list(vote.ranking) for vote in poll.votes.values() if not vote.void]


def profile_of(
    rule: tally.Rule, rankings: Sequence[Sequence[int]], candidates: Sequence[int], seats: int
) -> tally.Profile:
    """Return ballots as the engine counts them: members become places.

    Args:
        rule: the rule that counts.
        rankings: one for each paper, by member.
        candidates: who stands, by place; preferences for others fall away.
        seats: how many are to be elected.
    """
    place = {member: index for index, member in enumerate(candidates)}
    translated = [[place[one] for one in ranking if one in place] for ranking in rankings]
    if rule.ballots is tally.Ranked:
        return tally.Ranked.of(translated, candidates=len(candidates))
    if rule.ballots is tally.Approval:
        return tally.Approval.of([set(one) for one in translated], candidates=len(candidates))
    # One choice each; where there are several seats, as many choices as there are seats.
    choices = [one for ranking in translated for one in ranking[:seats]]
    return tally.Choice.of(choices, candidates=len(candidates))


def count_election(case: Case, poll: Poll, vault: Vault) -> cmd.Count:
    """Close the box of an election and count it by the rule it was opened under.

    After a correction it is counted as it was: those who stood, and the seats, of the first count.
    """
    box = vault.close_box(poll.id).digest if poll.secret else ""
    first = account_of(poll, vault) if is_recounted(case.state, poll) else None
    standing, seats = _standing(case, poll) if first is None else (first["members"], first["seats"])
    barred = tuple(int(one) for one in poll.candidates if one not in standing)
    if not standing or not seats:
        return cmd.Count(unavailable=barred, box=box)
    rule = tally.RULES[poll.rule]
    profile = profile_of(rule, ballots_of(poll, vault), standing, seats)
    place = {int(member): index for index, member in enumerate(standing)}
    lots = [[place[one] for one in draw if one in place] for draw in poll.lots]
    outcome = _count_with_lots(poll.rule, profile, min(seats, len(standing)), lots)
    if outcome.lot is not None:
        return cmd.Count(
            unavailable=barred,
            lot_among=tuple(standing[one] for one in outcome.lot.tied),
            lot_why=f"{outcome.lot.purpose}, {outcome.lot.source}",
            box=box,
        )
    return cmd.Count(
        elected=tuple(standing[one] for one in outcome.elected),
        next_in_line=tuple(standing[one] for one in outcome.next_in_line),
        unavailable=barred,
        box=box,
        rounds=_account(vault, outcome, standing),
        rule_version=rule.version,
    )


def _standing(case: Case, poll: Poll) -> tuple[list[int], int]:
    """Return who can be elected now, and into how many seats."""
    barred = unavailable_candidates(case, poll)
    standing = [int(one) for one in poll.candidates if one not in barred]
    return standing, len(open_seats(case, poll))


def _count_with_lots(
    rule: str, profile: tally.Profile, seats: int, lots: list[list[int]]
) -> tally.Outcome:
    """Count with the recorded draws.

    When somebody among the drawn has become unavailable since, the draws no longer answer the
    ties, and the count asks anew; what was drawn after that is what counts.
    """
    for draws in _shorter_and_shorter(lots):
        try:
            return tally.count(rule, profile, seats, lots=draws)
        except tally.BadLot:
            continue
    raise AssertionError("a count without draws takes none amiss")


def _shorter_and_shorter(draws: list[list[int]]) -> list[list[list[int]]]:
    """Return the draws, then without the oldest, and so on to none."""
    return [draws[start:] for start in range(len(draws) + 1)]


def _account(vault: Vault, outcome: tally.Outcome, members: Sequence[int]) -> str:
    plain: dict[str, Any] = dict(outcome.as_dict())
    plain["members"] = list(members)
    return vault.seal(json.dumps(plain, sort_keys=True), "count")


def account_of(poll: Poll, vault: Vault) -> dict[str, Any] | None:
    """Return the account of a count, round by round; candidates are places in ``members``."""
    text = vault.text(poll.rounds) if poll.rounds else None
    return json.loads(text) if text else None


def count_question(poll: Poll, vault: Vault) -> cmd.Count:
    """Close the box of a question and count Yes, No and abstentions; blank papers are void."""
    box = vault.close_box(poll.id)
    choices = [json.loads(ballot) for ballot in counted_ballots(poll, vault)]
    yes, no, abstain = (choices.count(choice) for choice in ("yes", "no", "abstain"))
    void = choices.count(BLANK)
    division = Division(str(yes), str(no), str(abstain), poll.electors, poll.cast, void)
    return cmd.Count(division=division, box=box.digest)


def count_back(case: Case, seat: Seat, vault: Vault) -> cmd.Count:
    """Find the next choice of those who had elected to a seat.

    Where the ballots are gone, or are not those that were counted, nobody is found, and a
    by-election follows.
    """
    poll = case.state.polls[seat.poll]
    rule = tally.RULES[poll.rule]
    state = vault.box_state(poll.id) if poll.secret else None
    if rule.countback is None or (poll.secret and state != "closed"):
        return cmd.Count()
    try:
        rankings = ballots_of(poll, vault)
    except BoxBroken:
        return cmd.Count()
    account = account_of(poll, vault)
    members = list(account["members"]) if account else list(poll.candidates)
    place = {member: index for index, member in enumerate(members)}
    seats = len(poll.elected)
    profile = profile_of(rule, rankings, members, seats)
    sitting = [place[one] for one in sitting_from(case, seat) if one in place]
    barred = [place[one] for one in countback_bars(case, seat) if one in place]
    again = partial(
        tally.countback,
        poll.rule,
        profile,
        seats,
        place[seat.winner],
        sitting=sitting,
        unavailable=barred,
    )
    outcome = _again_with_lots(again, _places(poll.lots, place), _places(seat.lots, place))
    if outcome.lot is not None:
        return cmd.Count(
            lot_among=tuple(members[one] for one in outcome.lot.tied),
            lot_why=f"{outcome.lot.purpose}, {outcome.lot.source}",
        )
    return cmd.Count(
        elected=tuple(members[one] for one in outcome.elected),
        next_in_line=tuple(members[one] for one in outcome.next_in_line),
        rounds=_account(vault, outcome, members),
        rule_version=rule.version,
    )


def _places(draws: list[list[int]], place: dict[int, int]) -> list[list[int]]:
    return [[place[one] for one in draw if one in place] for draw in draws]


def _again_with_lots(
    again: Callable[..., tally.Outcome], origin: list[list[int]], own: list[list[int]]
) -> tally.Outcome:
    """Count back with the draws of the election and those of the count-back itself.

    Draws that ceased to answer a tie, because somebody among the drawn became unavailable, are
    left out; where none fits the count asks anew.
    """
    for origin_lots in _shorter_and_shorter(origin):
        for lots in _shorter_and_shorter(own):
            try:
                return again(origin_lots=origin_lots, lots=lots)
            except tally.BadLot:
                continue
    raise AssertionError("a count without draws takes none amiss")


def _apportion(
    case: Case,
    rule: SeatRule,
    senders: tuple[int, ...],
    figures: tuple[int, ...],
    lots: tuple[tuple[int, ...], ...],
) -> cmd.Apportioned:
    place = {sender: index for index, sender in enumerate(senders)}
    fitting = [draw for draw in lots if all(one in place for one in draw)]
    divide = partial(
        tally.apportion,
        rule.method,
        figures,
        total=rule.total,
        per=rule.per,
        remainder=rule.remainder,
        bands=rule.bands or None,
        each=rule.each,
        minimum=rule.minimum,
    )
    try:
        found = divide(lots=[[place[one] for one in draw] for draw in fitting])
    except tally.BadLot as bad:
        raise Refusal(
            "draw_order_invalid",
            article=rule.cite("method"),
            expected="one draw for each tie, an order of all the tied",
            got=str(bad),
            remedy="repeat the command without `lots`, which names the tied, and draw among these",
        ) from bad
    tied = found.lot.tied if found.lot else ()
    names = [case.state.bodies[sender].name for sender in senders]
    return cmd.Apportioned(
        senders=senders,
        figures=figures,
        seats=tuple(found.seats),
        method=f"{rule.method}, article {rule.cite()}",
        steps=tuple(step.told(names) for step in found.steps)[:STEPS_PUBLISHED_MAX],
        tied=tuple(senders[one] for one in tied),
    )


STEPS_PUBLISHED_MAX = 300
"""Steps of an apportionment in one entry; the figures and the method give the others."""
