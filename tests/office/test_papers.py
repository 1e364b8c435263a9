"""Votes on paper between tellers, vault, box and record."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Protocol

import pytest

from commonweal.office import Office
from commonweal.office.agenda import agenda
from commonweal.office.clerk import Request
from commonweal.office.papers import fault_of, join_papers, lines_of
from commonweal.polity import Poll
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.papers import data
from commonweal.terms import Refusal
from commonweal.vault import BoxBroken

ALICE, BOB, DORA, EMIL, FAY, GUS = 2, 3, 4, 5, 6, 7
FORGE = 3
ALL = (ALICE, BOB, DORA, EMIL, FAY, GUS)


class Clock(Protocol):
    def pass_days(self, days: int) -> None: ...


def bodies(office: Office) -> list[bytes]:
    return [office.log.entry(at) for at in range(office.log.signed.size)]


@pytest.fixture
def poll(office: Office, clock: Clock) -> Poll:
    """A secret vote of the workshop, in which Alice and Emil are tellers; Gus is its clerk."""
    state = office.state
    clerk = next(one for one in state.seats.values() if one.office == "clerk" and one.body == FORGE)
    office.execute(cmd.Nominate(poll=clerk.running, candidate=GUS), GUS)
    clock.pass_days(7)
    office.tick()
    election = clerk.running
    for one in ALL:
        office.execute(cmd.CastVote(poll=election, ranking=(GUS,)), one)
    assert clerk.holder == GUS
    office.execute(cmd.ProposeMotion(body=FORGE, text="Tools.", effect=ef.Resolve()), ALICE)
    motion = max(state.motions)
    office.execute(cmd.SecondMotion(motion=motion), BOB)
    clock.pass_days(7)
    office.tick()
    found = state.polls[state.motions[motion].poll]
    assert found.secret
    for one in (ALICE, EMIL):
        office.execute(data.NameTeller(poll=found.id, member=one), GUS)
    return found


def mark(office: Office, poll: Poll, *voters: int) -> None:
    for voter in voters:
        for teller in (ALICE, EMIL):
            office.execute(data.MarkPaperVoter(poll=poll.id, voter=voter), teller)


def type_in(office: Office, poll: Poll, text: str, batch: int = 1) -> None:
    for teller in (ALICE, EMIL):
        office.execute(data.TypePapers(poll=poll.id, batch=batch, papers=text), teller)


def test_papers_lie_in_the_box_with_the_others_and_nothing_says_whose(
    office: Office, clock: Clock, poll: Poll
) -> None:
    mark(office, poll, DORA, FAY)
    office.execute(cmd.CastVote(poll=poll.id, choice="yes"), BOB)
    clock.pass_days(7)
    office.tick()
    items = {item.what: item for item in office.view(agenda)}
    assert items[f"vote {poll.id}"].stage == "0 papers of 2 marked are typed in"
    type_in(office, poll, "No", batch=1)
    assert poll.stage == "papers"
    assert office.vault.box_state(poll.id) == "open", "no batch is counted by itself"
    type_in(office, poll, "abstain", batch=2)
    assert str(poll.stage) == "declared"
    assert office.vault.marks(poll.id) == [BOB, DORA, FAY]
    assert sorted(map(json.loads, office.vault.ballots(poll.id))) == ["abstain", "no", "yes"]
    division = poll.division
    assert division is not None
    assert (division.yes, division.no, division.abstain, division.cast) == ("1", "1", "1", 3)
    typed = [one for one in bodies(office) if b"papers_typed" in one]
    assert len(typed) == 4
    assert not any(b"abstain" in one or b'"no"' in one for one in typed)


def test_a_blank_paper_is_cast_and_counts_for_nothing(
    office: Office, clock: Clock, poll: Poll
) -> None:
    mark(office, poll, DORA, FAY)
    clock.pass_days(7)
    office.tick()
    type_in(office, poll, "blank\nyes")
    division = poll.division
    assert division is not None
    assert (division.yes, division.no, division.cast, division.void) == ("1", "0", 2, 1)


def test_what_tellers_typed_is_erased_when_it_cannot_be_corrected_any_more(
    office: Office, clock: Clock, poll: Poll
) -> None:
    mark(office, poll, DORA)
    clock.pass_days(7)
    office.tick()
    office.execute(data.TypePapers(poll=poll.id, batch=1, papers="no"), ALICE)
    kept = office.state.papers[poll.id]
    digest = kept.batches[1].readings[ALICE]
    assert office.vault.text(digest) == "no"
    office.execute(data.TypePapers(poll=poll.id, batch=1, papers="no"), EMIL)
    clock.pass_days(13)
    office.tick()
    assert office.vault.text(digest) == "no", "the result can be challenged for 14 days"
    clock.pass_days(1)
    office.tick()
    assert office.vault.text(digest) is None
    assert office.vault.tombstone(digest).reason == "no longer needed"


def test_what_tellers_typed_is_erased_at_once_where_nothing_can_be_corrected(
    office: Office, clock: Clock, poll: Poll
) -> None:
    mark(office, poll, DORA)
    clock.pass_days(7)
    office.tick()
    office.execute(data.TypePapers(poll=poll.id, batch=1, papers="no"), ALICE)
    kept = office.state.papers[poll.id]
    digest = kept.batches[1].readings[ALICE]
    kept.batches[1].joined = True
    join_papers(poll, kept, office.vault)
    assert office.vault.tombstone(digest).reason == "joined the ballot box"


def test_what_tellers_typed_is_no_text_that_anybody_quotes(
    office: Office, clock: Clock, poll: Poll
) -> None:
    mark(office, poll, DORA)
    clock.pass_days(7)
    office.tick()
    office.execute(data.TypePapers(poll=poll.id, batch=1, papers="no"), ALICE)
    digest = office.state.papers[poll.id].batches[1].readings[ALICE]
    office.execute(cmd.ProposeMotion(body=FORGE, text=digest, effect=ef.Resolve()), BOB)
    text = office.state.motions[max(office.state.motions)].text
    assert text != digest
    assert office.vault.text(text) == digest


def test_papers_join_once_though_a_crash_comes_between(
    office: Office, clock: Clock, poll: Poll
) -> None:
    mark(office, poll, DORA, FAY)
    clock.pass_days(7)
    office.tick()
    kept = office.state.papers[poll.id]
    office.execute(data.TypePapers(poll=poll.id, batch=1, papers="no\nyes"), ALICE)
    batch = kept.batches[1]
    batch.joined = True
    join_papers(poll, kept, office.vault)
    join_papers(poll, kept, office.vault)
    assert office.vault.marks(poll.id) == [DORA, FAY]
    assert office.vault.close_box(poll.id).count == 2
    join_papers(poll, kept, office.vault)


def test_a_ballot_of_who_votes_on_paper_breaks_the_box(
    office: Office, clock: Clock, poll: Poll
) -> None:
    mark(office, poll, DORA, FAY)
    clock.pass_days(7)
    office.tick()
    office.vault.cast(poll.id, FAY, b'"yes"')
    with pytest.raises(BoxBroken, match="no ballot of anybody who voted on paper"):
        join_papers(poll, _with_two(office, poll), office.vault)
    type_in(office, poll, "no\nno")
    assert (poll.stage, poll.outcome) == ("void", "box_broken")


def _with_two(office: Office, poll: Poll) -> data.Papers:
    kept = office.state.papers[poll.id]
    batch = data.Batch(readings={ALICE: "sha256:"}, papers=2, joined=True)
    return data.Papers(poll=poll.id, marked=dict(kept.marked), batches={1: batch})


def test_who_has_a_ballot_in_the_box_without_an_answer_is_not_marked(
    office: Office, poll: Poll
) -> None:
    """The vault kept the ballot and fell silent; the voter then asked for paper."""
    office.vault.cast(poll.id, FAY, b'"yes"')
    with pytest.raises(Refusal, match="already voted"):
        office.execute(data.MarkPaperVoter(poll=poll.id, voter=FAY), ALICE)
    assert poll.cast == 1
    office.execute(data.MarkPaperVoter(poll=poll.id, voter=DORA), ALICE)


def test_a_ballot_whose_mark_was_lost_is_mended_beside_papers(
    office: Office, clock: Clock, poll: Poll
) -> None:
    mark(office, poll, DORA)
    office.vault.cast(poll.id, FAY, b'"yes"')
    clock.pass_days(7)
    office.tick()
    type_in(office, poll, "yes")
    assert poll.division is not None
    assert (poll.division.yes, poll.division.cast) == ("2", 2)


def test_papers_outlive_a_restart(
    office: Office, clock: Clock, poll: Poll, reopened: Callable[[], Office]
) -> None:
    mark(office, poll, DORA)
    clock.pass_days(7)
    office.tick()
    office.execute(data.TypePapers(poll=poll.id, batch=1, papers="no"), ALICE)
    again = reopened()
    again.execute(data.TypePapers(poll=poll.id, batch=1, papers="NO "), EMIL)
    assert again.state.polls[poll.id].stage == "declared"


def test_what_was_typed_for_a_vote_that_became_void_is_erased(
    office: Office, clock: Clock, poll: Poll
) -> None:
    mark(office, poll, DORA)
    clock.pass_days(7)
    office.tick()
    office.execute(data.TypePapers(poll=poll.id, batch=1, papers="no"), ALICE)
    digest = office.state.papers[poll.id].batches[1].readings[ALICE]
    office._void.polls.add(poll.id)
    office.tick()
    assert office.vault.text(digest) is None


def test_papers_are_private_in_the_inbox() -> None:
    asked = data.TypePapers(poll=1, batch=1, papers="no")
    assert Request(by=2, command=asked).is_private
    assert not Request(by=2, command=data.LeaveRole(poll=1)).is_private


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3 1 2\n\n 1\n", ["3 1 2", "1"]),
        ("3,1,2\r\n3>1>2", ["3 1 2", "3 1 2"]),
        (" 17 :  YES", ["17: yes"]),
        ("", []),
    ],
)
def test_a_paper_has_one_form_whatever_stands_between(typed: str, read: list[str]) -> None:
    assert lines_of(typed) == read


def test_what_is_no_paper_of_the_poll_is_told(poll: Poll) -> None:
    assert fault_of(poll, "yes") == ""
    assert fault_of(poll, "maybe") == "yes, no, abstain or blank"
    assert fault_of(poll, "5: yes") == "a vote without the name of a voter"
