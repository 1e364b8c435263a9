"""The story: what the federation lives through after its founding, day by day.

Rules of this module:

* who plays which part follows from who was elected: the story looks for fitting people;
* days are counted from the founding; the founding takes 42, the story goes on to day 117.

The parts: a decision of an assembly that is carried out; a district's motion that is amended, and
an instruction that is referred back; three kinds of mandate on one motion of the congress, one of
them breached; the recall of who breached it, who falls in district and congress at once; an
emergency that lapses; a task that nobody reports on; a workplace that grows.

Not here: the stories that go on beside it (``beside``); what still runs when the demo opens
(``ending``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from commonweal.lab.demo import beside, watching
from commonweal.lab.demo.acts import (
    Mood,
    ballots,
    decide,
    instruct,
    move,
    poll_of,
    roll_call,
    withdrawals,
)
from commonweal.lab.demo.agreeing import adopt_pact, hold_pact, propose_pact
from commonweal.lab.demo.books import ask_once_more, open_the_books
from commonweal.lab.demo.charging import bring_charge, decide_on_charge
from commonweal.lab.demo.founding import CONVENORS, sign_roll
from commonweal.lab.demo.leaving import decide_to_leave, want_to_leave
from commonweal.lab.demo.names import people
from commonweal.lab.demo.organising import elect_conveners, organise
from commonweal.lab.demo.planning import plan_together
from commonweal.lab.demo.preview import refills_at_once
from commonweal.lab.demo.redrawing import answer, vote_for_it, want_to_merge
from commonweal.lab.demo.stage import Stage
from commonweal.lab.demo.tellers import decide_with_papers
from commonweal.lab.demo.voices import speak_up
from commonweal.office import Newcomer, admit
from commonweal.polity import Condition, Seat
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef

SPARE_NAMES = 40
"""Names drawn beyond those of the founding, for people who join later."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays the parts.

    Attributes:
        top: the congress.
        imperative, conditional, split: districts, by the mandate they give.
        breaker: the congress seat whose holder breaches the mandate; ``below``: the district
            seat on which it rests.
        growing: workplace that admits newcomers, in the last district.
        beside: workplaces in which the stories beside the main one happen.
    """

    top: int
    imperative: int
    conditional: int
    split: int
    breaker: int
    below: int
    growing: int
    beside: tuple[int, ...] = ()


def choose_cast(stage: Stage) -> Cast:
    """Find fitting people and bodies among those elected."""
    districts = stage.level("district")
    breaker = _breaker(stage)
    imperative = breaker.sender
    others = [one for one in districts if one != imperative]
    growing = _growing(stage, others[-1])
    return Cast(
        top=stage.state.top,
        imperative=imperative,
        conditional=others[0],
        split=others[1],
        breaker=breaker.id,
        below=breaker.rests_on,
        growing=growing,
    )


def _breaker(stage: Stage) -> Seat:
    """A congress delegate, of the smallest workplace whose ballots can refill the seat below."""
    seats = [seat for seat in stage.state.delegates(stage.state.top) if not _officer(stage, seat)]
    seats.sort(key=lambda seat: len(_workplace(stage, seat)))
    fitting = (one for one in seats if refills_at_once(stage.office, one.rests_on))
    return next(fitting, seats[0])


def _officer(stage: Stage, seat: Seat) -> bool:
    return any(stage.state.seats[one].office for one in stage.state.held[seat.holder])


def _workplace(stage: Stage, seat: Seat) -> list[int]:
    below = stage.state.seats[seat.rests_on]
    return list(stage.state.bodies[below.sender].members)


def _growing(stage: Stage, district: int) -> int:
    """A workplace that a few newcomers bring one delegate more (article 4.1: 20, rest 10)."""
    return min(stage.workplaces(district), key=lambda one: _short_of_seat(stage, one))


def _short_of_seat(stage: Stage, workplace: int) -> int:
    return (9 - len(stage.state.bodies[workplace].members)) % 20 + 1


def play(stage: Stage) -> Cast:
    """Play the story, from the end of the founding to day 117."""
    cast = choose_cast(stage)
    plan_together(stage)
    watching.declare(stage)
    watching.stand_for_inspector(stage)
    stage.to(48)
    _convenors_go_to_work(stage)
    stage.to(49.1)
    watching.elect_inspectors(stage)
    merger = want_to_merge(stage, cast.growing)
    cast = replace(cast, beside=beside.begin(stage, _busy(stage, cast, merger)))
    _assembly_decides(stage)
    vote_for_it(stage, merger)
    _district_amends(stage, cast)
    stage.to(78)
    pact = propose_pact(stage)
    _congress_is_mandated(stage, cast)
    adopt_pact(stage, pact)
    _newcomers(stage, cast)
    stage.to(86)
    charge = bring_charge(stage, _needed(stage, cast, merger))
    answer(stage, merger)
    parting = want_to_leave(stage, _needed(stage, cast, merger))
    _recall(stage, cast)
    decide_to_leave(stage, parting)
    _emergency(stage, cast)
    unit = open_the_books(stage, stage.level("workplace")[2])
    speak_up(stage, cast.top, cast.growing)
    union = organise(stage)
    stage.to(110)
    watching.find_out(stage)
    hold_pact(stage, pact)
    ask_once_more(stage, unit)
    decide_on_charge(stage, charge)
    elect_conveners(stage, union)
    _rolls_renewed(stage)
    return cast


def _needed(stage: Stage, cast: Cast, merger: int) -> set[int]:
    """Return the workplaces that play a part of their own already."""
    return {*_busy(stage, cast, merger), *cast.beside}


def _busy(stage: Stage, cast: Cast, merger: int) -> set[int]:
    """Return the workplaces of which the main story needs everybody."""
    effect = stage.state.motions[merger].effect
    assert isinstance(effect, ef.MergeBodies)
    first = stage.level("workplace")[:CONVENORS]
    return {cast.growing, stage.state.seats[cast.below].sender, *effect.bodies, *first}


def _convenors_go_to_work(stage: Stage) -> None:
    """The convenors' powers have ended; they become members of a workplace like everybody."""
    workplaces = stage.level("workplace")[:CONVENORS]
    for convenor, workplace in enumerate(workplaces, 1):
        stage.do(cmd.AskToMove(to=workplace), convenor)
        moving = cmd.MoveMembers(members=(convenor,), to=workplace)
        stage.do(moving, stage.officer(workplace, "workplace-secretary"))


