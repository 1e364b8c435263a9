"""Motions and initiatives that change rules and bodies, through pages."""

from __future__ import annotations

import itertools
import time
from html import unescape

import pytest

from commonweal.charter import shipped_text
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef

KEYS = itertools.count(1)
TEXT = shipped_text("worker-coop-federation")
SHORTER = TEXT.replace("waiting_days = 30", "waiting_days = 20")


def main_of(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return unescape(answer.content.decode().partition("<main")[2].partition("</main>")[0])


def send(town, by, address, status=302, **typed):
    key = {"key": f"a-form-of-its-own-{next(KEYS)}", "place": typed.get("what", "amend")}
    answer = town.client(by).post(address, {**key, **typed})
    return answer.headers["Location"] if status == 302 else main_of(answer, status)


def newest(town, kind):
    found = getattr(town.office.state, kind)
    return found[max(found)]


@pytest.fixture
def in_congress(town):
    """Somebody who votes in the congress."""
    return town.office.state.delegates(1)[0].holder


def test_strangers_are_asked_to_sign_in(quiet_town):
    for address in ("/motions/change", "/constitution/amend"):
        answer = quiet_town.client().get(address)
        assert answer.headers["Location"].startswith("/sign-in?next=")


def test_delegates_put_motions_and_everybody_initiatives(town, in_congress):
    page = main_of(town.client(in_congress).get("/motions/change"))
    assert page.count("A motion in Congress") == 2
    assert page.count("An initiative to Congress") == 2
    page = main_of(town.client(town.charlie).get("/motions/change"))
    assert "A motion in Congress" not in page
    assert page.count("An initiative to Congress") == 2


def test_a_body_is_opened_by_a_motion(town, in_congress):
    typed = {"what": "open-body", "level": "workplace", "name": "Ferry", "parent": "2"}
    address = send(town, in_congress, "/motions/change", **typed, reasons="It pays.", way="m-1")
    motion = newest(town, "motions")
    assert address == f"/motions/{motion.id}"
    assert motion.effect == ef.OpenBodyEffect(level="workplace", name="Ferry", parent=2)
    page = main_of(town.client().get(address))
    assert "Open Ferry" in page
    assert "It pays." in page


def test_an_emergency_is_asked_for_by_an_initiative_and_ended_by_one(town):
    asker = town.charlie
    typed = {"what": "emergency", "powers": ["extend_terms"], "days": "9", "way": "i-1"}
    address = send(town, asker, "/motions/change", **typed)
    found = newest(town, "initiatives")
    assert address == f"/initiatives/{found.id}"
    assert found.effect == ef.DeclareEmergency(powers=("extend_terms",), days=9)
    page = main_of(town.client(asker).get("/motions/change"))
    assert "can put no initiative to one now" in page


def test_an_emergency_in_force_can_be_ended(town, in_congress):
    voters = [one.holder for one in town.office.state.delegates(1)]
    effect = ef.DeclareEmergency(powers=("extend_terms",), days=30)
    moved = cmd.ProposeMotion(body=1, text="Floods", effect=effect)
    number = town.do(moved, voters[0]).events[0].motion
    town.do(cmd.SecondMotion(motion=number), voters[1])
    town.clock.pass_days(8)
    town.office.tick()
    for one in voters:
        town.do(cmd.CastVote(poll=town.office.state.motions[number].poll, choice="yes"), one)
    town.office.tick()
    assert town.office.state.motions[number].stage == "carried"
    page = main_of(town.client(in_congress).get("/motions/change"))
    assert page.index("End emergency 1 of Congress") < page.index("Open a new body")
    assert "An initiative to all members" in page
    typed = {"what": "end-emergency", "place": "end-emergency-1", "emergency": "1", "way": "i-0"}
    send(town, in_congress, "/motions/change", **typed)
    assert newest(town, "initiatives").effect == ef.EndEmergency(emergency=1)


def test_what_is_missing_is_pointed_out_at_once(town, in_congress):
    page = send(town, in_congress, "/motions/change", 422, what="emergency", days="x", way="?")
    for told in ("choose at least one", "Write a whole number", "choose one from the list"):
        assert told in page
    assert not town.office.state.emergencies


def test_a_tick_that_was_set_is_set_again(town, in_congress):
    typed = {"what": "emergency", "powers": ["shorten_debate", "extend_terms"], "days": "x"}
    page = send(town, in_congress, "/motions/change", 422, **typed, way="m-1")
    assert page.count(" checked") == 2


# The constitution.


def test_what_an_amendment_changes_is_shown_before_it_is_put(town, in_congress):
    page = main_of(town.client(in_congress).get("/constitution/amend"))
    assert "Federation congress decides, with two thirds of Yes and No." in page
    assert "waiting_days = 30" in page
    assert 'value="put"' not in page
    typed = {"what": "amend", "constitution": SHORTER, "title": "Wait less", "way": "m-1"}
    page = send(town, in_congress, "/constitution/amend", 200, **typed)
    assert "<code>members.waiting_days</code>" in page
    assert "<del>30</del>" in page
    assert "<ins>20</ins>" in page
    assert 'value="put"' in page
    assert "entrenched" not in page.partition("The proposal")[0]
    before = len(town.office.state.motions)
    address = send(town, in_congress, "/constitution/amend", **typed, step="put")
    assert len(town.office.state.motions) == before + 1
    page = main_of(town.client().get(address))
    assert f'"{address}/changes"' in page
    page = main_of(town.client().get(f"{address}/changes"))
    assert "<ins>20</ins>" in page
    assert town.client().get("/motions/1/changes").status_code == 404


def test_an_amendment_is_put_by_an_initiative_to_all(town):
    typed = {"what": "amend", "constitution": SHORTER, "title": "Wait less", "way": "i-0"}
    address = send(town, town.charlie, "/constitution/amend", **typed, step="put")
    found = newest(town, "initiatives")
    assert address == f"/initiatives/{found.id}"
    assert "waiting_days = 20" in found.effect.constitution
    page = main_of(town.client().get(address))
    assert "If carried, this is a new version of the constitution." in page
    assert f'"{address}/changes"' in page
    assert "<ins>20</ins>" in main_of(town.client().get(f"{address}/changes"))
    assert town.client().get("/initiatives/9/changes").status_code == 404


def test_a_text_with_faults_is_kept_and_its_faults_told(town, in_congress):
    typed = {"what": "amend", "title": "Broken", "way": "m-1"}
    text = TEXT.replace("waiting_days = 30", "waiting_days = soon")
    page = send(town, in_congress, "/constitution/amend", 200, **typed, constitution=text)
    assert "The text has faults" in page
    assert "waiting_days = soon" in page
    assert 'value="put"' not in page
    page = send(
        town, in_congress, "/constitution/amend", 422, **typed, constitution=text, step="put"
    )
    assert "Refused: constitution faulty" in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (".".join("a" * 20_000) + " = 1", "19999 dots"),
        ("a = " + "[" * 20_000, "nested too deeply"),
        ('a = "' + "x" * 60_000 + '"', "At most 48,000 bytes; these are 60,006"),
    ],
)
def test_a_text_made_to_hold_everybody_up_is_told_off_at_once(town, text, told):
    typed = {"what": "amend", "title": "Stop", "way": "i-1", "constitution": text}
    began = time.monotonic()
    assert told in send(town, town.charlie, "/constitution/amend", 200, **typed)
    assert time.monotonic() - began < 5
    assert not town.office.state.initiatives


