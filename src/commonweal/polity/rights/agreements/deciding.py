"""What bodies decide about agreements: adopting, giving notice, staying bound although one leaves.

Rules of this module:

* the body and the majority are those of the article under which the agreement was proposed: a later
  amendment makes it neither easier nor harder to get out;
* an agreement holds from the moment at which both adoptions are on record here;
* no notice is given while emergency powers are in force, and none ends before its days are over;
* a body that leaves the federation is bound afterwards only by its own word.

Not here: proposing and proving (``law``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn

from commonweal.charter.rights import Agreements as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.entities import Body, Motion
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.guarding import leaving_over
from commonweal.polity.rights.agreements import data
from commonweal.polity.rights.agreements.effects import (
    AdoptAgreement,
    ConfirmAgreement,
    GiveNoticeOfAgreement,
)
from commonweal.polity.rights.agreements.finding import (
    binds,
    confirmed_since,
    decides,
    found,
    rule_in_force,
    rule_of,
)
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.succession import successor
from commonweal.terms import days


def deciding_rule(
    case: Case, effect: AdoptAgreement | GiveNoticeOfAgreement
) -> tuple[Fraction, Fraction, str]:
    """Return what adopting an agreement, or giving notice of it, has to reach."""
    rule = rule_of(case, case.state.agreements[effect.agreement])
    return rule.majority, Fraction(0), rule.cite("majority")


def _require_deciding(case: Case, agreement: data.Agreement, body: Body) -> None:
    rule = rule_of(case, agreement)
    if not decides(case, rule, body):
        refuse(
            "effect_reserved",
            rule.cite("level"),
            expected=f"a body of the level {rule.level}" if rule.level else "the top body",
            got=f"{body.name}, {body.level}",
            remedy="bring it before the body that decides on agreements",
        )
    # Who has left is bound, or not, by their own word alone.
    bound = [one for one in _bound(case, agreement) if one.is_open]
    own = [one for one in bound if case.state.reaches(body.id, one.id)]
    if body.id != case.state.top and (not own or len(own) < len(bound)):
        _refuse_others(agreement, rule, body, "which binds others as well")


def _bound(case: Case, agreement: data.Agreement) -> list[Body]:
    return [successor(case, one) for one in agreement.bodies]


def _refuse_others(agreement: data.Agreement, rule: Rule, body: Body, which: str) -> NoReturn:
    refuse(
        "agreement_binds_others",
        rule.cite("level"),
        expected=f"an agreement that binds {body.name}, or bodies below it, and nobody else",
        got=f"agreement {agreement.id}, {which}",
        remedy="propose it for these bodies alone",
    )


def refuse_over(agreement: data.Agreement, rule: Rule) -> NoReturn:
    """Refuse what is done about an agreement that does not hold, or not any more."""
    refuse(
        "agreement_over",
        rule.cite(),
        expected="an agreement that holds, or is to hold",
        got=f"agreement {agreement.id}, {agreement.why or agreement.stage}".replace("_", " "),
        remedy="make a new one",
    )


def require_one_history(case: Case, rule: Rule, other: int) -> None:
    """Refuse anything new from a federation whose key has signed two histories."""
    known = case.state.foreigns[other]
    if known.forked:
        refuse(
            "foreign_record_forked",
            rule.cite(),
            expected="a federation that has one record",
            got=f"{known.name}, whose key has signed two",
            remedy="let it say publicly which is its own, and begin a record under a new name",
        )


# Adopting.


def check_adopt(case: Case, body: Body, effect: AdoptAgreement) -> None:
    """Refuse the adoption of what is not open, or by whom it does not concern."""
    rule_in_force(case)
    agreement = found(case, effect.agreement)
    rule = rule_of(case, agreement)
    _require_deciding(case, agreement, body)
    if not all(one.is_open for one in _bound(case, agreement)):
        _refuse_others(agreement, rule, body, "which binds bodies that have left")
    earlier = _replaced(case, agreement)
    if earlier is not None:
        # In the place of what others have agreed nobody puts anything of their own.
        _require_deciding(case, earlier, body)
    if agreement.motion and _is_held_again(case, agreement):
        return
    newest = case.state.agreements[case.state.agreement_of[agreement.document]]
    taken = agreement if agreement.stage != "proposed" else newest
    if taken.stage != "proposed":
        refuse(
            "agreement_not_open",
            rule.cite(),
            expected="an agreement that is proposed",
            got=f"agreement {taken.id}, {taken.stage}".replace("_", " "),
            remedy="propose another",
        )
    require_one_history(case, rule, agreement.foreign)


def _replaced(case: Case, agreement: data.Agreement) -> data.Agreement | None:
    """Return the agreement in whose place one comes, if it still holds or is to hold."""
    earlier = case.state.agreements.get(agreement.replaces)
    return None if earlier is None or earlier.stage == "ended" else earlier


def _is_held_again(case: Case, agreement: data.Agreement) -> bool:
    """Whether the vote by which it was adopted was annulled, and is held again."""
    return agreement.stage != "ended" and case.state.motions[agreement.motion].stage == "vote"


def adopt(case: Case, motion: Motion, effect: AdoptAgreement) -> list[ev.Event]:
    """Adopt an agreement; where the other side has, it comes into force."""
    agreement = case.state.agreements[effect.agreement]
    if agreement.stage != "proposed":
        return []  # a vote that was held again has said the same
    adopted = data.AgreementAdopted(
        agreement=agreement.id, document=agreement.document, motion=motion.id
    )
    if not agreement.theirs_at:
        return [adopted]
    return [adopted, *come_into_force(case, agreement)]


def come_into_force(case: Case, agreement: data.Agreement) -> list[ev.Event]:
    """Put an agreement in force, and end the one in whose place it comes."""
    begun: list[ev.Event] = [data.AgreementCameIntoForce(agreement=agreement.id)]
    earlier = _replaced(case, agreement)
    if earlier is not None:
        begun.append(data.AgreementEnded(agreement=earlier.id, why="replaced"))
    return begun


# Giving notice.


def check_notice(case: Case, body: Body, effect: GiveNoticeOfAgreement) -> None:
    """Refuse a notice of what does not hold, a second one, and any during an emergency."""
    agreement = found(case, effect.agreement)
    rule = rule_of(case, agreement)
    _require_deciding(case, agreement, body)
    if agreement.stage not in {"adopted", "in_force"}:
        refuse_over(agreement, rule)
    if agreement.notice_at:
        refuse(
            "agreement_notice_given_before",
            rule.cite("notice_days"),
            expected="an agreement of which no notice was given",
            got=f"agreement {agreement.id}, of which it was",
            remedy="wait until it ends",
        )
    if any(case.state.emergencies_in_force()):
        refuse(
            "agreement_not_ended_in_emergency",
            rule.cite("notice_days"),
            expected="a decision without emergency powers",
            got="an emergency in force",
            remedy="wait until it ends, or end it",
        )


def give_notice(case: Case, motion: Motion, effect: GiveNoticeOfAgreement) -> list[ev.Event]:
    """Give notice: the agreement ends after the days that its article gives."""
    return _notice(case, motion, case.state.agreements[effect.agreement])


def voted_down(case: Case, motion: Motion) -> list[ev.Event]:
    """Give notice of what an annulled vote had adopted, when the vote held again says No.

    The other federation may hold the proof that it was adopted: nothing is undone in silence.
    """
    if motion.amends or not isinstance(motion.effect, AdoptAgreement):
        return []
    agreement = case.state.agreements.get(motion.effect.agreement)
    adopted = agreement is not None and agreement.motion == motion.id
    if agreement is None or not adopted or agreement.stage == "ended" or agreement.notice_at:
        return []
    return _notice(case, motion, agreement)


def _notice(case: Case, motion: Motion, agreement: data.Agreement) -> list[ev.Event]:
    last = case.at + days(rule_of(case, agreement).notice_days)
    return [
        data.AgreementNoticeGiven(
            agreement=agreement.id,
            document=agreement.document,
            motion=motion.id,
            ends=min(last, agreement.ends),
        )
    ]


# Staying bound.


def check_confirm(case: Case, body: Body, effect: ConfirmAgreement) -> None:
    """Refuse the consent of a body that is not bound, does not leave, or has given it."""
    agreement = found(case, effect.agreement)
    rule = rule_of(case, agreement)
    if agreement.stage not in {"adopted", "in_force"}:
        refuse_over(agreement, rule)
    if body.id == case.state.top or not binds(case, agreement, body.id):
        refuse(
            "agreement_not_binding",
            rule.cite(),
            expected="a body that the agreement binds, below the top",
            got=body.name,
            remedy="ask the body above to make an agreement for it",
        )
    leaving = leaving_over(case, body.id)
    if leaving is None:
        refuse(
            "agreement_confirmed_without_leaving",
            rule.cite(),
            expected="a body that is about to leave the federation",
            got=f"{body.name}, which stays",
            remedy="nothing is needed: it binds the body as long as it belongs to the federation",
        )
    if confirmed_since(case, agreement, body.id, leaving.decided_at):
        refuse(
            "agreement_confirmed_before",
            rule.cite(),
            expected="one consent each",
            got=f"a second one by {body.name}",
            remedy="nothing is needed",
        )


def confirm(case: Case, motion: Motion, effect: ConfirmAgreement) -> list[ev.Event]:
    """Record that a body stays bound although it leaves."""
    agreement = case.state.agreements[effect.agreement]
    return [
        data.AgreementConfirmed(
            agreement=agreement.id,
            document=agreement.document,
            body=motion.body,
            motion=motion.id,
        )
    ]


EFFECTS: Effects = {
    AdoptAgreement: (check_adopt, adopt),
    GiveNoticeOfAgreement: (check_notice, give_notice),
    ConfirmAgreement: (check_confirm, confirm),
}
"""What refuses each effect, and what carries it out."""