def _assembly_decides(stage: Stage) -> None:
    stage.tell("an assembly decides, and its decision is carried out")
    workplace = stage.level("workplace")[1]
    holder = stage.rank_and_file(workplace)[0]
    task = ef.TaskPlan(text="Draw up the new rota with both shifts", due_days=21, holder=holder)
    text = (
        "The early shift begins at seven instead of six, from the first of next month.\n\n"
        "Deliveries before seven are taken in by the late shift of the evening before."
    )
    stage.to(49)
    motion = move(stage, workplace, text, tasks=(task,))
    decide_with_papers(stage, motion, Mood(yes=68, no=22, turnout=90))
    assigned = stage.state.motions[motion].assigned[0]
    report = "The rota hangs beside the door; eleven swaps were agreed, nobody lost a free Sunday."
    stage.to(60)
    stage.do(cmd.ReportTask(task=assigned, text=report), holder)
    stage.do(cmd.CompleteTask(task=assigned), stage.rank_and_file(workplace)[1])


def _district_amends(stage: Stage, cast: Cast) -> None:
    """A motion is amended; the instruction on it is referred back, and given anew."""
    stage.tell("a district amends a motion, and an instruction is referred back")
    district = cast.split
    workplace = min(
        stage.workplaces(district), key=lambda one: len(stage.state.bodies[one].members)
    )
    stage.to(61)
    secretary = stage.office_seat(district, "secretary")
    task = ef.TaskPlan(text="Sign the lease of the van", due_days=14, holder_seat=secretary.id)
    text = "The district buys one delivery van, to be shared by all its workplaces."
    motion = move(stage, district, text, tasks=(task,))
    reason = "Our delegates vote for a van of the district's own."
    first = instruct(stage, workplace, motion, reason, "imperative", "yes")
    decide(stage, first, Mood(yes=90, no=10))
    stage.to(65.5)
    leased = "The district leases one delivery van for two years, to be shared by all workplaces."
    amendment = move(stage, district, leased, tasks=(task,), amends=motion)
    decide(stage, amendment, Mood(yes=80, no=20))
    again = instruct(
        stage, workplace, motion, "Leasing will do: our delegates vote Yes.", "imperative", "yes"
    )
    decide(stage, again, Mood(yes=85, no=10))
    poll = poll_of(stage, motion)
    stage.spread(ballots(stage, poll, Mood(yes=100, no=0)), stage.day, stage.day + 0.4)
    assigned = stage.state.motions[motion].assigned
    if assigned:
        stage.to(stage.day + 6)
        report = "The lease is signed; the van stands in the yard behind the bakery."
        stage.do(cmd.ReportTask(task=assigned[0], text=report), secretary.holder)
        stage.do(cmd.CompleteTask(task=assigned[0]), stage.holders(district)[0])


