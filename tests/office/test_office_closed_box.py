"""A crash between closing a ballot box and recording the result; and a box that does not add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commonweal.office import Office
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef

ALICE, FAY = 2, 6
FORGE = 3


class Clock:
    def pass_days(self, days: int) -> None: ...


@pytest.fixture
def poll(office: Office, clock: Clock) -> int:
    """A secret vote in which two have voted."""
    office.execute(cmd.ProposeMotion(body=FORGE, text="New tools.", effect=ef.Resolve()), ALICE)
    office.execute(cmd.SecondMotion(motion=1), FAY)
    clock.pass_days(7)
    office.tick()
    opened: int = office.state.motions[1].poll
    for voter in (ALICE, FAY):
        office.execute(cmd.CastVote(poll=opened, choice="yes"), voter)
    return opened


def test_a_crash_between_closing_the_box_and_the_result_is_mended_at_the_next_start(
    office: Office, poll: int, clock: Clock, reopened: Callable[[], Office]
) -> None:
    office.vault.close_box(poll)  # and the machine stops before the record speaks of it
    clock.pass_days(8)
    again = reopened()
    again.tick()
    declared = again.state.polls[poll]
    assert (declared.stage, declared.outcome) == ("declared", "carried")
    assert declared.division is not None
    assert declared.division.yes == "2"
