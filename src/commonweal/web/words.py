"""Words for what the law calls by short names: stages, choices, causes, notices.

Rules of this module: one place for each word, so that pages agree; every word goes through gettext
when it is asked for, in the reader's language.
Not here: whole sentences about events (``telling``).
"""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

MOTION_STAGES = {
    "moved": (gettext_noop("waits for support"), ""),
    "debate": (gettext_noop("debate"), ""),
    "vote": (gettext_noop("vote open"), "wait"),
    "carried": (gettext_noop("carried"), "good"),
    "rejected": (gettext_noop("rejected"), "bad"),
    "divided": (gettext_noop("division recorded"), "good"),
    "superseded": (gettext_noop("superseded"), ""),
    "lapsed": (gettext_noop("lapsed"), ""),
    "withdrawn": (gettext_noop("withdrawn"), ""),
}

POLL_STAGES = {
    "nominating": (gettext_noop("nominations open"), "wait"),
    "voting": (gettext_noop("vote open"), "wait"),
    "papers": (gettext_noop("papers are typed in"), "wait"),
    "lot": (gettext_noop("waits for a lot"), "wait"),
    "declared": (gettext_noop("counted"), "good"),
    "void": (gettext_noop("without a result"), ""),
}

TASK_STAGES = {
    "open": (gettext_noop("open"), "wait"),
    "overdue": (gettext_noop("overdue"), "bad"),
    "reported": (gettext_noop("reported"), "wait"),
    "done": (gettext_noop("done"), "good"),
    "fallen": (gettext_noop("fallen with its decision"), ""),
}

MANDATE_STAGES = {
    "standing": (gettext_noop("in force"), "wait"),
    "referred": (gettext_noop("referred back"), "bad"),
    "abstain": (gettext_noop("became an abstention"), ""),
    "freed": (gettext_noop("freed"), ""),
    "replaced": (gettext_noop("replaced"), ""),
}

MEETING_STAGES = {
    "called": (gettext_noop("called"), "wait"),
    "open": (gettext_noop("under way"), "good"),
    "closed": (gettext_noop("held"), "good"),
    "cancelled": (gettext_noop("cancelled"), ""),
    "lapsed": (gettext_noop("not held"), "bad"),
}

INITIATIVE_STAGES = {
    "open": (gettext_noop("gathers support"), "wait"),
    "put": (gettext_noop("came together"), "good"),
    "lapsed": (gettext_noop("did not come together"), ""),
}

AGREEMENT_STAGES = {
    "proposed": (gettext_noop("proposed"), "wait"),
    "adopted": (gettext_noop("adopted here"), "wait"),
    "in_force": (gettext_noop("in force"), "good"),
    "ended": (gettext_noop("over"), ""),
}

AGREEMENT_ENDS = {
    "term": gettext_noop("by its term"),
    "notice": gettext_noop("by notice"),
    "replaced": gettext_noop("another one came in its place"),
    "never_in_force": gettext_noop("both sides never adopted it"),
}

LEAVING_STAGES = {
    "notice": (gettext_noop("about to leave"), "wait"),
    "taken_back": (gettext_noop("stays after all"), "good"),
    "left": (gettext_noop("has left"), ""),
    "ended": (gettext_noop("came to nothing"), ""),
}

GRIEVANCE_STAGES = {
    "gathering": (gettext_noop("gathers signatures"), "wait"),
    "open": (gettext_noop("to be heard"), "wait"),
    "heard": (gettext_noop("heard in vain"), "bad"),
    "lapsed": (gettext_noop("did not come together"), ""),
    "agreed": (gettext_noop("agreed"), "good"),
    "withdrawn": (gettext_noop("withdrawn"), ""),
    "upheld": (gettext_noop("upheld"), "good"),
    "rejected": (gettext_noop("rejected"), "bad"),
}

UNION_CALL_STAGES = {
    "open": (gettext_noop("gathers signatures"), "wait"),
    "founded": (gettext_noop("founded its union"), "good"),
    "lapsed": (gettext_noop("did not come together"), ""),
}

