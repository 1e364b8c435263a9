"""The demo plans: the congress calls, everybody proposes, three rounds, an alternative, a vote.

Rules of this module:

* all of it is noted in the stage's diary, beside the rest of the story: no act waits for a day;
* workplaces and consumer councils speak for themselves, each through somebody who votes there;
* what is proposed and revised is in ``economy.toml``; plans are found by the office, as they come.

Not here: how the plan is carried out (``producing``), and what goes wrong with it (``mending``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from commonweal.lab.demo import mending, producing
from commonweal.lab.demo.acts import Mood, ballots, move, poll_of
from commonweal.lab.demo.draws import by_seed
from commonweal.lab.demo.economy import Ordered, Process, Revision, orders, region
from commonweal.lab.demo.stage import Stage
from commonweal.polity import commands as cmd
from commonweal.polity.planning.proposals import data, kept
from commonweal.polity.planning.proposals import effects as plans
from commonweal.terms import DAY_S

BEGINS = 43.1
"""The day on which it is moved in the congress to begin planning."""

PERIODS = 13
"""Weeks of the plan: a quarter of a year."""

BEGINS_IN_DAYS = 38
"""Days from that decision to the first day of the plan: what three rounds and the vote take."""

HOUR_S = DAY_S // 24

OWN_ORDERS = 6
"""Consumer councils whose members order books for themselves, too."""


@dataclass(slots=True)
class Ledger:
    """What was given which number.

    Attributes:
        products, limits: by name.
        processes: by the workplace and the name of the process; those that stand.
        campaign: number of the campaign.
    """

    products: dict[str, int] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    processes: dict[tuple[int, str], int] = field(default_factory=dict)
    campaign: int = 0


def plan_together(stage: Stage) -> None:
    """Note in the diary that the federation makes a plan, and carries it out."""
    if stage.level("consumers"):
        stage.note(stage.moment(BEGINS), partial(_call, stage, Ledger()))


# The call.


def _call(stage: Stage, ledger: Ledger) -> None:
    """Name what there is, say how it is made, and move that planning begin."""
    stage.tell("the congress calls for a plan")
    _name(stage, ledger)
    top = stage.state.top
    text = (
        "We plan the coming quarter together\n\nThirteen weeks from the first day of the quarter. "
        "Every workplace says what it can make, every consumer council what its quarter needs."
    )
    begin = plans.BeginPlanning(periods=PERIODS, begins_in_days=BEGINS_IN_DAYS)
    motions = [move(stage, top, text, begin)]
    for name, limit in region().limits.items():
        text = f"In a week the federation uses at most {limit.per_week:,} {limit.unit} ({name})."
        effect = plans.SetLimit(limit=ledger.limits[name], per_period=limit.per_week)
        motions.append(move(stage, top, text, effect))
    _vote_later(stage, motions, Mood(yes=85, no=10), partial(_called, stage, ledger))


def _name(stage: Stage, ledger: Ledger) -> None:
    makers = {made: one.trade for one in region().process for made in one.outputs}
    for name, unit in region().products.items():
        body = producing.workplaces(stage, makers[name])[0]
        naming = data.NameProduct(body=body, name=name.capitalize(), unit=unit)
        stage.do(naming, producing.speaker(stage, body))
        ledger.products[name] = max(stage.state.products)
    clerk = producing.speaker(stage, stage.level("workplace")[0])
    for name, limit in region().limits.items():
        stage.do(data.NameLimit(name=name.capitalize(), unit=limit.unit), clerk)
        ledger.limits[name] = max(stage.state.limits)
    for trade in region().workplaces:
        for place, body in enumerate(producing.workplaces(stage, trade)):
            for process in region().processes(trade, place):
                _declare(stage, ledger, body, process)


def _declare(stage: Stage, ledger: Ledger, body: int, process: Process, replaces: int = 0) -> None:
    def numbered(amounts: dict[str, int], numbers: dict[str, int]) -> kept.Amounts:
        return tuple((numbers[name], amount) for name, amount in amounts.items())

    declared = data.DeclareProcess(
        body=body,
        name=process.name,
        inputs=numbered(process.inputs, ledger.products),
        outputs=numbered(process.outputs, ledger.products),
        uses=numbered(process.uses, ledger.limits),
        hours=process.hours,
        capacity=process.capacity,
        lead=process.lead,
        replaces=replaces,
    )
    stage.do(declared, producing.speaker(stage, body))
    ledger.processes[body, process.name] = max(stage.state.processes)


def _vote_later(
    stage: Stage, motions: Sequence[int], mood: Mood, then: Callable[[], None] | None = None
) -> None:
    """Let those who vote on motions do so when the debate is over, and go on when it is decided."""

    def vote() -> None:
        for motion in motions:
            for act in ballots(stage, poll_of(stage, motion), mood):
                act()
        if then is not None:
            then()

    stage.note(stage.state.motions[motions[-1]].at + HOUR_S, vote)


# The proposals.


def _called(stage: Stage, ledger: Ledger) -> None:
    """Planning has begun: everybody offers and orders in the days that there are for it."""
    ledger.campaign = max(stage.state.campaigns)
    campaign = stage.state.campaigns[ledger.campaign]
    acts = [*_offers(stage, ledger), *_stocks(stage, ledger), *_orders(stage, ledger)]
    by_seed("proposals", stage.seed).shuffle(acts)
    last = campaign.until - DAY_S
    for number, act in enumerate(acts):
        stage.note(stage.now + (last - stage.now) * number // len(acts), act)
    stage.note(stage.now + 2 * DAY_S, partial(_fix, stage, ledger))
    stage.note(campaign.until + DAY_S, partial(_revise, stage, ledger, 2))


def _offers(stage: Stage, ledger: Ledger) -> list[Callable[[], None]]:
    return [
        partial(_offer, stage, ledger, body, hours)
        for trade, each in region().workplaces.items()
        for body, hours in zip(producing.workplaces(stage, trade), each, strict=False)
    ]


def _offer(stage: Stage, ledger: Ledger, body: int, hours: int) -> None:
    offered = data.OfferHours(campaign=ledger.campaign, body=body, hours=hours)
    stage.do(offered, producing.speaker(stage, body))


def _stocks(stage: Stage, ledger: Ledger) -> list[Callable[[], None]]:
    return [
        partial(
            _stock,
            stage,
            ledger,
            producing.workplaces(stage, one.trade)[0],
            one.product,
            one.amount,
        )
        for one in region().stock
    ]


def _stock(stage: Stage, ledger: Ledger, body: int, product: str, amount: int) -> None:
    declared = data.DeclareStock(
        campaign=ledger.campaign, body=body, product=ledger.products[product], amount=amount
    )
    stage.do(declared, producing.speaker(stage, body))


def _orders(stage: Stage, ledger: Ledger) -> list[Callable[[], None]]:
    councils = stage.level("consumers")
    every = orders(len(councils), stage.seed)
    acts: list[Callable[[], None]] = [
        partial(_order, stage, ledger, councils[one.council], one, week, 100)
        for one in every
        for week in one.weeks or (0,)
    ]
    draw = by_seed("own orders", stage.seed)
    for council in councils[:OWN_ORDERS]:
        for member in stage.rank_and_file(council):
            wanted = data.OrderForMyself(
                campaign=ledger.campaign,
                product=ledger.products["books"],
                rank=2,
                amount=draw.randint(1, 3),
            )
            acts.append(partial(_do, stage, wanted, member))
    return acts


def _do(stage: Stage, command: cmd.Command, by: int) -> None:
    stage.do(command, by)


def _order(stage: Stage, ledger: Ledger, body: int, wanted: Ordered, week: int, share: int) -> None:
    placed = data.PlaceOrder(
        campaign=ledger.campaign,
        body=body,
        product=ledger.products[wanted.product],
        rank=wanted.rank,
        amount=wanted.amount * share // 100,
        period=week,
    )
    stage.do(placed, producing.speaker(stage, body))


def _fix(stage: Stage, ledger: Ledger) -> None:
    """One workplace makes its proposals its own decision."""
    body = producing.workplaces(stage, "Foundry")[0]
    text = "What we offer for the plan is what this assembly has decided, and nobody changes it."
    motion = move(stage, body, text, plans.FixProposal(campaign=ledger.campaign))
    _vote_later(stage, [motion], Mood(yes=80, no=10, turnout=80))


# The rounds.


def _revise(stage: Stage, ledger: Ledger, number: int) -> None:
    """Change what the plan of the round before has shown to be short, before a round is closed."""
    stage.tell(f"round {number} of the plan: proposals are revised")
    campaign = stage.state.campaigns[ledger.campaign]
    for revision in region().revision:
        if revision.round == number:
            _change(stage, ledger, revision)
    if number < max(one.round for one in region().revision):
        stage.note(campaign.until + DAY_S, partial(_revise, stage, ledger, number + 1))
    else:
        stage.note(campaign.until + HOUR_S, partial(_ask_for_another, stage, ledger))


def _change(stage: Stage, ledger: Ledger, revision: Revision) -> None:
    if revision.kind == "order":
        councils = stage.level("consumers")
        for one in orders(len(councils), stage.seed):
            if one.product == revision.product:
                for week in one.weeks or (0,):
                    _order(stage, ledger, councils[one.council], one, week, revision.share)
        return
    body = producing.workplaces(stage, revision.trade)[0]
    if revision.kind == "hours":
        _offer(stage, ledger, body, revision.hours)
        return
    process = next(
        one for one in region().processes(revision.trade, 0) if one.name == revision.process
    )
    replaces = ledger.processes.pop((body, process.name))
    _declare(stage, ledger, body, process.changed(revision.changes), replaces)


# The alternative, and the vote.


def _ask_for_another(stage: Stage, ledger: Ledger) -> None:
    """Somebody of a consumer council asks for a plan in which the boatyard rests."""
    body = producing.workplaces(stage, "Boatyard")[0]
    process = ledger.processes[body, "Mend boats and take people out"]
    text = (
        "Nobody needs a boat\n\nLet the boatyard rest for a quarter. We want to see what becomes "
        "of its planks, and how many hours less all of us work, before we vote."
    )
    conditions = tuple(
        kept.PlanCondition("process_at_most", process, 0, period)
        for period in range(1, PERIODS + 1)
    )
    asked = data.ProposeAlternative(campaign=ledger.campaign, text=text, conditions=conditions)
    stage.do(asked, producing.speaker(stage, stage.level("consumers")[0]))
    stage.note(stage.now + HOUR_S, partial(_move_both, stage, ledger))


def _move_both(stage: Stage, ledger: Ledger) -> None:
    """Move in the congress to adopt the alternative, and to adopt the plan of the last round."""
    stage.tell("an alternative is compared, and the congress votes")
    campaign = stage.state.campaigns[ledger.campaign]
    resting = stage.state.alternatives[campaign.alternatives[0]].plan
    last = [one for one in campaign.plans if not stage.state.plans[one].alternative][-1]
    top = stage.state.top
    text = "We adopt the plan in which the boatyard rests."
    other = move(stage, top, text, plans.AdoptPlan(plan=resting))
    text = "We adopt the plan of the third round: all are cared for, and there are more bicycles."
    main = move(stage, top, text, plans.AdoptPlan(plan=last))
    _vote_later(stage, [other], Mood(yes=30, no=60))
    _vote_later(stage, [main], Mood(yes=75, no=15), partial(_adopted, stage, ledger))


def _adopted(stage: Stage, ledger: Ledger) -> None:
    campaign = stage.state.campaigns[ledger.campaign]
    plan = stage.state.plans[campaign.adopted]
    stage.note(plan.begins_at + DAY_S, partial(_assign_surplus, stage, plan.id))
    course = producing.carry_out(stage, plan.id, ledger.products, ledger.processes)
    mending.put_right(stage, course)


def _assign_surplus(stage: Stage, plan: int) -> None:
    surplus = stage.state.plans[plan].surplus
    if surplus <= 0:
        return
    tenth = surplus // 10
    parts = (
        plans.Part("accumulation", 2 * tenth),
        plans.Part("social", 3 * tenth),
        plans.Part("solidarity", tenth),
        plans.Part("reserve", tenth),
        plans.Part("consumption", surplus - 7 * tenth),
    )
    text = (
        "What the surplus is for\n\nTwo tenths for machines, three for clinics and nurseries, "
        "one for others in need, one in reserve; the rest is consumed."
    )
    motion = move(stage, stage.state.top, text, plans.AssignSurplus(plan=plan, parts=parts))
    _vote_later(stage, [motion], Mood(yes=80, no=10))
