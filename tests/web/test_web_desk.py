"""The desk of a body: what members and officers can do there, form by form, and nobody else."""

from __future__ import annotations

import itertools
import re
import shutil
from html import unescape

import pytest

from commonweal.charter import shipped_text
from commonweal.office import Newcomer, admit, found
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef

HOME, DISTRICT = 4, 2
KEYS = itertools.count(1)


def main_of(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()[-1500:]
    return unescape(answer.content.decode().partition("<main")[2].partition("</main>")[0])


def offered(page: str) -> list[str]:
    """Return the names of the forms on a desk, in order."""
    return re.findall(r'name="what" value="([a-z-]+)"', page)


def look(town, member, body=HOME):
    return main_of(town.client(member).get(f"/c/{body}/desk"))


def send(town, by, what, body=HOME, /, status=302, address="", **typed):
    answer = town.client(by).post(
        address or f"/c/{body}/desk",
        {"what": what, "place": what, "key": f"a-form-of-its-own-{next(KEYS)}", **typed},
    )
    assert answer.status_code == status, answer.content.decode()[-2000:]
    page = unescape(answer.content.decode().partition("<main")[2].partition("</main>")[0])
    return answer.headers["Location"] if status == 302 else page


def elect(town, body, office, chosen, voters):
    """Nominate and elect somebody to an office, in the elections that the office opened."""
    state = town.office.state
    seats = [state.seats[one] for one in state.bodies[body].offices]
    poll = next(one.running for one in seats if one.office == office)
    town.do(cmd.Nominate(poll=poll, candidate=chosen), chosen)
    other = next(one for one in voters if one != chosen)
    town.do(cmd.Nominate(poll=poll, candidate=chosen), other)
    return poll


@pytest.fixture(scope="module")
def staffed(built, tmp_path_factory, town_kind):
    """The town with a secretary in its first workplace and one in that workplace's district."""
    folder = tmp_path_factory.mktemp("staffed") / "home"
    shutil.copytree(built[0], folder)
    town = town_kind.opened(folder, built[1])
    people = town.members(HOME)
    delegates = [one.holder for one in town.office.state.delegates(DISTRICT)]
    clerk = town.alice if town.alice in people else people[4]
    polls = {
        elect(town, HOME, "workplace-secretary", clerk, people): (clerk, people),
        elect(town, DISTRICT, "secretary", delegates[-1], delegates): (delegates[-1], delegates),
    }
    town.clock.pass_days(7.01)
    town.office.tick()
    for poll, (chosen, voters) in polls.items():
        for voter in voters:
            town.do(cmd.CastVote(poll=poll, ranking=(chosen,)), voter)
    town.clock.pass_days(8)
    town.office.tick()
    now = town.clock.now
    town.close()
    return folder, now, clerk, delegates[-1]


@pytest.fixture
def desk(staffed, tmp_path, town_kind):
    """A copy of it; with it the secretary of the workplace and that of the district."""
    shutil.copytree(staffed[0], tmp_path / "home")
    town = town_kind.opened(tmp_path / "home", staffed[1])
    yield town, staffed[2], staffed[3]
    town.close()


# Whom it shows what.


def test_strangers_are_asked_to_sign_in(desk):
    town, _clerk, _other = desk
    assert town.client().get(f"/c/{HOME}/desk").headers["Location"].startswith("/sign-in")
    before = town.office.state.version
    assert town.client().post(f"/c/{HOME}/desk", {"what": "resign"}).status_code == 403
    assert town.office.state.version == before


def test_it_offers_what_can_be_done_and_says_who_does_the_rest(desk):
    town, clerk, other = desk
    assert offered(look(town, clerk)) == [
        "admit", "close-roll", "report-death", "ask-to-move", "resign"
    ]  # fmt: skip
    member = next(one for one in town.members(HOME) if not town.office.state.held.get(one))
    own = look(town, member)
    assert offered(own) == ["ask-to-move", "resign"]
    assert "You hold no power here" in own
    assert "Workplace secretary of Workplace 21" in own
    away = look(town, town.charlie)
    assert offered(away) == []
    assert "admissions" in away.casefold()
    assert offered(look(town, other, DISTRICT)) == ["apportion"]


def test_the_page_of_a_body_leads_there_whoever_has_something_to_do_there(desk):
    town, clerk, other = desk
    for member, body in ((clerk, HOME), (other, DISTRICT), (other, HOME)):
        page = town.client(member).get(f"/c/{body}").content.decode()
        assert f'"/c/{body}/desk"' in page
        assert town.client(member).get(f"/c/{body}/desk").status_code == 200
    for member in (0, town.charlie):
        assert f'"/c/{HOME}/desk"' not in town.client(member).get(f"/c/{HOME}").content.decode()
    assert f'"/c/{HOME}/desk"' in town.client(clerk).get("/me").content.decode()


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("admit", {"name": "Mole"}),
        ("move", {"members": "40"}),
        ("close-roll", {}),
        ("report-death", {"member": "5"}),
        ("apportion", {}),
        ("figure", {"figure": "9"}),
        ("open", {"level": "workplace", "name": "Mine"}),
        ("elect", {"contest": "4-workplace-secretary"}),
        ("appoint", {"seat": "1", "member": "40"}),
    ],
)
def test_whoever_sends_a_form_without_the_power_is_refused(desk, what, typed):
    town, _clerk, _other = desk
    before = town.office.state.version
    page = send(town, town.charlie, what, status=422, **typed)
    assert "Refused:" in page
    assert town.office.state.version == before


