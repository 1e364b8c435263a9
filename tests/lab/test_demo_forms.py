"""Everything that a person may do has a page: each command, and each effect of a motion.

A command stands in one of two lists: with the page on which its form is, or among those that the
office alone gives. One that stands in neither fails here, so that no command is left to those who
know the command line. What the pages say is tested where they are (``tests/web``).
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from django.test import Client
from django.urls import reverse

from commonweal.lab.demo import Demo
from commonweal.office import Office, entries
from commonweal.polity import State
from commonweal.polity import effects as ef
from commonweal.polity.decide import LAW
from commonweal.web import settings
from commonweal.web.federation import ENVIRON_KEY, Federation

settings.configure("a key for tests, and for nothing else")

from commonweal.web import urls  # noqa: E402 -- its words need the settings

NOW = 1_790_000_000
POLITY = Path(sys.modules["commonweal.polity"].__file__ or "").parent

FORMS = {
    "desk": (
        "admit_members ask_to_move move_members resign_membership record_death close_roll open_body"
        " declare_figure apportion_seats appoint_to_seat open_election"
    ),
    "roll > sign-roll": "sign_roll",
    "seat > resign-seat": "resign_seat",
    "seat > withdraw": "withdraw_confidence",
    "seat > restore": "restore_confidence",
    "poll > nominate": "nominate",
    "poll > leave": "withdraw_candidacy",
    "poll > vote": "cast_vote",
    "poll > draw": "enter_draw",
    "propose": "propose_motion",
    "motion > second": "second_motion",
    "motion > withdraw-motion": "withdraw_motion",
    "motion > call-roll": "call_roll",
    "task > report": "report_task",
    "task > complete": "complete_task",
    "caucuses > found-caucus": "found_caucus",
    "caucus > join-caucus": "join_caucus",
    "caucus > leave-caucus": "leave_caucus",
    "caucus > renew-membership": "renew_membership name_oneself",
    "caucus > name-speaker": "name_caucus_speaker",
    "caucus > list-candidate": "list_candidate",
    "motion > file-report": "file_minority_report",
    "motion > sign-report": "sign_minority_report",
    "letters > publish-letter": "publish_letter",
    "letter > reply-to-letter": "reply_to_letter",
    "letter > appeal-removal": "appeal_removal",
    "seat > ask-question": "ask_question",
    "question > answer-question": "answer_question",
    "initiatives > start-initiative": "start_initiative",
    "initiative > sign-initiative": "sign_initiative",
    "initiative > take-back-signature": "take_back_signature",
    "motion > sign-call-back": "sign_call_back",
    "charges > charge-member": "charge_member",
    "charges > object-to-admission": "object_to_admission",
    "charges > reinstate-member": "reinstate_member",
    "charge > charge-act": "answer_charge appeal_expulsion",
    "motion > refuse-move": "refuse_move",
    "meetings > call-meeting": "call_meeting",
    "meetings > ask-for-meeting": "ask_for_meeting",
    "meetings > support-meeting": "support_meeting",
    "meeting > meeting-act": (
        "cancel_meeting add_to_agenda attend_meeting open_meeting ask_to_speak give_floor"
        " end_speech note_minutes close_meeting object_to_minutes"
    ),
    "inspection > inspect": "inspect",
    "inspection > publish-finding": "publish_finding",
    "inspection > demand-answer": "demand_answer",
    "inspection > put-recall": "put_recall",
    "demand > answer-demand": "answer_demand",
    "pay > declare-wage": "declare_wage",
    "seat-pay > declare-pay": "declare_pay",
    "seat-pay > correct-pay": "correct_declaration",
    "seat-pay > confirm-pay": "confirm_declaration",
    "poll-papers > name-teller": "name_teller",
    "poll-papers > name-observer": "name_observer",
    "poll-papers > leave-role": "leave_role",
    "poll-papers > mark-paper-voter": "mark_paper_voter",
    "poll-papers > unmark-paper-voter": "unmark_paper_voter",
    "poll-papers > type-papers": "type_papers",
    "poll-papers > reopen-batch": "reopen_batch",
    "poll-papers > object-to-papers": "object_to_papers",
    "poll-papers > correct-result": "correct_result",
    "units > enter-unit": "enter_unit",
    "unit > ask-to-see": "ask_to_see",
    "unit > note-showing": "record_shown record_refused",
    "unions > found-union": "found_union",
    "union-call > sign-union": "sign_union",
    "union > join-union": "join_union",
    "union > leave-union": "leave_union",
    "leaving > stay-behind": "stay_behind",
    "leavings > enter-account": "enter_account",
    "agreements > propose-agreement": "propose_agreement",
    "agreement > record-counterpart": "record_counterpart",
    "agreement > foreign-card": "record_foreign_checkpoint",
    "grievances > file-grievance": "file_grievance",
    "grievance > grievance-act": (
        "sign_grievance answer_grievance call_hearing agree_grievance withdraw_grievance"
        " give_strike_notice record_strike"
    ),
    "poll-challenges > challenge-poll": "challenge_poll",
    "challenge > sign-challenge": "sign_challenge",
    "plan-propose": (
        "name_product declare_process withdraw_process offer_hours declare_stock"
    ),
    "plan-order": "place_order order_for_myself",
    "plan-limits": "name_limit",
    "ask-alternative": "propose_alternative",
    "deliver": "report_delivery confirm_delivery reject_delivery return_goods",
    "plan-figures": "record_taking report_work report_overhead",
    "plan-alert": "answer_alert",
    "plan-corrections": "ask_for_correction",
}  # fmt: skip
"""The page on which a form is, and the address that takes it where it is another: its commands."""

BY_ITSELF = {"lapse_seat"}
"""Anybody could give it, but it is done by itself in the second in which it becomes possible."""

EFFECTS = {
    "propose": "resolve",
    "motion > instruct": "instruct",
    "amend": "amend_constitution",
    "changing": "declare_emergency end_emergency open_body",
    "reorganise": "merge_bodies split_body close_body ask_for_reorganisation",
    "caucus > move-ban": "ban_caucus",
    "letter > move-letter": "remove_letter restore_letter",
    "initiative > support-initiative": "support_initiative",
    "motion > move-call-back": "call_back",
    "unit > move-leave-unit": "leave_unit",
    "motion > ask-again": "consent_to_reorganisation",
    "charge > charge-act": "expel_member reprimand_member decide_appeal",
    "charges > refuse-admission": "refuse_admission",
    "leavings > move-to-leave": "leave_federation",
    "leaving > move-to-stay": "stay_in_federation",
    "leavings > move-to-admit": "admit_body",
    "agreement > adopt-agreement": "adopt_agreement",
    "agreement > give-notice": "give_notice_of_agreement",
    "agreement > confirm-agreement": "confirm_agreement",
    "grievances > file-grievance": "file_union_grievance",
    "grievance > grievance-act": "act_on_grievance arbitrate_grievance",
    "begin-planning": "begin_planning",
    "plan-limits": "set_limit",
    "plan-propose": "fix_proposal free_proposal",
    "found-plan": "adopt_plan",
    "assign-surplus": "assign_surplus",
}
"""The same for what a motion can bring about."""

PUT_BY_THE_LAW = {"annul_poll", "agree_to_correction"}
"""Questions that nobody moves: a challenge, or a correction, puts them by itself."""


def split(table: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the page and the taking address of each name of a table."""
    found: dict[str, tuple[str, str]] = {}
    for place, names in table.items():
        page, _arrow, taking = place.partition(" > ")
        for name in names.split():
            assert name not in found, f"{name} is listed twice"
            found[name] = (page, taking or page)
    return found