CHALLENGE_STAGES = {
    "gathering": (gettext_noop("gathers signatures"), "wait"),
    "hearing": (gettext_noop("is heard; the result stands"), "wait"),
    "annulled": (gettext_noop("upheld: the result was annulled"), "bad"),
    "confirmed": (gettext_noop("the result stands"), "good"),
    "lapsed": (gettext_noop("came to nothing"), ""),
}

GROUNDS_OF_CHALLENGES = {
    "roll": gettext_noop("who voted, or could not"),
    "candidacies": gettext_noop("who stood, or could not"),
    "procedure": gettext_noop("how the vote was held"),
    "secrecy": gettext_noop("whether ballots were secret"),
    "pressure": gettext_noop("threats and gifts"),
    "count": gettext_noop("how it was counted"),
}

ENDS_OF_CHALLENGES = {
    "heard": gettext_noop("by vote of the body that heard it"),
    "not_heard": gettext_noop("no body decided in time"),
    "too_few_signatures": gettext_noop("too few had signed in time"),
    "result_annulled": gettext_noop("the result was annulled on another ground"),
    "result_corrected": gettext_noop("the papers were corrected, and the result is another"),
    "decided_since": gettext_noop("another vote has decided on it since"),
}

CODE_STAGES = {
    "unused": (gettext_noop("unused"), "good"),
    "used": (gettext_noop("used"), ""),
    "void": (gettext_noop("void"), "bad"),
}

CHOICES = {
    "yes": gettext_noop("Yes"),
    "no": gettext_noop("No"),
    "abstain": gettext_noop("Abstain"),
    "hand_in": gettext_noop("handed in the division"),
}

MANDATE_KINDS = {
    "imperative": gettext_noop("Imperative"),
    "conditional": gettext_noop("Conditional"),
    "split": gettext_noop("Split"),
}

CAUSES = {
    "recalled": gettext_noop("recalled by its electors"),
    "resigned": gettext_noop("resigned"),
    "left": gettext_noop("left the federation"),
    "died": gettext_noop("died"),
    "moved": gettext_noop("moved to another body"),
    "lapsed": gettext_noop("the term was over"),
    "fell": gettext_noop("the seat it rested on fell"),
    "succeeded": gettext_noop("a successor was seated"),
    "closed": gettext_noop("the body was closed"),
    "annulled": gettext_noop("its election was annulled"),
}

HOW_FILLED = {
    "election": gettext_noop("elected"),
    "count_back": gettext_noop("by count-back of the ballots"),
    "alternate": gettext_noop("as alternate, until the seat is filled"),
    "appointment": gettext_noop("appointed"),
}

