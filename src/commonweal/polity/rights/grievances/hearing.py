"""Hearing both sides: answers, the date, an agreement, a withdrawal, the notice of a strike.

Rules of this module:

* each side sets a date once, within the days for the hearing, a day off at least;
* the side that answers offers; more than half of those who signed accept, withdraw, or give notice
  of a strike: one person who was won over or threatened does not speak for the others; and nothing
  is accepted or withdrawn without whoever filed it, as long as they are a member;
* nobody is asked whether a strike may be; that it has begun or ended is a fact on the record.

Not here: what a union decides about a grievance of its own, and arbiters (``arbitrating``).
"""

from __future__ import annotations

from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.grievances import data
from commonweal.polity.rights.grievances.matters import release
from commonweal.polity.rights.grievances.sides import (
    answers,
    contested,
    files,
    grievance,
    refuse_again,
    refuse_other_side,
    require_answering,
    require_signatory,
    rule_of,
    side_of,
    standing,
)
from commonweal.polity.rights.texts import require_text
from commonweal.terms import days


def answer_grievance(case: Case, command: data.AnswerGrievance) -> list[ev.Event]:
    """Answer a grievance."""
    found = grievance(case, command.grievance, "open", "heard")
    require_answering(case, found)
    if any(one.by == case.by for one in found.answers):
        refuse(
            "grievance_answered_before",
            rule_of(case, found).cite(),
            expected="one answer each",
            got=f"a second one by member {case.by}",
            remedy="speak at the hearing",
        )
    require_text(command.text, rule_of(case, found).cite())
    return [data.GrievanceAnswered(grievance=found.id, by=case.by, text=command.text)]


def call_hearing(case: Case, command: data.CallHearing) -> list[ev.Event]:
    """Set the date of a hearing, as one of the two sides."""
    found = grievance(case, command.grievance, "open")
    side = side_of(case, found)
    _check_date(case, found, command.begins_at)
    if side in found.called_by or (found.hearing_at and case.at >= found.hearing_at):
        refuse(
            "hearing_called_before",
            rule_of(case, found).cite("hearing_days"),
            expected="one date set by each side, before the hearing begins",
            got="a second one, or one for a hearing that has begun",
            remedy="come to the hearing",
        )
    require_text(command.place, rule_of(case, found).cite("hearing_days"))
    called = data.HearingCalled(
        grievance=found.id,
        by=case.by,
        side=side,
        begins_at=command.begins_at,
        place=command.place,
    )
    body = contested(case, found)
    told = ev.BodyNotified(
        body=body.id, about="hearing_called", seat=found.seat, motion=found.motion
    )
    return [called, *([told] if body.is_open else [])]


