"""Unions, as members use them with a browser: calling for one, signing, joining and leaving."""

from __future__ import annotations

import pytest

from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.union import data


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.headers["Location"]


@pytest.fixture
def organised(town):
    """A town in which members of both ends have founded a union; returns it with the union."""
    first, last = town.members(town.workplaces[0]), town.members(town.workplaces[-1])
    known = (town.alice, town.bob, town.charlie)
    others = [one for one in (*first, *last) if one not in known][:3]
    assert send(town.client(town.alice), "/unions/found", name="Makers") == "/unions/calls/1"
    for one in (town.charlie, *others):
        send(town.client(one), "/unions/calls/1/sign")
    (union,) = town.office.state.unions
    return town, union


def test_a_call_gathers_signatures_and_founds_a_union(town):
    alice, charlie = town.client(town.alice), town.client(town.charlie)
    assert "Nobody has founded one yet" in text_of(alice, "/unions")
    send(alice, "/unions/found", name="Makers")
    told = text_of(charlie, "/unions/calls/1")
    assert "<strong>1 of 5 signatures</strong>" in told
    assert 'action="/unions/calls/1/sign"' in told
    assert 'action="/unions/calls/1/sign"' not in text_of(alice, "/unions/calls/1")
    assert 'action="/unions/found"' not in text_of(alice, "/unions")
    assert "Makers" in text_of(town.client(), "/unions")
    assert 'action="/unions' not in text_of(town.client(), "/unions")


def test_the_page_of_a_union_says_how_many_and_not_who(organised):
    town, union = organised
    told = text_of(town.client(), f"/unions/{union}")
    assert 'class="big">5<' in told
    assert "Outside the chain of command" in text_of(town.client(), f"/c/{union}")
    for viewer in (0, town.bob):
        told = text_of(town.client(viewer), f"/unions/{union}")
        assert town.names[town.charlie] not in told
    assert "founded its union" in text_of(town.client(), "/unions/calls/1")
    assert "A union was founded: Makers" in text_of(town.client(), "/unions/calls/1")
    assert "A union was founded: Makers" in text_of(town.client(), f"/c/{union}")


def test_one_joins_and_leaves_by_a_form(organised):
    town, union = organised
    bob = town.client(town.bob)
    assert 'action="/unions/' in text_of(bob, f"/unions/{union}")
    assert send(bob, f"/unions/{union}/join") == f"/unions/{union}"
    assert town.office.state.belongs(town.bob, union)
    assert "you belong to it" in text_of(bob, "/unions")
    assert "Unions I belong to" in text_of(bob, "/me")
    send(bob, f"/unions/{union}/leave")
    assert not town.office.state.belongs(town.bob, union)
    assert "Unions I belong to" not in text_of(bob, "/me")


def test_a_member_moves_a_motion_and_votes_in_the_union(organised):
    town, union = organised
    alice = town.client(town.alice)
    assert f"/motions/propose?body={union}" in text_of(alice, f"/c/{union}")
    assert f"/motions/propose?body={union}" not in text_of(town.client(town.bob), f"/c/{union}")
    assert ">Makers<" in text_of(alice, "/initiatives")
    command = cmd.ProposeMotion(body=union, text="Longer breaks", effect=ef.Resolve())
    town.do(command, town.alice)
    motion = max(town.office.state.motions)
    town.do(cmd.SecondMotion(motion=motion), town.charlie)
    town.clock.pass_days(3.5)
    town.office.tick()
    poll = town.office.state.motions[motion].poll
    alice = town.client(town.alice)
    assert "Longer breaks" in text_of(alice, "/me")
    assert text_of(alice, f"/polls/{poll}/vote")


def test_a_union_that_has_ended_is_listed_as_such(organised):
    town, union = organised
    for member in list(town.office.state.bodies[union].members):
        send(town.client(member), f"/unions/{union}/leave")
    assert ">Ended<" in text_of(town.client(), "/unions")
    assert "Its last member left" in text_of(town.client(), f"/unions/{union}")
    assert 'action="/unions' not in text_of(town.client(town.alice), f"/unions/{union}")
    assert text_of(town.client(), f"/c/{union}")


def test_what_is_refused_is_told_with_its_article(organised):
    town, union = organised
    answer = town.client(town.alice).post(f"/unions/{union}/join")
    assert answer.status_code == 422
    assert "/rules/21" in answer.content.decode()
    answer = town.client(town.bob).post("/unions/calls/1/sign")
    assert answer.status_code == 422
    taken = town.client(town.bob).post("/unions/found", {"name": "makers"})
    assert taken.status_code == 422


def test_a_union_that_is_not_there_is_not_found(town):
    text_of(town.client(), "/unions/1", status=404)
    text_of(town.client(), "/unions/calls/7", status=404)


def test_a_call_whose_time_is_over_is_told_as_such(town):
    send(town.client(town.alice), "/unions/found", name="Makers")
    town.clock.pass_days(61)
    town.office.tick()
    told = text_of(town.client(town.charlie), "/unions/calls/1")
    assert "did not come together" in told
    assert "<form" not in told.partition("<main")[2].partition("</main")[0]
    assert "No call is gathering signatures" in text_of(town.client(), "/unions")
    assert 'action="/unions/found"' in text_of(town.client(town.alice), "/unions")


def test_names_that_people_try_come_out_as_text(town):
    send(town.client(town.alice), "/unions/found", name="<script>alert(1)</script>")
    assert "<script>alert" not in text_of(town.client(), "/unions")
    assert "<script>alert" not in text_of(town.client(), "/unions/calls/1")


def test_entries_tell_of_unions_without_names(organised):
    town, union = organised
    town.do(data.JoinUnion(union=union), town.bob)
    told = text_of(town.client(), "/record")
    assert "A member joined the union Makers" in told