# People.


def test_a_secretary_admits_somebody_once_and_the_record_has_no_name(desk):
    town, clerk, _other = desk
    client = town.client(clerk)
    typed = {"what": "admit", "place": "admit", "key": "one-and-the-same-form"}
    typed |= {"name": "  Mina   Okoro ", "email": "mina@example.org", "phone": ""}
    for _twice in range(2):
        assert client.post(f"/c/{HOME}/desk", typed).status_code == 302
    number = len(town.office.state.members)
    assert f"member {number}" in main_of(client.get(f"/c/{HOME}/desk"))
    person = town.office.vault.person(number)
    assert (person.name, dict(person.contact)) == ("Mina Okoro", {"email": "mina@example.org"})
    assert town.office.state.members.home[number] == HOME
    assert not town.office.vault.person(number + 1)
    record = b"".join(town.office.log.read(0, town.office.log.signed.size))
    assert b"Okoro" not in record
    assert b"mina@example.org" not in record


def test_a_name_that_is_missing_is_pointed_out_and_the_rest_kept(desk):
    town, clerk, _other = desk
    page = send(town, clerk, "admit", status=422, name=" ", email="mina@example.org")
    assert "It is missing" in page
    assert 'value="mina@example.org"' in page
    assert "Nothing was changed" in page


def test_a_roll_is_closed_once(desk):
    town, clerk, _other = desk
    went = send(town, clerk, "close-roll")
    body = town.office.state.bodies[HOME]
    assert went == f"/rolls/{body.open_roll}"
    assert town.office.state.rolls[body.open_roll].closed_by == clerk
    assert "close-roll" not in offered(look(town, clerk))


def test_somebody_asks_to_move_and_is_taken_in_by_number_and_not_by_name(desk):
    town, clerk, _other = desk
    state = town.office.state
    mover = town.members(5)[-1]
    assert "move" not in offered(look(town, clerk))
    send(town, mover, "ask-to-move", 5, to="4")
    assert state.moves[mover] == HOME
    page = look(town, clerk)
    assert f"Member {mover} · Workplace 22" in page
    assert "Person 5-" not in re.search(r'id="move".*?</form>', page, re.S)[0]
    send(town, clerk, "move", members=f"{mover}")
    assert state.members.home[mover] == HOME


