"""Voting on paper as data: commands, events, what is kept, and the refusals.

Rules of this module:

* who votes on paper is on the record, as who votes otherwise is; what a paper says never is in a
  secret poll: the record holds the digest of what a teller typed, and how many papers that was;
* a role belongs to one poll and ends with it; what roles may do is :data:`MAY` and nothing else.

Not here: reading and comparing papers (the office), what is lawful (``law``), folds (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.event import Event
from commonweal.terms import MemberId, Moment, PollId

NEVER = Moment(0)

MAY: dict[str, tuple[str, ...]] = {
    "teller": (
        "mark_paper_voter",
        "unmark_paper_voter",
        "type_papers",
        "reopen_batch",
        "correct_result",
        "leave_role",
    ),
    "observer": ("object_to_papers", "leave_role"),
}
"""What each role may do in its poll, by the names of the commands."""

# What there is.


class NamedPaper(msgspec.Struct, frozen=True, array_like=True):
    """A paper of a poll by name; one with neither choice nor ranking is blank.

    Attributes:
        voter: whose it is.
        choice: on a question.
        ranking: in an election, candidates in order of preference.
    """

    voter: MemberId
    choice: str = ""
    ranking: tuple[int, ...] = ()


class Batch(msgspec.Struct, array_like=True):
    """A pile of papers that tellers type in.

    Attributes:
        readings: digest of what each teller typed, in the order of typing.
        papers: how many papers it has, as the first reading says.
        joined: whether enough tellers read it alike, so that it counts.
        voters: whose papers it holds, in a poll by name.
        reopening: teller who wants it typed anew; a second one decides.
    """

    readings: dict[int, str] = {}
    papers: int = 0
    joined: bool = False
    voters: list[int] = []
    reopening: MemberId = MemberId(0)


class Papers(msgspec.Struct, array_like=True):
    """The paper side of one poll.

    Attributes:
        tellers: who marks and types.
        observers: candidate for whom each observer watches.
        proposed: teller who would mark a member; ``doubted``: teller who would take a mark back.
        marked: the tellers who marked each member.
        batches: piles of papers, by the number that is written on them.
        until: when the time to type them in is over; 0 as long as the voting goes on.
        settled: whether all is typed in, or the time is over, so that the poll is declared.
        missing: marks without a paper, once it is settled.
    """

    poll: PollId
    tellers: list[MemberId] = []
    observers: dict[int, int] = {}
    proposed: dict[int, int] = {}
    doubted: dict[int, int] = {}
    marked: dict[int, tuple[int, int]] = {}
    batches: dict[int, Batch] = {}
    until: Moment = NEVER
    settled: bool = False
    missing: int = 0

    @property
    def typed(self) -> int:
        """Papers that enough tellers have read alike."""
        return sum(one.papers for one in self.batches.values() if one.joined)


# Commands.


class NameTeller(Command, frozen=True, tag="name_teller", kw_only=True):
    """Name a teller of one poll, who marks paper voters and types papers in.

    Attributes:
        poll: election or vote of members.
        member: who is named; neither a candidate nor the holder of a seat that is voted on.
    """

    poll: int
    member: int


class NameObserver(Command, frozen=True, tag="name_observer", kw_only=True):
    """Name, as a candidate, an observer of one election.

    Attributes:
        poll: election.
        member: who watches for you.
    """

    poll: int
    member: int


class LeaveRole(Command, frozen=True, tag="leave_role", kw_only=True):
    """Leave the role of teller or observer; what you alone had typed in is dropped."""

    poll: int


class MarkPaperVoter(Command, frozen=True, tag="mark_paper_voter", kw_only=True):
    """Mark on the roll, as a teller, that a member votes on paper; the second teller decides it.

    Attributes:
        poll: election or vote.
        voter: who votes on paper, and then in no other way.
    """

    poll: int
    voter: int


class UnmarkPaperVoter(Command, frozen=True, tag="unmark_paper_voter", kw_only=True):
    """Take a mistaken mark back while the voting goes on; the second teller decides it.

    Attributes:
        poll: election or vote.
        voter: who was marked and has not voted on paper.
    """

    poll: int
    voter: int


class PapersRead(msgspec.Struct, frozen=True):
    """What the office found in what a teller typed.

    Attributes:
        papers: how many papers.
        line: first line that cannot be read, or that an earlier teller read differently; counted
            from 1, 0 where there is none.
        differs: whether it is the second of these.
        expected, got: what could be read there, or the earlier reading; and what was typed.
        named: the papers, in a poll by name.
        same: whether the batch was counted just so; ``gone``: whether what was counted is erased.
    """

    papers: int = 0
    line: int = 0
    differs: bool = False
    expected: str = ""
    got: str = ""
    named: tuple[NamedPaper, ...] = ()
    same: bool = False
    gone: bool = False


class TypePapers(Command, frozen=True, tag="type_papers", kw_only=True):
    """Type a batch of papers in, as a teller; it counts when the tellers needed read it alike.

    Attributes:
        poll: election or vote.
        batch: number written on the batch.
        papers: one paper on a line: numbers of the candidates in order of preference, or yes, no
            or abstain; blank for one that says nothing or cannot be read; in a poll by name the
            number of the voter and a colon before that.
        counted: *counted*: what the office found in it.
    """

    poll: int
    batch: int
    papers: Text
    counted: PapersRead | None = None


class ReopenBatch(Command, frozen=True, tag="reopen_batch", kw_only=True):
    """Have a batch typed anew, as a teller, because it was none of this poll or misread.

    Attributes:
        poll: election or vote.
        batch: the batch; it is dropped when a second teller asks for the same.
    """

    poll: int
    batch: int


class ObjectToPapers(Command, frozen=True, tag="object_to_papers", kw_only=True):
    """Object, as an observer, to what is done with the papers; it stands with the result.

    Attributes:
        poll: election.
        text: what is wrong.
    """

    poll: int
    text: Text


class EndPapers(Command, frozen=True, tag="end_papers", kw_only=True):
    """The time to type papers in is over."""

    poll: int


# Events.


class TellerNamed(Event, frozen=True, tag="teller_named/1", kw_only=True):
    """An officer named a teller of one poll."""

    poll: int
    member: int
    by: int


class ObserverNamed(Event, frozen=True, tag="observer_named/1", kw_only=True):
    """A candidate named an observer of one election."""

    poll: int
    member: int
    candidate: int


class RoleLeft(Event, frozen=True, tag="role_left/1", kw_only=True):
    """A teller or observer left the role."""

    poll: int
    member: int
    role: Literal["teller", "observer"]


class PaperMarkProposed(Event, frozen=True, tag="paper_mark_proposed/1", kw_only=True):
    """One teller would mark a member as voting on paper, or take the mark back."""

    poll: int
    voter: int
    by: int
    take_back: bool = False


class PaperVoterMarked(Event, frozen=True, tag="paper_voter_marked/1", kw_only=True):
    """Two tellers marked on the roll that a member votes on paper."""

    poll: int
    voter: int
    by: tuple[int, int]


class PaperVoterUnmarked(Event, frozen=True, tag="paper_voter_unmarked/1", kw_only=True):
    """Two tellers took a mistaken mark back; the member may vote."""

    poll: int
    voter: int
    by: tuple[int, int]


class PaperBoxOpened(Event, frozen=True, tag="paper_box_opened/1", kw_only=True):
    """The voting is over, and the papers are typed in until a moment."""

    poll: int
    marks: int
    until: int


class PapersTyped(Event, frozen=True, tag="papers_typed/1", kw_only=True):
    """A teller typed a batch in; ``digest`` is of what was typed."""

    poll: int
    batch: int
    by: int
    papers: int
    digest: str


class PapersJoined(Event, frozen=True, tag="papers_joined/1", kw_only=True):
    """Tellers read a batch alike, and it counts; ``named`` are its votes in a poll by name."""

    poll: int
    batch: int
    papers: int
    by: tuple[int, ...]
    named: tuple[NamedPaper, ...] = ()


class BatchReopened(Event, frozen=True, tag="batch_reopened/1", kw_only=True):
    """A teller wants a batch typed anew; ``dropped``: a second one does too, and it is."""

    poll: int
    batch: int
    by: int
    dropped: bool = False


class PapersObjected(Event, frozen=True, tag="papers_objected/1", kw_only=True):
    """An observer objected to what was done with the papers."""

    poll: int
    by: int
    candidate: int
    text: str


class PapersSettled(Event, frozen=True, tag="papers_settled/1", kw_only=True):
    """The papers of a poll are in; those missing are the marks without a paper."""

    poll: int
    marks: int
    papers: int
    missing: int = 0


AnyCommand = (
    NameTeller
    | NameObserver
    | LeaveRole
    | MarkPaperVoter
    | UnmarkPaperVoter
    | TypePapers
    | ReopenBatch
    | ObjectToPapers
    | EndPapers
)
"""Every command about voting on paper."""

AnyEvent = (
    TellerNamed
    | ObserverNamed
    | RoleLeft
    | PaperMarkProposed
    | PaperVoterMarked
    | PaperVoterUnmarked
    | PaperBoxOpened
    | PapersTyped
    | PapersJoined
    | BatchReopened
    | PapersObjected
    | PapersSettled
)
"""Every event about voting on paper."""


def _box_is_live(state: Any, at: int, number: int) -> bool:
    found: Papers = state.papers[number]
    return state.polls[number].stage == "papers" and found.until == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"papers": _box_is_live}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Papers, Batch, NamedPaper)
"""What the state keeps of voting on paper."""

REFUSALS: dict[str, str] = {
    "papers_not_provided": "The constitution does not let anybody vote on paper.",
    "papers_not_in_this_poll": "Members vote on paper while a poll of members runs.",
    "role_of_the_concerned": "Those on whom a vote decides have no role in counting it.",
    "role_held_already": "A person has one role in a poll.",
    "observers_used_up": "A candidate has named as many observers as there may be.",
    "not_a_teller": "Paper voters are marked, and papers typed in, by the tellers of the poll.",
    "not_an_observer": "Objections are made by the observers of the poll.",
    "role_not_held": "There is no role in this poll that could be left.",
    "second_teller_needed": "What one teller asks for is decided by another one.",
    "paper_voter_marked_before": "A member is marked as voting on paper once.",
    "paper_voter_not_marked": "There is no mark that could be taken back.",
    "paper_box_opened": "A mark is taken back before the papers are counted.",
    "paper_box_closed": "Papers are typed in between the end of the voting and the result.",
    "paper_unreadable": "Each line is one paper, in the form of this poll.",
    "papers_too_many": "A batch has at most as many papers as one entry can hold.",
    "paper_of_nobody": "In a poll by name a paper bears the name of a member marked for it, once.",
    "papers_differ": "Two tellers did not read the same; nothing counts until they do.",
    "batch_joined_before": "The batch was read alike and counts already.",
    "batch_unknown": "No batch with this number was typed in.",
}
"""Meaning of each refusal about voting on paper, by name."""