def tag(kind: type) -> str:
    return str(kind.__struct_config__.tag)  # type: ignore[attr-defined]


COMMANDS: dict[str, type] = {tag(one): one for one in LAW}
KINDS: dict[str, type] = {tag(one): one for one in get_args(ef.AnyEffect)}


def of_the_office() -> set[str]:
    """Return the commands that the law refuses to everybody but the office, as its text says."""
    text = "".join(one.read_text(encoding="utf-8") for one in POLITY.rglob("*.py"))
    return set(re.findall(r'require_office\(case, "(\w+)"\)', text))


def test_every_command_has_a_form_or_is_the_offices_alone() -> None:
    listed, reserved = set(split(FORMS)), of_the_office() | BY_ITSELF
    assert set(COMMANDS) - listed - reserved == set(), "give these a form, and list it here"
    assert listed - set(COMMANDS) == set()
    assert listed & reserved == set()
    assert len(reserved) > 30


def test_every_effect_of_a_motion_has_a_form_or_is_put_by_the_law() -> None:
    listed = set(split(EFFECTS))
    assert set(KINDS) - listed - PUT_BY_THE_LAW == set(), "give these a form, and list it here"
    assert listed - set(KINDS) == set()


MADE_BY = {"admit_members": "Newcomer", "inspect": "look", "admit_body": "motion_to_admit"}
"""Commands that the office makes from what a page hands it: how that is called there."""


