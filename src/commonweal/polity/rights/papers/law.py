"""Voting on paper, lawfully: tellers and observers, marks on the roll, typing in, and the end.

Rules of this module:

* nobody does anything alone: a mark, and taking one back, needs two tellers; a batch counts when
  as many tellers as the article says have read it alike;
* whoever is marked has voted, and whoever has voted is not marked: nobody votes twice;
* while there are more papers than marks nothing is declared; if the tellers have not settled it
  when the time is over, the poll is void, as with a box that does not add up;
* marks without a paper are told with the result, and take nothing from it;
* the article is that of the poll; no office can shorten, and no amendment change, what has begun.

Not here: reading papers and putting them into the box (the office), results (``elections``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NoReturn

from commonweal.charter.rights import Papers as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, provided, require_office, require_power
from commonweal.polity.command import Command
from commonweal.polity.entities import Poll
from commonweal.polity.polls import require_elector, require_entitled, voided
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.discipline.effects import (
    ExpelMember,
    RefuseAdmission,
    ReprimandMember,
)
from commonweal.polity.rights.papers import data
from commonweal.polity.rights.succession import successor
from commonweal.polity.rights.texts import require_text
from commonweal.polity.state import State
from commonweal.terms import days

BATCH_MAX = 200
"""Papers of one batch: with its votes by name it fits into one entry."""

RUNNING = ("nominating", "voting", "papers")
"""Stages of a poll in which roles can be taken."""


def rule_of(case: Case, poll: Poll) -> Rule:
    """Return the article under which a poll has papers, or refuse."""
    return provided(
        case,
        case.charter_of(poll.charter).papers,
        "papers",
        refusal="papers_not_provided",
        remedy="vote as the others do, or move that the constitution is amended",
    )


def _found(case: Case, number: int, stages: tuple[str, ...] = RUNNING) -> tuple[Poll, Rule]:
    poll = case.poll(number)
    rule = rule_of(case, poll)
    if poll.electorate != "members" or poll.stage not in stages:
        refuse(
            "papers_not_in_this_poll",
            rule.cite(),
            expected=f"a poll of members, {' or '.join(stages)}",
            got=f"poll {number} of {poll.electorate}, {poll.stage}",
            remedy="look the poll up",
        )
    return poll, rule


def _kept(case: Case, poll: Poll) -> data.Papers:
    return case.state.papers.get(poll.id) or data.Papers(poll=poll.id)


def _is_concerned(case: Case, poll: Poll, member: int) -> bool:
    """Whether a poll is about a member: who stands, or may be recalled, charged or turned away."""
    recalled = poll.contested if poll.kind == "recall" else ()
    held = {int(case.state.seats[seat].holder) for seat in recalled}
    return member in poll.candidates or member in held or member in _decided_on(case, poll)


def _decided_on(case: Case, poll: Poll) -> set[int]:
    """Return those on whom a motion decides, and who charged them."""
    motion = case.state.motions.get(poll.motion)
    match motion and motion.effect:
        case ExpelMember(charge=number) | ReprimandMember(charge=number):
            charge = case.state.charges[number]
            return {int(charge.member), int(charge.by)}
        case RefuseAdmission(member=newcomer):
            return {newcomer}
    return set()


def _require_unconcerned(case: Case, poll: Poll, rule: Rule, member: int) -> None:
    if _is_concerned(case, poll, member):
        refuse(
            "role_of_the_concerned",
            rule.cite(),
            expected="somebody about whom the poll is not",
            got=f"member {member}",
            remedy="let somebody else do it",
        )


# Roles.


def name_teller(case: Case, command: data.NameTeller) -> list[ev.Event]:
    """Name a teller; the officers do it who open elections there."""
    poll, rule = _found(case, command.poll)
    require_power(case, "name_teller", poll.body)
    _require_unconcerned(case, poll, rule, case.by)
    _check_new_role(case, poll, rule, command.member)
    return [data.TellerNamed(poll=poll.id, member=command.member, by=case.by)]


def _check_new_role(case: Case, poll: Poll, rule: Rule, member: int) -> None:
    case.member(member)
    _require_unconcerned(case, poll, rule, member)
    kept = _kept(case, poll)
    if member in kept.tellers or member in kept.observers:
        refuse(
            "role_held_already",
            rule.cite(),
            expected="somebody without a role in this poll",
            got=f"member {member}",
            remedy="name somebody else",
        )


def name_observer(case: Case, command: data.NameObserver) -> list[ev.Event]:
    """Name an observer, as a candidate."""
    poll, rule = _found(case, command.poll)
    if case.by not in poll.candidates:
        refuse(
            "not_a_candidate",
            rule.cite("observers_max"),
            expected="a candidate",
            got=f"member {case.by}",
            remedy="ask a candidate to name an observer",
        )
    _check_new_role(case, poll, rule, command.member)
    named = list(_kept(case, poll).observers.values()).count(case.by)
    if named >= rule.observers_max:
        refuse(
            "observers_used_up",
            rule.cite("observers_max"),
            expected=f"at most {rule.observers_max} for each candidate",
            got="one more",
            remedy="name another when one has left",
        )
    return [data.ObserverNamed(poll=poll.id, member=command.member, candidate=case.by)]


def leave_role(case: Case, command: data.LeaveRole) -> list[ev.Event]:
    """Leave a role; nobody else can take it away."""
    poll, rule = _found(case, command.poll)
    kept = _kept(case, poll)
    role: Literal["teller", "observer"] = "teller" if case.by in kept.tellers else "observer"
    if role == "observer" and case.by not in kept.observers:
        refuse(
            "role_not_held",
            rule.cite(),
            expected="a teller or observer of this poll",
            got=f"member {case.by}",
            remedy="nothing is to be left",
        )
    return [data.RoleLeft(poll=poll.id, member=case.by, role=role)]


def require_teller(case: Case, poll: Poll, rule: Rule) -> data.Papers:
    """Refuse whoever is no teller of a poll, or has become one whom it is about."""
    kept = _kept(case, poll)
    _require_unconcerned(case, poll, rule, case.by)
    if case.by not in kept.tellers:
        refuse(
            "not_a_teller",
            rule.cite("typists"),
            expected="a teller of this poll",
            got=f"member {case.by}",
            remedy="ask its tellers",
        )
    return kept


# Marks on the roll.


def mark_paper_voter(case: Case, command: data.MarkPaperVoter) -> list[ev.Event]:
    """Propose a mark, or decide one that another teller has proposed.

    After the voting only who was forgotten is marked: while there are more papers than marks.
    """
    poll, rule = _found(case, command.poll, ("voting", "papers"))
    kept = require_teller(case, poll, rule)
    if command.voter in kept.marked:
        refuse(
            "paper_voter_marked_before",
            rule.cite(),
            expected="one mark",
            got=f"a second one of member {command.voter}",
            remedy="nothing is to be done",
        )
    _require_unvoted(case, poll, rule, kept, command.voter)
    first = kept.proposed.get(command.voter)
    if first is None:
        return [data.PaperMarkProposed(poll=poll.id, voter=command.voter, by=case.by)]
    _require_second(case, rule, first)
    by = (first, case.by)
    marked = data.PaperVoterMarked(poll=poll.id, voter=command.voter, by=by)
    done = poll.stage == "papers" and kept.typed == len(kept.marked) + 1
    settled = data.PapersSettled(poll=poll.id, marks=kept.typed, papers=kept.typed)
    return [marked, settled] if done else [marked]


def _require_unvoted(case: Case, poll: Poll, rule: Rule, kept: data.Papers, voter: int) -> None:
    if poll.stage == "voting":
        require_elector(case, poll, voter)
        return
    if kept.typed <= len(kept.marked):
        refuse(
            "paper_box_opened",
            rule.cite(),
            expected="more papers than marks, or a poll whose voting is open",
            got=f"{kept.typed} papers and {len(kept.marked)} marks",
            remedy="type the papers in first",
        )
    require_entitled(case, poll, voter)


def _require_second(case: Case, rule: Rule, first: int) -> None:
    if first == case.by:
        refuse(
            "second_teller_needed",
            rule.cite("typists"),
            expected=f"a teller other than member {first}",
            got=f"member {case.by}",
            remedy="let another teller do the same",
        )


def unmark_paper_voter(case: Case, command: data.UnmarkPaperVoter) -> list[ev.Event]:
    """Propose to take a mark back, or do it, before the papers are counted."""
    poll, rule = _found(case, command.poll, ("voting", "papers"))
    kept = require_teller(case, poll, rule)
    if command.voter not in kept.marked or case.state.mark_of(poll, command.voter) is None:
        refuse(
            "paper_voter_not_marked",
            rule.cite(),
            expected="a member whom two tellers have marked, and who has not left since",
            got=f"member {command.voter}",
            remedy="look the marks up",
        )
    if poll.stage != "voting":
        refuse(
            "paper_box_opened",
            rule.cite(),
            expected="a poll whose voting is open",
            got="papers that are being counted",
            remedy="leave it: a mark without a paper is told with the result",
        )
    first = kept.doubted.get(command.voter)
    if first is None:
        doubted = data.PaperMarkProposed(
            poll=poll.id, voter=command.voter, by=case.by, take_back=True
        )
        return [doubted]
    _require_second(case, rule, first)
    unmarked = data.PaperVoterUnmarked(poll=poll.id, voter=command.voter, by=(first, case.by))
    return [unmarked]


# Papers.


def awaits_papers(state: State, poll: Poll) -> bool:
    """Whether papers have to be typed in before a poll whose voting is over is declared."""
    kept = state.papers.get(poll.id)
    return kept is not None and bool(kept.marked) and not kept.settled


def open_box(case: Case, poll: Poll) -> list[ev.Event]:
    """Let the papers be typed in, now that the voting is over."""
    until = case.at + days(rule_of(case, poll).entry_days)
    marks = len(case.state.papers[poll.id].marked)
    return [data.PaperBoxOpened(poll=poll.id, marks=marks, until=until)]


def type_papers(case: Case, command: data.TypePapers) -> list[ev.Event]:
    """Keep what a teller read, and let the batch count when enough have read it alike."""
    poll, rule = _counting(case, command.poll)
    kept = require_teller(case, poll, rule)
    batch = kept.batches.get(command.batch) or data.Batch()
    if batch.joined:
        refuse(
            "batch_joined_before",
            rule.cite("typists"),
            expected="a batch that does not count yet",
            got=f"batch {command.batch}",
            remedy="give the batch another number, or let two tellers reopen it",
        )
    read = readable(rule, command.counted)
    check_named(rule, kept, command.batch, read)
    typed = data.PapersTyped(
        poll=poll.id,
        batch=command.batch,
        by=case.by,
        papers=read.papers,
        digest=command.papers,
    )
    by = tuple(dict.fromkeys((*batch.readings, case.by)))
    if len(by) < rule.typists:
        return [typed]
    joined = data.PapersJoined(
        poll=poll.id, batch=command.batch, papers=read.papers, by=by, named=read.named
    )
    return [typed, joined, *_following(poll, kept, kept.typed + read.papers)]


def _counting(case: Case, number: int) -> tuple[Poll, Rule]:
    poll, rule = _found(case, number, (*RUNNING, "lot", "declared", "void"))
    if poll.stage != "papers":
        refuse(
            "paper_box_closed",
            rule.cite("entry_days"),
            expected="a poll whose voting is over and whose papers are not all in",
            got=f"poll {number}, {poll.stage}",
            remedy="wait for the end of the voting, or look up the result",
        )
    return poll, rule


def readable(rule: Rule, read: data.PapersRead | None) -> data.PapersRead:
    """Return the papers that the office could read, or say what is wrong with them."""
    if read is None:
        refuse(
            "count_missing",
            rule.cite(),
            expected="papers that the office has read",
            got="none",
            remedy="type them in through the office",
        )
    if read.line:
        told = f"line {read.line}: {read.got}"
        if read.differs:
            _refuse_differing(rule, f"line {read.line}: {read.expected}", told)
        refuse(
            "paper_unreadable",
            rule.cite(),
            expected=read.expected,
            got=told,
            remedy="correct the line",
        )
    if read.papers > BATCH_MAX:
        refuse(
            "papers_too_many",
            rule.cite(),
            expected=f"at most {BATCH_MAX} papers in a batch",
            got=read.papers,
            remedy="divide the batch, and give each part its number",
        )
    return read


def _refuse_differing(rule: Rule, earlier: str, now: str) -> NoReturn:
    refuse(
        "papers_differ",
        rule.cite("typists"),
        expected=earlier,
        got=now,
        remedy="look at the paper again; whoever misread it types the batch once more",
    )


def check_named(rule: Rule, kept: data.Papers, number: int, read: data.PapersRead) -> None:
    """Refuse a paper by name of somebody who is not marked, or has one already."""
    others = (one.voters for at, one in kept.batches.items() if one.joined and at != number)
    seen = {voter for voters in others for voter in voters}
    for line, paper in enumerate(read.named, 1):
        if paper.voter not in kept.marked or paper.voter in seen:
            refuse(
                "paper_of_nobody",
                rule.cite(),
                expected="a member who is marked, and has no other paper",
                got=f"member {paper.voter} in line {line}",
                remedy="correct the number, or let two tellers mark the member",
            )
        seen.add(paper.voter)


def _following(poll: Poll, kept: data.Papers, papers: int) -> list[ev.Event]:
    """Settle the papers when they are as many as the marks; tell the body when they are more."""
    marks = len(kept.marked)
    if papers == marks:
        return [data.PapersSettled(poll=poll.id, marks=marks, papers=papers)]
    if papers > marks:
        return [ev.BodyNotified(body=poll.body, about="papers_too_many")]
    return []


def reopen_batch(case: Case, command: data.ReopenBatch) -> list[ev.Event]:
    """Have a batch typed anew, when a second teller asks for it too."""
    poll, rule = _counting(case, command.poll)
    kept = require_teller(case, poll, rule)
    batch = kept.batches.get(command.batch)
    if batch is None:
        refuse(
            "batch_unknown",
            rule.cite(),
            expected=f"one of {sorted(kept.batches)}" if kept.batches else "a batch typed in",
            got=command.batch,
            remedy="look the batches up",
        )
    if not batch.reopening:
        return [data.BatchReopened(poll=poll.id, batch=command.batch, by=case.by)]
    _require_second(case, rule, batch.reopening)
    dropped = data.BatchReopened(poll=poll.id, batch=command.batch, by=case.by, dropped=True)
    left = kept.typed - (batch.papers if batch.joined else 0)
    settled = left == len(kept.marked) and left > 0
    return [dropped, *(_following(poll, kept, left) if settled else [])]


def object_to_papers(case: Case, command: data.ObjectToPapers) -> list[ev.Event]:
    """Put an observer's objection on the record, also to what is corrected after the result."""
    poll, rule = _found(case, command.poll, (*RUNNING, "lot", "declared"))
    candidate = _kept(case, poll).observers.get(case.by)
    if candidate is None:
        refuse(
            "not_an_observer",
            rule.cite("observers_max"),
            expected="an observer of this election",
            got=f"member {case.by}",
            remedy="ask a candidate to name you",
        )
    require_text(command.text, rule.cite())
    objected = data.PapersObjected(poll=poll.id, by=case.by, candidate=candidate, text=command.text)
    return [objected, ev.BodyNotified(body=successor(case, poll.body).id, about="papers_objected")]


