"""What running plans ask for: reports, receipts, answers to alerts, and to corrections.

Rules of this module: one item for each body and kind, however many deliveries it is about; the
command names the first.

Not here: all else that is open (``agenda``), the questions that are put to councils, which are
motions like others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from commonweal.office.items import Item
from commonweal.office.plan_watching import now_of, open_answers
from commonweal.polity import State
from commonweal.polity.planning.correcting.data import Alert
from commonweal.polity.planning.proposals.kept import Line
from commonweal.polity.rights.succession import heir


def items_of_plans(state: State) -> Iterator[Item]:
    """Give what adopted plans ask of bodies now."""
    for number in state.adopted_plans:
        yield from _reports(state, number)
        yield from _answers(state, number)
    for alert in state.alerts.values():
        if alert.stage == "open":
            yield _alert(state, alert)
    yield from _corrections(state)


def _reports(state: State, number: int) -> Iterator[Item]:
    """Give who has to report what is due in the period that runs."""
    now = now_of(state, number, state.now)
    due: dict[int, list[Line]] = defaultdict(list)
    for line in map(state.lines.__getitem__, state.plans[number].lines):
        open_ = not (line.is_over or line.grievance) and line.reported < line.amount
        if line.period == now.period and open_:
            due[heir(state, line.maker).id].append(line)
    for body, lines in sorted(due.items()):
        name = state.bodies[body].name
        yield Item(
            what=f"deliveries of {name}",
            body=name,
            stage=f"{_many(len(lines))} of period {now.period} to be reported",
            who=f"who votes in {name}",
            do=f"report_delivery line={lines[0].id} amount=",
            until=now.ends_at,
        )


def _answers(state: State, number: int) -> Iterator[Item]:
    """Give who has to confirm what was reported."""
    due: dict[int, list[int]] = defaultdict(list)
    overdue: dict[int, int] = defaultdict(int)
    for line in map(state.lines.__getitem__, state.plans[number].lines):
        for one in open_answers(state, line):
            to = heir(state, line.to).id
            due[to].append(one.id)
            overdue[to] += one.stage == "unconfirmed"
    for body, found in sorted(due.items()):
        name, late = state.bodies[body].name, overdue[body]
        over = f", {late} of them not in time" if late else ""
        yield Item(
            what=f"receipts of {name}",
            body=name,
            stage=f"{_many(len(found))} to be confirmed or rejected{over}",
            who=f"who votes in {name}",
            do=f"confirm_delivery delivery={found[0]} received= grade=",
            until=0 if late else state.deliveries[found[0]].due_at,
        )


def _alert(state: State, alert: Alert) -> Item:
    about, at = heir(state, alert.body).name, heir(state, alert.at).name
    kind = alert.kind.replace("_", " ")
    risen = len(alert.rises)
    where = f"risen {risen} level{'s' * (risen > 1)}, to {at}" if risen else "with the unit itself"
    return Item(
        what=f"alert {alert.id}",
        body=about,
        stage=f"{kind}: {where}" + (", answered" if alert.answers else ""),
        who=f"who votes in {at}",
        do=f"answer_alert alert={alert.id} text=",
        until=alert.due_at,
    )


def _corrections(state: State) -> Iterator[Item]:
    for one in state.plan_corrections.values():
        if one.stage == "asked":
            stage, until = "is being looked for", 0
        elif one.stage == "voting":
            stage = f"{len(one.agreed)} of {len(one.questions)} councils have answered"
            until = one.until
        else:
            continue
        body = heir(state, state.campaigns[state.plans[one.plan].campaign].body).name
        who = "the councils concerned" if one.questions else ""
        yield Item(what=f"correction {one.id}", body=body, stage=stage, who=who, until=until)


def _many(count: int) -> str:
    return f"{count} deliver{'ies' if count > 1 else 'y'}"
