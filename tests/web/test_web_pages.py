"""What each page says, to whom, and what it never says."""

from __future__ import annotations

import json
import re
import time

import pytest

from commonweal.charter import read, shipped_text
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.record import Receipt, VerifierKey, verify_file
from commonweal.web.pages.constitution import _entrenched

SCRIPT = "<script>alert(1)</script>"


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


PAGES = {
    "/": [
        "Test Federation",
        "50 members in 7 bodies",
        "All bodies, from the top",
        "What the marks mean",
    ],
    "/c/1": ["Congress", "How the seats were apportioned", "Art. 3.3", "What it stands on"],
    "/c/4": [
        "Workplace 21",
        "12 members, who sit here themselves",
        "Signed by",
        "Whom it sends up",
    ],
    "/seats/{seat}": [
        "What this seat stands on",
        "Until then nobody is told how many have",
        "Art. 8.1",
    ],
    "/motions": ["Buy the ferry slip", "carried", "A shorter week"],
    "/motions/1": [
        "For no more than 84,000.",
        "mandate breached",
        "Votes by name",
        "Sign the lease",
    ],
    "/tasks/1": ["Sign the lease", "overdue", "No report has come in yet"],
    "/elections": ["One delegate to Harbour district", "elected"],
    "/polls/{poll}": ["The count, round by round", "Round 1", "The quota is", "next on the count"],
    "/record": ["The record", "Checkpoint", "Check it yourself", "commonweal record verify"],
    "/record/3": ["Proof that it is in the record", "Hash of the entry", "What was recorded"],
    "/constitution": ["Federation of Worker Co-operatives", "entrenched", "Defined words"],
    "/rolls/1": ["Roll of Workplace 21", "sha256:"],
    "/ballot-box": ["What it does not promise"],
    "/sign-in": ["Sixteen letters and figures", "No e-mail is needed"],
}


@pytest.mark.parametrize("address", PAGES)
def test_pages_for_strangers(quiet_town, address):
    seat = quiet_town.bob_seat
    text = text_of(quiet_town.client(), address.format(seat=seat.id, poll=seat.poll))
    for words in PAGES[address]:
        assert words in text, words
    assert text.count("<h1") == 1
    assert "Sign in" in text


@pytest.mark.parametrize(
    "address",
    ["/c/99", "/seats/999", "/motions/99", "/polls/99", "/tasks/99", "/record/99999", "/rolls/99",
     "/people/99", "/nowhere", "/record/tile/9/000", "/constitution?version=7", "/polls/1/draw"],
)  # fmt: skip
def test_what_is_not_there_is_said_plainly(quiet_town, address):
    client = quiet_town.client(quiet_town.alice)
    text = text_of(client, address, 404)
    assert "There is no such page" in text
    assert "Start from the pyramid" in text
    assert "Signed in as" in text
    assert "Test Federation" in text


def test_no_page_works_for_long(quiet_town):
    """A page of a small town that computes for half a second walks through what it should find."""
    client = quiet_town.client(quiet_town.alice)
    for address in [
        "/",
        "/c/1",
        "/c/4",
        "/seats/1",
        "/motions/1",
        "/polls/1",
        "/record",
        "/me",
        "/constitution",
    ]:
        client.get(address)
        times = []
        for _ in range(3):
            began = time.process_time()
            client.get(address)
            times.append(time.process_time() - began)
        assert min(times) < 0.5, address


def test_the_vault_is_not_asked_one_by_one(quiet_town, monkeypatch):
    asked = []
    vault = quiet_town.office.vault
    monkeypatch.setattr(
        vault, "names", lambda ids, ask=vault.names: asked.append("names") or ask(ids)
    )
    monkeypatch.setattr(
        vault, "texts", lambda ids, ask=vault.texts: asked.append("texts") or ask(ids)
    )
    client = quiet_town.client(quiet_town.alice)
    for address in [
        "/",
        "/c/1",
        "/c/2",
        "/c/4",
        "/seats/1",
        "/motions",
        "/motions/1",
        "/polls/1",
        "/record",
        "/me",
    ]:
        asked.clear()
        client.get(address)
        assert len(asked) <= 7, (address, asked)


