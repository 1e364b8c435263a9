"""Every way in which the law can say no, with its meaning.

Rules of this module: a name is a full clause and never changes its meaning; each has a case in
``tests/cases/refusals`` and a line in ``docs/refusals.md``, which a test compares with this table.
Not here: the article and the figures of one refusal; they are filled in where it is made.
"""

from __future__ import annotations

from typing import NoReturn

from commonweal.polity.planning import data as planning
from commonweal.polity.rights.affiliation import data as affiliation
from commonweal.polity.rights.agreements import data as agreements
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.challenges import data as challenges
from commonweal.polity.rights.consent import data as consent
from commonweal.polity.rights.control import data as control
from commonweal.polity.rights.corrections import data as corrections
from commonweal.polity.rights.discipline import data as discipline
from commonweal.polity.rights.entrenchment import data as entrenchment
from commonweal.polity.rights.grievances import data as grievances
from commonweal.polity.rights.initiative import data as initiatives
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.letters import data as letters
from commonweal.polity.rights.meetings import data as meetings
from commonweal.polity.rights.papers import data as papers
from commonweal.polity.rights.pay import data as pay
from commonweal.polity.rights.union import data as union
from commonweal.terms import Refusal

REFUSALS: dict[str, str] = {
    # Who asks, and for what.
    "federation_already_founded": "A record holds one federation, which is founded once.",
    "federation_not_founded": "Nothing can be done before a federation is founded.",
    "convenors_too_few": "A federation is founded by at least one convenor.",
    "issuer_not_a_member": "Only members who have neither left nor died can issue commands.",
    "issuer_without_power": "The command is a power that the constitution gives to other offices.",
    "reserved_to_the_office": "It follows from lapse of time or from a count; nobody issues it.",
    "constitution_faulty": "A text cannot be adopted as a constitution while it has faults.",
    "constitution_too_long": "A constitution is kept in the record whole, in one entry.",
    # Members and rolls.
    "member_unknown": "The number is not that of a member, or the member has left or died.",
    "member_listed_twice": "A list of members names somebody twice.",
    "admission_empty": "An admission names nobody.",
    "admission_too_large": "At most 500 members are admitted by one command.",
    "commitments_do_not_match": "Each member admitted needs one commitment of personal data.",
    "home_not_of_members": "Members belong to bodies in which members sit themselves.",
    "already_at_home": "The member already belongs to that body.",
    "move_not_asked_for": "Nobody is moved to another body without having asked for it.",
    "death_of_oneself": "Nobody reports their own death; a report that others made can be dropped.",
    "death_reported_before": "A death is recorded by two different people.",
    "body_without_members": "The roll of a body without members cannot be closed.",
    "roll_unknown": "The number is not that of a roll.",
    "roll_already_open": "The body has a closed roll that is not signed yet.",
    "roll_already_signed": "The roll has all its signatures.",
    "roll_signed_by_closer": "A roll is signed by somebody other than the one who closed it.",
    "roll_signed_twice": "The same member signs a roll once.",
    "roll_signer_not_on_it": "A roll is signed by those who stand on it.",
    "roll_not_signed": "Seats are apportioned from signed rolls, and one is missing or too old.",
    # Bodies and seats.
    "body_unknown": "The number is not that of a body.",
    "body_closed": "The body has been closed, merged or split away.",
    "level_unknown": "The constitution in force has no such level.",
    "level_does_not_fit": "A body of this level does not send delegates to that body.",
    "top_body_exists": "A federation has one top body.",
    "name_taken": "Another open body of the same level has that name.",
    "name_empty": "A name is needed.",
    "day_limit_reached": "The constitution lets one member say so much within a day.",
    "text_empty": "A letter, a question and an answer have words.",
    "figure_negative": "A figure for apportionment cannot be negative.",
    "body_of_members_has_no_delegates": "Seats are apportioned in bodies made of delegates.",
    "body_has_no_senders": "No body sends delegates there, so there is nothing to apportion.",
    "apportionment_does_not_fit": "The counted apportionment is not of these senders and figures.",
    "apportionment_needs_lot": "Senders are tied for a seat; a lot decides, drawn in public.",
    "draw_entered_before": "The lots of an apportionment are entered by two different people.",
    "seat_unknown": "The number is not that of a seat, or the seat was abolished.",
    "seat_vacant": "Nobody holds the seat.",
    "seat_held_by_another": "A seat is resigned by the one who holds it.",
    "seat_not_appointed": "The constitution has this seat elected, not appointed.",
    "seat_appointed": "The constitution has this seat appointed, not elected.",
    "no_seat_to_fill": "No seat is vacant or near the end of its term there.",
    "office_unknown": "The constitution gives this body no such office.",
    # Elections and votes.
    "poll_unknown": "The number is not that of an election or vote.",
    "poll_not_nominating": "Nominations are not open.",
    "poll_not_voting": "The voting is not open.",
    "poll_not_over": "The voting is still open.",
    "poll_not_at_lot": "The count does not wait for a lot.",
    "election_already_running": "An election of these seats is already running.",
    "nominator_not_an_elector": "Candidates are nominated by those who may vote.",
    "nominated_twice": "The same person supports a candidacy once.",
    "candidate_not_eligible": "The constitution does not let this person stand for this seat.",
    "candidate_served_terms": "The limit of terms in a row is reached.",
    "candidate_holds_too_much": "The limit of seats or offices held at once is reached.",
    "candidate_already_sits": "The person already sits in that body by another seat.",
    "not_a_candidate": "The person is not a candidate.",
    "not_an_elector": "The person may not vote here: not on the roll, or not seated.",
    "already_voted": "A member, and a seat, votes once.",
    "choice_missing": "A vote on a question says yes, no or abstain.",
    "ranking_invalid": "A ranking names candidates of this election, each once, and at least one.",
    "count_missing": "The result of this poll needs a count.",
    "count_does_not_fit": "The count names people who are not candidates, or too many.",
    "draw_order_invalid": "The order drawn has to name each of the tied exactly once.",
    "draw_entered_by_same_person": "A draw is entered by two different people.",
    # Recall.
    "recall_not_provided": "The constitution does not let this seat be recalled.",
    "confidence_already_withdrawn": "The elector has already withdrawn confidence.",
    "confidence_not_withdrawn": "There is no withdrawal to take back.",
    "recall_already_open": "A recall vote on this seat is running.",
    "recall_cooling_off": "The seat was filled, or a recall failed, too short a time ago.",
    "recall_below_threshold": "Fewer electors have withdrawn confidence than a recall needs.",
    "seat_not_due": "The seat's term is not over, or the seat is not empty.",
    # Motions, mandates and tasks.
    "motion_unknown": "The number is not that of a motion.",
    "motion_not_open": "The motion is already put to the vote, decided or withdrawn.",
    "mover_not_a_voter": "Motions are moved and supported by those who vote in the body.",
    "motions_used_up": "One member has so many motions, or amendments of one, open at a time.",
    "seconded_by_mover": "A motion is supported by somebody other than its mover.",
    "seconded_twice": "The same person supports a motion once.",
    "withdrawn_by_another": "A motion is withdrawn by its mover.",
    "amendment_of_amendment": "An amendment is to a motion, not to another amendment.",
    "amendment_changes_subject": "An amendment keeps the kind of effect its motion has.",
    "amendment_too_late": "Amendments are moved before the debate ends.",
    "task_holder_not_of_body": "A task goes to a seat, office or voter of the body that decides.",
    "date_out_of_reach": "A date lies within a hundred years.",
    "task_due_in_the_past": "A task is due at least a day after the decision.",
    "roll_call_not_needed": "No presence has to be established before this vote now.",
    "present_not_of_body": "Only those who vote in the body can be present.",
    "effect_reserved": "The constitution gives this decision to a body of another level.",
    "effect_impossible": "What the motion would bring about is not possible as things stand.",
    "mandate_kind_not_allowed": "The constitution does not know this kind of mandate here.",
    "mandate_incomplete": "The mandate does not say what the delegates are to do.",
    "mandate_on_other_body": "A body instructs its own delegates, where they sit.",
    "mandate_referred_back": "The motion was amended; the sending body has to instruct anew.",
    "vote_is_split": "The delegate hands in the sending body's division, and adds nothing to it.",
    "article_entrenched": "The article cannot be amended, by any majority.",
    "amendment_changes_nothing": "The proposed constitution says what the one in force says.",
    "amendment_strands_bodies": "Bodies of a level that the proposal does not have are open.",
    "emergency_not_provided": "The constitution knows no emergency powers.",
    "emergency_power_unknown": "The constitution does not list this emergency power.",
    "emergency_too_long": "The constitution sets a shorter longest time.",
    "emergency_renewals_used_up": "The emergency cannot be renewed any more.",
    "emergency_not_in_force": "There is no such emergency in force.",
    "task_unknown": "The number is not that of a task.",
    "task_held_by_another": "A task is reported on by the one who holds it.",
    "task_already_done": "The task is already done.",
    "task_not_reported": "A task is noted as done after a report on it.",
    "nothing_due": "Nothing has fallen due here.",
    **caucuses.REFUSALS,
    **entrenchment.REFUSALS,
    **letters.REFUSALS,
    **initiatives.REFUSALS,
    **consent.REFUSALS,
    **discipline.REFUSALS,
    **meetings.REFUSALS,
    **inspection.REFUSALS,
    **pay.REFUSALS,
    **papers.REFUSALS,
    **control.REFUSALS,
    **union.REFUSALS,
    **affiliation.REFUSALS,
    **agreements.REFUSALS,
    **grievances.REFUSALS,
    **challenges.REFUSALS,
    **corrections.REFUSALS,
    **planning.REFUSALS,
}
"""Meaning of each refusal, by name."""


GOT_MAX = 1_000
"""Characters that are told of what was there instead: a list sent by an enemy may be endless."""


def refuse(name: str, cite: str, *, expected: str, got: object, remedy: str) -> NoReturn:
    """Refuse a command.

    Args:
        name: one of :data:`REFUSALS`.
        cite: the article, as :meth:`commonweal.charter.Clause.cite` writes it.
        expected: what would have been accepted.
        got: what was there instead.
        remedy: what can be done now.

    Raises:
        Refusal: always.
    """
    assert name in REFUSALS, name
    told = str(got)
    told = told if len(told) <= GOT_MAX else f"{told[:GOT_MAX]} …"
    raise Refusal(name, article=cite, expected=expected, got=told, remedy=remedy)