NOTICES = {
    "mandate_breached": gettext_noop("A delegate voted against your instruction. The vote is void"),
    "recall_opened": gettext_noop("A recall vote was opened"),
    "seat_recalled": gettext_noop("A delegate was recalled by those who sent them"),
    "task_fell_due": gettext_noop("A task fell due and is not done"),
    "task_reported": gettext_noop("A report on a task came in"),
    "pay_ceiling_exceeded": gettext_noop("A seat brings more than the constitution allows"),
    "declaration_missed": gettext_noop("A holder has not declared what a seat brings"),
    "finding_published": gettext_noop("An inspector published a finding about this body"),
    "answer_demanded": gettext_noop("An inspector demands an answer"),
    "demand_unanswered": gettext_noop("An inspector was not answered in time"),
    "body_leaves": gettext_noop("A body below decided to leave the federation"),
    "body_stays": gettext_noop("A body below decided to stay in the federation after all"),
    "grievance_suspends": gettext_noop("A grievance suspends a decision or an office"),
    "grievance_upheld": gettext_noop("A grievance against an office you fill was upheld"),
    "hearing_called": gettext_noop("A date was set for the hearing of a grievance"),
    "strike_notified": gettext_noop("Notice of a strike was given"),
    "member_charged": gettext_noop("A member was charged"),
    "charges_suspended": gettext_noop("So many were charged that this body hears it first"),
    "expulsion_appealed": gettext_noop("A member appeals against an expulsion"),
    "emergency_lapsed": gettext_noop("The emergency powers lapsed by themselves"),
    "meeting_not_held": gettext_noop("A meeting that was called was not held"),
    "question_unanswered": gettext_noop("A question was not answered by its date"),
    "removal_appealed": gettext_noop("Somebody appealed against the removal of a letter"),
    "papers_too_many": gettext_noop("There are more papers than marks on the roll"),
    "papers_missing": gettext_noop("Fewer papers were found than voters were marked"),
    "papers_objected": gettext_noop("An observer objected to what is done with the papers"),
    "showing_refused": gettext_noop("An owner refused to show something to its workforce"),
    "showing_unanswered": gettext_noop("An owner did not answer its workforce in time"),
    "mandate_referred_back": gettext_noop(
        "A motion was amended: your instruction is referred back"
    ),
    "mandate_became_abstention": gettext_noop(
        "A motion was amended: your instruction became an abstention"
    ),
    "mandate_freed": gettext_noop("A motion was amended: your delegates are free"),
    "delivery_unconfirmed": gettext_noop("Deliveries to this body were not confirmed in time"),
    "delivery_rejected": gettext_noop("A delivery of this body was rejected"),
    "goods_returned": gettext_noop("Goods of this body were sent back"),
    "alert_raised": gettext_noop("The figures of this body raised an alert"),
    "alert_rose": gettext_noop("An alert was not put right below in time and rose to this body"),
    "plan_correction_put": gettext_noop("This body is asked about a correction of the plan"),
    "plan_correction_in_force": gettext_noop("The plan is corrected, and it concerns this body"),
    "plan_correction_fallen": gettext_noop("A correction of the plan has fallen"),
    "consent_asked_for": gettext_noop("This body is asked to consent to a change of itself"),
    "reorganisation_asked_for": gettext_noop("A body asks for a change of itself"),
    "roll_signed_by_others": gettext_noop("Its roll was signed by members of a body beside it"),
    "challenge_to_hear": gettext_noop("A result was challenged; this body hears it"),
    "result_annulled": gettext_noop("A result of this body was annulled"),
    "result_corrected": gettext_noop("Papers were corrected, and a result of this body changed"),
    "correction_typed": gettext_noop("A teller typed papers anew after the result"),
    "result_confirmed": gettext_noop("A result of this body was challenged, and stands"),
    "result_lapsed": gettext_noop("A challenge of a result of this body came to nothing"),
    "constitution_not_restored": gettext_noop(
        "A constitution was adopted by a vote that is annulled; decide what becomes of it"
    ),
}

GRAVE_NOTICES = {
    "alert_raised",
    "alert_rose",
    "plan_correction_put",
    "charges_suspended",
    "expulsion_appealed",
    "grievance_suspends",
    "grievance_upheld",
    "strike_notified",
    "mandate_breached",
    "seat_recalled",
    "recall_opened",
    "task_fell_due",
    "question_unanswered",
    "pay_ceiling_exceeded",
    "declaration_missed",
    "finding_published",
    "demand_unanswered",
    "consent_asked_for",
    "meeting_not_held",
    "papers_too_many",
    "papers_missing",
    "showing_refused",
    "challenge_to_hear",
    "result_annulled",
    "result_corrected",
    "correction_typed",
    "constitution_not_restored",
}

POWERS = {
    "shorten_debate": gettext_noop(
        "all but the constitution goes to the vote without the debate period"
    ),
    "extend_terms": gettext_noop("terms run on"),
    "decide_without_quorum": gettext_noop(
        "bodies decide on all but the constitution without the presence quorum"
    ),
}

RULES = {
    "scottish-stv": gettext_noop("Single transferable vote (Scottish rules)"),
    "approval": gettext_noop("Approval vote"),
    "plurality": gettext_noop("Most votes"),
    "majority": gettext_noop("Majority"),
    "appointed": gettext_noop("Appointment"),
}