def test_typed_scripts_come_out_as_text(quiet_town):
    mover = next(one for one in quiet_town.names if quiet_town.names[one] == SCRIPT)
    client = quiet_town.client(mover)
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt;"
    for address in ("/me", "/motions", "/c/2", "/motions/3"):
        text = text_of(client, address)
        assert SCRIPT not in text
        assert escaped in text, address


PUBLIC = [
    "/",
    "/c/4",
    "/c/5",
    "/c/6",
    "/motions/2",
    "/motions/4",
    "/rolls/1",
    "/polls/1",
    "/record",
]
PUBLIC += [f"/record?kind={one}" for one in ("sign_roll", "second_motion", "nominate", "cast_vote")]


def ordinary_names(town) -> dict[int, str]:
    """Names of those who hold nothing and stood for nothing."""
    polls = town.office.state.polls.values()
    candidates = {one for poll in polls for one in poll.candidates}
    named = {one for one, seats in town.office.state.held.items() if seats} | candidates
    return {one: name for one, name in town.names.items() if one not in named and name != SCRIPT}


def shown_in(client, names) -> set[int]:
    pages = "".join(text_of(client, address) for address in PUBLIC)
    return {one for one, name in names.items() if re.search(rf"\b{re.escape(name)}\b", pages)}


def test_ordinary_members_are_not_named_to_strangers(quiet_town):
    town = quiet_town
    names = ordinary_names(town)
    assert len(names) > 20
    assert shown_in(town.client(), names) == set()
    beside = set(town.members(town.office.state.members.home[town.charlie]))
    assert shown_in(town.client(town.charlie), names) <= beside


def test_the_search_for_names_finds_one_that_should_not_be_there(quiet_town, monkeypatch):
    monkeypatch.setattr("commonweal.office.reading.Reading.is_named", lambda _self, _member: True)
    assert len(shown_in(quiet_town.client(), ordinary_names(quiet_town))) > 3


def test_a_name_that_was_erased_is_shown_no_more(town):
    bob = town.bob
    address = f"/seats/{town.bob_seat.id}"
    assert town.names[bob] in text_of(town.client(), address)
    town.office.vault.erase_person(bob)
    text = text_of(town.client(), address)
    assert town.names[bob] not in text
    assert f"Member {bob}" in text


def test_how_many_withdrew_in_secret_is_never_shown(town):
    """The page is the same, to the byte, before and after others withdraw."""
    seat, alice = town.bob_seat, town.alice
    address = f"/seats/{seat.id}?still"
    client = town.client(alice)

    def shown() -> str:
        text = text_of(client, address)
        text = re.sub(r'name="(key|csrfmiddlewaretoken)" value="[^"]*"', "", text)
        return re.sub(r"class=\"hash\".*?</a>", "", text)

    before = shown()
    town.withdraw_all_but_one(seat, alice)
    assert shown() == before
    assert "confidence withdrawn" not in text_of(client, "/me")
    client.post(f"/seats/{seat.id}/withdraw", {"key": "k" * 20})
    assert "A recall vote is under way." in text_of(client, address)


def test_withdrawing_and_giving_back_is_shown_to_oneself_only(town):
    seat, alice = town.bob_seat, town.alice
    client = town.client(alice)
    answer = client.post(f"/seats/{seat.id}/withdraw", {"key": "k" * 20})
    assert answer.status_code == 302, answer.content.decode()[2000:]
    assert "You have withdrawn your confidence." in text_of(client, f"/seats/{seat.id}")
    assert "confidence withdrawn" in text_of(client, "/me")
    other = town.client(town.members(seat.sender)[-1])
    assert "You have withdrawn" not in text_of(other, f"/seats/{seat.id}")
    again = client.post(f"/seats/{seat.id}/withdraw", {"key": "l" * 20})
    assert again.status_code == 422
    assert b"confidence already withdrawn" in again.content
    client.post(f"/seats/{seat.id}/restore", {"key": "m" * 20})
    assert "You can withdraw your confidence" in text_of(client, f"/seats/{seat.id}")


