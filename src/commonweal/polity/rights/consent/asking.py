"""Asking the bodies that a reorganisation concerns, and counting what they say.

Rules of this module:

* the bodies that are merged, split or closed are asked, and the one that takes in the members of
  another; in a council its delegates answer, and where none sit, the bodies that send them;
* the question is put by itself, with the full debate also in an emergency; no seconder and no
  presence are asked for, so that neither officers nor absence keep a body from answering;
* a body in which nobody votes has not consented; if nobody does the next time either, it does not
  hold up the others any more;
* who is to be moved by a split and refuses stays where they are.

Not here: doing it (``commonweal.polity.reorganising``); what falls due, and refusing a move
(``law``); adding up and judging the votes (``commonweal.polity.decisions``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NoReturn, assert_never

import msgspec

from commonweal.charter import Reorganisation
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.ballots import Division
from commonweal.polity.case import Case
from commonweal.polity.entities import NO_BODY, Body, Motion
from commonweal.polity.refusals import refuse
from commonweal.polity.reorganising import check_reorganisation
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.consent import data
from commonweal.polity.rights.consent.effects import (
    AskForReorganisation,
    ConsentToReorganisation,
)
from commonweal.polity.rights.consent.forecast import consequences, events_of
from commonweal.polity.rights.succession import successor
from commonweal.terms import OFFICE, Refusal, days


def concerned(case: Case, effect: ef.Reorganisation) -> tuple[int, ...]:
    """Return the bodies whose consent a reorganisation needs, each once."""
    match effect:
        case ef.OpenBodyEffect():
            named: tuple[int, ...] = ()
        case ef.MergeBodies():
            named = effect.bodies
        case ef.SplitBody():
            named = (effect.body,)
        case ef.CloseBody():
            named = (effect.body, effect.members_to)
        case _:
            assert_never(effect)
    asked = (one for body in named if body != NO_BODY for one in _answering(case, body))
    return tuple(dict.fromkeys(asked))


def _answering(case: Case, number: int) -> Iterator[int]:
    """Yield the body itself, or those below it where nobody sits who could answer."""
    body = case.state.bodies[number]
    if body.members or case.state.delegates(number):
        yield number
        return
    for child in body.children:
        yield from _answering(case, child)


# The decision above.


def carry_out(case: Case, motion: Motion, effect: ef.Reorganisation) -> list[ev.Event]:
    """Do what a carried motion says about bodies, or ask those concerned first."""
    rule = case.charter_of(motion.charter).reorganisation
    asked = concerned(case, effect) if rule.consent == "bodies" else ()
    if not asked:
        return _do(case, motion, effect)
    wishes = [_wish(case, rule, body, motion) for body in asked]
    questions = [0 if wish else case.new("motions") for wish in wishes]
    held = data.ReorganisationHeldBack(
        motion=motion.id,
        until=case.at + days(rule.consent_days),
        asked=asked,
        questions=tuple(questions),
        wishes=tuple(wishes),
    )
    events: list[ev.Event] = [held]
    for body, question in zip(asked, questions, strict=True):
        if question:
            events += _ask(case, motion, case.state.bodies[body], question)
    # Who is to be moved by a split may have been outvoted at home, and has the time to refuse.
    waits = any(questions) or isinstance(effect, ef.SplitBody)
    return events if waits else [*events, *_settle(case, motion, effect)]


def _do(case: Case, motion: Motion, effect: ef.Reorganisation) -> list[ev.Event]:
    events = events_of(case, effect, motion.id)
    what = consequences(case, events)
    return [*events, data.BodiesReorganised(motion=motion.id, what=what)]


def _wish(case: Case, rule: Reorganisation, body: int, motion: Motion) -> int:
    """Return the motion by which a body asked for this very change, lately; 0 if it did not."""
    oldest = motion.moved_at - days(rule.consent_days)
    for wish in reversed(case.state.reorganisation_wishes.get(body, ())):
        if wish.change == motion.effect and wish.at >= oldest:
            return wish.motion
    return 0


def _ask(case: Case, motion: Motion, body: Body, question: int) -> list[ev.Event]:
    proposed = ev.MotionProposed(
        motion=question,
        body=body.id,
        by=motion.by,
        charter=case.version,
        text=motion.text,
        effect=ConsentToReorganisation(motion=motion.id),
    )
    until = case.at + days(case.level(body).motions.debate_days)
    told = ev.BodyNotified(body=body.id, about="consent_asked_for", motion=question)
    return [proposed, ev.DebateOpened(motion=question, until=until, roll_call=False), told]


# The answers.


def refused(case: Case, motion: Motion, division: Division) -> list[ev.Event]:
    """Say what follows when a question of consent is voted down, or nobody votes on it."""
    effect = motion.effect
    if not isinstance(effect, ConsentToReorganisation):
        return []
    found = case.state.reorganisations[effect.motion]
    if found.stage != "waiting" or found.questions.get(motion.body) != motion.id:
        return []
    silent = division.cast == 0
    answered = data.ConsentAnswered(
        motion=found.motion,
        body=motion.body,
        decided=motion.id,
        answer="silent" if silent else "refuses",
    )
    if silent and _was_silent(case, motion):
        return [answered, *_counted(case, found, motion)]
    why = "no_answer" if silent else "consent_refused"
    return [answered, *fall(case, found, why, motion.id)]


def check_consent(case: Case, body: Body, effect: ConsentToReorganisation) -> None:
    """Refuse a consent that is not asked for, or is given already."""
    found = waiting(case, effect.motion)
    rule = _rule(case, found)
    if body.id not in found.asked:
        _refuse_unconcerned(rule, body)
    if body.id in found.agreed:
        refuse(
            "consent_given_before",
            rule.cite("consent"),
            expected="one consent by each body",
            got=f"a second one by {body.name}",
            remedy="wait for the others",
        )
    question = case.state.motions.get(found.questions.get(body.id, 0))
    if question is not None and question.is_open and case.by != OFFICE:
        refuse(
            "consent_asked_already",
            rule.cite("consent"),
            expected="a body to which the question has not been put",
            got=f"{body.name}, where it is motion {question.id}",
            remedy="vote on that motion",
        )


def consent(case: Case, motion: Motion, effect: ConsentToReorganisation) -> list[ev.Event]:
    """Count a body's consent; the last one that is needed lets the change happen."""
    found = case.state.reorganisations[effect.motion]
    answered = data.ConsentAnswered(
        motion=found.motion, body=motion.body, decided=motion.id, answer="consents"
    )
    return [answered, *_counted(case, found, motion)]


