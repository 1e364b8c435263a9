"""Mandates: what a sending body binds its delegates to, and what a vote against it is worth.

Rules of this module:

* a vote against an instruction is void: it counts for presence and not as a vote, and the sending
  body is told in the same entry;
* of a conditional mandate the first line whose condition holds applies; if none does, the delegate
  is free;
* a split mandate hands in the sending body's division; the delegate adds nothing to it;
* when the motion is amended, the constitution says what becomes of the instruction.

Not here: how a sending body decides to instruct (``motions``, ``decisions``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from commonweal.charter import MandateRule
from commonweal.polity import events as ev
from commonweal.polity.ballots import Division
from commonweal.polity.case import Case
from commonweal.polity.effects import Instruct
from commonweal.polity.entities import Body, Mandate, Motion, Poll, Seat
from commonweal.polity.refusals import refuse


def standing(case: Case, seat: Seat, motion: int) -> Mandate | None:
    """Return the mandate that binds a seat on a motion, if any."""
    for mandate_id in reversed(case.state.motions[motion].mandates):
        mandate = case.state.mandates[mandate_id]
        if seat.id in mandate.seats and mandate.status not in ("freed", "replaced"):
            return mandate
    return None


def instruction(case: Case, mandate: Mandate) -> str | None:
    """Say how a mandate bids to vote now; ``None`` when it leaves the delegate free."""
    if mandate.status == "abstain":
        return "abstain"
    if mandate.kind == "imperative":
        return mandate.choice
    for condition in mandate.conditions:
        if case.state.motions[condition.motion].stage == condition.outcome:
            return condition.choice
    return None


def bind(case: Case, poll: Poll, seat: Seat, choice: str) -> list[ev.Event]:
    """Cast a delegate's vote by name, under the mandate if there is one."""
    mandate = standing(case, seat, poll.motion)
    if mandate is None:
        _refuse_hand_in(case, seat, choice)
        return [_vote(case, poll, seat, choice)]
    if mandate.status == "referred":
        refuse(
            "mandate_referred_back",
            _rule(case, case.state.motions[poll.motion]).cite("on_amended"),
            expected="a new instruction from the sending body",
            got="an amended motion",
            remedy="let the sending body instruct on the motion as amended",
        )
    if mandate.kind == "split" and mandate.status == "standing":
        return [_hand_in(case, poll, seat, choice, mandate)]
    _refuse_hand_in(case, seat, choice)
    bidden = instruction(case, mandate)
    if bidden in (None, choice):
        return [_vote(case, poll, seat, choice, mandate)]
    return _breach(case, poll, seat, choice, mandate, str(bidden))


def _vote(
    case: Case, poll: Poll, seat: Seat, choice: str, mandate: Mandate | None = None, void: str = ""
) -> ev.VoteCast:
    return ev.VoteCast(
        poll=poll.id,
        voter=case.by,
        seat=seat.id,
        choice=choice,
        mandate=mandate.id if mandate else 0,
        void=void,
    )


def _breach(
    case: Case, poll: Poll, seat: Seat, choice: str, mandate: Mandate, bidden: str
) -> list[ev.Event]:
    return [
        _vote(case, poll, seat, choice, mandate, void="mandate_breached"),
        ev.MandateBreached(
            mandate=mandate.id,
            seat=seat.id,
            holder=case.by,
            poll=poll.id,
            instructed=bidden,
            cast=choice,
        ),
        ev.BodyNotified(
            body=seat.sender, about="mandate_breached", seat=seat.id, motion=poll.motion
        ),
    ]


def _hand_in(case: Case, poll: Poll, seat: Seat, choice: str, mandate: Mandate) -> ev.VoteCast:
    rule = _rule(case, case.state.motions[poll.motion])
    if choice != "hand_in":
        refuse(
            "vote_is_split",
            rule.cite("split"),
            expected="hand_in",
            got=choice,
            remedy="hand in the division of the sending body",
        )
    split = None
    if rule.split == "fractions":
        split = _shares(mandate.division)
    return ev.VoteCast(
        poll=poll.id,
        voter=case.by,
        seat=seat.id,
        choice="hand_in",
        mandate=mandate.id,
        split=split,
    )


def _shares(division: Division | None) -> tuple[str, str, str]:
    assert division is not None
    parts = [Fraction(one) for one in (division.yes, division.no, division.abstain)]
    whole = sum(parts)
    yes, no, abstain = (str(part / whole) for part in parts)
    return yes, no, abstain


