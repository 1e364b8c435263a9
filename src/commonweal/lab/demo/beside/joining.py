"""A consumer council that comes from another federation, and is admitted by the congress.

Rules of this module: the other federation is founded at the side, where a block leaves by its own
decision; what is said of it here is read from the part of its record that was verified. An usher
enters its people, who elect their secretary as soon as they vote.

Not here: leaving (``parting``, ``leaving``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.agreeing import BLOCK, tenants_beside
from commonweal.lab.demo.elections import stand_at_once, vote_at_once
from commonweal.lab.demo.names import people
from commonweal.lab.demo.stage import Stage, StageClock
from commonweal.office import Newcomer, Office, admit
from commonweal.office.arriving import arriving
from commonweal.office.parts import export_body
from commonweal.polity import commands as cmd
from commonweal.polity.rights.affiliation.effects import AdmitBody, LeaveFederation
from commonweal.record import verify_part
from commonweal.terms import DAY_S, BodyId

BEGINS = 118.2
"""The day since the founding on which the congress is asked."""

NAME, ORIGIN = "Short Quay Consumers", "Tenants of the Short Quay"

DAYS_AGO = 80
"""Days since the block has decided to leave there."""

WAITING_DAYS = 30
"""Days until a newcomer votes (article 2.2)."""


def join(stage: Stage, district: int) -> Iterator[int]:
    """Admit a council of another federation, with its people."""
    yield stage.moment(BEGINS)
    stage.tell("a council of another federation joins")
    usher = stage.rank_and_file(stage.workplaces(district)[0])[0]
    text = "The households of the Short Quay have left the tenants' federation, and come to us."
    motion = move(stage, stage.state.top, text, _arrival(stage, district, usher), beside=True)
    yield from deciding(stage, Mood(yes=85, no=5), motion)
    here = max(stage.state.arrivals.values(), key=lambda one: one.body).body
    known, number = len(stage.state.members), stage.state.arrivals[here].people
    names = people(known + number, stage.seed)[known:]
    admit(stage.office, [Newcomer(name, here) for name in names], usher)
    yield stage.now + WAITING_DAYS * DAY_S
    (office,) = (stage.state.seats[one] for one in stage.state.bodies[here].offices)
    stand_at_once(stage, office.running)
    poll = stage.state.polls[office.running]
    yield poll.at
    vote_at_once(stage, poll.id)


def _arrival(stage: Stage, district: int, usher: int) -> AdmitBody:
    """Let a block leave its federation, verify what it brings, and return what is to be decided."""
    with (
        tempfile.TemporaryDirectory(prefix="commonweal-part-") as folder,
        tenants_beside(stage, ORIGIN, DAYS_AGO) as (tenants, clock),
    ):
        _leave(tenants, clock)
        export_body(tenants.log, BLOCK, Path(folder))
        who = arriving(verify_part(Path(folder), key=tenants.log.keys[-1]))
    assert who.left
    return AdmitBody(
        level="consumers",
        name=NAME,
        parent=BodyId(district),
        usher=usher,
        people=who.people,
        origin=who.origin,
        key=who.key,
        size=who.size,
        root_hash=who.root_hash,
        body_there=who.body,
    )


def _leave(tenants: Office, clock: StageClock) -> None:
    """The block decides to leave, those of another block stay, and the notice runs out."""
    tenants.execute(cmd.OpenBody(level="block", name="Number 9", parent=2), 1)
    admit(tenants, [Newcomer("Ines Moreau", BLOCK + 1)], 1)
    voters = sorted(tenants.state.bodies[BLOCK].members)
    moved = cmd.ProposeMotion(body=BLOCK, text="We leave.", effect=LeaveFederation())
    tenants.execute(moved, voters[0])
    while tenants.state.bodies[BLOCK].is_open:
        poll = tenants.state.polls.get(tenants.state.motions[1].poll)
        if poll is not None and poll.stage == "voting":
            for one in voters:
                tenants.execute(cmd.CastVote(poll=poll.id, choice="yes"), one)
        clock.now += DAY_S
        tenants.tick()