def end_papers(case: Case, command: data.EndPapers) -> list[ev.Event]:
    """Settle what is there when the time is over; void a poll with more papers than marks."""
    require_office(case, "end_papers")
    poll, rule = _found(case, command.poll, (*RUNNING, "lot", "declared", "void"))
    if poll.stage != "papers" or case.at < _kept(case, poll).until:
        refuse(
            "nothing_due",
            rule.cite("entry_days"),
            expected="papers whose time is over",
            got=f"poll {poll.id}, {poll.stage}",
            remedy="wait",
        )
    kept = _kept(case, poll)
    marks, papers = len(kept.marked), kept.typed
    if papers > marks:
        return [*voided(case.state, poll.id)]
    missing = marks - papers
    settled = data.PapersSettled(poll=poll.id, marks=marks, papers=papers, missing=missing)
    told = [ev.BodyNotified(body=poll.body, about="papers_missing")] if missing else []
    return [settled, *told]


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.NameTeller: name_teller,
    data.NameObserver: name_observer,
    data.LeaveRole: leave_role,
    data.MarkPaperVoter: mark_paper_voter,
    data.UnmarkPaperVoter: unmark_paper_voter,
    data.TypePapers: type_papers,
    data.ReopenBatch: reopen_batch,
    data.ObjectToPapers: object_to_papers,
    data.EndPapers: end_papers,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "papers": lambda _state, poll: data.EndPapers(poll=poll),
}
"""The command for each kind of item on the calendar."""