def _counted(case: Case, found: data.Change, answer: Motion) -> list[ev.Event]:
    """Carry the change out if no other body has yet to answer."""
    missing = [
        one
        for one in found.asked
        if one not in found.agreed and one != answer.body and not _is_mute(case, found, one)
    ]
    if missing or found.motion in case.state.suspended_decisions:
        return []
    return settle(case, found, case.state.motions[found.motion])


def _is_mute(case: Case, found: data.Change, body: int) -> bool:
    """Whether a body was asked, and nobody voted for the second time in a row."""
    question = case.state.motions.get(found.questions.get(body, 0))
    return question is not None and question.stage == "rejected" and _was_silent(case, question)


def _was_silent(case: Case, question: Motion) -> bool:
    """Whether the body had been asked in vain before this question was put."""
    since = case.state.silences.get(question.body)
    return since is not None and since <= question.moved_at


def has_consent(case: Case, found: data.Change) -> bool:
    """Whether all who were asked have consented, or left two questions in a row unanswered."""
    return all(one in found.agreed or _is_mute(case, found, one) for one in found.asked)


def settle(case: Case, found: data.Change, motion: Motion) -> list[ev.Event]:
    """Carry out a change to which all have consented, as far as it still is possible."""
    assert isinstance(motion.effect, ef.Reorganisation)
    return _settle(case, motion, _remaining(case, motion.effect, found.staying))


