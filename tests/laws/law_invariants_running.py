"""What has to be true of a plan that runs: its reports, its alerts, and its corrections."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from law_world import World

from commonweal.charter.planning import Planning
from commonweal.polity.planning.correcting.data import Alert, PlanCorrection
from commonweal.terms import DAY_S


def _rule(world: World, plan: int) -> Planning:
    campaign = world.state.campaigns[world.state.plans[plan].campaign]
    rule = world.case().charter_of(campaign.charter).plan
    assert rule is not None
    return rule


def report_is_never_changed(world: World) -> None:
    """What was reported stays as it was reported, whatever is said of it later."""
    seen = vars(world).setdefault("reports_seen", {})
    for one in world.state.deliveries.values():
        said = (one.line, one.amount, one.by, one.reported_at)
        assert seen.setdefault(one.id, said) == said, f"delivery {one.id} was changed"
        if one.stage in {"confirmed", "rejected"}:
            answer = (one.stage, one.received, one.grade, one.answered_by, one.answered_at)
            before = seen.setdefault(("answer", one.id), answer)
            assert before == answer, f"the answer to delivery {one.id} was changed"


def lines_add_up(world: World) -> None:
    """A line says what the deliveries on it say, and nobody sends back what had not arrived."""
    for line in world.state.lines.values():
        every = [world.state.deliveries[one] for one in line.deliveries]
        assert line.reported == sum(one.amount for one in every), f"line {line.id}"
        assert line.confirmed == sum(one.received for one in every), f"line {line.id}"
        assert line.returned == sum(one.returned for one in every), f"line {line.id}"
        assert all(one.returned <= one.received for one in every), f"line {line.id}"


def nobody_answers_their_own_report(world: World) -> None:
    """Who reports a delivery does not say what arrived; and nothing waits longer than its days."""
    for one in world.state.deliveries.values():
        assert one.answered_by != one.by, f"{one.by} answers their own delivery {one.id}"
        suspended = world.state.lines[one.line].grievance
        waits = one.stage == "reported" and not suspended
        assert not waits or world.now < one.due_at, f"delivery {one.id} is unmarked"


def alert_rises_as_its_dates_say(world: World) -> None:
    """An alert that is open has risen whenever its days were over, as far as it can rise."""
    for one in world.state.alerts.values():
        if one.stage == "ended":
            continue
        days = _rule(world, one.plan).answer_days * DAY_S
        last = one.rises[-1][0] if one.rises else one.raised_at
        suspended = one.line and world.state.lines[one.line].grievance
        if one.due_at:
            assert suspended or world.now < one.due_at, f"alert {one.id} has not risen"
            assert one.due_at - last <= days + _suspended(world, one), f"alert {one.id} is put off"
        else:
            at = world.state.bodies[one.at]
            stays = not at.parent or not at.is_open or _was_top(world, one)
            assert stays, f"alert {one.id} stays below the top"


def _suspended(world: World, alert: Alert) -> int:
    """Seconds for which grievances have suspended the line of an alert, at most."""
    if not alert.line:
        return 0
    every = [one for one in world.state.grievances.values() if one.line == alert.line]
    return sum(world.now - one.suspended_at for one in every if one.suspended_at)


def _was_top(world: World, alert: Alert) -> bool:
    """Whether a body in which an alert stays stood at the top when it came there."""
    return alert.at == world.state.top or not world.state.bodies[alert.at].is_open


def correction_is_small_or_agreed(world: World) -> None:
    """Beyond the tolerance nothing is in force to which not more councils said yes than no.

    What is moved, or cut, without asking them adds up until they agree to something.
    """
    unasked: dict[int, Fraction] = {}
    for one in world.state.plan_corrections.values():
        if one.stage != "in_force":
            continue
        weight = one.moved + one.cut
        share = Fraction(weight, one.left) if one.left else Fraction(min(1, weight))
        small = share + unasked.get(one.plan, 0)
        unasked[one.plan] = Fraction(0) if one.questions else small
        if small <= _rule(world, one.plan).tolerance:
            continue
        yes = [body for body, agrees in one.agreed.items() if agrees]
        assert 2 * len(yes) > len(one.agreed), f"correction {one.id} is imposed"
        for body in yes:
            question = world.state.motions[one.questions[body]]
            assert question.stage == "carried", f"body {body} has not agreed to {one.id}"


def one_correction_at_a_time(world: World) -> None:
    """A plan is corrected by one correction at a time, and its vote ends in time."""
    running: set[int] = set()
    for one in world.state.plan_corrections.values():
        if _is_running(one):
            assert one.plan not in running, f"plan {one.plan} is corrected twice at once"
            running.add(one.plan)
        voting = one.stage == "voting"
        assert not voting or world.now < one.until, f"correction {one.id} is overdue"


def _is_running(one: PlanCorrection) -> bool:
    return one.stage in {"asked", "voting"} or (one.stage == "in_force" and not one.complete)


RUNNING_LAWS: tuple[Callable[[World], None], ...] = (
    report_is_never_changed,
    lines_add_up,
    nobody_answers_their_own_report,
    alert_rises_as_its_dates_say,
    correction_is_small_or_agreed,
    one_correction_at_a_time,
)
"""True after every step, of every plan that runs."""