def _congress_is_mandated(stage: Stage, cast: Cast) -> None:
    """Three districts bind their delegates in three ways; one delegate breaches the mandate."""
    stage.tell("the congress votes under mandates, and one is breached")
    stage.to(78)
    levy = move(
        stage, cast.top, "Every workplace pays one hundredth of its surplus to the congress."
    )
    fund = move(
        stage,
        cast.top,
        "The levy goes to a solidarity fund, from which workplaces in need are lent to without "
        "interest.\n\nThe congress publishes every loan, and what came of it.",
    )
    _give_mandates(stage, cast, levy, fund)
    stage.go_to(stage.state.motions[fund].at)
    hour = 1 / 24
    levy_poll, fund_poll = poll_of(stage, levy), poll_of(stage, fund)
    stage.spread(ballots(stage, levy_poll, Mood(yes=75, no=15)), stage.day, stage.day + 6 * hour)
    stage.to(stage.day + hour)
    choices = {seat.holder: _choice(seat, cast) for seat in stage.state.delegates(cast.top)}
    stage.spread(roll_call(stage, fund_poll, choices), stage.day, stage.day + 10 * hour)


def _give_mandates(stage: Stage, cast: Cast, levy: int, fund: int) -> None:
    told = "Our delegates vote for the fund."
    given = [instruct(stage, cast.imperative, fund, told, "imperative", "yes")]
    motion = stage.state.motions[levy].id
    conditions = (
        Condition(motion=motion, outcome="carried", choice="yes"),
        Condition(motion=motion, outcome="rejected", choice="no"),
    )
    told = "No fund without money: our delegates vote for it if the levy is carried."
    given.append(
        instruct(stage, cast.conditional, fund, told, "conditional", conditions=conditions)
    )
    told = "We are divided on the fund; our delegates hand in our division as it is."
    given.append(instruct(stage, cast.split, fund, told, "split"))
    moods = (Mood(yes=90, no=10), Mood(yes=85, no=15), Mood(yes=55, no=35))
    for motion_id, mood in zip(given, moods, strict=True):
        stage.go_to(stage.state.motions[motion_id].at)
        for cast_ballot in ballots(stage, poll_of(stage, motion_id), mood):
            cast_ballot()


def _choice(seat: Seat, cast: Cast) -> str:
    if seat.id == cast.breaker:
        return "no"
    if seat.sender == cast.split:
        return "hand_in"
    return "yes"


def _newcomers(stage: Stage, cast: Cast) -> None:
    """A workplace admits people; they wait thirty days for their first vote (article 2.2)."""
    stage.to(86)
    count = _short_of_seat(stage, cast.growing)
    known = len(stage.state.members)
    names = people(known + SPARE_NAMES, stage.seed)[known : known + count]
    secretary = stage.officer(cast.growing, "workplace-secretary")
    admit(stage.office, [Newcomer(name, cast.growing) for name in names], secretary)


def _recall(stage: Stage, cast: Cast) -> None:
    """The workplace recalls who breached the mandate; the seat in the congress falls with it."""
    stage.tell("a delegate is recalled, in district and congress at once")
    stage.to(86.5)
    stage.spread(withdrawals(stage, cast.below), 86.5, 88.5)
    poll = stage.state.seats[cast.below].recall
    acts = ballots(stage, poll, Mood(yes=70, no=20))
    stage.spread(acts, stage.day + 0.1, stage.day + 2.5)
    stage.to(stage.day + 0.5)


def _emergency(stage: Stage, cast: Cast) -> None:
    """The congress takes powers for fourteen days; they end by themselves."""
    stage.tell("an emergency is declared, and lapses")
    stage.to(92)
    text = (
        "The river has flooded two workplaces. For fourteen days the congress may decide without "
        "the days of debate, so that help is not late."
    )
    effect = ef.DeclareEmergency(powers=("shorten_debate",), days=14)
    motion = move(stage, cast.top, text, effect)
    decide(stage, motion, Mood(yes=90, no=5))
    stage.to(stage.day + 1)
    secretary = stage.office_seat(cast.top, "secretary")
    # Nobody reports on this one: it comes back by itself, overdue.
    task = ef.TaskPlan(
        text="Tell the congress what the help has cost", due_days=14, holder_seat=secretary.id
    )
    text = "The solidarity fund lends the flooded workplaces what their insurers still owe them."
    decide(stage, move(stage, cast.top, text, tasks=(task,)), Mood(yes=85, no=10))


def _rolls_renewed(stage: Stage) -> None:
    """Rolls may be used for ninety days (article 2.2); they are closed and signed anew."""
    stage.tell("the rolls are signed anew")
    stage.to(117)
    for level in ("workplace", "consumers"):
        for home in stage.level(level):
            sign_roll(stage, home, stage.officer(home, f"{level}-secretary"))