def _settle(case: Case, motion: Motion, effect: ef.Reorganisation) -> list[ev.Event]:
    try:
        check_reorganisation(case, successor(case, motion.body), effect)
    except Refusal as refusal:
        return [data.ReorganisationDecided(motion=motion.id, outcome="fallen", why=refusal.name)]
    done = data.ReorganisationDecided(motion=motion.id, outcome="done", why="consented")
    return [done, *_do(case, motion, effect)]


def _remaining(case: Case, effect: ef.Reorganisation, staying: Sequence[int]) -> ef.Reorganisation:
    """Leave out whom a split cannot move: who is gone, refuses, or would get other judges."""
    if not isinstance(effect, ef.SplitBody):
        return effect
    home, stay = case.state.members.home, {*staying, *case.state.charged}
    moving = (one for one in effect.members if home[one] == effect.body and one not in stay)
    return msgspec.structs.replace(effect, members=tuple(moving))


def fall(case: Case, found: data.Change, why: str, answered: int = 0) -> list[ev.Event]:
    """Let a change fall, and end the questions that still run."""
    events: list[ev.Event] = [
        data.ReorganisationDecided(motion=found.motion, outcome="fallen", why=why)
    ]
    for number in found.questions.values():
        question = case.state.motions[number]
        if number == answered or not question.is_open:
            continue
        if question.stage == "vote":
            events.append(ev.PollVoided(poll=question.poll, why="reorganisation_fallen"))
        events.append(
            ev.MotionDecided(motion=number, outcome="lapsed", why="reorganisation_fallen")
        )
    return events


# Asking for it oneself.


def check_ask(case: Case, body: Body, effect: AskForReorganisation) -> None:
    """Refuse a wish that is not about the body itself, or that could not be fulfilled."""
    rule = case.charter.reorganisation
    if rule.consent == "none":
        refuse(
            "consent_not_provided",
            rule.cite("consent"),
            expected="a constitution that asks bodies for their consent",
            got="none",
            remedy="let a delegate move the change above",
        )
    above = body
    while above.level != rule.level and above.parent != NO_BODY:
        above = case.state.bodies[above.parent]
    check_reorganisation(case, above, effect.change)
    if body.id not in concerned(case, effect.change):
        _refuse_unconcerned(rule, body)


def ask(case: Case, motion: Motion, effect: AskForReorganisation) -> list[ev.Event]:
    """Record a body's wish, and tell the body above that decides."""
    asked = data.ReorganisationAskedFor(body=motion.body, decided=motion.id, change=effect.change)
    above, level = case.state.bodies[motion.body], case.charter.reorganisation.level
    while above.level != level and above.parent != NO_BODY:
        above = case.state.bodies[above.parent]
    told = ev.BodyNotified(body=above.id, about="reorganisation_asked_for", motion=motion.id)
    return [asked, told]


# Finding and refusing.


def waiting(case: Case, number: int) -> data.Change:
    """Return a change that waits for consent, or refuse."""
    found = case.state.reorganisations.get(number)
    if found is None or found.stage != "waiting":
        refuse(
            "reorganisation_not_waiting",
            case.charter.reorganisation.cite("consent"),
            expected="a change that waits for consent",
            got=f"motion {number}, {found.stage if found else 'which waits for none'}",
            remedy="look the decision up",
        )
    return found


def _rule(case: Case, found: data.Change) -> Reorganisation:
    return case.charter_of(case.state.motions[found.motion].charter).reorganisation


def _refuse_unconcerned(rule: Reorganisation, body: Body) -> NoReturn:
    refuse(
        "reorganisation_not_concerned",
        rule.cite("consent"),
        expected="a body that is merged, split or closed, or takes in another",
        got=body.name,
        remedy="leave it to those concerned",
    )


EFFECTS: Effects = {
    ConsentToReorganisation: (check_consent, consent),
    AskForReorganisation: (check_ask, ask),
}
"""What refuses each effect, and what carries it out."""
