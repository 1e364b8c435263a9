"""Pay and inspection in the story: who declares, who does not, and what an inspector makes of it.

Rules of this module: members tell a dozen wages; everybody in a seat or office declares, but for
one who forgets and one who has too much; inspectors are elected with real ballot papers, and one of
them looks at a task that nobody reported on, asks, and publishes.

Not here: the order of events (``story``).
"""

from __future__ import annotations

from commonweal.lab.demo.contests import RealContest, draw, fitting
from commonweal.lab.demo.draws import by_seed
from commonweal.lab.demo.stage import Stage
from commonweal.office.inspecting import look
from commonweal.polity import Seat
from commonweal.polity import commands as cmd
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.pay import data as pay

WAGES_TOLD = 14
CANDIDATES_MAX = 6
VOTES_CAST = 60
"""Votes in the election of inspectors; more would only make the demo slower to build."""


def declare(stage: Stage) -> None:
    """Members tell what they earn, and those who sit declare what it brings."""
    stage.tell("what seats bring is declared, and members tell what they earn")
    drawn = by_seed("pay", stage.seed)
    people = [one for home in stage.level("workplace")[:4] for one in stage.rank_and_file(home)]
    for member in drawn.sample(people, min(WAGES_TOLD, len(people))):
        figure = str(240_000 + 5_000 * drawn.randrange(17))
        stage.do(pay.DeclareWage(figure=figure), member)
    seats = [one for one in stage.state.seats.values() if stage.is_held(one.id)]
    forgets, has_too_much = drawn.sample(seats, 2)
    for seat in seats:
        if seat.id != forgets.id:
            _declare(stage, seat, 520_000 if seat.id == has_too_much.id else 30_000)


def _declare(stage: Stage, seat: Seat, paid: int) -> None:
    declared = pay.DeclarePay(
        seat=seat.id, pay=paid if seat.office else paid // 2, benefits=0, expenses=4_500, outside=0
    )
    if paid > 30_000:
        declared = pay.DeclarePay(seat=seat.id, pay=paid, benefits=9_000, expenses=0, outside=0)
    stage.do(declared, seat.holder)


def stand_for_inspector(stage: Stage) -> None:
    """As many stand as stood in the real contest whose papers are used, each of a workplace."""
    poll = stage.office_seat(stage.state.top, "inspector").running
    contest = _contest(stage)
    stage.contests[poll] = contest.title
    for home in stage.level("workplace")[: contest.candidates]:
        candidate, supporter = stage.rank_and_file(home)[:2]
        for member in (candidate, supporter):
            stage.do(cmd.Nominate(poll=poll, candidate=candidate), member)


def _contest(stage: Stage) -> RealContest:
    found = fitting(2, VOTES_CAST, CANDIDATES_MAX)
    unused = [one for one in found if one.title not in stage.contests.values()]
    return min(unused or found, key=lambda one: (one.candidates, one.title))


def elect_inspectors(stage: Stage) -> None:
    """Some of the members vote; the count follows when the days of voting are over."""
    poll = stage.state.polls[stage.office_seat(stage.state.top, "inspector").running]
    contest = next(one for one in fitting(0, 0, 1000) if one.title == stage.contests[poll.id])
    drawn = draw(contest, VOTES_CAST, 1000 * stage.seed + poll.id)
    stage.contests[poll.id] = drawn.told
    voters = by_seed("inspectors", stage.seed).sample(stage.electors(poll), len(drawn.papers))
    for voter, paper in zip(voters, drawn.papers, strict=True):
        ranking = tuple(poll.candidates[one] for one in paper)
        stage.do(cmd.CastVote(poll=poll.id, ranking=ranking), voter)


def find_out(stage: Stage) -> None:
    """An inspector looks at the task that nobody reported on, asks about it, and publishes."""
    stage.tell("an inspector looks, asks and publishes")
    state, top = stage.state, stage.state.top
    inspector = stage.officer(top, "inspector")
    overdue = max(one.id for one in state.tasks.values() if one.body == top and not one.report)
    look(stage.office, "task", overdue, inspector)
    look(stage.office, "seat", state.tasks[overdue].holder_seat, inspector)
    question = "What has the help after the flood cost, and who was lent how much?"
    seat = stage.office_seat(top, "secretary")
    stage.do(inspection.DemandAnswer(seat=seat.id, text=question), inspector)
    text = (
        "No account of the help after the flood\n\nThe congress wanted to be told within fourteen "
        "days what the loans came to. Nobody reported. I have asked, and will publish the answer."
    )
    stage.do(inspection.PublishFinding(body=top, text=text), inspector)
