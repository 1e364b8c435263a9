"""An agreement with a small second federation, which is built at the side for it.

Rules of this module: of the second federation nothing is kept but the proof that it adopted the
agreement, and a later card; it decides in its one block, by the shipped constitution of tenants.

Not here: the rest of the story (``story``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from commonweal.charter import shipped_text
from commonweal.lab.demo.acts import Mood, ballots, move, poll_of
from commonweal.lab.demo.draws import by_seed
from commonweal.lab.demo.stage import Stage, StageClock
from commonweal.office import Newcomer, Office, admit, found
from commonweal.office.exchanging import card, prove
from commonweal.office.foreign import write
from commonweal.polity import commands as cmd
from commonweal.polity.rights.agreements import data
from commonweal.polity.rights.agreements.effects import AdoptAgreement
from commonweal.terms import DAY_S, Moment, day_of

NEIGHBOURS = "Tenants of the Long Quay"
TENANTS = ("Ute Brandt", "Milan Horvat", "Rosa Adeyemi", "Jens Petersen", "Amira Haddad")
BLOCK = 3
WORDS = (
    "Bread and repairs at cost\n\n"
    "The co-operatives bake and repair for the tenants at what it costs them, and the tenants let "
    "them have the empty shops on the ground floor for the same.\n\n"
    "What is not settled between two neighbours is settled by one from each side."
)
LASTS_DAYS = 540


@dataclass(frozen=True, slots=True)
class Pact:
    """An agreement on its way.

    Attributes:
        motion: the congress's motion to adopt it.
        proof: that the tenants have adopted it.
        card: how far their record has come since then.
    """

    motion: int
    proof: str
    card: str


def propose_pact(stage: Stage) -> Pact:
    """Write an agreement with the tenants, and move in the congress that it be adopted."""
    stage.tell("an agreement with a second federation")
    proposer = stage.holders(stage.state.top)[0]
    with tenants_beside(stage, NEIGHBOURS) as (tenants, clock):
        begin = Moment(stage.now + 14 * DAY_S)
        file = write(
            card(stage.office),
            card(tenants),
            WORDS,
            day_of(begin).isoformat(),
            day_of(Moment(begin + LASTS_DAYS * DAY_S)).isoformat(),
            f"{by_seed('pact', stage.seed).getrandbits(128):032x}",
        )
        proposal = data.ProposeAgreement(file=file.as_bytes().decode())
        stage.do(proposal, proposer)
        tenants.execute(msgspec.structs.replace(proposal, bodies=(BLOCK,)), 1)
        _adopt(tenants, clock)
        proof = prove(tenants, tenants.state.agreements[1]).as_bytes().decode()
        proved = tenants.log.signed.size
        admit(tenants, [Newcomer("Ines Moreau", BLOCK)], 1)
        later = card(tenants, proved).as_bytes().decode()
    text = "We adopt the agreement with the tenants of the Long Quay."
    motion = move(stage, stage.state.top, text, AdoptAgreement(agreement=1))
    return Pact(motion, proof, later)


@contextmanager
def tenants_beside(
    stage: Stage, name: str, days_ago: int = 0
) -> Iterator[tuple[Office, StageClock]]:
    """Found a federation of one block, beside the stage, whose block decides on agreements.

    Args:
        stage: the stage.
        name: of the federation.
        days_ago: how long ago its members could vote for the first time.
    """
    text = shipped_text("tenants-union")
    table = '[agreements]\narticle = "27"\n'
    text = text.replace(table, f'{table}level = "block"\n')
    clock = StageClock(stage.now - (5 + days_ago) * DAY_S)
    with tempfile.TemporaryDirectory(prefix="commonweal-tenants-") as aside:
        folder = Path(aside)
        found(folder, name, text, TENANTS[:1], clock=clock, environment={})
        with Office(folder, clock=clock, environment={}) as office:
            for level, called, parent in (
                ("assembly", "Assembly", 0),
                ("estate", "Long Quay", 1),
                ("block", "Number 7", 2),
            ):
                office.execute(cmd.OpenBody(level=level, name=called, parent=parent), 1)
            admit(office, [Newcomer(name, BLOCK) for name in TENANTS[1:]], 1)
            clock.now = stage.now - days_ago * DAY_S
            yield office, clock


def _adopt(tenants: Office, clock: StageClock) -> None:
    """The block debates for two days and votes."""
    effect = AdoptAgreement(agreement=1)
    voters = sorted(tenants.state.bodies[BLOCK].members)
    moved = cmd.ProposeMotion(body=BLOCK, text="We adopt it.", effect=effect)
    tenants.execute(moved, voters[0])
    clock.now += 2 * DAY_S
    tenants.tick()
    poll = tenants.state.motions[1].poll
    for one in voters:
        tenants.execute(cmd.CastVote(poll=poll, choice="yes"), one)
    clock.now += 3 * DAY_S
    tenants.tick()


def adopt_pact(stage: Stage, pact: Pact) -> None:
    """Let the congress vote on it, when its debate is over."""
    for act in ballots(stage, poll_of(stage, pact.motion), Mood(yes=85, no=10)):
        act()


def hold_pact(stage: Stage, pact: Pact) -> None:
    """Record the tenants' proof, by which the agreement comes into force, and their newest card."""
    member = stage.rank_and_file(stage.level("workplace")[0])[0]
    stage.do(data.RecordCounterpart(agreement=1, proof=pact.proof), member)
    foreign = stage.state.agreements[1].foreign
    stage.do(data.RecordForeignCheckpoint(foreign=foreign, card=pact.card), member)
