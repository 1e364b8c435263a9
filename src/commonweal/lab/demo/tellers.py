"""A vote of a workplace in which some vote on paper, and two tellers type their papers in.

Rules of this module: the tellers misread one paper the first time, as people do; the law says so,
and they look again.

Not here: what is voted on (``story``).
"""

from __future__ import annotations

from contextlib import suppress

from commonweal.lab.demo.acts import Mood, ballots, poll_of
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.papers import data
from commonweal.terms import Refusal

ON_PAPER = 7
"""Members who ask for paper."""


def decide_with_papers(stage: Stage, motion: int, mood: Mood) -> None:
    """Let the debate of a workplace's motion end, and its members vote, some of them on paper."""
    stage.go_to(stage.state.motions[motion].at)
    poll = stage.state.polls[poll_of(stage, motion)]
    secretary = stage.officer(poll.body, "workplace-secretary")
    first, second, *others = [one for one in stage.rank_and_file(poll.body) if one != secretary]
    voters = [one for one in stage.electors(poll) if one in others][-ON_PAPER:]
    for teller in (first, second):
        stage.do(data.NameTeller(poll=poll.id, member=teller), secretary)
    for voter in voters:
        for teller in (first, second):
            stage.do(data.MarkPaperVoter(poll=poll.id, voter=voter), teller)
    others_vote = ballots(stage, poll.id, mood, leave_out=voters)
    stage.spread(others_vote, stage.day, stage.day + 0.8)
    stage.go_to(poll.at)
    _type_in(stage, poll.id, (first, second), len(voters))


def _type_in(stage: Stage, poll: int, tellers: tuple[int, int], papers: int) -> None:
    first, second = tellers
    pile = ["yes"] * (papers - 2) + ["no", "blank"]
    misread = ["no", *pile[1:]]
    stage.do(_typed(poll, pile), first)
    with suppress(Refusal):  # the two readings differ, and they look at the paper again
        stage.do(_typed(poll, misread), second)
    stage.do(_typed(poll, pile), second)


def _typed(poll: int, pile: list[str]) -> data.TypePapers:
    return data.TypePapers(poll=poll, batch=1, papers="\n".join(pile))
