"""An election on paper whose papers are entered wrongly, and corrected when the result is out.

Rules of this module:

* everybody votes on paper, and the papers are those of a real contest. Two tellers type them in
  with the list of the draft, on which every number belongs to the next candidate: both read the
  papers alike, and both wrongly;
* an observer says so; within the days for a challenge both type the papers anew, and another sits;
* the first one votes in the district meanwhile: that decision stands, and is listed.

Not here: how it comes to the election (``splitting``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.beside.listing import put_up_list
from commonweal.lab.demo.beside.waiting import until
from commonweal.lab.demo.elections import drawn_papers, stand_at_once
from commonweal.lab.demo.stage import Stage
from commonweal.polity import Command, Poll
from commonweal.polity.rights.corrections.data import CorrectResult
from commonweal.polity.rights.papers import data
from commonweal.terms import DAY_S

PILE = 1
"""The number written on the pile of papers."""


def vote_on_paper(stage: Stage, poll_id: int, secretary: int) -> Iterator[int]:
    """Hold an election of a delegate on paper; ``secretary`` names the tellers."""
    poll = stage.state.polls[poll_id]
    stand_at_once(stage, poll_id)
    members = sorted(stage.state.bodies[poll.body].members)
    first, second, watching, *others = [one for one in members if one not in poll.candidates]
    put_up_list(stage, poll, others[:3])
    yield poll.at
    stage.tell("papers are typed in wrongly, and corrected after the result")
    tellers = (first, second)
    for teller in tellers:
        stage.do(data.NameTeller(poll=poll_id, member=teller), secretary)
    for candidate, observer in zip(poll.candidates, (watching, others[0]), strict=False):
        stage.do(data.NameObserver(poll=poll_id, member=observer), candidate)
    stage.do(data.LeaveRole(poll=poll_id), others[0])
    papers = _mark(stage, poll, tellers)
    yield from until(stage, lambda: poll.stage == "papers")
    stood = [int(one) for one in poll.candidates]
    _start_over(stage, poll_id, tellers)
    draft = dict(zip(stood, (*stood[1:], stood[0]), strict=True))
    wrong = [tuple(draft[one] for one in paper) for paper in papers]
    _by_both(stage, data.TypePapers(poll=poll_id, batch=PILE, papers=_written(wrong)), tellers)
    yield from _decide_meanwhile(stage, poll)
    text = "The numbers on the list that lay on the table were not those on the papers."
    stage.do(data.ObjectToPapers(poll=poll_id, text=text), watching)
    anew = CorrectResult(poll=poll_id, batch=PILE, papers=_written(papers))
    _by_both(stage, anew, tellers)


def _mark(stage: Stage, poll: Poll, tellers: tuple[int, int]) -> list[tuple[int, ...]]:
    """Mark who votes on paper, one of them too early; returns the papers."""
    drawn = drawn_papers(stage, poll)
    early, *_ = (voter for voter, _ in drawn)
    _by_both(stage, data.MarkPaperVoter(poll=poll.id, voter=early), tellers)
    _by_both(stage, data.UnmarkPaperVoter(poll=poll.id, voter=early), tellers)
    for voter, _ in drawn:
        _by_both(stage, data.MarkPaperVoter(poll=poll.id, voter=voter), tellers)
    return [paper for _, paper in drawn]


def _start_over(stage: Stage, poll: int, tellers: tuple[int, int]) -> None:
    """Let both drop what the first one typed when the pile had fallen to the floor."""
    stage.do(data.TypePapers(poll=poll, batch=PILE, papers="blank"), tellers[0])
    _by_both(stage, data.ReopenBatch(poll=poll, batch=PILE), tellers)


def _by_both(stage: Stage, command: Command, tellers: tuple[int, int]) -> None:
    for teller in tellers:
        stage.do(command, teller)


def _written(papers: list[tuple[int, ...]]) -> str:
    return "\n".join(" ".join(map(str, paper)) for paper in papers)


def _decide_meanwhile(stage: Stage, poll: Poll) -> Iterator[int]:
    """Let the council decide something, with the vote of whoever sits there by the wrong papers."""
    yield stage.now + DAY_S
    text = "The district opens its yard to the market on the first Sunday of the month."
    council = stage.state.seats[poll.contested[0]].body
    motion = move(stage, council, text, beside=True)
    yield from deciding(stage, Mood(yes=90, no=10), motion)
    yield stage.now + DAY_S
