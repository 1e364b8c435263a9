"""The story of the demo, told by its record alone; and what a visitor can do in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from commonweal.lab.demo import FULL, SMALL, Demo, build
from commonweal.office import Office
from commonweal.office.recounting import recount
from commonweal.polity import commands as cmd
from commonweal.polity import needed_withdrawals
from commonweal.polity.distance import distance
from commonweal.polity.rights.meetings import data
from commonweal.polity.rights.union.data import JoinUnion
from commonweal.record import Home, verify_file

NOW = 1_790_000_000


def entries_of(home: Path) -> list[dict[str, Any]]:
    place = Home.at(home)
    with closing(place.open_store()) as store, closing(place.open_log(store)) as log:
        return [json.loads(body) for body in log.read()]


@pytest.fixture(scope="module")
def entries(full_demo: Demo) -> list[dict[str, Any]]:
    return entries_of(full_demo.home)


@pytest.fixture(scope="module")
def events(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event | {"at": entry["at"]} for entry in entries for event in entry["events"]]


def named(events: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [event for event in events if event["event"].split("/")[0] == name]


@pytest.fixture
def office(full_demo: Demo, a_copy: Callable[[Demo], Demo]) -> Iterator[Office]:
    with Office(a_copy(full_demo).home, clock=lambda: NOW + 60) as opened:
        yield opened


def test_forty_workplaces_and_twenty_consumer_councils_in_three_levels(
    events: list[dict[str, Any]],
) -> None:
    levels = [event["level"] for event in named(events, "body_opened")]
    assert levels.count("workplace") == 40 + 1  # one has split since
    assert levels.count("consumers") == 20 + 1  # one has come from another federation
    assert levels.count("district") == 5
    assert levels.count("federation") == 1
    homes = [home for event in named(events, "members_admitted") for home in event["homes"]]
    assert 1310 <= len(homes) <= 1335
    assert len(set(homes)) == 60 + 1


def test_members_have_convened_a_meeting_that_is_under_way(
    events: list[dict[str, Any]], office: Office, full_demo: Demo
) -> None:
    (convened,) = named(events, "meeting_convened")
    assert convened["supporters"] * 5 >= convened["electors"]
    meeting = office.state.meetings[convened["meeting"]]
    assert meeting.body == full_demo.scene.workplace
    assert (meeting.stage, bool(meeting.floor), bool(meeting.waiting)) == ("open", True, True)
    assert full_demo.scene.member not in meeting.present
    office.execute(data.AttendMeeting(meeting=meeting.id), full_demo.scene.member)
    office.execute(data.AskToSpeak(meeting=meeting.id), full_demo.scene.member)


def test_a_workplace_is_about_to_leave_and_one_of_it_stays(
    events: list[dict[str, Any]], office: Office, full_demo: Demo
) -> None:
    announced = named(events, "leaving_announced")[-1]
    assert announced["body"] != full_demo.scene.workplace
    assert announced["until"] > NOW
    stays = named(events, "staying_declared")[-1]
    assert office.state.members.home[stays["member"]] == announced["body"]
    assert office.state.accounts[office.state.top].balance > 0


def test_every_seat_was_elected_and_every_office_filled(full_demo: Demo, office: Office) -> None:
    running = {seat for poll in office.state.polls.values() for seat in poll.contested}
    wanted = (one for one in office.state.seats.values() if not one.abolished)
    empty = [seat for seat in wanted if not seat.holder]
    assert all(seat.id in running and seat.running for seat in empty)
    assert len(empty) == 1  # of the workplace that has grown; its election is running


def test_every_election_names_its_real_contest(
    full_demo: Demo, events: list[dict[str, Any]]
) -> None:
    notes = json.loads((full_demo.home / "demo.json").read_text(encoding="utf-8"))["contests"]
    opened = {e["poll"]: e for e in named(events, "poll_opened") if e["kind"] == "election"}
    assert set(notes) == {str(poll) for poll in opened}
    assert all(told.startswith("ERS Set ") for told in notes.values())
    assert sum("seed" in told for told in notes.values()) > 50


def test_the_mandates_are_of_three_kinds_and_one_is_breached(events: list[dict[str, Any]]) -> None:
    kinds = {event["kind"] for event in named(events, "mandate_given")}
    assert kinds == {"imperative", "conditional", "split"}
    (breach,) = named(events, "mandate_breached")
    void = [event for event in named(events, "vote_cast") if event.get("void")]
    assert [one["seat"] for one in void] == [breach["seat"]]
    told = [e for e in named(events, "body_notified") if e["about"] == "mandate_breached"]
    assert [one["seat"] for one in told] == [breach["seat"]]
    splits = [event for event in named(events, "vote_cast") if event.get("split")]
    assert splits


def test_an_amendment_sent_an_instruction_back(events: list[dict[str, Any]]) -> None:
    assert named(events, "motion_amended")
    statuses = [event["status"] for event in named(events, "mandate_affected")]
    assert statuses == ["referred", "replaced"]


def test_one_recall_fell_through_two_levels_and_was_refilled_by_count_back(
    events: list[dict[str, Any]],
) -> None:
    fallen = named(events, "seat_vacated")
    (root,) = [event for event in fallen if event["cause"] == "recalled"]
    (above,) = [event for event in fallen if event.get("root") == root["seat"]]
    assert above["cause"] == "fell"
    (breach,) = named(events, "mandate_breached")
    assert breach["seat"] == above["seat"]
    refilled = {e["seat"] for e in named(events, "seat_filled") if e.get("how") == "count_back"}
    assert refilled >= {root["seat"], above["seat"]}


def test_pay_is_declared_but_for_one_who_forgot_and_one_who_has_too_much(
    events: list[dict[str, Any]], office: Office
) -> None:
    (computed,) = named(events, "members_wage_computed")
    assert computed["wage"] > 0
    (above,) = {event["seat"] for event in named(events, "pay_ceiling_exceeded")}
    assert office.state.duties[above].above
    assert named(events, "declaration_missed")


def test_an_inspector_looked_asked_and_published(events: list[dict[str, Any]]) -> None:
    assert {event["kind"] for event in named(events, "access_recorded")} == {"task", "seat"}
    (finding,) = named(events, "finding_published")
    unanswered, other = named(events, "answer_demanded")
    assert finding["by"] == unanswered["by"]
    assert [one["demand"] for one in named(events, "demand_answered")] == [other["demand"]]


def test_a_result_is_challenged_and_heard_when_the_demo_opens(office: Office) -> None:
    *earlier, challenge = office.state.challenges.values()
    assert [one.stage for one in earlier] == ["annulled", "confirmed"]
    assert challenge.stage == "hearing"
    assert challenge.body == office.state.top
    assert office.state.motions[challenge.motion].stage == "debate"
    assert office.state.polls[challenge.poll].stage == "declared"


def test_every_election_counts_again_as_it_was_declared(office: Office) -> None:
    elections = [
        one
        for one in office.state.polls.values()
        if one.kind == "election" and one.stage == "declared" and one.rounds
    ]
    assert len(elections) > 20
    for poll in elections:
        assert recount(office.case(), poll, office.vault).agrees, f"poll {poll.id}"


def test_the_emergency_lapsed_by_itself(events: list[dict[str, Any]]) -> None:
    (declared,) = named(events, "emergency_declared")
    (ended,) = named(events, "emergency_ended")
    assert ended["at"] == declared["ends_at"]
    assert ended["why"] == "lapsed"


def test_tasks_are_done_or_overdue(office: Office) -> None:
    stages = sorted(task.stage for task in office.state.tasks.values())
    assert stages == ["done", "done", "overdue"]


def test_there_are_motions_on_every_level(office: Office) -> None:
    levels = {office.state.bodies[one.body].level for one in office.state.motions.values()}
    assert levels == {"workplace", "consumers", "district", "federation", "union"}
    outcomes = {motion.stage for motion in office.state.motions.values()}
    assert {"carried", "divided", "vote", "debate"} <= outcomes


def test_what_still_runs(office: Office) -> None:
    running = [poll for poll in office.state.polls.values() if poll.stage == "voting"]
    kinds = sorted((poll.kind, office.state.bodies[poll.body].level) for poll in running)
    assert kinds == [
        ("election", "workplace"),
        ("motion", "federation"),
        ("motion", "workplace"),
        ("recall", "workplace"),
    ]
    assert all(0 < poll.cast < poll.electors for poll in running)


def test_the_visitors_vote_closes_the_recall_and_the_seat_refills(
    full_demo: Demo, office: Office
) -> None:
    scene = full_demo.scene
    seat = office.state.seats[scene.seat_b]
    holder, above = seat.holder, list(office.state.resting[seat.id])
    assert above  # the holder sits in the congress too
    office.execute(cmd.CastVote(poll=seat.recall, choice="yes"), scene.member)
    assert seat.holder not in (0, holder)
    assert not seat.acting
    assert seat.history[0].cause == "recalled"
    for one in above:
        assert office.state.seats[one].holder not in (0, holder)


def test_a_vote_against_the_recall_closes_it_too(full_demo: Demo, office: Office) -> None:
    scene = full_demo.scene
    seat = office.state.seats[scene.seat_b]
    holder = seat.holder
    office.execute(cmd.CastVote(poll=seat.recall, choice="no"), scene.member)
    assert seat.history[0].holder == holder


def test_the_visitors_withdrawal_opens_a_recall(full_demo: Demo, office: Office) -> None:
    scene = full_demo.scene
    seat = office.state.seats[scene.seat_a]
    members = office.state.bodies[scene.workplace].members
    withdrawn = [one for one in members if office.has_withdrawn(seat.id, one)]
    assert len(withdrawn) == needed_withdrawals(office.case(), seat) - 1
    assert not seat.recall
    office.execute(cmd.WithdrawConfidence(seat=seat.id), scene.member)
    assert office.state.polls[seat.recall].stage == "voting"


def test_the_delegate_can_vote_under_a_mandate(full_demo: Demo, office: Office) -> None:
    scene = full_demo.scene
    poll = office.state.motions[scene.motion].poll
    answer = office.execute(cmd.CastVote(poll=poll, choice="yes"), scene.delegate)
    assert answer.events[0].mandate  # type: ignore[union-attr]


def test_the_visitors_codes_sign_in_once(full_demo: Demo, office: Office) -> None:
    for visitor in full_demo.visitors:
        assert office.vault.use_code(visitor.codes[0], NOW, "test") == visitor.member
    assert (full_demo.home / "demo-codes.json").stat().st_mode & 0o077 == 0


SIGNED = {"key", "root", "root_hash", "note"}
"""Fields that hold keys of chance, and what another record has signed with them."""


def masked(value: Any) -> Any:
    """Hide digests, which are salted, and what hangs on keys of chance."""
    if isinstance(value, dict):
        return {key: "signed" if key in SIGNED else masked(one) for key, one in value.items()}
    if isinstance(value, list):
        return [masked(one) for one in value]
    return "sha256" if isinstance(value, str) and value.startswith("sha256:") else value


def test_the_same_seed_gives_the_same_entries(small_demo: Demo, tmp_path: Path) -> None:
    again = build(tmp_path / "again", size=SMALL, now=NOW)
    assert masked(entries_of(again.home)) == masked(entries_of(small_demo.home))
    assert again.contests == small_demo.contests


@pytest.mark.long
def test_the_same_seed_gives_the_same_plan(full_demo: Demo, tmp_path: Path) -> None:
    again = build(tmp_path / "again", size=FULL, now=NOW)
    assert masked(entries_of(again.home)) == masked(entries_of(full_demo.home))


def test_another_seed_gives_other_entries(small_demo: Demo, tmp_path: Path) -> None:
    other = build(tmp_path / "other", size=SMALL, now=NOW, seed=8)
    assert masked(entries_of(other.home)) != masked(entries_of(small_demo.home))


def test_the_agreement_with_the_tenants_is_in_force(office: Office) -> None:
    found = office.state.agreements[1]
    assert (found.stage, office.state.foreigns[found.foreign].forked) == ("in_force", [])
    assert office.state.motions[found.motion].stage == "carried"


def test_the_export_verifies_and_a_changed_byte_is_found(full_demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "demo.jsonl"
    place = Home.at(full_demo.home)
    with closing(place.open_store()) as store, closing(place.open_log(store)) as log:
        assert log.backup(file) == full_demo.entries
    assert verify_file(file, key=place.verifier_key()).valid
    data = bytearray(file.read_bytes())
    place_of_change = data.index(b"commitments") + 40
    data[place_of_change] ^= 1
    file.write_bytes(data)
    assert not verify_file(file, key=place.verifier_key()).valid


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear")
    with pytest.raises(FileExistsError, match="give another folder"):
        build(tmp_path, size=SMALL)
    assert [one.name for one in tmp_path.iterdir()] == ["letter"]


def test_sizes_add_up() -> None:
    from commonweal.lab.demo.founding import workplace_sizes

    for seed in range(20):
        sizes = workplace_sizes(FULL, seed)
        assert sum(sizes) == FULL.members
        assert min(sizes) >= 12


def test_the_levy_rests_until_those_who_contest_it_are_heard(
    events: list[dict[str, Any]], office: Office
) -> None:
    suspended = named(events, "matter_suspended")[-1]
    called = named(events, "hearing_called")[-1]
    found = office.state.grievances[suspended["grievance"]]
    assert found.suspends
    assert office.state.motions[found.motion].body == office.state.top
    assert len(found.signatures) == found.needed == 10
    assert found.answers
    assert NOW < called["begins_at"] <= found.hearing_by < found.suspended_until


def test_a_member_was_charged_answered_and_stays(office: Office) -> None:
    ended = (one for one in office.state.charges.values() if one.outcome == "reprimanded")
    (charge,) = ended
    assert charge.answers
    assert office.state.members.is_active(charge.member)


def test_members_of_several_workplaces_have_a_union_of_their_own(
    events: list[dict[str, Any]], office: Office, full_demo: Demo
) -> None:
    (founded,) = named(events, "union_founded")
    union = office.state.bodies[founded["union"]]
    homes = {office.state.members.home[one] for one in union.members}
    assert len(homes) == len(union.members) > 5
    conveners = [office.state.seats[one].holder for one in union.offices]
    assert all(conveners)
    assert all(office.state.belongs(one, union.id) for one in conveners)
    people = union.people
    office.execute(JoinUnion(union=union.id), full_demo.scene.member)
    assert office.state.bodies[union.id].people == people + 1


def test_a_decision_of_the_congress_shows_its_distance_from_the_members(office: Office) -> None:
    motions = office.state.motions.values()
    decided = [one for one in motions if one.body == office.state.top and one.stage == "carried"]
    far = [one for motion in decided if (one := distance(office.state, motion)) is not None]
    assert {one.levels for one in far} == {2}
    assert all(one.took_part < one.binds for one in far)
    assert any(one.by_count_back for one in far), "nobody who voted came by a count-back"