COMMANDS = {
    "found_federation": gettext_noop("Founding"),
    "admit_members": gettext_noop("Admissions"),
    "ask_to_move": gettext_noop("Wishes to move"),
    "move_members": gettext_noop("Moves of members"),
    "resign_membership": gettext_noop("Resignations of members"),
    "record_death": gettext_noop("Deaths"),
    "close_roll": gettext_noop("Rolls closed"),
    "sign_roll": gettext_noop("Rolls signed"),
    "open_body": gettext_noop("Bodies opened"),
    "declare_figure": gettext_noop("Figures declared"),
    "apportion_seats": gettext_noop("Apportionments"),
    "resign_seat": gettext_noop("Seats given up"),
    "appoint_to_seat": gettext_noop("Appointments"),
    "open_election": gettext_noop("Elections opened"),
    "nominate": gettext_noop("Nominations"),
    "withdraw_candidacy": gettext_noop("Candidacies withdrawn"),
    "mark_ballot": gettext_noop("Marks recorded after a crash"),
    "cast_vote": gettext_noop("Votes"),
    "declare_poll": gettext_noop("Results"),
    "enter_draw": gettext_noop("Lots drawn"),
    "withdraw_confidence": gettext_noop("Confidence withdrawn by name"),
    "restore_confidence": gettext_noop("Confidence restored by name"),
    "open_recall": gettext_noop("Recall votes opened"),
    "open_voting": gettext_noop("Votes opened"),
    "lapse_seat": gettext_noop("Terms over"),
    "refill_seat": gettext_noop("Seats refilled"),
    "put_motion": gettext_noop("Motions put to the vote"),
    "bring_task_back": gettext_noop("Tasks fallen due"),
    "lapse_emergency": gettext_noop("Emergencies lapsed"),
    "end_founding": gettext_noop("End of the founding"),
    "propose_motion": gettext_noop("Motions moved"),
    "second_motion": gettext_noop("Motions supported"),
    "withdraw_motion": gettext_noop("Motions withdrawn"),
    "call_roll": gettext_noop("Roll-calls"),
    "report_task": gettext_noop("Reports on tasks"),
    "complete_task": gettext_noop("Tasks done"),
    "call_meeting": gettext_noop("Meetings called"),
    "ask_for_meeting": gettext_noop("Meetings asked for"),
    "support_meeting": gettext_noop("Support for meetings"),
    "cancel_meeting": gettext_noop("Meetings cancelled"),
    "add_to_agenda": gettext_noop("Points put on agendas"),
    "attend_meeting": gettext_noop("Attendance at meetings"),
    "open_meeting": gettext_noop("Meetings opened"),
    "ask_to_speak": gettext_noop("Wishes to speak"),
    "give_floor": gettext_noop("Speeches begun"),
    "end_speech": gettext_noop("Speeches ended"),
    "note_minutes": gettext_noop("Notes for minutes"),
    "close_meeting": gettext_noop("Meetings closed"),
    "object_to_minutes": gettext_noop("Objections to minutes"),
    "lapse_meeting": gettext_noop("Meetings whose day was over"),
    "found_caucus": gettext_noop("Caucuses founded"),
    "join_caucus": gettext_noop("Caucuses joined"),
    "leave_caucus": gettext_noop("Caucuses left"),
    "renew_membership": gettext_noop("Unnamed memberships renewed"),
    "name_oneself": gettext_noop("Members of caucuses who named themselves"),
    "lapse_memberships": gettext_noop("Unnamed memberships that lapsed"),
    "name_caucus_speaker": gettext_noop("Speakers of caucuses named"),
    "list_candidate": gettext_noop("Candidates put on lists"),
    "file_minority_report": gettext_noop("Minority reports"),
    "sign_minority_report": gettext_noop("Signatures under minority reports"),
    "publish_letter": gettext_noop("Open letters"),
    "reply_to_letter": gettext_noop("Replies to letters"),
    "appeal_removal": gettext_noop("Appeals against removals of letters"),
    "wipe_letter": gettext_noop("Letters whose words are destroyed"),
    "ask_question": gettext_noop("Questions"),
    "answer_question": gettext_noop("Answers"),
    "note_silence": gettext_noop("Questions left without an answer"),
    "stay_behind": gettext_noop("Wishes to stay with the federation"),
    "enter_account": gettext_noop("Accounts entered"),
    "carry_out_leaving": gettext_noop("Bodies that left"),
    "start_initiative": gettext_noop("Initiatives started"),
    "sign_initiative": gettext_noop("Initiatives signed"),
    "take_back_signature": gettext_noop("Signatures under initiatives taken back"),
    "lapse_initiative": gettext_noop("Initiatives that did not come together"),
    "charge_member": gettext_noop("Charges against members"),
    "answer_charge": gettext_noop("Answers to charges"),
    "appeal_expulsion": gettext_noop("Appeals against expulsions"),
    "lapse_charge": gettext_noop("Charges that lapsed"),
    "complete_expulsion": gettext_noop("Expulsions that took effect"),
    "object_to_admission": gettext_noop("Objections to admissions"),
    "reinstate_member": gettext_noop("Deaths taken back"),
    "sign_call_back": gettext_noop("Decisions called back"),
    "carry_out_decision": gettext_noop("Decisions that waited and take effect"),
    "refuse_move": gettext_noop("Refusals to be moved"),
    "settle_reorganisation": gettext_noop("Changes of bodies that fell without consent"),
    "file_grievance": gettext_noop("Grievances filed"),
    "sign_grievance": gettext_noop("Grievances signed"),
    "answer_grievance": gettext_noop("Answers to grievances"),
    "call_hearing": gettext_noop("Dates set for hearings"),
    "agree_grievance": gettext_noop("Agreements offered and accepted"),
    "withdraw_grievance": gettext_noop("Wishes to withdraw a grievance"),
    "give_strike_notice": gettext_noop("Notices of strikes"),
    "record_strike": gettext_noop("Strikes begun and ended"),
    "lapse_grievance": gettext_noop("Grievances that did not come together"),
    "end_hearing": gettext_noop("Hearings in vain"),
    "end_suspension": gettext_noop("Suspensions that ended by themselves"),
    "found_union": gettext_noop("Calls for a union"),
    "sign_union": gettext_noop("Calls for a union signed"),
    "join_union": gettext_noop("Unions joined"),
    "leave_union": gettext_noop("Unions left"),
    "declare_wage": gettext_noop("Wages told in secret"),
    "compute_members_wage": gettext_noop("Computations of the members' wage"),
    "declare_pay": gettext_noop("Declarations of pay"),
    "correct_declaration": gettext_noop("Declarations of pay corrected"),
    "confirm_declaration": gettext_noop("Declarations of pay confirmed"),
    "miss_declaration": gettext_noop("Declarations of pay missing"),
    "report_pay": gettext_noop("Pay found above the ceiling"),
    "inspect": gettext_noop("Looks of inspectors"),
    "publish_finding": gettext_noop("Findings of inspectors"),
    "demand_answer": gettext_noop("Answers demanded by inspectors"),
    "answer_demand": gettext_noop("Answers to inspectors"),
    "put_recall": gettext_noop("Recalls put by inspectors"),
    "pass_demand": gettext_noop("Demands of inspectors not met"),
    "name_teller": gettext_noop("Tellers named"),
    "name_observer": gettext_noop("Observers named"),
    "leave_role": gettext_noop("Roles of tellers and observers left"),
    "mark_paper_voter": gettext_noop("Marks of voters on paper"),
    "unmark_paper_voter": gettext_noop("Marks of voters on paper taken back"),
    "type_papers": gettext_noop("Papers typed in"),
    "reopen_batch": gettext_noop("Batches of papers to be typed anew"),
    "correct_result": gettext_noop("Papers corrected after the result"),
    "object_to_papers": gettext_noop("Objections of observers"),
    "end_papers": gettext_noop("Ends of the time for papers"),
    "enter_unit": gettext_noop("Units of other owners entered"),
    "ask_to_see": gettext_noop("Things a workforce asked to see"),
    "record_shown": gettext_noop("Things shown to a workforce"),
    "record_refused": gettext_noop("Things refused to a workforce"),
    "pass_showing": gettext_noop("Things asked for and left without an answer"),
    "challenge_poll": gettext_noop("Results challenged"),
    "sign_challenge": gettext_noop("Challenges signed"),
    "close_challenge": gettext_noop("Challenges whose time was over"),
    "drop_due": gettext_noop("What fell due and was not possible"),
    "key_rotated": gettext_noop("Changes of the record's key"),
    "propose_agreement": gettext_noop("Agreements proposed"),
    "record_counterpart": gettext_noop("Decisions of other federations"),
    "record_foreign_checkpoint": gettext_noop("Checkpoints of other federations"),
    "end_agreement": gettext_noop("Agreements over"),
    "name_product": gettext_noop("Products named"),
    "name_limit": gettext_noop("Limits of the plan named"),
    "declare_process": gettext_noop("Processes declared"),
    "withdraw_process": gettext_noop("Processes withdrawn"),
    "offer_hours": gettext_noop("Hours of work offered"),
    "declare_stock": gettext_noop("Stocks declared"),
    "place_order": gettext_noop("Orders of bodies"),
    "order_for_myself": gettext_noop("Orders of members, which nobody sees"),
    "propose_alternative": gettext_noop("Alternatives to a plan asked for"),
    "close_round": gettext_noop("Rounds of planning closed"),
    "record_plan": gettext_noop("Plans found"),
    "lapse_campaign": gettext_noop("Planning that ended without a plan"),
    "record_lines": gettext_noop("What plans ask of each body"),
    "report_delivery": gettext_noop("Deliveries reported"),
    "confirm_delivery": gettext_noop("Deliveries confirmed"),
    "reject_delivery": gettext_noop("Deliveries rejected"),
    "pass_delivery": gettext_noop("Deliveries that nobody confirmed in time"),
    "return_goods": gettext_noop("Goods sent back"),
    "record_taking": gettext_noop("What members took, left and brought back"),
    "report_work": gettext_noop("Work reported"),
    "report_overhead": gettext_noop("Hours reported on what makes nothing"),
    "pass_period": gettext_noop("Periods of plans over"),
    "record_signs": gettext_noop("Figures of a period read"),
    "answer_alert": gettext_noop("Answers to alerts"),
    "pass_alert": gettext_noop("Alerts that rose"),
    "ask_for_correction": gettext_noop("Corrections of a plan asked for"),
    "record_correction": gettext_noop("Corrections of a plan found"),
    "settle_correction": gettext_noop("Corrections of a plan settled"),
}


