"""Meetings on their pages: from the request to the minutes, on a phone, and as a calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar
import pytest

from commonweal.polity import commands as cmd
from commonweal.polity.rights.meetings import data
from commonweal.terms import DAY_S


def typed(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M}"


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


@pytest.fixture
def convened(town):
    """A meeting of Alice's workplace that members convened; its number, and who convened it."""
    home = town.bob_seat.sender
    members = [one for one in town.members(home) if one != town.alice]
    begins = town.clock.now + 8 * DAY_S
    send(
        town.client(town.alice),
        f"/c/{home}/meetings/ask",
        begins_at=typed(begins),
        text="The night shift",
        place="The canteen",
    )
    for one in members:
        if not town.office.state.meetings:
            send(town.client(one), "/meeting-requests/1/support")
    return home, members


def test_members_convene_a_meeting_and_hold_it(town, convened):
    home, members = convened
    said = text_of(town.client(), f"/c/{home}/meetings")
    assert "The night shift" in said
    assert "convened by those who vote here" in said
    town.clock.pass_days(8)
    alice, other = town.client(town.alice), town.client(members[0])
    for one in (alice, other):
        send(one, "/meetings/1/attend")
    send(alice, "/meetings/1/open")
    send(other, "/meetings/1/ask")
    page = text_of(alice, "/meetings/1")
    assert "first speech" in page
    assert "2 of 12 are present" in page
    send(alice, "/meetings/1/give")
    assert "has the floor" in text_of(town.client(), "/meetings/1")
    send(other, "/meetings/1/end")
    send(alice, "/meetings/1/agenda", text="A longer break")
    send(alice, "/meetings/1/note", text="The break was debated.")
    assert alice.post("/meetings/1/close").status_code == 422
    town.clock.pass_days(0.03)
    send(alice, "/meetings/1/close")
    send(other, "/meetings/1/object", text="It was hardly debated.")
    page = text_of(town.client(), "/meetings/1")
    for words in ("The break was debated.", "It was hardly debated.", "A longer break", "sha256:"):
        assert words in page
    assert "hx-get" not in page


def test_an_officer_cannot_cancel_what_members_convened(town, convened):
    answer = town.client(town.alice).post("/meetings/1/cancel")
    assert answer.status_code == 422
    assert "meeting convened by electors" in answer.content.decode()


def elect_secretary(town, body, member):
    state = town.office.state
    poll = next(state.seats[one].running for one in state.bodies[body].offices)
    supporter = next(one for one in town.members(body) if one != member)
    for by in (member, supporter):
        town.do(cmd.Nominate(poll=poll, candidate=member), by)
    town.clock.pass_days(7)
    town.office.tick()
    town.do(cmd.CastVote(poll=poll, ranking=(member,)), member)
    town.clock.pass_days(7)
    town.office.tick()


def test_an_officer_calls_a_meeting_and_others_are_not_offered_to(town):
    home, clerk, other = town.bob_seat.sender, town.alice, town.charlie
    elect_secretary(town, home, clerk)
    assert "Call a meeting, as an officer" not in text_of(town.client(other), f"/c/{home}/meetings")
    client = town.client(clerk)
    assert "Call a meeting, as an officer" in text_of(client, f"/c/{home}/meetings")
    send(
        client,
        f"/c/{home}/meetings/call",
        begins_at=typed(town.clock.now + 9 * DAY_S),
        text="Safety",
        place="Yard",
    )
    assert "Safety" in text_of(town.client(), "/meetings/1")
    send(client, "/meetings/1/cancel")
    assert "cancelled" in text_of(town.client(), "/meetings/1")


def test_a_date_that_is_none_is_refused_in_words(town):
    home = town.bob_seat.sender
    asked = {"begins_at": "tomorrow", "text": "Safety", "place": "Yard"}
    answer = town.client(town.alice).post(f"/c/{home}/meetings/ask", asked)
    assert answer.status_code == 422
    assert "meeting date not allowed" in answer.content.decode()