def test_a_wish_to_move_is_taken_back(desk):
    town, clerk, _other = desk
    send(town, clerk, "ask-to-move", to="5")
    assert "You have asked to move to Workplace 22" in look(town, clerk)
    send(town, clerk, "ask-to-move", to="", asked="1")
    assert clerk not in town.office.state.moves


def test_whoever_chooses_no_body_to_move_to_is_told_and_nothing_is_recorded(desk):
    town, clerk, _other = desk
    assert '<option value="" selected>–</option>' in look(town, clerk)
    before = town.office.state.version
    assert "Nothing was chosen" in send(town, clerk, "ask-to-move", status=422, to="")
    assert town.office.state.version == before


def test_nobody_leaves_by_mistake(desk):
    town, clerk, _other = desk
    page = send(town, clerk, "resign", status=422, number="5")
    assert "This is not your number" in page
    assert town.office.state.members.is_active(clerk)
    assert send(town, clerk, "resign", number=str(clerk)) == "/"
    assert not town.office.state.members.is_active(clerk)
    assert town.office.state.seats[9].holder != clerk


def test_a_death_is_reported_by_one_and_confirmed_by_another(desk):
    town, clerk, _other = desk
    state = town.office.state
    gone, mate = [one for one in town.members(HOME) if not state.held.get(one) and one != clerk][:2]
    send(town, clerk, "report-death", member=str(gone))
    assert "confirm-death" not in offered(look(town, clerk))
    assert "confirm-death" not in offered(look(town, gone))
    assert "confirm-death" in offered(look(town, mate))
    send(town, mate, "confirm-death", member=str(gone))
    assert not state.members.is_active(gone)


def test_whoever_reports_a_death_is_told_what_came_of_it(desk):
    town, clerk, _other = desk
    state, client = town.office.state, town.client(clerk)
    gone, away = [one for one in town.members(HOME) if not state.held.get(one) and one != clerk][:2]

    def report(member):
        typed = {"what": "report-death", "place": "report-death", "member": str(member)}
        page = client.post(f"/c/{HOME}/desk", typed, follow=True)
        return unescape(page.content.decode())

    assert "waits for a second person" in report(gone)
    assert (
        client.post(f"/c/{HOME}/desk", {"what": "report-death", "member": str(gone)}).status_code
        == 422
    )
    state.deaths[away] = town.members(5)[0]  # as an officer of a body above would have reported it
    assert "The membership has ended" in report(away)
    state.deaths[clerk] = gone
    assert "your own number" in report(clerk)
    assert town.office.state.members.is_active(clerk)


def test_deaths_elsewhere_do_not_hide_the_one_that_somebody_can_confirm(desk, monkeypatch):
    town, _clerk, _other = desk
    state = town.office.state
    mate = next(one for one in town.members(HOME) if not state.held.get(one))
    gone = next(one for one in town.members(HOME) if one != mate)
    monkeypatch.setattr("commonweal.web.desk_people.LISTED_MAX", 2)
    state.deaths.update(dict.fromkeys(town.members(6)[:4], 1) | {gone: 1})
    assert offered(look(town, mate)).count("confirm-death") == 1


# Seats.


def test_seats_are_apportioned_after_it_was_shown_what_changes(desk):
    town, _clerk, other = desk
    page = look(town, other, DISTRICT)
    assert "It would change nothing now" in page
    newcomers = [Newcomer(f"New {one}", HOME) for one in range(20)]
    admit(town.office, newcomers, desk[1])
    town.clock.pass_days(31)
    for body in (HOME, 5):
        roll = town.do(cmd.CloseRoll(body=body), 0).events[0].roll
        for member in town.members(body)[:2]:
            town.do(cmd.SignRoll(roll=roll), member)
    page = look(town, other, DISTRICT)
    before = len(town.office.state.bodies[DISTRICT].seats)
    told = re.search(r"Workplace 21<br>.*?counts (\d+).*?<td[^>]*>(\d+)</td>.*?<b>(\d+)</b>", page)
    assert told is not None, page
    gained = int(told[3]) - int(told[2])
    assert gained > 0
    send(town, other, "apportion", DISTRICT)
    assert len(town.office.state.bodies[DISTRICT].seats) == before + gained
    assert "It would change nothing now" in look(town, other, DISTRICT)