def _refuse_hand_in(case: Case, seat: Seat, choice: str) -> None:
    if choice == "hand_in":
        refuse(
            "choice_missing",
            case.level(case.state.bodies[seat.body]).mandates.cite("kinds"),
            expected="yes, no or abstain",
            got="hand_in, without a split mandate",
            remedy="choose one",
        )


def _rule(case: Case, motion: Motion) -> MandateRule:
    return case.level(case.state.bodies[motion.body], motion.charter).mandates


def check_instruct(case: Case, body: Body, effect: Instruct) -> None:
    """Refuse an instruction that could not bind anybody."""
    motion = case.motion(effect.motion)
    rule = _rule(case, motion)
    if not motion.is_open:
        refuse(
            "motion_not_open",
            rule.cite(),
            expected="a motion that is not decided",
            got=f"motion {motion.id}, {motion.stage}",
            remedy="instruct before the vote",
        )
    own = [seat for seat in body.sent if case.state.seats[seat].body == motion.body]
    if not own or not set(effect.seats) <= set(own):
        refuse(
            "mandate_on_other_body",
            rule.cite(),
            expected=f"seats among {own}, in the body of motion {motion.id}"
            if own
            else f"a motion of a body to which {body.name} sends delegates",
            got=list(effect.seats) if own else f"motion {motion.id}, of body {motion.body}",
            remedy="instruct your own delegates only",
        )
    if effect.kind not in rule.kinds or effect.kind == "free":
        refuse(
            "mandate_kind_not_allowed",
            rule.cite("kinds"),
            expected=" or ".join(kind for kind in rule.kinds if kind != "free") or "none",
            got=effect.kind,
            remedy="choose one of these, or give no mandate: the delegates are then free",
        )
    _check_complete(case, rule, motion, effect)


def _check_complete(case: Case, rule: MandateRule, motion: Motion, effect: Instruct) -> None:
    complete = {
        "imperative": effect.choice is not None and not effect.conditions,
        "conditional": bool(effect.conditions) and effect.choice is None,
        "split": effect.choice is None and not effect.conditions,
    }[effect.kind]
    others = (case.state.motions.get(one.motion) for one in effect.conditions)
    here = all(one is not None and one.body == motion.body for one in others)
    if not complete or not here:
        refuse(
            "mandate_incomplete",
            rule.cite("kinds"),
            expected="a choice (imperative), conditions on motions of the same body (conditional), "
            "or neither (split)",
            got=f"{effect.kind}, choice {effect.choice or 'missing'}, "
            f"{len(effect.conditions)} conditions",
            remedy="complete the instruction",
        )


def give(case: Case, motion: Motion, effect: Instruct, division: Division) -> list[ev.Event]:
    """Give the mandate that a sending body decided, replacing earlier ones of the same seats."""
    body = case.state.bodies[motion.body]
    target = case.state.motions[effect.motion]
    if not target.is_open:
        return [ev.EffectFailed(motion=motion.id, why="motion_not_open")]
    own = [seat for seat in body.sent if case.state.seats[seat].body == target.body]
    seats = tuple(effect.seats or own)
    events: list[ev.Event] = []
    for earlier in (case.state.mandates[one] for one in target.mandates):
        current = earlier.status not in ("freed", "replaced")
        if earlier.sender == body.id and current and set(earlier.seats) <= set(seats):
            events.append(ev.MandateAffected(mandate=earlier.id, status="replaced"))
    given = ev.MandateGiven(
        mandate=case.new("mandates"),
        sender=body.id,
        motion=target.id,
        seats=seats,
        kind=effect.kind,  # type: ignore[arg-type]  # checked when it was moved
        given_by=motion.id,
        choice=effect.choice,
        conditions=effect.conditions,
        division=division if effect.kind == "split" else None,
    )
    return [*events, given]


_BECAME: dict[str, tuple[Literal["referred", "abstain", "freed"], str]] = {
    "refer-back": ("referred", "mandate_referred_back"),
    "abstain": ("abstain", "mandate_became_abstention"),
    "free": ("freed", "mandate_freed"),
}


def on_amended(case: Case, motion: Motion) -> list[ev.Event]:
    """Say what becomes of the mandates on a motion that is amended."""
    became = _rule(case, motion).on_amended
    status, about = _BECAME[became]
    events: list[ev.Event] = []
    for mandate in (case.state.mandates[one] for one in motion.mandates):
        if mandate.status == "standing":
            events.append(ev.MandateAffected(mandate=mandate.id, status=status))
            events.append(ev.BodyNotified(body=mandate.sender, about=about, motion=motion.id))
    return events
