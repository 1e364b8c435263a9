"""Correcting a plan that runs: asking for it, what was found, and what the councils say to it.

Rules of this module:

* whoever makes, orders or adopts a plan asks; one correction at a time, of a plan or of what an
  earlier correction has made of it;
* it changes no period that begins before all would have had the time to agree, so that nobody's
  week is another one overnight;
* inside the tolerance of the article it is in force at once; beyond it the question is put by
  itself to every council concerned, and nobody imposes it: more of them say yes than no, or it
  falls. A council in which nobody votes says neither;
* weighed is the work that is moved, and what is cut of promised deliveries, in the hours that it is
  worth: who gets less is asked as much as who works otherwise;
* the tolerance is one for all that is changed without a vote, until the councils have agreed to a
  correction: a large one is not cut into slices. What they have voted down is not put to them again
  before there are figures of another period;
* where so many are concerned that one entry could not hold the questions, the bodies above them
  answer.

Not here: finding the smallest change (``commonweal.plan``); recording its lines (``proposals``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from commonweal.charter.planning import Planning as Rule
from commonweal.polity import events as ev
from commonweal.polity.ballots import Division
from commonweal.polity.case import Case, numbered, require_office
from commonweal.polity.entities import Body, Motion
from commonweal.polity.planning.correcting import data
from commonweal.polity.planning.correcting.alerting import above
from commonweal.polity.planning.correcting.effects import AgreeToCorrection
from commonweal.polity.planning.proposals.finding import cite, has_say, plan_of
from commonweal.polity.planning.proposals.kept import AMOUNT_MAX, Plan
from commonweal.polity.planning.running import (
    first_period_from,
    period_begins,
    plan_body,
    refuse_not_running,
    rule_of_plan,
)
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.flooding import check_daily, told_daily
from commonweal.polity.rights.succession import heir
from commonweal.polity.rights.texts import require_text
from commonweal.terms import OFFICE, Moment, days

COUNCILS_MAX = 60
"""Councils to which one entry puts a question."""

ASKED_MAX = 1
"""Corrections of a plan for which one member asks within a day."""


def ask_for_correction(case: Case, command: data.AskForCorrection) -> list[ev.Event]:
    """Ask that the smallest change is found that makes a running plan fit again."""
    plan = plan_of(case, command.plan)
    if not plan.adopted_at or case.at >= plan.ends_at:
        refuse_not_running(case, f"plan {plan.id}")
    rule = rule_of_plan(case, plan)
    _check_asker(case, rule, plan)
    _require_alone(case, rule, plan)
    _require_new_figures(case, rule, plan)
    require_text(command.text, rule.cite("tolerance"))
    first = first_period_from(case.state, plan, case.at + days(rule.agree_days))
    if first > case.state.campaigns[plan.campaign].periods:
        refuse(
            "plan_correction_too_late",
            rule.cite("agree_days"),
            expected=f"a period of the plan that begins {rule.agree_days} days off, or later",
            got="none",
            remedy="propose for the next plan",
        )
    asked = data.CorrectionAskedFor(
        correction=case.new("plan_corrections"),
        plan=plan.id,
        by=case.by,
        text=command.text,
        charter=case.state.campaigns[plan.campaign].charter,
        from_period=first,
    )
    return [*_given_up(case, plan), asked]


def _given_up(case: Case, plan: Plan) -> list[ev.Event]:
    """End a correction that was asked for and never found: it is too late for it."""
    return [
        data.CorrectionFound(correction=one.id, stage="fallen", file="")
        for one in case.state.plan_corrections.values()
        if one.plan == plan.id and _is_too_late(case, plan, one)
    ]


def _is_too_late(case: Case, plan: Plan, found: data.PlanCorrection) -> bool:
    """Whether the first period has begun that a correction still to be found would change."""
    begins = period_begins(case.state, plan, found.from_period)
    return found.stage == "asked" and case.at >= begins


def _check_asker(case: Case, rule: Rule, plan: Plan) -> None:
    if not has_say(case, case.state.campaigns[plan.campaign]):
        refuse(
            "plan_correction_of_others",
            rule.cite("tolerance"),
            expected="somebody who votes in a body that makes, orders or adopts the plan",
            got=f"member {case.by}",
            remedy="ask one of them",
        )
    every = case.state.plan_corrections.values()
    lately = [one.asked_at for one in every if one.by == case.by and one.plan == plan.id]
    check_daily(lately, case.at, ASKED_MAX, rule.cite("tolerance"), "corrections of a plan")


def _require_alone(case: Case, rule: Rule, plan: Plan) -> None:
    if not plan.complete:
        refuse(
            "plan_lines_awaited",
            rule.cite("tolerance"),
            expected="a plan whose lines are all on the record",
            got=f"plan {plan.id}, of which parts are awaited",
            remedy="wait until the office has recorded them",
        )
    for one in case.state.plan_corrections.values():
        if one.plan == plan.id and is_running(one) and not _is_too_late(case, plan, one):
            refuse(
                "plan_correction_running",
                rule.cite("tolerance"),
                expected="a plan that is not being corrected",
                got=f"plan {plan.id}, under correction {one.id}",
                remedy="wait until it is settled",
            )


def _require_new_figures(case: Case, rule: Rule, plan: Plan) -> None:
    """Refuse to put to the councils again, on the same figures, what they have voted down."""
    for one in case.state.plan_corrections.values():
        if one.plan != plan.id or one.stage != "fallen" or not one.questions:
            continue
        following = first_period_from(case.state, plan, one.settled_at + 1)
        if case.at < period_begins(case.state, plan, following):
            refuse(
                "plan_correction_voted_down",
                rule.cite("agree_days"),
                expected="figures of another period than those on which the councils voted",
                got=f"correction {one.id}, which has fallen",
                remedy="wait until the next period begins",
            )


def is_running(found: data.PlanCorrection) -> bool:
    """Whether a correction is looked for, voted on, or in force without all its lines."""
    in_force = found.stage == "in_force" and not found.complete
    return in_force or found.stage in {"asked", "voting"}


# What was found.


def record_correction(case: Case, command: data.RecordCorrection) -> list[ev.Event]:
    """Put a correction in force that is small enough, and ask the councils about any other."""
    require_office(case, "record_correction")
    found = _correction(case, command.correction)
    plan = case.state.plans[found.plan]
    rule = rule_of_plan(case, plan)
    if found.stage != "asked":
        refuse(
            "plan_correction_not_awaited",
            rule.cite("tolerance"),
            expected="a correction that was asked for and is not found yet",
            got=f"correction {found.id}, {found.stage.replace('_', ' ')}",
            remedy="nothing is to be done",
        )
    _check_fits(case, rule, command)
    begins = period_begins(case.state, plan, found.from_period)
    if command.outcome != "change":
        return [_found(command, command.outcome, command.bodies)]
    if case.at >= begins or not plan.adopted_at:
        return [_found(command, "fallen", command.bodies)]
    if _changed_unasked(case, plan) + _share(command) <= rule.tolerance:
        done = _found(command, "in_force", command.bodies)
        return [done, *_tell(case, plan, command.bodies, "plan_correction_in_force")]
    return _put(case, found, command, Moment(min(case.at + days(rule.agree_days), begins)))


def _changed_unasked(case: Case, plan: Plan) -> Fraction:
    """Return the share of the hours changed without a vote since the councils last agreed."""
    changed = Fraction(0)
    for one in case.state.plan_corrections.values():
        if one.plan == plan.id and one.stage == "in_force":
            changed = Fraction(0) if one.questions else changed + _share(one)
    return changed


def _share(of: data.PlanCorrection | data.RecordCorrection) -> Fraction:
    """Return what is moved and cut as a share of the hours left; where none are, it is all."""
    weight = of.moved + of.cut
    return Fraction(weight, of.left) if of.left else Fraction(min(1, weight))


def _correction(case: Case, number: int) -> data.PlanCorrection:
    found = case.state.plan_corrections.get(number)
    if found is None:
        refuse(
            "plan_correction_unknown",
            cite(case),
            expected=numbered("a correction of a plan", len(case.state.plan_corrections)),
            got=number,
            remedy="list the corrections of the plan",
        )
    return found


def _check_fits(case: Case, rule: Rule, command: data.RecordCorrection) -> None:
    change = command.outcome == "change"
    fits = all(0 <= one <= AMOUNT_MAX for one in (command.moved, command.left, command.cut))
    fits = fits and all(one in case.state.bodies for one in command.bodies)
    fits = fits and len(set(command.bodies)) == len(command.bodies)
    if not fits or (change and not (command.file and command.bodies)):
        refuse(
            "plan_correction_does_not_fit",
            rule.cite("tolerance"),
            expected="a file, hours, and the bodies concerned, each once",
            got=f"{len(command.bodies)} bodies, {command.moved} hours moved and {command.cut} cut,"
            f" of {command.left}",
            remedy="find the correction anew",
        )


def _found(
    command: data.RecordCorrection,
    stage: data.FoundStage,
    bodies: Iterable[int],
    questions: tuple[int, ...] = (),
    until: int = 0,
) -> data.CorrectionFound:
    return data.CorrectionFound(
        correction=command.correction,
        stage=stage,
        file=command.file,
        moved=command.moved,
        left=command.left,
        bodies=tuple(bodies),
        questions=questions,
        until=until,
        cut=command.cut,
    )


def _tell(case: Case, plan: Plan, bodies: Iterable[int], about: str) -> list[ev.Event]:
    told = dict.fromkeys([plan_body(case.state, plan).id, *councils(case, bodies)])
    return [one for body in told for one in told_daily(case.state.bodies[body], case.at, about)]


# The councils concerned.


def councils(case: Case, bodies: Iterable[int]) -> list[int]:
    """Return the councils that answer for some bodies: they themselves, unless they are too many.

    Whoever was merged answers as the body that it became; where nobody votes, nobody is asked.
    """
    found = [heir(case.state, one) for one in bodies]
    asked = list(dict.fromkeys(one.id for one in found if one.is_open))
    while len(asked) > COUNCILS_MAX:
        upper = [above(case, case.state.bodies[one]) for one in asked]
        higher = list(
            dict.fromkeys(up.id if up else one for up, one in zip(upper, asked, strict=True))
        )
        if higher == asked:
            break
        asked = higher
    return [one for one in asked if case.state.bodies[one].members or case.state.delegates(one)]


def _put(
    case: Case, found: data.PlanCorrection, command: data.RecordCorrection, until: Moment
) -> list[ev.Event]:
    """Put the question to every council concerned."""
    asked = councils(case, command.bodies)
    if not asked:
        return [_found(command, "fallen", command.bodies)]
    questions = tuple(case.new("motions") for _ in asked)
    events: list[ev.Event] = [_found(command, "voting", asked, questions, until)]
    for body, question in zip(asked, questions, strict=True):
        events += _ask(case, found, case.state.bodies[body], question)
    return events


def _ask(case: Case, found: data.PlanCorrection, body: Body, question: int) -> list[ev.Event]:
    proposed = ev.MotionProposed(
        motion=question,
        body=body.id,
        by=found.by,
        charter=found.charter,
        text=found.text,
        effect=AgreeToCorrection(correction=found.id),
    )
    until = case.at + days(case.level(body, found.charter).motions.debate_days)
    told = ev.BodyNotified(body=body.id, about="plan_correction_put", motion=question)
    return [proposed, ev.DebateOpened(motion=question, until=until, roll_call=False), told]


# The answers.


def check_agree(case: Case, body: Body, effect: AgreeToCorrection) -> None:
    """Refuse an answer to what is not asked any more, and the question where anybody moves it."""
    found = _correction(case, effect.correction)
    rule = rule_of_plan(case, case.state.plans[found.plan])
    if found.stage != "voting":
        refuse(
            "plan_correction_not_voting",
            rule.cite("agree_days"),
            expected="a correction on which the councils concerned vote",
            got=f"correction {found.id}, {found.stage.replace('_', ' ')}",
            remedy="ask for another correction",
        )
    if case.by != OFFICE:
        refuse(
            "plan_correction_put_by_itself",
            rule.cite("agree_days"),
            expected="the motion that was put by itself",
            got=f"another one in {body.name}",
            remedy="vote on the question that was put to each council concerned",
        )


def agree(case: Case, motion: Motion, effect: AgreeToCorrection) -> list[ev.Event]:
    """Count a council's yes; the last answer settles the correction."""
    found = case.state.plan_corrections[effect.correction]
    return _answered(case, found, motion, {motion.body: True})