def test_what_is_missing_for_an_apportionment_is_said(desk):
    town, _clerk, other = desk
    town.clock.pass_days(95)
    page = look(town, other, DISTRICT)
    assert "It cannot be done yet: roll not signed" in page
    assert "Workplace 21" in page


# Founding.


class Started:
    """A federation that is being founded, by one convenor, through pages alone."""

    def __init__(self, folder, town_kind, constitution):
        clock = town_kind.clock(1_780_000_000)
        found(folder, "The new one", constitution, ["Ada", "Ben"], clock=clock)
        self.town = town_kind.opened(folder, clock.now)

    def send(self, what, body, **typed):
        address = "/founding" if not body else ""
        return send(self.town, 1, what, body, address=address, **typed)


@pytest.fixture
def started(tmp_path, town_kind):
    made = []

    def start(constitution):
        made.append(Started(tmp_path / f"new{len(made)}", town_kind, constitution))
        return made[-1]

    yield start
    for one in made:
        one.town.close()


def test_a_federation_is_founded_through_pages(started):
    new = started(shipped_text("paris-1871"))
    town = new.town
    assert "/founding" in main_of(town.client(1).get("/"))
    assert new.send("open", 0, level="commune", name="Commune") == "/c/1"
    assert "/founding" not in main_of(town.client(1).get("/"))
    assert offered(main_of(town.client(1).get("/founding"))) == []
    typed = {"level": "arrondissement", "name": "XI", "declared": "149641"}
    assert new.send("open", 1, **typed) == "/c/2"
    new.send("admit", 2, name="Louise")
    new.send("close-roll", 2)
    new.send("figure", 2, figure="150 000")
    page = look(town, 1, 1)
    assert "counts 150,000" in page
    assert "<b>7</b>" in page
    new.send("apportion", 1)
    assert len(town.office.state.bodies[1].seats) == 7
    assert "7 delegates of XI" in look(town, 1, 1)
    assert new.send("elect", 1, contest="2-").startswith("/polls/")


def test_the_convenors_put_members_in_their_places(started):
    text = shipped_text("paris-1871")
    new = started(text.replace('"open_election", "declare_figure"]', '"move_members"]'))
    new.send("open", 0, level="commune", name="Commune")
    for name in ("XI", "XX"):
        new.send("open", 1, level="arrondissement", name=name, declared="30000")
    for name in ("Louise", "Nathalie"):
        new.send("admit", 2, name=name)
    first = len(new.town.office.state.members) - 1
    page = send(new.town, 1, "move", 3, status=422, members="three")
    assert "Write numbers of members" in page
    new.send("move", 3, members=f"{first}, {first + 1}")
    assert new.town.members(3) == [first, first + 1]


def test_a_lot_between_bodies_counts_when_a_second_person_saw_it(started):
    text = shipped_text("trade-union").replace("total = 60", "total = 61")
    new = started(text)
    new.send("open", 0, level="conference", name="Conference")
    for name in ("North", "South"):
        new.send("open", 1, level="region", name=name)
    for parent, name in ((2, "Docks"), (3, "Mills")):
        new.send("open", parent, level="branch", name=name)
    town = new.town
    for body in (4, 5):
        admit(town.office, [Newcomer(f"P{body}-{one}", body) for one in range(6)], 1)
        town.do(cmd.CloseRoll(body=body), 1)
        roll = town.office.state.bodies[body].open_roll
        for member in town.members(body)[:3]:
            if not town.office.state.rolls[roll].signed_at:
                town.do(cmd.SignRoll(roll=roll), member)
    page = look(town, 1, 1)
    assert "A lot decides among these" in page
    assert "(2)" in page
    assert "needs lot" in send(town, 1, "apportion", 1, status=422, lots="")
    assert "Write numbers of bodies" in send(town, 1, "apportion", 1, status=422, lots="x")
    new.send("apportion", 1, lots="3 2")
    assert not town.office.state.bodies[1].seats
    witness = town.members(4)[0]
    page = look(town, witness, 1)
    assert "Ada has entered the order below" in page
    assert "3 2</textarea>" in page
    send(town, witness, "apportion", 1, lots="3 2")
    seats = [town.office.state.seats[one].sender for one in town.office.state.bodies[1].seats]
    assert (seats.count(2), seats.count(3)) == (30, 31)