def _check_date(case: Case, found: data.Grievance, begins_at: int) -> None:
    if not case.at + days(1) <= begins_at <= found.hearing_by:
        left = max(0, (found.hearing_by - case.at) // days(1))
        refuse(
            "hearing_out_of_time",
            rule_of(case, found).cite("hearing_days"),
            expected=f"a moment from a day off to {left} days off",
            got=f"one {(begins_at - case.at) // days(1)} days off",
            remedy="set another date",
        )


def agree_grievance(case: Case, command: data.AgreeGrievance) -> list[ev.Event]:
    """Offer an agreement, as the side that answers; accept it, as one who signed."""
    found = grievance(case, command.grievance, "open", "heard")
    if answers(case, found):
        require_text(command.text, rule_of(case, found).cite())
        return [data.AgreementOffered(grievance=found.id, by=case.by, text=command.text)]
    return _act(case, found, "agree")


def withdraw_grievance(case: Case, command: data.WithdrawGrievance) -> list[ev.Event]:
    """Want a grievance withdrawn that one has signed."""
    found = grievance(case, command.grievance, "open", "heard")
    return _act(case, found, "withdraw")


def give_strike_notice(case: Case, command: data.GiveStrikeNotice) -> list[ev.Event]:
    """Want notice of a strike given, as one who signed."""
    found = grievance(case, command.grievance, "open", "heard", "rejected")
    return _act(case, found, "strike")


def _act(case: Case, found: data.Grievance, act: data.Act) -> list[ev.Event]:
    """Note what one of those who signed wants, and do it once more than half of them do."""
    require_signatory(case, found)
    check_act(case, found, act)
    wanting = set(found.acts.get(act, ()))
    if case.by in wanting:
        refuse_again(case, found, f"a second wish to {act}")
    acted = data.GrievanceActed(grievance=found.id, by=case.by, act=act)
    if not _decided_by(case, found, act, wanting | {case.by}):
        return [acted]
    return [acted, *do(case, found, act)]


def _decided_by(case: Case, found: data.Grievance, act: data.Act, wanting: set[int]) -> bool:
    """Whether more than half of those who signed want something, and who filed it among them.

    Without whoever filed it, friends of the other side who sign first could give it up at once.
    """
    there = standing(case, found)
    led = act == "strike" or found.by not in there or found.by in wanting
    return led and 2 * len(wanting & there) > len(there)


def check_act(case: Case, found: data.Grievance, act: data.Act) -> None:
    """Refuse an act for which it is too early or too late."""
    rule = rule_of(case, found)
    if act == "agree" and not found.offer:
        refuse(
            "agreement_not_offered",
            rule.cite(),
            expected="an offer by the side that answers",
            got="none",
            remedy="ask for one at the hearing",
        )
    if act == "strike" and found.stage == "open":
        refuse(
            "strike_before_hearing",
            rule.cite("strike_notice_days"),
            expected="a grievance that was heard in vain, or rejected",
            got=f"grievance {found.id}, which is to be heard",
            remedy="call the hearing; when its days are over nobody can forbid the notice",
        )
    if act == "strike" and found.strike_from:
        refuse(
            "strike_notice_given_before",
            rule.cite("strike_notice_days"),
            expected="one notice",
            got="a second one",
            remedy="record that the strike has begun when its day has come",
        )


def do(case: Case, found: data.Grievance, act: data.Act, decided: int = 0) -> list[ev.Event]:
    """Withdraw, agree or give notice, for all who filed; ``decided``: a union's motion."""
    if act == "withdraw":
        withdrawn = data.GrievanceWithdrawn(grievance=found.id, decided=decided)
        return [withdrawn, *release(found, "withdrawn")]
    if act == "agree":
        agreed = data.GrievanceAgreed(grievance=found.id, text=found.offer, decided=decided)
        return [agreed, *release(found, "agreed")]
    begins_at = case.at + days(rule_of(case, found).strike_notice_days)
    notified = data.StrikeNotified(grievance=found.id, begins_at=begins_at, decided=decided)
    body = contested(case, found)
    told = ev.BodyNotified(body=body.id, about="strike_notified", motion=found.motion)
    return [notified, *([told] if body.is_open else [])]


def record_strike(case: Case, command: data.RecordStrike) -> list[ev.Event]:
    """Record that a strike has begun or ended, as one of those who gave notice of it."""
    found = grievance(case, command.grievance)
    if not files(case, found):
        refuse_other_side(case, found, "one of those who gave notice of the strike")
    rule = rule_of(case, found)
    if not found.strike_from or case.at < found.strike_from:
        refuse(
            "strike_without_notice",
            rule.cite("strike_notice_days"),
            expected="a strike whose notice has run out",
            got="none" if not found.strike_from else "one whose day has not come",
            remedy="give notice first, or wait for the day",
        )
    done = found.strike_began if command.what == "begun" else found.strike_ended
    if done or (command.what == "ended" and not found.strike_began):
        refuse(
            "strike_recorded_before",
            rule.cite("strike_notice_days"),
            expected="that it has begun, once, and then that it has ended, once",
            got=f"that it has {command.what}",
            remedy="nothing is to be done",
        )
    return [data.StrikeRecorded(grievance=found.id, by=case.by, what=command.what)]
