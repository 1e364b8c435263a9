"""Joining: a body that comes from another record is admitted, and its people find their way in.

Rules of this module:

* a body joins by its own decision, which is its own record's business, and by that of the body
  that decides here which bodies there are;
* what it brings is told for ever: the name and key of its record, and the signed checkpoint under
  which its part was proved; the proof itself is checked by the door, and by anybody who has it;
* the decision names who enters its people (``ushering``).

Not here: checking the part (``commonweal.record``), leaving (``leaving``).
"""

from __future__ import annotations

import re

from commonweal.polity import events as ev
from commonweal.polity.bodies import check_name, check_place, opened
from commonweal.polity.case import Case
from commonweal.polity.entities import Body, Motion
from commonweal.polity.refusals import refuse
from commonweal.polity.reorganising import require_below
from commonweal.polity.rights.affiliation import data
from commonweal.polity.rights.affiliation.effects import AdmitBody
from commonweal.polity.rights.affiliation.guarding import check_untouched, rule_in_force
from commonweal.polity.rights.carrying import Effects

_ROOT = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"([^+\s]+)\+[0-9a-f]{8}\+\S+")


def check_admit(case: Case, body: Body, effect: AdmitBody) -> None:
    """Refuse to admit a body that this one cannot admit, or that says too little of itself."""
    rule_in_force(case)
    rule = case.charter.reorganisation
    if body.level != rule.level:
        refuse(
            "effect_reserved",
            rule.cite("level"),
            expected=f"a body of the level {rule.level}",
            got=f"{body.name}, {body.level}",
            remedy=f"bring it before the {case.charter.levels[rule.level].title}",
        )
    check_place(case, effect.level, effect.parent)
    require_below(case, body, effect.parent)
    check_untouched(case, body, effect.parent)
    check_name(case, effect.level, effect.name)
    _check_level(case, effect)
    _check_proof(case, effect)
    _check_once(case, effect)
    case.member(effect.usher)


def _check_level(case: Case, effect: AdmitBody) -> None:
    level = case.charter.levels[effect.level]
    if not level.is_base or effect.people < 1:
        refuse(
            "arrival_not_of_members",
            level.cite("made_of"),
            expected="a body in which members sit themselves, with at least one of them",
            got=f"{effect.people} people in a body of the level {level.name}",
            remedy="admit the bodies of members below it, one by one",
        )


def _check_proof(case: Case, effect: AdmitBody) -> None:
    named = _KEY.fullmatch(effect.key)
    fits = named is not None and named[1] == effect.origin
    if not (fits and _ROOT.fullmatch(effect.root_hash) and effect.size > 0):
        refuse(
            "arrival_without_proof",
            rule_in_force(case).cite(),
            expected="size and root of a checkpoint, and the key of the record that signed it",
            got=f"{effect.origin or 'no record'}, {effect.size} entries",
            remedy="prepare the motion with `commonweal affiliate`, from the exported part",
        )


def _check_once(case: Case, effect: AdmitBody) -> None:
    for one in case.state.arrivals.values():
        same = (one.origin, one.body_there) == (effect.origin, effect.body_there)
        if same and case.state.bodies[one.body].is_open:
            refuse(
                "body_admitted_before",
                rule_in_force(case).cite(),
                expected="a body that is not here yet",
                got=f"body {one.body_there} of {one.origin}, here body {one.body}",
                remedy="nothing is needed",
            )


def admit(case: Case, motion: Motion, effect: AdmitBody) -> list[ev.Event]:
    """Open the body, and tell where it comes from."""
    events = opened(case, effect.level, effect.name, effect.parent)
    new = events[0]
    assert isinstance(new, ev.BodyOpened)
    admitted = data.BodyAdmitted(
        body=new.body,
        motion=motion.id,
        usher=effect.usher,
        people=effect.people,
        origin=effect.origin,
        key=effect.key,
        size=effect.size,
        root_hash=effect.root_hash,
        body_there=effect.body_there,
    )
    return [*events, admitted]


EFFECTS: Effects = {AdmitBody: (check_admit, admit)}
"""What refuses the effect, and what carries it out."""
