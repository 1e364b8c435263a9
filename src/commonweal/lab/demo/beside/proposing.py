"""An initiative that comes together: members and a workplace put a motion before the congress.

Rules of this module: one takes the signature back, and is not missed; the congress votes for it.

Not here: the question to all members that still gathers signatures (``asking``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.stage import Stage
from commonweal.polity import effects as ef
from commonweal.polity.rights.initiative import data
from commonweal.polity.rights.initiative.effects import SupportInitiative

BEGINS = 122.0
"""The day since the founding on which it is started."""


def propose(stage: Stage, workplace: int) -> Iterator[int]:
    """Let members of several workplaces bring a motion before the congress."""
    yield stage.moment(BEGINS)
    stage.tell("an initiative comes before the congress")
    people = [one for home in stage.level("workplace") for one in stage.rank_and_file(home)[:5]]
    text = "The congress publishes who spoke how long, and for whom, after every sitting."
    start = data.StartInitiative(body=stage.state.top, text=text, effect=ef.Resolve())
    stage.do(start, people[0])
    found = stage.state.initiatives[max(stage.state.initiatives)]
    stage.do(data.SignInitiative(initiative=found.id), people[1])
    stage.do(data.TakeBackSignature(initiative=found.id), people[1])
    support = SupportInitiative(initiative=found.id)
    motion = move(stage, workplace, "We support it.", support, beside=True)
    yield from deciding(stage, Mood(yes=80, no=10), motion)
    for one in people[2:]:
        if found.motion:
            break
        stage.do(data.SignInitiative(initiative=found.id), one)
    yield from deciding(stage, Mood(yes=75, no=20), found.motion)
