"""The ladder: decisions that a change of what is entrenched needs, a time apart, and a referendum.

Rules of this module:

* a change is known by what it changes among the entrenched values: a text moved a year later may
  differ in everything else, and one that changes something else there begins anew;
* every step needs the entrenched majority; the next one is moved when the time is over, so that
  debate and vote come after it, and those elected meanwhile decide;
* a referendum is a motion of its own, put to all members at once by the last decision; a change
  that the members reject begins anew.

Not here: which values are entrenched, and adopting the text (``amendments``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from commonweal.charter import Amendment, Change, diff, touches
from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.entities import Motion
from commonweal.polity.polls import Electorate, open_vote
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.entrenchment.data import AmendmentConfirmed, Ladder
from commonweal.terms import CharterVersion, days


def change_of(guarded: Sequence[Change]) -> str:
    """Return the digest by which a change of entrenched values is known again."""
    lines = sorted(str(one) for one in guarded)
    return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()


def check_step(case: Case, rule: Amendment, guarded: Sequence[Change]) -> None:
    """Refuse a step that comes too early, or while all members vote on the change."""
    change = change_of(guarded)
    ladder = case.state.ladders.get(change)
    if ladder is None or _is_over(case, ladder, change):
        return
    if ladder.referendum:
        refuse(
            "entrenched_referendum_running",
            rule.cite("entrenched_referendum"),
            expected="a change on which nobody is voting",
            got=f"what motion {ladder.referendum} asks of all members",
            remedy="vote there",
        )
    if case.at < ladder.next_from:
        refuse(
            "entrenched_decision_too_early",
            rule.cite("entrenched_apart_days"),
            expected=f"{rule.entrenched_apart_days} days after motion {ladder.decisions[-1]}",
            got=f"{-(-(ladder.next_from - case.at) // days(1))} days too early",
            remedy="move it again then",
        )


def _is_over(case: Case, ladder: Ladder, change: str) -> bool:
    """Whether a change was adopted, or all members have voted on it: what follows begins anew."""
    if ladder.referendum:
        return case.state.polls[case.state.motions[ladder.referendum].poll].at <= case.at
    return _was_adopted(case, ladder, change)


def _was_adopted(case: Case, ladder: Ladder, change: str) -> bool:
    """Whether a version has made a change since its last step.

    Somebody may have undone it since: to make it once more takes every step once more.
    """
    since = case.state.motions[ladder.decisions[-1]].decided_at
    later = (one.version for one in case.state.constitutions[1:] if one.adopted_at >= since)
    for version in later:
        old, new = (case.charter_of(CharterVersion(one)) for one in (version - 1, version))
        if change_of(touches(diff(old, new), old.amendment.entrenched)) == change:
            return True
    return False


def referendum_rule(
    case: Case, rule: Amendment, motion: int
) -> tuple[Fraction, Fraction, str] | None:
    """Return what a referendum has to reach, if the motion is one."""
    if motion not in case.state.referendums:
        return None
    share = rule.entrenched_referendum or Fraction(0)
    return Fraction(1, 2), share, rule.cite("entrenched_referendum")


def climb(case: Case, rule: Amendment, motion: Motion, guarded: Sequence[Change]) -> list[ev.Event]:
    """Return the step that a carried change takes; nothing when it has reached the top."""
    if not guarded or motion.id in case.state.referendums:
        return []
    change = change_of(guarded)
    ladder = case.state.ladders.get(change)
    if ladder is not None and _is_over(case, ladder, change):
        ladder = None
    if ladder is not None and motion.moved_at < ladder.next_from:
        # Kept in debate meanwhile: those elected since have not moved it.
        return [ev.EffectFailed(motion=motion.id, why="entrenched_decision_too_early")]
    step, steps = len(ladder.decisions if ladder else ()) + 1, rule.entrenched_decisions
    if step < steps:
        next_from = case.at + days(rule.entrenched_apart_days)
        confirmed = AmendmentConfirmed(
            change=change, motion=motion.id, step=step, steps=steps, next_from=next_from
        )
        return [confirmed]
    if rule.entrenched_referendum is None:
        return []
    return _call_referendum(case, motion, change, step)


def _call_referendum(case: Case, motion: Motion, change: str, step: int) -> list[ev.Event]:
    """Put the text to all members, in secret, as a motion of its own."""
    number = case.new("motions")
    confirmed = AmendmentConfirmed(
        change=change, motion=motion.id, step=step, steps=step, referendum=number
    )
    proposed = ev.MotionProposed(
        motion=number,
        body=case.state.top,
        by=motion.by,
        charter=case.version,
        text=motion.text,
        effect=motion.effect,
    )
    top = case.state.bodies[case.state.top]
    electorate = Electorate(case, top, by_members=True)
    rule = replace(case.level(top).motions, ballot="secret")
    opened = open_vote(
        case, top, electorate, kind="motion", rule=rule, charter=case.version, motion=number
    )
    put = ev.MotionPut(motion=number, poll=opened.poll)
    return [confirmed, proposed, *electorate.events, opened, put]