def modules_of(view: Callable[..., Any]) -> Iterator[ModuleType]:
    """Give the module of a view, and the modules of the web that it uses."""
    own = sys.modules[view.__module__]
    yield own
    for value in vars(own).values():
        module = value if isinstance(value, ModuleType) else sys.modules.get(
            getattr(value, "__module__", "") or ""
        )  # fmt: skip
        if module is not None and module.__name__.startswith("commonweal.web."):
            yield module


def says(taking: str, name: str) -> bool:
    view = next(one.callback for one in urls.urlpatterns if one.name == taking)
    sources = (Path(one.__file__ or "").read_text(encoding="utf-8") for one in modules_of(view))
    return any(re.search(rf"\b{name}\(", one) for one in sources)


@pytest.mark.parametrize(("table", "kinds"), [(FORMS, COMMANDS), (EFFECTS, KINDS)])
def test_the_address_that_takes_a_form_makes_its_command(
    table: dict[str, str], kinds: dict[str, type]
) -> None:
    wrong = {
        name: taking
        for name, (_page, taking) in split(table).items()
        if not says(taking, MADE_BY.get(name, kinds[name].__name__))
    }
    assert wrong == {}


def numbers(state: State) -> dict[str, int]:
    """Return what each page with a number is shown of."""
    level = {one.level: int(one.id) for one in state.bodies.values() if one.is_open}
    first: dict[str, Any] = {
        "roll": state.rolls, "seat": state.seats, "seat-pay": state.declarations,
        "poll": state.polls, "poll-papers": state.papers, "poll-challenges": state.challenges_of,
        "motion": state.motions, "task": state.tasks, "caucus": state.caucuses,
        "letter": state.letters, "question": state.questions, "initiative": state.initiatives,
        "charge": state.charges, "meeting": state.meetings, "demand": state.demands,
        "unit": state.units, "union-call": state.union_calls, "union": state.unions,
        "leaving": state.leavings, "agreement": state.agreements, "grievance": state.grievances,
        "challenge": state.challenges, "found-plan": state.plans,
        "assign-surplus": state.adopted_plans,
        "plan-alert": state.alerts, "ask-alternative": state.campaigns,
    }  # fmt: skip
    found = {page: next(iter(known)) for page, known in first.items() if known}
    found["seat-pay"] = state.declarations[found["seat-pay"]].seat
    makes, takes = level["workplace"], level["consumers"]
    places = {"desk": makes, "meetings": makes, "plan-propose": makes, "plan-order": takes}
    return {**found, **places, "deliver": makes, "plan-figures": makes}


@pytest.fixture(scope="module")
def office(full_demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = Path(shutil.copytree(full_demo.home, tmp_path_factory.mktemp("forms") / "home"))
    with Office(home, clock=lambda: NOW + 60) as opened:
        yield opened


def last_givers(office: Office) -> dict[str, int]:
    """Return who gave each command last, as far as the record tells: they may, or might."""
    bodies = office.log.read(0, office.log.signed.size)
    read = (entries.read(one) for one in bodies)
    return {one.command: one.by for one in read if one.by}


def test_each_page_is_there_for_somebody_who_may(office: Office) -> None:
    federation = Federation.of(office)
    given, known = last_givers(office), numbers(office.state)
    environ: dict[str, Any] = {ENVIRON_KEY: federation, "SERVER_NAME": "localhost"}
    clients: dict[int, Client] = {}
    wrong: dict[str, int] = {}
    asked: set[str] = set()
    for name, (page, _taking) in {**split(EFFECTS), **split(FORMS)}.items():
        member = given.get(name, given["propose_motion"])
        if not office.state.members.is_active(member):
            member = given["propose_motion"]
        if page in asked:
            continue
        asked.add(page)
        if member not in clients:
            clients[member] = Client(**environ)
            code = office.vault.issue_codes(member, 1)[0]
            assert clients[member].post("/sign-in", {"code": code}).status_code == 302
        address = reverse(page, args=[known[page]] if page in known else [])
        answer = clients[member].get(address)
        if answer.status_code != 200:
            wrong[f"{name}: {address}"] = answer.status_code
    federation.close()
    assert wrong == {}
    assert len(asked) > 45


def test_a_command_that_nobody_listed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "sell_the_federation", object)
    with pytest.raises(AssertionError, match="sell_the_federation"):
        test_every_command_has_a_form_or_is_the_offices_alone()


def test_a_page_that_does_not_make_its_command_is_found() -> None:
    assert says("second", "SecondMotion")
    assert not says("second", "CloseRoll")
