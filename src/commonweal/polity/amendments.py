"""Amending the constitution: by which body, with which majority, and what cannot be amended.

Rules of this module:

* a proposal is a whole constitution without faults; what counts is what it changes, in the version
  in force and in those that are adopted and begin later;
* an entrenched path needs the entrenched majority, or cannot be amended at all; the list of
  entrenched paths entrenches itself;
* an entrenched change may need several decisions and a referendum (``rights.entrenchment``);
* running procedures go on under the articles they were opened under, because they pin a version.

Not here: comparing constitutions (``commonweal.charter``).
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from commonweal.charter import Amendment, Change, Charter, diff, touches
from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.effects import AmendConstitution
from commonweal.polity.entities import Body, Motion
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.entrenchment.law import check_step, climb, referendum_rule
from commonweal.terms import CharterVersion, FaultyDocument

SELF_ENTRENCHED = ("amendment.entrenched", "amendment.entrenched_majority")
"""What is entrenched as soon as anything is."""


CONSTITUTION_BYTES_MAX = 48_000
"""Longest text of a constitution, in UTF-8; an entry of the record has at most 65,535 bytes."""


def check_length(text: str, cite: str) -> None:
    """Refuse a text that would not fit into an entry of the record."""
    size = len(text.encode())
    if size > CONSTITUTION_BYTES_MAX:
        refuse(
            "constitution_too_long",
            cite,
            expected=f"at most {CONSTITUTION_BYTES_MAX} bytes",
            got=size,
            remedy="shorten the wording of the articles",
        )


def check_amendment(case: Case, body: Body, effect: AmendConstitution) -> None:
    """Refuse a proposal that this body could not adopt."""
    rule = case.charter.amendment
    if body.level != rule.level:
        refuse(
            "effect_reserved",
            rule.cite("level"),
            expected=f"a body of the level {rule.level}",
            got=f"{body.name}, {body.level}",
            remedy=f"bring it before the {case.charter.levels[rule.level].title}",
        )
    check_length(effect.constitution, rule.cite())
    proposed = _read(case, effect.constitution)
    changes = _changes(case, proposed)
    if not diff(case.newest, proposed):
        refuse(
            "amendment_changes_nothing",
            rule.cite(),
            expected="a constitution that differs from the one in force",
            got="no difference",
            remedy="change the values you want changed",
        )
    guarded = _entrenched(rule, changes)
    if guarded and rule.entrenched_majority is None:
        refuse(
            "article_entrenched",
            rule.cite("entrenched"),
            expected="an amendment of other articles",
            got=", ".join(change.path for change in guarded),
            remedy="leave these as they are",
        )
    check_step(case, rule, guarded)
    check_stranded(case, proposed)


def _read(case: Case, text: str) -> Charter:
    try:
        return case.read(text)
    except FaultyDocument as faulty:
        refuse(
            "constitution_faulty",
            case.charter.amendment.cite(),
            expected="a constitution without faults",
            got=str(next(one for one in faulty.faults if not one.warning)),
            remedy="run `commonweal charter check` on the text and mend what it names",
        )


def _changes(case: Case, proposed: Charter) -> tuple[Change, ...]:
    """Return what a proposal changes in the version in force and in those that begin later.

    Compared with the version in force alone, a proposal could undo by an ordinary majority what is
    entrenched and adopted, but not yet in force.
    """
    if proposed.preamble.in_force_from >= case.newest.preamble.in_force_from:
        return diff(case.newest, proposed)
    numbers = range(case.version, case.state.charter_version + 1)
    versions = (case.charter_of(CharterVersion(one)) for one in numbers)
    return tuple(change for version in versions for change in diff(version, proposed))


def _entrenched(rule: Amendment, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    if not rule.entrenched:
        return ()
    return touches(changes, (*rule.entrenched, *SELF_ENTRENCHED))


def is_guarded(case: Case, effect: AmendConstitution) -> bool:
    """Whether a proposal changes anything that is entrenched."""
    changes = _changes(case, _read(case, effect.constitution))
    return bool(_entrenched(case.charter.amendment, changes))


def check_stranded(case: Case, proposed: Charter) -> None:
    """Levels and offices in use cannot vanish under those who sit in them."""
    in_use = {body.level for body in case.state.bodies.values() if body.is_open}
    _check_unions(case, proposed, in_use)
    stranded = sorted(
        name
        for name in in_use
        if name not in proposed.levels
        or set(proposed.levels[name].made_of) != set(case.charter.levels[name].made_of)
    )
    if stranded:
        refuse(
            "amendment_strands_bodies",
            case.charter.amendment.cite(),
            expected="every level that has open bodies, made of the same levels",
            got=", ".join(stranded),
            remedy="close or merge these bodies first",
        )


def _check_unions(case: Case, proposed: Charter, in_use: Collection[str]) -> None:
    """Unions do not come under command, and what is under command is not declared a union."""
    for name in sorted(in_use):
        before, after = case.charter.levels[name].own_roll, proposed.levels.get(name)
        if before != (after.own_roll if after else False):
            refuse(
                "union_would_lose_independence",
                (case.charter.union or case.charter.amendment).cite(),
                expected=f"the level {name} as it stands, while it has bodies",
                got="no such level" if after is None else f"own_roll = {str(not before).lower()}",
                remedy="leave it as it is; a union ends by the will of its own members only",
            )


def amending_rule(case: Case, motion: Motion) -> tuple[Fraction, Fraction, str]:
    """Return the share of Yes, the share of all votes, and the article, for a proposal."""
    rule = case.charter.amendment
    assert isinstance(motion.effect, AmendConstitution)
    of_all = referendum_rule(case, rule, motion.id)
    if of_all is not None:
        return of_all
    guarded = _entrenched(rule, _changes(case, _read(case, motion.effect.constitution)))
    if not guarded:
        return rule.majority, rule.yes_share_min, rule.cite("majority")
    if rule.entrenched_majority is None:
        # Entrenched after it was moved: nothing reaches more than all.
        return Fraction(2), rule.yes_share_min, rule.cite("entrenched")
    return rule.entrenched_majority, rule.yes_share_min, rule.cite("entrenched_majority")


def amend(case: Case, motion: Motion, effect: AmendConstitution) -> list[ev.Event]:
    """Put the adopted version in force, unless another was adopted since it was drafted.

    It would revert that one in silence; whoever wants both moves them again, as one text.
    """
    if _is_overtaken(case, motion):
        return [ev.EffectFailed(motion=motion.id, why="constitution_changed_meanwhile")]
    proposed, rule = _read(case, effect.constitution), case.charter.amendment
    steps = climb(case, rule, motion, _entrenched(rule, _changes(case, proposed)))
    if steps:
        return steps
    if _others_are_asked(case, motion):
        return [ev.EffectFailed(motion=motion.id, why="all_members_are_voting")]
    changes = diff(case.newest, proposed)
    return [
        ev.ConstitutionAdopted(
            version=case.state.charter_version + 1,
            text=effect.constitution,
            motion=motion.id,
            changes=tuple(change.path for change in changes),
        )
    ]


def _others_are_asked(case: Case, motion: Motion) -> bool:
    """Whether all members vote on a text that this one would overtake before they have decided.

    Otherwise a body could defeat any vote of all members by adopting a trifle meanwhile.
    """
    state = case.state
    put = (one.motion for one in state.initiatives.values() if one.motion and not one.body)
    return any(
        state.motions[one].stage == "vote"
        and isinstance(state.motions[one].effect, AmendConstitution)
        for one in (*state.referendums, *put)
        if one != motion.id
    )


def _is_overtaken(case: Case, motion: Motion) -> bool:
    """Whether a version was adopted after the text of a motion was drafted."""
    newest = case.state.constitutions[-1]
    amendments = (case.state.motions[one] for one in motion.amendments)
    carried = [one for one in amendments if one.stage == "carried" and one.text == motion.text]
    texts = [(one.moved_at, one.charter) for one in (motion, *carried)]
    initiative = case.state.initiatives.get(case.state.initiative_of.get(motion.id, 0))
    if initiative is not None:
        # Drafted when the first member signed it, not when the last one did.
        texts = [(initiative.started_at, initiative.charter)]
    drafted_at, charter = max(texts, key=lambda one: one[0])
    same_moment = newest.adopted_at == drafted_at and charter < newest.version
    return newest.adopted_at > drafted_at or same_moment