def voted_down(case: Case, motion: Motion, division: Division) -> list[ev.Event]:
    """Say what follows when a council votes a correction down, or nobody in it votes."""
    effect = motion.effect
    if not isinstance(effect, AgreeToCorrection):
        return []
    # Nobody else puts this question, and when the correction is settled it lapses.
    found = case.state.plan_corrections[effect.correction]
    return _answered(case, found, motion, {motion.body: False} if division.cast else {})


def _answered(
    case: Case, found: data.PlanCorrection, motion: Motion, said: Mapping[int, bool]
) -> list[ev.Event]:
    events: list[ev.Event] = [
        data.CorrectionAgreed(correction=found.id, body=body, agrees=agrees)
        for body, agrees in said.items()
    ]
    others = (case.state.motions[one] for one in found.questions.values() if one != motion.id)
    if any(one.is_open for one in others):
        return events
    return [*events, *_settle(case, found, {**found.agreed, **said}, motion.id)]


def settle_correction(case: Case, command: data.SettleCorrection) -> list[ev.Event]:
    """Settle a correction when the time to agree is over, by the answers that there are."""
    require_office(case, "settle_correction")
    found = _correction(case, command.correction)
    if found.stage != "voting" or case.at < found.until:
        refuse(
            "nothing_due",
            cite(case),
            expected="a correction whose days to agree are over",
            got=f"correction {found.id}, {found.stage}",
            remedy="wait",
        )
    return _settle(case, found, found.agreed)


def _settle(
    case: Case, found: data.PlanCorrection, agreed: Mapping[int, bool], answered: int = 0
) -> list[ev.Event]:
    """Put a correction in force to which more councils say yes than no; end what is still open."""
    yes, plan = sum(1 for one in agreed.values() if one), case.state.plans[found.plan]
    # A plan that was taken back meanwhile is not there to be corrected.
    carried = bool(plan.adopted_at) and yes > len(agreed) - yes
    settled = data.CorrectionSettled(correction=found.id, stage="in_force" if carried else "fallen")
    events: list[ev.Event] = [settled]
    for number in found.questions.values():
        question = case.state.motions[number]
        if number == answered or not question.is_open:
            continue
        if question.stage == "vote":
            events.append(ev.PollVoided(poll=question.poll, why="plan_correction_settled"))
        events.append(
            ev.MotionDecided(motion=number, outcome="lapsed", why="plan_correction_settled")
        )
    about = "plan_correction_in_force" if carried else "plan_correction_fallen"
    return [*events, *_tell(case, plan, found.bodies, about)]


EFFECTS: Effects = {AgreeToCorrection: (check_agree, agree)}
"""What refuses each effect, and what carries it out."""
