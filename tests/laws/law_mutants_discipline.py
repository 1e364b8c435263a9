"""Wrong rules about charges, each with the law that forbids it and a life that shows it."""

from __future__ import annotations

from typing import Any

import pytest
from law_world import World

from commonweal.polity import Case, decisions
from commonweal.polity import commands as cmd
from commonweal.polity.decide import LAW
from commonweal.polity.rights.discipline import charges, data, deciding
from commonweal.polity.rights.discipline.effects import ExpelMember

Patch = pytest.MonkeyPatch


def nobody_is_heard(patch: Patch) -> None:
    """A decision is moved at once."""
    patch.setitem(decisions.OF_RIGHTS, ExpelMember, (lambda *_: None, deciding.expel))


def no_appeal(patch: Patch) -> None:
    """An expulsion takes effect when it is carried."""

    def at_once(case: Any, motion: Any, effect: Any) -> Any:
        return deciding.complete(case, case.state.charges[effect.charge], motion.id)

    patch.setitem(decisions.OF_RIGHTS, ExpelMember, (deciding.check_decision, at_once))


def the_charged_are_out(patch: Patch) -> None:
    """Whoever is charged has left."""

    def gone(case: Any, command: Any) -> Any:
        return [*charges.charge_member(case, command), *_left(case, command.member)]

    patch.setitem(LAW, data.ChargeMember, gone)


def _left(case: Case, member: int) -> Any:
    return deciding.departure(case, member, _gone(member), "left")


def _gone(member: int) -> Any:
    return data.AdmissionRefused(member=member, motion=0)


def everybody_is_in_shares(patch: Patch) -> None:
    """Newcomers count from the first day."""
    patch.setattr(Case, "count_waiting", lambda *_: 0)


def a_member_is_put_out(world: World) -> None:
    """Charge somebody, and carry the expulsion as soon as it can be moved."""
    state = world.state
    body = next(one for one in state.bodies.values() if len(one.members) > 3)
    accused, *others = sorted(body.members)
    world.do(data.ChargeMember(member=accused, ground="violence", text="c"), others[0])
    move = cmd.ProposeMotion(body=body.id, text="out", effect=ExpelMember(charge=1))
    if world.try_to(move, others[0]) is None:
        world.pass_days(2)
        world.do(move, others[0])
    number = max(state.motions)
    world.do(cmd.SecondMotion(motion=number), others[1])
    world.pass_days(1)
    for one in others:
        world.do(cmd.CastVote(poll=state.motions[number].poll, choice="yes"), one)
    world.pass_days(1)
    world.pass_days(4)


def somebody_is_charged(world: World) -> None:
    """Charge somebody, and nothing else."""
    body = next(one for one in world.state.bodies.values() if len(one.members) > 3)
    accused, by, *_ = sorted(body.members)
    world.do(data.ChargeMember(member=accused, ground="violence", text="c"), by)


def somebody_is_admitted(world: World) -> None:
    """Admit somebody after the founding."""
    body = next(one for one in world.state.bodies.values() if one.members)
    world.pass_days(1)
    world.do(cmd.AdmitMembers(homes=(body.id,), commitments=("n",)))


OF_DISCIPLINE = (
    ("nobody_is_put_out_unheard", nobody_is_heard, ("charging",), a_member_is_put_out),
    ("nobody_is_put_out_unheard", no_appeal, ("charging",), a_member_is_put_out),
    ("whoever_is_charged_stays", the_charged_are_out, ("charging",), somebody_is_charged),
    (
        "only_those_who_vote_are_in_shares",
        everybody_is_in_shares,
        ("charging",),
        somebody_is_admitted,
    ),
)
"""Each law, a wrong rule, where it is tried, and the life that shows it."""
