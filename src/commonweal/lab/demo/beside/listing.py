"""A caucus that puts up a list in an election, and whose members come, speak and go.

Rules of this module: those who stand belong to it by name; one more belonged unnamed, and names
itself; somebody who only wanted to see joins and leaves.

Not here: the caucus that reports against a decision (``voices``).
"""

from __future__ import annotations

from commonweal.lab.demo.stage import Stage
from commonweal.polity import Poll
from commonweal.polity import commands as cmd
from commonweal.polity.rights.caucuses import data

NAME = "Own Gate"
STATEMENT = "The upper yard gets a gate of its own, and everybody who works there has the key."
SALT = "the words of whoever will name themselves"


def put_up_list(stage: Stage, poll: Poll, others: list[int]) -> None:
    """Let two candidates of an election stand on the list of a caucus.

    Args:
        stage: the stage.
        poll: the election, whose nominations are open.
        others: three of its electors, who do not stand.
    """
    first, second = (int(one) for one in poll.candidates[:2])
    quiet, guest, shy = others
    stage.do(data.FoundCaucus(name=NAME, statement=STATEMENT), first)
    caucus = max(stage.state.caucuses)
    stage.do(data.JoinCaucus(caucus=caucus), second)
    stage.do(data.NameCaucusSpeaker(caucus=caucus, member=second), first)
    for one in (first, second):
        listed = data.ListCandidate(poll=poll.id, candidate=one, caucus=caucus)
        stage.do(listed, second)
    stage.do(data.JoinCaucus(caucus=caucus, salt=SALT), quiet)
    stage.do(data.NameOneself(caucus=caucus, salt=SALT), quiet)
    stage.do(data.JoinCaucus(caucus=caucus), guest)
    stage.do(data.LeaveCaucus(caucus=caucus), guest)
    stage.do(cmd.Nominate(poll=poll.id, candidate=shy), shy)
    stage.do(cmd.WithdrawCandidacy(poll=poll.id), shy)
