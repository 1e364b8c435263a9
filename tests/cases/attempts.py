"""Reads which cases are attempts to abolish a right, by which means, and how each of them ends.

A case says so by ``attempt = { on = "caucuses", by = "majority" }``, or by a list of such where one
and the same attempt is made on several rights.

Rules of this module:

* rights and means are the names in :data:`RIGHTS` and :data:`MEANS`; others are unknown;
* the means have to be in the steps of the case: whoever says "emergency" has to declare one;
* an attempt ends in a named refusal, in a breach on the record, in the right being used after it,
  or in that not happening by which the right would have ended.

Not here: whether a case ends as it says (``test_cases.py``), how many there are of each
(``test_attempts.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Right:
    """A right, and the events that show that it lives or ends.

    Attributes:
        used: events that happen only because somebody has the right.
        ended: events by which somebody would have lost it, or what it protects.
    """

    used: frozenset[str]
    ended: frozenset[str]


def _right(used: str, ended: str) -> Right:
    return Right(frozenset(used.split()), frozenset({*ended.split(), "constitution_adopted"}))


RIGHTS: dict[str, Right] = {
    "discipline": _right(
        "charges_suspended charge_answered charge_decision_refused charge_released "
        "expulsion_appealed charge_ended reinstatement_asked member_reinstated admission_refused",
        "member_expelled expulsion_decided member_left members_moved admission_refused",
    ),
    "consent": _right(
        "reorganisation_asked_for reorganisation_held_back consent_answered move_refused "
        "reorganisation_decided",
        "bodies_reorganised body_opened body_closed body_moved members_moved seat_vacated",
    ),
    "challenges": _right(
        "poll_challenged challenge_signed hearing_opened poll_annulled",
        "challenge_decided effect_failed",
    ),
    "papers": _right(
        "teller_named observer_named paper_mark_proposed paper_voter_marked paper_voter_unmarked "
        "papers_typed papers_joined papers_objected batch_reopened papers_settled",
        "poll_declared papers_settled papers_joined teller_named batch_reopened seat_filled",
    ),
    "corrections": _right(
        "correction_typed papers_corrected result_corrected", "papers_corrected result_corrected"
    ),
    "caucuses": _right(
        "caucus_founded caucus_joined caucus_joined_in_confidence caucus_membership_holds "
        "caucus_speaker_named candidate_listed floor_given",
        "caucus_banned caucus_dissolved caucus_left caucus_memberships_lapsed",
    ),
    "minority reports": _right("minority_report_filed minority_report_signed", "effect_failed"),
    "letters": _right(
        "letter_published letter_replied_to removal_appealed letter_restored",
        "letter_removed letter_wiped",
    ),
    "questions": _right("question_asked question_fell_due question_answered", ""),
    "entrenchment": _right("amendment_confirmed", ""),
    "meetings": _right(
        "meeting_asked_for meeting_supported meeting_convened meeting_attended meeting_opened "
        "meeting_lapsed floor_given",
        "meeting_cancelled meeting_closed",
    ),
    "pay": _right(
        "wage_declared members_wage_computed declaration_asked pay_declared declaration_confirmed",
        "declaration_confirmed",
    ),
    "union": _right(
        "union_called union_signed union_founded union_joined roll_closed poll_opened "
        "hearing_opened charges_suspended",
        "body_closed union_left seat_vacated motion_put",
    ),
    "grievances": _right(
        "grievance_filed grievance_signed matter_suspended hearing_called hearing_ended "
        "grievance_arbitrated strike_notified strike_recorded charges_suspended",
        "suspension_ended grievance_withdrawn grievance_lapsed task_fell_due",
    ),
    "inspection": _right(
        "access_recorded finding_published answer_demanded recall_put voting_opened "
        "member_reinstated",
        "seat_vacated recall_opened",
    ),
    "initiative": _right(
        "initiative_started initiative_signed initiative_supported initiative_reached",
        "initiative_lapsed motion_put",
    ),
    "callback": _right(
        "decision_held_back call_back_signed call_back_supported decision_called_back",
        "body_closed task_assigned call_back_decided",
    ),
    "leaving": _right(
        "leaving_announced staying_declared body_left settlement_computed",
        "leaving_taken_back leaving_ended body_closed motion_put",
    ),
    "agreements": _right(
        "agreement_proposed agreement_adopted counterpart_recorded agreement_came_into_force "
        "agreement_confirmed foreign_fork_found",
        "agreement_ended agreement_notice_given",
    ),
    "control": _right(
        "unit_entered showing_asked_for showing_recorded showing_unanswered",
        "unit_left showing_recorded",
    ),
    "distance": _right("", ""),
    "plan": _right(
        "hours_offered order_placed alternative_proposed proposal_fixed plan_recorded plan_adopted "
        "lines_recorded delivery_reported delivery_unconfirmed alert_rose correction_found "
        "correction_agreed campaign_lapsed initiative_reached",
        "plan_adopted plan_taken_back alert_ended delivery_confirmed correction_found "
        "correction_settled limit_set",
    ),
}
"""Every right that somebody might try to abolish."""

MEANS = ("majority", "unanimous", "emergency", "amendment", "officers")
"""A simple majority, a unanimous vote, emergency powers, an amendment, removing the officers."""

BREACHES = frozenset(
    {"mandate_breached", "pay_ceiling_exceeded", "declaration_missed", "demand_unanswered"}
    | {"question_fell_due"}
)
"""Events that put a breach on the record, besides all that have a field ``breach``."""

OFFICERS_GO = frozenset(
    {"resign_seat", "resign_membership", "withdraw_confidence", "put_recall", "leave_role"}
    | {"record_death", "charge_member", "close_body", "merge_bodies", "split_body"}
    | {"file_grievance", "appoint_to_seat"}
)
"""Commands and effects by which whoever guards a right may be got rid of, or replaced."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """That a case is an attempt on a right by a means."""

    on: str
    by: str


def attempts(case: Case) -> tuple[Attempt, ...]:
    """Return what a case is an attempt on.

    Raises:
        LookupError: when it names a right, a means or a key that does not exist.
    """
    said = case.get("attempt", [])
    found = []
    for one in said if isinstance(said, list) else [said]:
        if set(one) != {"on", "by"} or one["on"] not in RIGHTS or one["by"] not in MEANS:
            known = f"on = one of {sorted(RIGHTS)}, by = one of {list(MEANS)}"
            raise LookupError(f"{case['name']}: expected {known}; got {one}")
        found.append(Attempt(one["on"], one["by"]))
    return tuple(found)


# By which means.


def _steps(case: Case) -> Iterator[dict[str, Any]]:
    for step in (*case.get("setup", ()), *case["when"]):
        if isinstance(step, dict):
            yield step


def _does(case: Case, *names: str) -> bool:
    """Whether a step is one of these commands, or moves one of these effects."""
    fields = [(name, step[name]) for step in _steps(case) for name in step if name != "by"]
    effects = [one.get("effect", {}).get("do") for _, one in fields if isinstance(one, dict)]
    return bool({*effects, *(name for name, _ in fields)} & set(names))


def _votes(case: Case) -> list[tuple[bool, bool]]:
    """Return of every vote in a case whether there is Yes, and whether there is No."""
    said: dict[str, set[str]] = {}
    votes = []
    for step in _steps(case):
        if "decide" in step:
            votes.append((bool(step["decide"].get("yes")), bool(step["decide"].get("no"))))
        elif "choice" in (vote := step.get("cast_vote", {})):
            said.setdefault(str(vote.get("poll")), set()).add(vote["choice"])
    return votes + [("yes" in choices, "no" in choices) for choices in said.values()]


def _is_refused_at_once(case: Case) -> bool:
    """Whether the last step is a motion that is refused when it is moved, whoever is for it."""
    last = case["when"][-1]
    return "refused" in case and isinstance(last, dict) and "propose_motion" in last


def _by_majority(case: Case) -> bool:
    return any(yes and no for yes, no in _votes(case)) or _is_refused_at_once(case)


def _by_all(case: Case) -> bool:
    return any(yes != no for yes, no in _votes(case)) or _is_refused_at_once(case)


FOUND: dict[str, Callable[[Case], bool]] = {
    "majority": _by_majority,
    "unanimous": _by_all,
    "emergency": lambda case: _does(case, "declare_emergency"),
    "amendment": lambda case: _does(case, "amend_constitution"),
    "officers": lambda case: _does(case, *OFFICERS_GO),
}
"""Whether the means that a case names is in its steps."""


# How it ends.


def ending(case: Case, on: str) -> str:
    """Return in words how an attempt on a right ends; empty where the case does not show it."""
    right = RIGHTS[on]
    told = [(name, fields) for event in case.get("then", ()) for name, fields in event.items()]
    names = {name for name, _ in told}
    if "refused" in case:
        return f"refused: {case['refused']}"
    if on == "distance" and case.get("distances"):
        return "the distance is told as it is"
    if any(name in BREACHES or fields.get("breach") for name, fields in told):
        return "the breach is on the record"
    if names & right.used:
        return "the right is used all the same"
    if right.ended & set(case.get("never", ())):
        return "nothing changes"
    if "effect_failed" in names:
        return "the decision comes to nothing"
    return ""