def test_nothing_typed_is_lost_by_a_refusal(town):
    client = town.client(town.charlie)
    given = {"title": "A <title>", "wording": "Typed at length.", "body": 4, "key": "k" * 20,
             "task": "Do it", "holder": f"m{town.charlie}", "days": "9"}  # fmt: skip
    answer = client.post("/motions/propose", given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "mover not a voter" in text
    for typed in ("A &lt;title&gt;", "Typed at length.", "Do it", 'value="9"'):
        assert typed in text
    answer = town.client().post("/motions/propose", given)
    assert answer.status_code == 403
    assert "Typed at length." in answer.content.decode()
    assert "Sign in in another tab" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("title", "", "A title is missing"), ("title", "x" * 141, "At most 140 characters"),
     ("wording", " ", "The text is missing"), ("days", "0", "In how many days"),
     ("holder", "s", "Say who carries it out")],
)  # fmt: skip
def test_faults_of_the_form_stand_beside_their_fields(quiet_town, field, value, said):
    given = {"title": "T", "wording": "W", "body": 4, "task": "Do", "holder": "m3", "days": "3"}
    answer = quiet_town.client(quiet_town.alice).post("/motions/propose", given | {field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'aria-describedby="{field}-' in answer.content.decode() or field == "wording"


def test_a_motion_from_the_proposal_to_the_task(town):
    alice, home = town.alice, town.office.state.members.home[town.alice]
    client = town.client(alice)
    given = {"title": "Mend the roof", "wording": "Before winter.\n\nAll of it.", "body": home}
    given |= {"task": "Call the roofer", "holder": f"m{alice}", "days": "2", "key": "k" * 20}
    address = client.post("/motions/propose", given)["Location"]
    text = text_of(client, address)
    assert "Call the roofer" in text
    assert "within 2 days" in text
    assert "waits for support" in text
    friend = next(one for one in town.members(home) if one != alice)
    other = town.client(friend)
    assert "Second this motion" in text_of(other, address)
    other.post(f"{address}/second", {"key": "k" * 20})
    amend = {
        "title": "Twice",
        "wording": "The other half too.",
        "amends": address.rsplit("/", 1)[1],
    }
    assert "Move an amendment" in text_of(client, f"/motions/propose?amends={amend['amends']}")
    assert other.post("/motions/propose", amend).status_code == 302
    assert "The other half too." in text_of(client, address)
    town.clock.pass_days(3.1)
    motion = town.office.state.motions[int(amend["amends"])]
    assert "The vote is open" in text_of(client, address)
    for member in town.members(home)[1:]:
        town.do(cmd.CastVote(poll=motion.poll, choice="yes"), member)
    last = town.client(town.members(home)[0])
    answer = last.post(f"/polls/{motion.poll}/vote", {"choice": "", "key": "k" * 20})
    assert answer.status_code == 422
    assert "Choose one." in answer.content.decode()
    last.post(f"/polls/{motion.poll}/vote", {"choice": "no", "key": "l" * 20})
    text = text_of(client, address)
    assert "Carried" in text
    task = f"/tasks/{motion.assigned[0]}"
    assert task in text
    client, other = town.client(alice), town.client(friend)
    assert "Your report" in text_of(client, task)
    client.post(f"{task}/report", {"text": "Done in <b>oak</b>.", "key": "n" * 20})
    assert "Done in &lt;b&gt;oak&lt;/b&gt;." in text_of(other, task)
    other.post(f"{task}/complete", {"key": "o" * 20})
    assert town.office.state.tasks[motion.assigned[0]].stage == "done"


def test_delegates_see_their_instruction_before_they_vote(town):
    state = town.office.state
    bound = town.office.state.mandates[1]
    seat = state.seats[bound.seats[0]]
    talk = state.motions[3]
    home = state.bodies[seat.sender]
    people = town.members(home.id)
    client = town.client(next(one for one in people if not state.held.get(one)))
    text = text_of(client, "/motions/3")
    assert "Instruct your delegates" in text
    answer = client.post("/motions/3/instruct", {"seat": seat.id, "kind": "no", "key": "k" * 20})
    assert answer.status_code == 302
    motion = max(state.motions)
    town.do(cmd.SecondMotion(motion=motion), people[-1])
    town.clock.pass_days(3.1)
    town.office.tick()
    for member in people:
        town.do(cmd.CastVote(poll=state.motions[motion].poll, choice="yes"), member)
    town.clock.pass_days(4)
    town.office.tick()
    assert talk.stage == "vote"
    delegate = town.client(seat.holder)
    text = text_of(delegate, f"/polls/{talk.poll}/vote")
    assert "told you to vote No" in text
    assert "against your mandate: void" in text
    delegate.post(f"/polls/{talk.poll}/vote", {"choice": "yes", "key": "k" * 20})
    assert "mandate breached" in text_of(town.client(), "/motions/3")
    assert "Told to vote" in text_of(town.client(), f"/seats/{seat.id}")


def by_election(town, seat):
    """Let whoever sits in a seat resign until the ballots give no successor."""
    for _ in range(9):
        if seat.running:
            return town.office.state.polls[seat.running]
        if seat.holder:
            town.do(cmd.ResignSeat(seat=seat.id), seat.holder)
        town.office.tick()
    raise AssertionError("no by-election was opened")


def test_an_election_from_nomination_to_slip(town):
    seat = town.bob_seat
    poll = by_election(town, seat)
    address = f"/polls/{poll.id}"
    alice, *people = [one for one in town.members(poll.body) if one not in seat.spent]
    first, second = people[-1], people[-2]
    client, friend = town.client(alice), town.client(first)
    assert "Nobody has been nominated yet." in text_of(client, address)
    client.post(f"{address}/nominate", {"candidate": alice, "key": "k" * 20})
    assert town.names[alice] in text_of(town.client(), address)
    friend.post(f"{address}/nominate", {"candidate": alice, "key": "k" * 20})
    name = town.names[second].upper()
    friend.post(f"{address}/suggest", {"name": name, "key": "l" * 20})
    assert "has not accepted yet" in text_of(client, address)
    wrong = friend.post(f"{address}/suggest", {"name": "No Such <b>", "key": "m" * 20})
    assert wrong.status_code == 422
    assert "No Such &lt;b&gt;" in wrong.content.decode()
    town.client(second).post(f"{address}/nominate", {"key": "n" * 20})
    town.clock.pass_days(7.01)
    client = town.client(alice)
    paper = text_of(client, f"{address}/vote")
    assert "Write 1 beside your first choice" in paper
    fields = {f"c{alice}": "2", f"c{second}": "2", "key": "k" * 20}
    answer = client.post(f"{address}/vote", fields)
    assert answer.status_code == 422
    assert "You wrote 2 more than once" in answer.content.decode()
    assert answer.content.decode().count('value="2"') == 2
    for wrong in ({}, {f"c{alice}": "x"}, {f"c{alice}": "-1"}, {"c99999": "1"}):
        assert client.post(f"{address}/vote", wrong).status_code == 422
    answer = client.post(f"{address}/vote", {f"c{alice}": "1", "key": "v" * 20}, follow=True)
    slip = re.search(r'class="big-code">([^<]+)', answer.content.decode())[1]
    assert town.office.vault.check_receipt(poll.id, alice, slip)
    again = text_of(client, f"{address}/receipt")
    assert slip in again
    file = client.get(f"{address}/receipt.txt").content.decode()
    assert f"voucher {slip}" in file
    entry = re.search(r"^entry (\d+)\n(.*)\n\n(c2sp[\s\S]*)$", file, re.M)
    receipt = Receipt.from_text(entry[3], entry[2].encode())
    key = client.get("/record/key").content.decode().strip()
    receipt.verify(VerifierKey.from_text(key), entry[2].encode())
    assert client.get(f"{address}/vote")["Location"] == address
    assert town.client(town.charlie).get(f"{address}/receipt").status_code == 404


def test_a_lot_is_entered_by_two_who_saw_it(town):
    seat = town.bob_seat
    poll = by_election(town, seat)
    people = [one for one in town.members(poll.body) if one not in seat.spent]
    pair = people[-2:]
    for one, other in (pair, pair[::-1]):
        town.do(cmd.Nominate(poll=poll.id, candidate=one), one)
        town.do(cmd.Nominate(poll=poll.id, candidate=one), other)
    town.clock.pass_days(7.01)
    town.office.tick()
    for place, member in enumerate(town.members(poll.body)):
        town.do(cmd.CastVote(poll=poll.id, ranking=(pair[place % 2],)), member)
    assert poll.stage == "lot"
    address = f"/polls/{poll.id}"
    first, second = town.client(people[0]), town.client(people[1])
    assert "Record the draw" in text_of(first, address)
    assert first.post(f"{address}/draw", {f"c{pair[0]}": "1", "source": "hat"}).status_code == 422
    order = {
        f"c{pair[0]}": "2",
        f"c{pair[1]}": "1",
        "source": "From a hat, all saw it.",
        "key": "k" * 20,
    }
    assert first.post(f"{address}/draw", order).status_code == 302
    assert "a second has to enter the same" in text_of(second, address)
    assert first.post(f"{address}/draw", order | {"key": "l" * 20}).status_code == 422
    assert second.post(f"{address}/draw", order).status_code == 302
    assert poll.stage == "declared"
    assert "Drawn and witnessed by" in text_of(first, address)


def test_the_record_as_it_is_handed_out_proves_itself(quiet_town, tmp_path):
    client = quiet_town.client()
    key = VerifierKey.from_text(client.get("/record/key").content.decode().strip())
    file = tmp_path / "record.jsonl"
    file.write_bytes(b"".join(client.get("/record/export.jsonl")))
    report = verify_file(file, key=key)
    assert report.verdict == "valid"
    assert report.entries == quiet_town.office.log.signed.size
    file.write_bytes(file.read_bytes().replace(b"Test Federation", b"Best Federation", 1))
    assert verify_file(file, key=key).verdict == "changed"
    body = client.get("/record/5.json").content
    proof = client.get("/record/5.tlog-proof").content.decode()
    Receipt.from_text(proof, body).verify(key, body)
    assert json.loads(body)["kind"] == "command"


def test_tiles_are_those_of_the_export(quiet_town, tmp_path):
    from commonweal.record import export_tiles

    export_tiles(quiet_town.office.log, tmp_path)
    client = quiet_town.client()
    paths = [one for one in (tmp_path / "tile").rglob("*") if one.is_file()]
    assert paths
    for path in paths:
        name = path.relative_to(tmp_path).as_posix()
        assert client.get(f"/record/{name}").content == path.read_bytes(), name
    assert client.get("/record/checkpoint").content == (tmp_path / "checkpoint").read_bytes()


def test_an_old_checkpoint_is_held_against_the_record(town):
    client = town.client()
    old = client.get("/record/checkpoint").content.decode()
    town.do(cmd.ProposeMotion(body=4, text="More", effect=ef.Resolve()), town.members(4)[0])
    assert "The record continues your checkpoint" in text_of(client, "/record?" + query(old))
    assert "The record continues" in text_of(client, "/record?" + query(old.replace("\n", "\r\n")))
    for wrong in ("nonsense", old.replace("test-federation", "other"), old[:-6] + "AAAA=\n"):
        assert "This is no checkpoint signed for this record" in text_of(
            client, "/record?" + query(wrong)
        )


def query(old: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"old": old})


def test_the_licence_is_kept(quiet_town):
    answer = quiet_town.client().get("/source")
    assert answer.content.startswith(b"PK")


def test_emergency_powers_are_announced_on_every_page(town):
    effect = ef.DeclareEmergency(powers=("extend_terms",), days=10)
    state = town.office.state
    delegates = [one.holder for one in state.delegates(1)]
    command = cmd.ProposeMotion(body=1, text="Flood", effect=effect)
    motion = town.do(command, delegates[0]).events[0].motion
    town.do(cmd.SecondMotion(motion=motion), delegates[1])
    assert "It needs two thirds" in text_of(town.client(), f"/motions/{motion}")
    town.clock.pass_days(7.1)
    town.office.tick()
    for delegate in delegates:
        town.do(cmd.CastVote(poll=state.motions[motion].poll, choice="yes"), delegate)
    for address in ("/", "/record", "/sign-in"):
        text = text_of(town.client(), address)
        assert "Emergency powers are in force." in text
        assert "terms run on" in text


def test_who_is_reported_dead_can_say_that_they_live(town):
    alice = town.alice
    client = town.client(alice)
    assert "I am alive" not in text_of(client, "/me")
    town.office.state.deaths[alice] = 1
    assert "An officer has reported that you died." in text_of(client, "/me")
    assert client.post("/me/alive", {"key": "k" * 20}).status_code == 302
    assert alice not in town.office.state.deaths
    assert town.office.state.members.is_active(alice)


def test_articles_of_entrenched_rights_are_marked():
    charter = read(shipped_text("worker-coop-federation"))
    marked = _entrenched(charter)
    for right in (charter.caucuses, charter.letters, charter.pay, charter.inspection):
        assert {right.article, right.article.partition(".")[0]} & marked
    assert charter.founding.article.partition(".")[0] not in marked
