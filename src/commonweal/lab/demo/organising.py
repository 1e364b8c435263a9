"""A union: called for by people of several workplaces, joined by others, with two conveners.

Rules of this module: those who found it hold no office and no seat; they vote on its conveners,
because whoever joined later waits for the first vote.

Not here: what it decides once the demo is over.
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.elections import Race, nominate, open_race, vote
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.union import data

NAME = "Night shift union"
FOUNDERS, MEMBERS = 5, 14


def organise(stage: Stage) -> int:
    """Found a union, let others join it and some of them stand for convener; returns its number."""
    stage.tell("people of several workplaces found a union")
    people = list(_one_of_each(stage))[:MEMBERS]
    stage.do(data.FoundUnion(name=NAME), people[0])
    call = max(stage.state.union_calls)
    for one in people[1:FOUNDERS]:
        stage.do(data.SignUnion(call=call), one)
    union = stage.state.union_calls[call].union
    for one in people[FOUNDERS:]:
        stage.do(data.JoinUnion(union=union), one)
    stage.to(stage.day + 0.1)
    nominate(stage, [_election(stage, union)])
    return union


def _one_of_each(stage: Stage) -> Iterator[int]:
    """Give somebody of each workplace who holds nothing; the smaller workplaces are left alone."""
    for workplace in reversed(stage.level("workplace")):
        plain = stage.rank_and_file(workplace)
        if len(plain) > MEMBERS:
            yield plain[len(plain) // 2]


def _election(stage: Stage, union: int) -> int:
    return open_race(stage, Race(union, union, "union-convener"))


def elect_conveners(stage: Stage, union: int) -> None:
    """Let the founders vote; whoever has joined since does not vote yet."""
    vote(stage, [_election(stage, union)])
