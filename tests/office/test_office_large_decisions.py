"""A decision that would bring about more than an entry of the record holds fails by name."""

from __future__ import annotations

from typing import Protocol

from commonweal.office import Office
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef

ALICE, BOB, EMIL, FAY = 2, 3, 5, 6
FORGE = 3
TOO_MANY = 400


class Clock(Protocol):
    def pass_days(self, days: int) -> None: ...


def decided(office: Office, clock: Clock, tasks: int) -> int:
    plans = tuple(ef.TaskPlan(text="Sweep.", due_days=9, holder=FAY) for _ in range(tasks))
    office.execute(
        cmd.ProposeMotion(body=FORGE, text="Sweep.", effect=ef.Resolve(), tasks=plans), ALICE
    )
    motion = max(office.state.motions)
    office.execute(cmd.SecondMotion(motion=motion), FAY)
    clock.pass_days(7)
    office.tick()
    for one in (ALICE, EMIL, FAY):
        office.execute(cmd.CastVote(poll=office.state.motions[motion].poll, choice="yes"), one)
    clock.pass_days(7)
    office.tick()
    return motion


def test_what_no_entry_can_hold_is_a_result_that_everybody_sees(
    office: Office, clock: Clock
) -> None:
    motion = office.state.motions[decided(office, clock, TOO_MANY)]
    assert (motion.stage, motion.failed) == ("carried", "consequences_too_large")
    assert motion.division is not None
    assert motion.division.yes == "3"
    assert office.state.polls[motion.poll].stage == "declared"
    assert not motion.assigned
    entries = list(office.log.read())
    assert not any(b"due_dropped" in body for body in entries)


def test_what_an_entry_holds_is_carried_out(office: Office, clock: Clock) -> None:
    motion = office.state.motions[decided(office, clock, 3)]
    assert (motion.stage, motion.failed, len(motion.assigned)) == ("carried", "", 3)
