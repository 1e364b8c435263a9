"""Correcting papers that were entered wrongly, after the result.

Rules of this module:

* it is the tellers of the poll who correct, as many as have to read a batch alike, each for
  themselves; no office and no candidate does, and nobody alone;
* what the corrected papers elect is told to nobody before they are read alike: papers are
  corrected because they were misread, and not because of who would win;
* within the days after the first result in which it can be challenged; later only a challenge
  that is heard helps. A correction that changes the result gives days to challenge the new one;
* there are never more papers than marks on the roll.

Not here: what follows from the new count (``following``), votes before the result (``papers``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.charter.rights import Challenges
from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.command import Command
from commonweal.polity.entities import NEVER, Poll
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.challenges.hearing import rule_for
from commonweal.polity.rights.challenges.parties import decided_since
from commonweal.polity.rights.corrections import data
from commonweal.polity.rights.papers import law as papers
from commonweal.polity.rights.papers.data import Batch, Papers
from commonweal.polity.rights.succession import successor
from commonweal.terms import Moment, days


def first_result(case: Case, poll: Poll) -> Moment:
    """Return when a result was declared for the first time, before any correction."""
    known = case.state.corrections.get(poll.id)
    return known.first_at if known else poll.declared_at


def can_be_corrected_until(case: Case, poll: Poll) -> Moment:
    """Return until when tellers can correct the papers of a poll; 0 where they cannot."""
    rule = case.charter_of(poll.charter).challenges or case.charter.challenges
    if rule is None or poll.id not in case.state.papers or poll.stage != "declared":
        return NEVER
    until = first_result(case, poll) + days(rule.challenge_days)
    return Moment(until) if case.at < until and not _overtaken(case, poll) else NEVER


def correct_result(case: Case, command: data.CorrectResult) -> list[ev.Event]:
    """Keep what a teller typed anew, and correct the papers when enough have typed the same."""
    poll = case.poll(command.poll)
    rule = papers.rule_of(case, poll)
    kept = papers.require_teller(case, poll, rule)
    _check_result(case, poll, rule_for(case, poll))
    read = papers.readable(rule, command.counted)
    batch = kept.batches.get(command.batch) or Batch()
    before = batch.papers if batch.joined else 0
    _check_change(case, command, kept, read.papers - before)
    papers.check_named(rule, kept, command.batch, read)
    typed = data.CorrectionTyped(
        poll=poll.id, batch=command.batch, by=case.by, papers=read.papers, digest=command.papers
    )
    known = case.state.corrections.get(poll.id) or data.Correction(poll=poll.id)
    by = tuple(dict.fromkeys((*known.readings.get(command.batch, {}), case.by)))
    if len(by) < rule.typists:
        told = ev.BodyNotified(body=successor(case, poll.body).id, about="correction_typed")
        return [typed, told]
    corrected = data.PapersCorrected(
        poll=poll.id,
        batch=command.batch,
        before=before,
        papers=read.papers,
        by=by,
        named=read.named,
    )
    return [typed, corrected]


def _check_result(case: Case, poll: Poll, rule: Challenges) -> None:
    if poll.stage != "declared":
        refuse(
            "correction_without_result",
            rule.cite(),
            expected="a result that stands",
            got=f"poll {poll.id}, {poll.stage}",
            remedy="have the batch typed anew as long as papers are typed in, or wait",
        )
    since = first_result(case, poll)
    if case.at >= since + days(rule.challenge_days):
        refuse(
            "correction_too_late",
            rule.cite("challenge_days"),
            expected=f"a correction within {rule.challenge_days} days of the first result",
            got=f"{(case.at - since) // days(1)} days after it",
            remedy="tell those who voted what you know; a result that is challenged is heard",
        )
    overtaken = _overtaken(case, poll)
    if overtaken:
        refuse(
            "correction_overtaken",
            rule.cite(),
            expected="a vote that decided by itself",
            got=f"poll {poll.id}, {overtaken}",
            remedy="challenge the result, or speak in the hearing of it",
        )


def _overtaken(case: Case, poll: Poll) -> str:
    """Say why another vote decides the matter of this one; empty if none does."""
    motion = case.state.motions.get(poll.motion)
    if motion is None:
        return ""
    if motion.amends:
        return "on an amendment"
    if motion.id in case.state.hearings:
        return "in the hearing of a challenge"
    if poll.id in case.state.call_back_polls or decided_since(case, poll):
        return "on a decision that was called back"
    return "" if motion.poll == poll.id else f"before poll {motion.poll}"


def _check_change(case: Case, command: data.CorrectResult, kept: Papers, more: int) -> None:
    rule = case.charter_of(case.poll(command.poll).charter).papers
    assert rule is not None
    read = command.counted
    if read is not None and read.gone:
        refuse(
            "correction_unreadable",
            rule.cite(),
            expected="what was typed in for the result",
            got="a reading, or a box, that was erased",
            remedy="challenge the result",
        )
    if (read is not None and read.same) or (not command.papers and not more):
        refuse(
            "correction_without_change",
            rule.cite("typists"),
            expected="other papers than those that were counted",
            got=f"batch {command.batch} as it was",
            remedy="nothing is to be done",
        )
    if kept.typed + more > len(kept.marked):
        refuse(
            "correction_exceeds_marks",
            rule.cite(),
            expected=f"at most {len(kept.marked)} papers, one for each mark",
            got=f"{kept.typed + more} papers",
            remedy="leave the batch out that was entered twice, or challenge the result",
        )


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.CorrectResult: correct_result,
}
"""The law that decides each command."""
