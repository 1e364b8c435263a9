"""Corrected papers between tellers, vault, box and record."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Protocol

import pytest

from commonweal.office import Office
from commonweal.office.clerk import Request
from commonweal.office.corrections import counted_ballots
from commonweal.office.purging import old_boxes, purge
from commonweal.office.recounting import recount
from commonweal.polity import Poll
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.corrections.data import CorrectResult
from commonweal.polity.rights.papers import data
from commonweal.terms import Refusal
from commonweal.vault import BoxBroken

ALICE, BOB, DORA, EMIL, FAY, GUS = 2, 3, 4, 5, 6, 7
FORGE = 3


class Clock(Protocol):
    def pass_days(self, days: int) -> None: ...


@pytest.fixture
def poll(office: Office, clock: Clock) -> Poll:
    """A secret vote of the workshop: one Yes at the machine, two papers that were typed as No."""
    state = office.state
    clerk = next(one for one in state.seats.values() if one.office == "clerk" and one.body == FORGE)
    election = clerk.running
    office.execute(cmd.Nominate(poll=election, candidate=GUS), GUS)
    clock.pass_days(7)
    for one in (ALICE, BOB, DORA, EMIL, FAY, GUS):
        office.execute(cmd.CastVote(poll=election, ranking=(GUS,)), one)
    office.execute(cmd.ProposeMotion(body=FORGE, text="Tools.", effect=ef.Resolve()), ALICE)
    motion = max(state.motions)
    office.execute(cmd.SecondMotion(motion=motion), BOB)
    clock.pass_days(7)
    office.tick()
    found = state.polls[state.motions[motion].poll]
    for one in (ALICE, EMIL):
        office.execute(data.NameTeller(poll=found.id, member=one), GUS)
    for voter in (DORA, FAY):
        for teller in (ALICE, EMIL):
            office.execute(data.MarkPaperVoter(poll=found.id, voter=voter), teller)
    office.execute(cmd.CastVote(poll=found.id, choice="yes"), BOB)
    clock.pass_days(7)
    for teller in (ALICE, EMIL):
        office.execute(data.TypePapers(poll=found.id, batch=1, papers="no\nno"), teller)
    assert (found.stage, found.outcome) == ("declared", "rejected")
    return found


def correct(office: Office, poll: Poll, text: str, batch: int = 1) -> None:
    for teller in (ALICE, EMIL):
        office.execute(CorrectResult(poll=poll.id, batch=batch, papers=text), teller)


def counted(office: Office, poll: Poll) -> list[str]:
    return sorted(json.loads(one) for one in counted_ballots(poll, office.vault))


def test_the_corrected_papers_count_and_the_box_stays_what_it_was(
    office: Office, poll: Poll
) -> None:
    box = poll.box
    correct(office, poll, "yes\nno")
    assert poll.outcome == "carried"
    assert office.state.motions[poll.motion].stage == "carried"
    assert poll.division is not None
    assert (poll.division.yes, poll.division.no, poll.division.cast) == ("2", "1", 3)
    assert counted(office, poll) == ["no", "yes", "yes"]
    assert poll.box == box == office.vault.summary(poll.id).digest
    assert recount(office.case(), poll, office.vault).agrees
    entries = [office.log.entry(at) for at in range(office.log.signed.size)]
    of_it = [one for one in entries if b"correct_result" in one]
    assert len(of_it) == 2
    assert not any(b'"yes"' in one for one in of_it), "the record says nothing of a paper"


def test_a_correction_outlives_a_restart_and_is_corrected_in_turn(
    office: Office, poll: Poll, reopened: Callable[[], Office]
) -> None:
    correct(office, poll, "yes\nno")
    again = reopened()
    found = again.state.polls[poll.id]
    correct(again, found, "no\nno")
    assert found.outcome == "rejected"
    assert counted(again, found) == ["no", "no", "yes"]


def test_a_batch_is_left_out_and_another_added(office: Office, poll: Poll) -> None:
    correct(office, poll, "")
    assert (poll.cast, poll.outcome) == (1, "carried")
    assert office.state.papers[poll.id].missing == 2
    correct(office, poll, "no\nblank", batch=2)
    assert counted(office, poll) == ["blank", "no", "yes"]
    assert poll.cast == 3


def test_until_two_have_typed_it_nobody_learns_what_would_come_of_it(
    office: Office, poll: Poll
) -> None:
    answer = office.execute(CorrectResult(poll=poll.id, batch=1, papers="yes\nyes"), ALICE)
    assert [type(one).__name__ for one in answer.events] == ["CorrectionTyped", "BodyNotified"]
    assert poll.outcome == "rejected"
    with pytest.raises(Refusal, match="papers differ"):
        office.execute(CorrectResult(poll=poll.id, batch=1, papers="yes\nno"), EMIL)
    assert office.state.corrections[poll.id].readings[1].keys() == {ALICE}


def test_what_was_typed_is_erased_when_the_days_are_over_save_what_counts(
    office: Office, clock: Clock, poll: Poll
) -> None:
    first = office.state.papers[poll.id].batches[1].readings
    correct(office, poll, "yes\nno")
    clock.pass_days(14)
    office.tick()
    kept = {digest for pair in poll.swapped for digest in pair}
    assert kept == {first[ALICE], office.state.papers[poll.id].batches[1].readings[ALICE]}
    assert all(office.vault.text(one) for one in kept)
    assert office.vault.text(first[EMIL]) is None
    assert counted(office, poll) == ["no", "yes", "yes"]
    clock.pass_days(90)
    office.tick()
    for box in old_boxes(office.case(), office.vault):
        purge(box, office.vault)
    assert office.vault.box_state(poll.id) == "destroyed"
    assert not any(office.vault.text(one) for one in kept)


def test_what_is_gone_cannot_be_taken_out_of_the_box(office: Office, poll: Poll) -> None:
    for one in office.state.papers[poll.id].batches[1].readings.values():
        office.vault.erase_text(one, "by mistake")
    with pytest.raises(Refusal, match="correction unreadable"):
        office.execute(CorrectResult(poll=poll.id, batch=1, papers="yes\nno"), ALICE)


@pytest.mark.parametrize("foreign", ["abstain", None])
def test_a_paper_that_is_not_in_the_box_is_not_taken_out(
    office: Office, poll: Poll, foreign: str | None
) -> None:
    digest = office.vault.seal(foreign or "no", "papers")
    if foreign is None:
        office.vault.erase_text(digest, "by mistake")
    poll.swapped.append((digest, ""))
    with pytest.raises(BoxBroken, match="the papers that were typed in for it"):
        counted_ballots(poll, office.vault)


def test_corrections_are_private_in_the_inbox() -> None:
    assert Request(by=2, command=CorrectResult(poll=1, batch=1, papers="no")).is_private