def test_an_appointment_is_made_and_shown_as_one(started):
    new = started(shipped_text("one-party-locum"))
    for parent, level, name in (
        (0, "centre", "Centre"),
        (1, "committee", "East"),
        (2, "cell", "Mill"),
    ):
        new.send("open", parent, level=level, name=name)
    town = new.town
    admit(town.office, [Newcomer(f"P{one}", 3) for one in range(4)], 1)
    town.do(cmd.CloseRoll(body=3), 1)
    new.send("apportion", 2)
    seat = town.office.state.bodies[2].seats[0]
    page = look(town, 1, 2)
    assert "appoint" in offered(page)
    assert "Nobody votes on it" in page
    new.send("appoint", 2, seat=str(seat), member="4")
    assert town.office.state.seats[seat].holder == 4
    assert town.office.state.seats[seat].appointed_by == 1


# The roll-call before a vote.

QUORUM = shipped_text("worker-coop-federation").replace(
    'presence_quorum = "0"', 'presence_quorum = "1/2"'
)


def waiting_for_a_roll_call(started, text):
    """Found an assembly of four, in which a motion is debated that needs half of them present."""
    new = started(text)
    for parent, level, name in (
        (0, "federation", "A"),
        (1, "district", "B"),
        (2, "workplace", "C"),
    ):
        new.send("open", parent, level=level, name=name)
    admit(new.town.office, [Newcomer(f"P{one}", 3) for one in range(4)], 1)
    people = new.town.members(3)
    moved = cmd.ProposeMotion(body=3, text="Paint the shed", effect=ef.Resolve())
    new.town.do(moved, people[0])
    new.town.do(cmd.SecondMotion(motion=1), people[1])
    return new.town, people


def test_members_sign_in_to_a_vote_for_which_nobody_has_called_the_roll(started):
    town, people = waiting_for_a_roll_call(started, QUORUM)
    assert "I am present" not in main_of(town.client(people[0]).get("/motions/1"))
    town.clock.pass_days(4)
    town.office.tick()
    motion = town.office.state.motions[1]
    assert motion.roll_call
    for one in people[:2]:
        client = town.client(one)
        page = main_of(client.get("/motions/1"))
        assert "I am present" in page
        assert f'name="present" value="{one}"' in page
        assert client.post("/motions/1/roll-call", {"present": str(one)}).status_code == 302
    town.office.tick()
    assert motion.stage == "vote"
    assert "I am present" not in main_of(town.client(people[2]).get("/motions/1"))


def test_the_roll_of_a_body_of_members_is_called_by_ticks(started):
    text = QUORUM.replace('powers = ["open_body"', 'powers = ["call_roll", "open_body"')
    town, people = waiting_for_a_roll_call(
        started, text.replace('powers = ["admit_members"', 'powers = ["call_roll", "admit_members"')
    )
    client = town.client(1)
    page = main_of(client.get("/motions/1"))
    assert page.count('type="checkbox" name="present"') == 4
    typed = {"present": [str(people[0]), str(people[1])], "numbers": f"{people[2]}"}
    assert client.post("/motions/1/roll-call", typed).status_code == 302
    assert town.office.state.motions[1].present == list(people[:3])
