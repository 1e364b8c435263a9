"""Decisions: adding up a vote, judging it by the article, and what a carried motion brings about.

Rules of this module:

* votes are added as exact fractions; a void vote counts for presence and for nothing else;
* a majority is of Yes among Yes and No; a least share of Yes is of all votes there are, so that a
  No never helps a motion; only a turnout quorum, where a constitution has one, can make it do so;
* equal Yes and No are an outcome: rejected, or a lot, as the article says;
* an effect that has become impossible is recorded as failed; the decision stands.

Not here: moving and putting motions (``motions``); what each effect does (its own module).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from commonweal.charter import MotionRule
from commonweal.charter.rights import Affiliation, Initiative
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.amendments import amend, amending_rule, check_amendment
from commonweal.polity.ballots import Division
from commonweal.polity.case import Case
from commonweal.polity.commands import DeclarePoll
from commonweal.polity.emergencies import (
    check_emergency,
    check_end,
    declare_emergency,
    emergency_rule,
    end_emergency,
)
from commonweal.polity.entities import Body, Motion, Poll
from commonweal.polity.mandates import check_instruct, give, on_amended
from commonweal.polity.planning import law as planning
from commonweal.polity.planning.correcting import agreeing
from commonweal.polity.planning.proposals import adopting
from commonweal.polity.planning.proposals.effects import AdoptPlan
from commonweal.polity.questions import QUESTIONS
from commonweal.polity.refusals import refuse
from commonweal.polity.reorganising import check_reorganisation
from commonweal.polity.rights.affiliation import law as affiliation
from commonweal.polity.rights.affiliation.guarding import leaving_rule
from commonweal.polity.rights.affiliation.leaving import voted_down
from commonweal.polity.rights.agreements import deciding as agreements
from commonweal.polity.rights.agreements.effects import AdoptAgreement, GiveNoticeOfAgreement
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.caucuses import law as caucuses
from commonweal.polity.rights.challenges import annulling, hearing
from commonweal.polity.rights.challenges.data import AnnulPoll
from commonweal.polity.rights.consent import asking
from commonweal.polity.rights.control import law as control
from commonweal.polity.rights.discipline import deciding as discipline
from commonweal.polity.rights.discipline import standing
from commonweal.polity.rights.discipline.effects import ExpelMember, ReprimandMember
from commonweal.polity.rights.grievances import arbitrating as grievances
from commonweal.polity.rights.initiative import calling
from commonweal.polity.rights.initiative import putting as initiatives
from commonweal.polity.rights.letters import law as letters
from commonweal.polity.rights.letters.data import RemoveLetter
from commonweal.terms import Refusal, days


@dataclass(frozen=True, slots=True)
class Majority:
    """What a vote has to reach.

    Attributes:
        share: share of Yes among Yes and No.
        inclusive: whether reaching the share suffices, or it must be exceeded.
        yes_share_min: share of all votes that Yes must reach.
        turnout_quorum: share of all votes that must be cast.
        lot_on_tie: whether equal Yes and No are decided by lot.
        cite: article.
    """

    share: Fraction
    inclusive: bool
    yes_share_min: Fraction
    turnout_quorum: Fraction
    lot_on_tie: bool
    cite: str


Outcome = Literal["carried", "rejected", "divided", "superseded"]


def judge(
    majority: Majority, division: Division
) -> tuple[Literal["carried", "rejected", "tied"], str]:
    """Judge a division: ``carried``, ``rejected`` or ``tied``, and what decided it."""
    yes, no = Fraction(division.yes), Fraction(division.no)
    if division.cast < majority.turnout_quorum * division.electorate:
        return "rejected", f"turnout quorum not reached, article {majority.cite}"
    if yes < majority.yes_share_min * division.electorate:
        return "rejected", f"Yes below the share of all votes, article {majority.cite}"
    if yes == no and majority.share == Fraction(1, 2) and yes > 0 and majority.lot_on_tie:
        return "tied", f"Yes and No are equal, article {majority.cite}"
    needed = majority.share * (yes + no)
    reached = yes > 0 and (yes >= needed if majority.inclusive else yes > needed)
    word = "reached" if reached else "not reached"
    return ("carried" if reached else "rejected"), f"majority {word}, article {majority.cite}"


def ordinary(rule: MotionRule, *, without_quorum: bool) -> Majority:
    """Return what an ordinary motion has to reach."""
    return Majority(
        share=rule.majority,
        inclusive=False,
        yes_share_min=rule.yes_share_min,
        turnout_quorum=Fraction(0) if without_quorum else rule.turnout_quorum,
        lot_on_tie=rule.tie == "lot",
        cite=rule.cite("majority"),
    )


def of_all(rule: Initiative, special: tuple[Fraction, Fraction, str] | None = None) -> Majority:
    """Return what a vote of all members has to reach; ``special``: what its effect needs anyway."""
    share, yes_share_min, cite = special or (rule.majority, Fraction(0), rule.cite("majority"))
    return Majority(
        share=max(share, rule.majority),
        inclusive=share > rule.majority,
        yes_share_min=max(yes_share_min, rule.yes_share_min),
        turnout_quorum=Fraction(0),
        lot_on_tie=False,
        cite=cite,
    )


def to_leave(rule: Affiliation) -> Majority:
    """Return what a vote on leaving has to reach; one half has to be exceeded."""
    return Majority(
        share=rule.leave_majority,
        inclusive=rule.leave_majority > Fraction(1, 2),
        yes_share_min=rule.leave_yes_share_min,
        turnout_quorum=Fraction(0),
        lot_on_tie=False,
        cite=rule.cite("leave_majority"),
    )


def majority_for(case: Case, motion: Motion) -> Majority:
    """Return what a motion has to reach, by its effect."""
    leaving = leaving_rule(case, motion)
    if leaving is not None:
        return to_leave(leaving)
    special = None if motion.amends else _special_rule(case, motion)
    asked = initiatives.asked_of_all(case, motion)
    if asked is not None:
        return of_all(asked, special)
    if isinstance(motion.effect, QUESTIONS):
        # Absence keeps no body from answering, and a lot consents to nothing.
        return replace(ordinary(case.deciding(motion), without_quorum=True), lot_on_tie=False)
    if special is None:
        bent = case.state.bends("decide_without_quorum", motion.body)
        return ordinary(case.deciding(motion), without_quorum=bent)
    share, yes_share_min, cite = special
    return Majority(
        share=share,
        # All members lift what is entrenched by more Yes than No: a tie lifts nothing, nor does it
        # annul a result, or adopt a plan.
        inclusive=not (motion.id in case.state.referendums or motion.id in case.state.hearings)
        and not (isinstance(motion.effect, AdoptPlan) and share <= Fraction(1, 2)),
        yes_share_min=yes_share_min,
        turnout_quorum=Fraction(0),
        lot_on_tie=False,
        cite=cite,
    )


def _special_rule(case: Case, motion: Motion) -> tuple[Fraction, Fraction, str] | None:
    """Return the share of Yes, that of all votes and the article, if its effect has its own."""
    match motion.effect:
        case ef.AmendConstitution():
            return amending_rule(case, motion)
        case ef.DeclareEmergency():
            return emergency_rule(case)
        case RemoveLetter():
            return letters.removal_rule(case, motion)
        case AnnulPoll():
            return hearing.needed_to_annul(case, motion)
        case AdoptAgreement() | GiveNoticeOfAgreement():
            return agreements.deciding_rule(case, motion.effect)
        case AdoptPlan():
            return adopting.adopting_rule(case, motion, motion.effect)
        case ExpelMember() | ReprimandMember():
            return discipline.decision_rule(case, motion, motion.effect)
    return None


def add_up(case: Case, poll: Poll) -> Division:
    """Add up the votes by name of a poll, split votes included."""
    totals = [Fraction(0)] * 3
    void = 0
    whole: Counter[int] = Counter()
    for vote in poll.votes.values():
        if vote.void:
            void += 1
        elif vote.choice == "hand_in":
            if vote.split is None:
                whole[vote.mandate] += 1
            else:
                totals = [a + Fraction(b) for a, b in zip(totals, vote.split, strict=True)]
        else:
            totals[("yes", "no", "abstain").index(vote.choice)] += 1
    for mandate_id, votes in whole.items():
        division = case.state.mandates[mandate_id].division
        assert division is not None
        shared = largest_remainder(division, votes)
        totals = [a + b for a, b in zip(totals, shared, strict=True)]
    yes, no, abstain = (str(total) for total in totals)
    return Division(yes, no, abstain, poll.electors, poll.cast, void)


def largest_remainder(division: Division, votes: int) -> tuple[int, int, int]:
    """Share whole votes out in proportion to a division; tied remainders become abstentions."""
    parts = [Fraction(one) for one in (division.yes, division.no, division.abstain)]
    whole = sum(parts)
    exact = [part * votes / whole for part in parts]
    shares = [int(one) for one in exact]
    left = votes - sum(shares)
    remainders = [one - share for one, share in zip(exact, shares, strict=True)]
    for place in sorted(range(3), key=lambda one: remainders[one], reverse=True):
        rivals = sum(1 for one in remainders if one >= remainders[place])
        if left and rivals <= left and remainders[place] > 0:
            shares[place] += 1
    shares[2] += votes - sum(shares)
    return shares[0], shares[1], shares[2]


def division_of(case: Case, poll: Poll, command: DeclarePoll) -> Division:
    """Return the division of a vote: added up here if by name, counted from the box if secret."""
    if not poll.secret:
        return add_up(case, poll)
    if command.counted is None or command.counted.division is None:
        refuse(
            "count_missing",
            case.charter_of(poll.charter).preamble.cite(),
            expected="the count of the box",
            got="none",
            remedy="the office counts when the voting is over",
        )
    return command.counted.division


def declare_motion(case: Case, poll: Poll, command: DeclarePoll) -> list[ev.Event]:
    """Declare the result of a vote on a motion or amendment, and do what it says."""
    motion = case.state.motions[poll.motion]
    division = division_of(case, poll, command)
    judged, why = judge(majority_for(case, motion), division)
    if judged == "tied" and not poll.lots:
        return [ev.LotRequired(poll=poll.id, among=(1, 0), why=why)]
    outcome: Outcome
    if isinstance(motion.effect, ef.Instruct) and motion.effect.kind == "split":
        outcome, why = _divided(division, why)
    elif judged == "tied":
        outcome = "carried" if poll.lots[-1][0] == 1 else "rejected"
        why = f"decided by lot; {why}"
    else:
        outcome = judged
    box = command.counted.box if command.counted else ""
    declared = ev.PollDeclared(poll=poll.id, outcome=outcome, division=division, box=box)
    if motion.amends:
        return [declared, *_decide_amendment(case, motion, outcome, why, division)]
    decided = ev.MotionDecided(motion=motion.id, outcome=outcome, why=why, division=division)
    if outcome == "rejected":
        refused = asking.refused(case, motion, division)
        refused += agreeing.voted_down(case, motion, division)
        taken_back = [
            *voted_down(case, motion),
            *agreements.voted_down(case, motion),
            *adopting.voted_down(case, motion),
        ]
        return [declared, decided, *refused, *taken_back]
    held = calling.hold_back(case, motion)
    return [declared, decided, *(held or carry_out(case, motion, division))]


def carry_out(case: Case, motion: Motion, division: Division) -> list[ev.Event]:
    """Give what follows from a carried motion: its tasks, and what it brings about."""
    return [*_assign(case, motion), *_carry_out(case, motion, division)]


def _divided(division: Division, why: str) -> tuple[Outcome, str]:
    """A vote that instructs in proportion is not won or lost, it divides; unless nobody voted."""
    votes = Fraction(division.yes) + Fraction(division.no) + Fraction(division.abstain)
    return ("divided", "the division is the mandate") if votes else ("rejected", why)


def _decide_amendment(
    case: Case, amendment: Motion, outcome: Outcome, why: str, division: Division
) -> list[ev.Event]:
    """Carry an amendment in; of several that are carried the one with the most Yes stands."""
    parent = case.state.motions[amendment.amends]
    rivals = [case.state.motions[one] for one in parent.amendments]
    standing = next((one for one in rivals if one.stage == "carried"), None)
    events: list[ev.Event] = []
    if outcome == "carried" and standing is not None and standing.division is not None:
        if Fraction(standing.division.yes) >= Fraction(division.yes):
            outcome, why = "superseded", f"amendment {standing.id} has as many Yes or more"
        else:
            beaten = f"amendment {amendment.id} has more Yes"
            events.append(
                ev.MotionDecided(
                    motion=standing.id,
                    outcome="superseded",
                    why=beaten,
                    division=standing.division,
                )
            )
    events.append(
        ev.MotionDecided(motion=amendment.id, outcome=outcome, why=why, division=division)
    )
    if outcome == "carried":
        amended = ev.MotionAmended(
            motion=parent.id,
            by=amendment.id,
            text=amendment.text,
            effect=amendment.effect,
            tasks=amendment.tasks,
        )
        events += [amended, *on_amended(case, parent)]
    return events


def _assign(case: Case, motion: Motion) -> list[ev.Event]:
    return [
        ev.TaskAssigned(
            task=case.new("tasks"),
            body=motion.body,
            motion=motion.id,
            text=plan.text,
            due_at=case.at + days(plan.due_days),
            holder_seat=plan.holder_seat,
            holder=plan.holder,
        )
        for plan in motion.tasks
    ]


def check_effect(case: Case, body: Body, effect: ef.AnyEffect) -> None:
    """Refuse a motion whose effect the body cannot bring about."""
    match effect:
        case ef.Resolve():
            return
        case ef.Instruct():
            check_instruct(case, body, effect)
        case ef.AmendConstitution():
            check_amendment(case, body, effect)
        case ef.DeclareEmergency():
            check_emergency(case, body, effect)
        case ef.EndEmergency():
            check_end(case, body, effect)
        case ef.OpenBodyEffect() | ef.MergeBodies() | ef.SplitBody() | ef.CloseBody():
            check_reorganisation(case, body, effect)
        case _:
            check, _carry = OF_RIGHTS[type(effect)]
            check(case, body, effect)


def _carry_out(case: Case, motion: Motion, division: Division) -> list[ev.Event]:
    """Do what a carried motion says, if it is still possible."""
    body = case.state.bodies[motion.body]
    if isinstance(motion.effect, ef.Instruct):
        return give(case, motion, motion.effect, division)
    try:
        check_effect(case, body, motion.effect)
        asked = initiatives.asked_of_all(case, motion)
        if asked is not None:
            initiatives.check_asked_of_all(case, asked, motion.effect)
    except Refusal as refusal:
        return [ev.EffectFailed(motion=motion.id, why=refusal.name)]
    match motion.effect:
        case ef.Resolve():
            return []
        case ef.AmendConstitution():
            return amend(case, motion, motion.effect)
        case ef.DeclareEmergency():
            return declare_emergency(case, motion, motion.effect)
        case ef.EndEmergency():
            return end_emergency(case, motion.effect)
        case ef.OpenBodyEffect() | ef.MergeBodies() | ef.SplitBody() | ef.CloseBody():
            return asking.carry_out(case, motion, motion.effect)
        case _:
            _check, carry = OF_RIGHTS[type(motion.effect)]
            return carry(case, motion, motion.effect)


OF_RIGHTS: Effects = {
    **caucuses.EFFECTS,
    **initiatives.EFFECTS,
    **asking.EFFECTS,
    **calling.EFFECTS,
    **planning.EFFECTS,
    **control.EFFECTS,
    **letters.EFFECTS,
    **discipline.EFFECTS,
    **standing.EFFECTS,
    **affiliation.EFFECTS,
    **agreements.EFFECTS,
    **grievances.EFFECTS,
    **annulling.EFFECTS,
}
"""For each effect of a right: what refuses it, and what carries it out."""