@pytest.mark.parametrize("address", ["/meetings/99", "/c/99/meetings", "/bodies/99/calendar.ics"])
def test_what_is_not_there_is_said(quiet_town, address):
    text_of(quiet_town.client(), address, 404)


def test_what_cannot_be_done_at_a_meeting_is_said(town):
    assert town.client(town.alice).post("/meetings/1/sing").status_code == 404


def test_the_calendar_of_a_body_is_read_by_other_programs(town, convened):
    home, _ = convened
    answer = town.client().get(f"/bodies/{home}/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar["version"] == "2.0"
    (event,) = calendar.walk("VEVENT")
    meeting = town.office.state.meetings[1]
    assert event.decoded("dtstart") == datetime.fromtimestamp(meeting.begins_at, UTC)
    assert str(event["location"]) == "The canteen"
    assert str(event["summary"]).endswith(": The night shift")
    assert str(event["uid"]).startswith("meeting-1@")
    assert "ATTENDEE" not in event
    again = town.client().get(f"/bodies/{home}/calendar.ics")
    assert again.content == answer.content


def test_a_meeting_not_held_is_marked_in_the_calendar(town, convened):
    home, _ = convened
    town.clock.pass_days(10)
    town.office.tick()
    assert town.office.state.meetings[1].stage == "lapsed"
    calendar = icalendar.Calendar.from_ical(
        town.client().get(f"/bodies/{home}/calendar.ics").content
    )
    (event,) = calendar.walk("VEVENT")
    assert event["status"] == "CANCELLED"
    assert "This meeting was not held." in text_of(town.client(), "/meetings/1")


def test_ones_own_calendar_needs_signing_in_and_has_ones_deadlines(quiet_town):
    assert quiet_town.client().get("/me/calendar.ics").status_code == 302
    state = quiet_town.office.state
    task = next(one for one in state.tasks.values() if one.stage in ("open", "overdue"))
    holder = state.seats[task.holder_seat].holder if task.holder_seat else task.holder
    answer = quiet_town.client(holder).get("/me/calendar.ics")
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert f"task-{task.id}@" in str([str(one["uid"]) for one in calendar.walk("VEVENT")])
    assert answer["Cache-Control"] == "private, no-store"


def test_texts_are_in_the_vault_and_not_in_the_record(town, convened):
    record = b"".join(town.office.log.read(0, town.office.log.signed.size))
    assert b"canteen" not in record
    assert data.MeetingConvened.__struct_config__.tag.encode() in record


def test_people_are_entered_at_the_door_by_two_who_hold_no_office(town, convened):
    _home, members = convened
    town.clock.pass_days(8)
    alice, other, third = town.client(town.alice), town.client(members[0]), members[1]
    for one in (alice, other):
        send(one, "/meetings/1/attend")
        assert "At the door" in text_of(one, "/meetings/1")
    assert "At the door" not in text_of(town.client(third), "/meetings/1")
    page = text_of(alice, "/meetings/1")
    assert f'name="member" value="{third}"' in page
    assert f'name="member" value="{town.alice}"' not in page
    hall = page.partition('id="hall"')[2].partition("</section>")[0]
    assert 'name="member"' not in hall, "what is ticked is not to be lost when the hall is renewed"
    send(alice, "/meetings/1/door", member=f"{third}")
    send(other, "/meetings/1/door", members=f"{third}")
    assert third in town.office.state.meetings[1].present
    assert "3 of 12 are present" in text_of(town.client(), "/meetings/1")
    assert alice.post("/meetings/1/door", {"members": ""}).status_code == 422


def test_a_letter_is_put_on_the_agenda(town, convened):
    home, _members = convened
    alice = town.client(town.alice)
    send(alice, "/letters/publish", body=str(home), text="The roof leaks.")
    assert 'value="letter-1"' in text_of(alice, "/meetings/1")
    send(alice, "/meetings/1/agenda", what="letter-1")
    said = text_of(alice, "/meetings/1")
    assert 'href="/letters/1"' in said
    assert 'value="letter-1"' not in said