def word(table: dict[str, str], name: str) -> str:
    """Return a word in the reader's language; an unknown name as it is, without underscores."""
    found = table.get(name)
    return _(found) if found else name.replace("_", " ")


def stage(table: dict[str, tuple[str, str]], name: str) -> tuple[str, str]:
    """Return the word for a stage and its tone: good, bad, wait or none."""
    found = table.get(name)
    return (_(found[0]), found[1]) if found else (name.replace("_", " "), "")


def mixed(number: str) -> str:
    """Write an exact number as people do: ``"407/26"`` as ``"15 17/26"``."""
    exact = Fraction(number)
    whole, rest = divmod(exact, 1)
    if not rest:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)


def share(fraction: Fraction) -> str:
    """Write a share in words where there are any."""
    words = {
        Fraction(1, 2): _("half"),
        Fraction(1, 3): _("a third"),
        Fraction(2, 3): _("two thirds"),
        Fraction(1, 4): _("a quarter"),
        Fraction(3, 4): _("three quarters"),
        Fraction(1): _("all"),
    }
    return words.get(fraction, str(fraction))


def days(count: int) -> str:
    """Write a number of days."""
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


def people(count: int) -> str:
    """Write a number of members."""
    return ngettext("%(n)s member", "%(n)s members", count) % {"n": f"{count:,}"}
