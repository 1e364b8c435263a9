"""Stories that go on beside the main one: each lets one right really happen, to its end.

Rules of this room:

* a story is a generator: it acts, and gives the moment until which it waits (``Stage.along``);
* it draws by names of its own, so that one story more or less leaves the others as they are;
* the stories have workplaces of their own, in which nothing of the main story happens.

Not here: the main story (``commonweal.lab.demo.story``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from commonweal.lab.demo.beside.amending import amend
from commonweal.lab.demo.beside.calling import call
from commonweal.lab.demo.beside.calling_back import call_back
from commonweal.lab.demo.beside.challenging import challenge_results
from commonweal.lab.demo.beside.coming_and_going import come_and_go
from commonweal.lab.demo.beside.contending import contend
from commonweal.lab.demo.beside.disciplining import expel
from commonweal.lab.demo.beside.inspecting import look_closer
from commonweal.lab.demo.beside.joining import join
from commonweal.lab.demo.beside.objecting import refuse_newcomer
from commonweal.lab.demo.beside.parting import part
from commonweal.lab.demo.beside.proposing import propose
from commonweal.lab.demo.beside.splitting import split
from commonweal.lab.demo.beside.striking import strike
from commonweal.lab.demo.beside.taking_down import take_down
from commonweal.lab.demo.beside.taking_over import take_over
from commonweal.lab.demo.stage import Stage

NEEDED = 3
"""Workplaces that the stories need."""


def begin(stage: Stage, busy: Collection[int]) -> tuple[int, ...]:
    """Let every story begin; returns the workplaces in which they happen.

    Args:
        stage: the stage, on the day on which the first of them begins.
        busy: workplaces that the main story needs.
    """
    size = {one: len(stage.state.bodies[one].members) for one in stage.level("workplace")}
    free = sorted((one for one in size if one not in busy), key=lambda one: (-size[one], one))
    # The largest is left for the one that leaves (``leaving``); nobody of the one that splits sits
    # in the congress, because its seats fall.
    splits = next((one for one in free[1:] if not _sits_above(stage, one)), free[1])
    others = [one for one in free[1:] if one != splits]
    places = (splits, *others[: NEEDED - 1])
    for story in _stories(stage, *places):
        stage.along(story)
    return places


def _sits_above(stage: Stage, workplace: int) -> bool:
    sent = stage.state.bodies[workplace].sent
    return any(stage.state.resting.get(one) for one in sent)


def _stories(stage: Stage, splits: int, charges: int, votes: int) -> Iterator[Iterator[int]]:
    district = int(stage.state.bodies[votes].parent)
    yield split(stage, splits)
    yield call_back(stage, votes)
    yield take_down(stage, votes)
    yield take_over(stage, votes)
    yield part(stage)
    yield expel(stage, charges)
    yield come_and_go(stage, votes)
    yield amend(stage)
    yield join(stage, district)
    yield refuse_newcomer(stage, votes)
    yield challenge_results(stage, votes)
    yield call(stage, votes)
    yield contend(stage, votes)
    yield propose(stage, votes)
    yield look_closer(stage, district)
    yield strike(stage, district)