def test_what_is_entrenched_is_said_to_be(town, in_congress):
    text = TEXT.replace('threshold = "1/3"', 'threshold = "1/2"')
    typed = {"what": "amend", "title": "Keep us", "way": "m-1", "constitution": text}
    page = send(town, in_congress, "/constitution/amend", 200, **typed)
    assert "It changes what is entrenched" in page


def test_the_text_in_force_changes_nothing_and_cannot_be_put(town, in_congress):
    typed = {"what": "amend", "title": "Same", "way": "m-1", "constitution": TEXT}
    page = send(town, in_congress, "/constitution/amend", 200, **typed)
    assert "Nothing: it says what is in force." in page
    assert 'value="put"' not in page


# Conditional mandates.


@pytest.fixture
def two_motions(town):
    """Two motions that are open in the district of Alice's workplace."""
    delegates = [one.holder for one in town.office.state.delegates(2)]
    numbers = []
    for text in ("Buy a crane", "Borrow for it"):
        moved = cmd.ProposeMotion(body=2, text=text, effect=ef.Resolve())
        numbers.append(int(town.do(moved, delegates[0]).events[0].motion))
    return numbers


def test_delegates_are_instructed_as_other_votes_turn_out(town, two_motions):
    crane, loan = two_motions
    address = f"/motions/{crane}/instruct-if"
    client = town.client(town.alice)
    assert f'"{address}"' in main_of(client.get(f"/motions/{crane}"))
    page = main_of(client.get(address))
    assert f'<option value="{loan}">Borrow for it</option>' in page
    assert "all our delegates" in page
    typed = {"what": "instruct", "seat": "0", "motion-1": str(loan), "outcome-1": "rejected"}
    page = send(town, town.alice, address, 422, **typed)
    assert "Nothing was chosen" in page
    typed |= {"choice-1": "no", "motion-2": str(loan), "outcome-2": "carried", "choice-2": "yes"}
    told = main_of(client.get(send(town, town.alice, address, **typed)))
    assert "No if “Borrow for it” is rejected; Yes if “Borrow for it” is carried." in told
    effect = newest(town, "motions").effect
    assert effect.kind == "conditional"
    assert [(one.motion, one.outcome, one.choice) for one in effect.conditions] == [
        (loan, "rejected", "no"), (loan, "carried", "yes")
    ]  # fmt: skip


def test_whoever_has_no_delegate_there_is_told_so(town, two_motions):
    page = main_of(town.client(town.charlie).get(f"/motions/{two_motions[0]}/instruct-if"))
    assert "None of your bodies has a delegate there" in page
    page = main_of(town.client(town.alice).get("/motions/1/instruct-if"))
    assert "The motion is not open any more" in page
    assert town.client(town.alice).get("/motions/999/instruct-if").status_code == 404
