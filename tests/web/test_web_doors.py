"""Who may do what at the door: signing in, acting, forging, framing, leading astray."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from commonweal.office.entrance import FAILURES_MAX, FAILURES_WITHIN_S, OPEN_FOR_S, group_of
from commonweal.polity import commands as cmd
from commonweal.web.middleware import COOKIE
from commonweal.web.settings import MIDDLEWARE, secret_key

ACTIONS = [
    "/seats/1/withdraw", "/seats/1/restore", "/seats/1/resign", "/motions/1/second",
    "/motions/1/withdraw", "/motions/1/instruct", "/motions/1/roll-call", "/motions/propose",
    "/polls/1/vote", "/polls/1/nominate", "/polls/1/suggest", "/polls/1/leave", "/polls/1/draw",
    "/rolls/1/sign", "/tasks/1/report", "/tasks/1/complete", "/me/void",
]  # fmt: skip


def test_headers_of_every_kind_of_page(quiet_town):
    client = quiet_town.client(quiet_town.alice)
    for address in ("/", "/seats/1", "/record/1", "/record/checkpoint", "/nowhere", "/me"):
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
    assert client.get("/me")["Cache-Control"] == "private, no-store"


def test_nothing_is_inline(quiet_town):
    client = quiet_town.client(quiet_town.alice)
    for address in ("/", "/c/2", "/seats/1", "/motions/1", "/polls/1", "/record", "/me"):
        text = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), address
        assert not re.search(r"\s(style|on[a-z]+)=", text), address
        assert "<style" not in text


def test_strangers_change_nothing(quiet_town):
    before = quiet_town.office.state.version
    client = quiet_town.client()
    for address in ACTIONS:
        answer = client.post(address, {"key": "k" * 20})
        assert answer.status_code in (403, 405), address
        assert b"Sign in" in answer.content
    assert quiet_town.office.state.version == before


def test_actions_are_not_done_by_links(quiet_town):
    client = quiet_town.client(quiet_town.alice)
    before = quiet_town.office.state.version
    for address in ACTIONS:
        assert client.get(address).status_code in (200, 302, 404, 405), address
    assert quiet_town.office.state.version == before


def test_forged_forms_are_turned_away(quiet_town):
    seat = quiet_town.bob_seat
    client = quiet_town.client(quiet_town.alice)
    forging = quiet_town.client(csrf=True)
    forging.cookies = client.cookies
    answer = forging.post(f"/seats/{seat.id}/withdraw", {"key": "k" * 20})
    assert answer.status_code == 403
    assert b"The form was not accepted" in answer.content
    assert forging.post("/sign-in", {"code": "X"}).status_code == 403
    assert forging.post("/sign-out", {}).status_code == 403


def test_a_form_with_its_own_token_is_accepted(town):
    seat = town.bob_seat
    client = town.client(csrf=True)
    page = client.get("/sign-in").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    given = {"code": town.code(town.alice), "csrfmiddlewaretoken": token}
    assert client.post("/sign-in", given).status_code == 302
    page = client.get(f"/seats/{seat.id}").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    given = {"csrfmiddlewaretoken": token, "key": "k" * 20}
    assert client.post(f"/seats/{seat.id}/withdraw", given).status_code == 302


def test_nobody_acts_for_another(town):
    """The one who acts is the one signed in, whatever else is sent."""
    seat, charlie = town.bob_seat, town.charlie
    client = town.client(charlie)
    sent = {"key": "k" * 20, "by": town.alice, "member": town.alice, "viewer": town.alice}
    answer = client.post(f"/seats/{seat.id}/withdraw", sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "not an elector" in text
    assert "Art. 8.1" in text
    assert "/rules/8.1" in text
    assert "What can be done now" in text
    assert town.office.vault.withdrawn("confidence", seat.id) == set()


def test_the_idempotency_key_of_another_gives_nothing_away(town):
    seat = town.bob_seat
    first, second = town.alice, town.members(seat.sender)[2]
    key = "the-same-key-for-both"
    for member in (first, second):
        given = {"key": key, "title": f"By {member}", "wording": "Words.", "body": seat.sender}
        assert town.client(member).post("/motions/propose", given).status_code == 302
    movers = [one.by for one in town.office.state.motions.values()][-2:]
    assert movers == [first, second]


def test_a_form_sent_twice_is_done_once(town):
    client = town.client(town.alice)
    before = len(town.office.state.motions)
    body = town.office.state.members.home[town.alice]
    given = {"key": "k" * 20, "title": "Once", "wording": "Words.", "body": body}
    answers = [client.post("/motions/propose", given) for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert len(town.office.state.motions) == before + 1


def test_parallel_requests_vote_once(town):
    seat, alice = town.bob_seat, town.alice
    for member in [one for one in town.members(seat.sender) if one not in (alice, seat.holder)][:4]:
        if not seat.recall:
            town.do(cmd.WithdrawConfidence(seat=seat.id), member)
    poll = town.office.state.polls[seat.recall]
    client = town.client(alice)
    cookies = {COOKIE: client.cookies[COOKIE].value}

    def once(number: int) -> int:
        other = town.client()
        other.cookies.load(cookies)
        sent = {"choice": "yes", "key": f"{number:020d}"}
        return other.post(f"/polls/{poll.id}/vote", sent).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(once, range(12)))
    assert statuses == [302] + [422] * 11
    assert poll.cast == 1


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
     "\\\\evil", "/%0d%0aSet-Cookie:x=1", "http:///evil.example"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(quiet_town, wanted):
    code = quiet_town.code(quiet_town.alice)
    answer = quiet_town.client().post("/sign-in", {"code": code, "next": wanted})
    assert answer.status_code == 302
    place = answer["Location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert "evil" not in place or place.startswith("/%")


def test_signing_in_leads_back_to_where_it_was_asked(quiet_town):
    code = quiet_town.code(quiet_town.alice)
    asked = quiet_town.client().get("/me")
    assert asked["Location"] == "/sign-in?next=/me"
    answer = quiet_town.client().post("/sign-in", {"code": code.lower(), "next": "/me"})
    assert answer["Location"] == "/me"
    cookie = answer.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == OPEN_FOR_S


def test_a_code_works_once(quiet_town):
    code = quiet_town.code(quiet_town.alice)
    assert quiet_town.client().post("/sign-in", {"code": code}).status_code == 302
    answer = quiet_town.client().post("/sign-in", {"code": code})
    assert answer.status_code == 422
    assert b"was used before" in answer.content


def test_wrong_codes_say_what_is_wrong_and_keep_what_was_typed(town):
    answer = town.client().post("/sign-in", {"code": "AAAA-BBBB-<i>"})
    assert answer.status_code == 422
    assert b"No such code was issued" in answer.content
    assert b"AAAA-BBBB-&lt;i&gt;" in answer.content
    assert town.client().post("/sign-in", {"code": "\0"}).status_code == 422
    town.code(town.alice)
    code = town.code(town.alice)
    town.office.vault.void_codes(town.alice)
    answer = town.client().post("/sign-in", {"code": code})
    assert b"made void" in answer.content


def test_too_many_wrong_codes_close_the_entrance_for_that_source(town):
    client, good = town.client(), town.code(town.alice)
    for _ in range(FAILURES_MAX):
        assert client.post("/sign-in", {"code": "WRONG"}).status_code == 422
    answer = client.post("/sign-in", {"code": good})
    assert answer.status_code == 429
    assert b"Too many attempts" in answer.content
    elsewhere = client.post("/sign-in", {"code": good}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302
    town.clock.now += FAILURES_WITHIN_S + 1
    assert client.post("/sign-in", {"code": town.code(town.alice)}).status_code == 302


def test_many_wrong_codes_at_once_do_not_slip_past_the_count(town):
    def wrong(_: int) -> int:
        return town.client().post("/sign-in", {"code": "WRONG"}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(wrong, range(30)))
    assert statuses.count(422) == FAILURES_MAX


def test_too_many_wrong_codes_of_all_sources_close_it_for_all(town, monkeypatch):
    monkeypatch.setattr("commonweal.office.entrance.FAILURES_OF_ALL_MAX", 5)
    for number in range(5):
        town.client().post("/sign-in", {"code": "WRONG"}, REMOTE_ADDR=f"192.0.2.{number}")
    answer = town.client().post("/sign-in", {"code": "WRONG"}, REMOTE_ADDR="192.0.2.99")
    assert answer.status_code == 429


def test_sources_are_counted_by_network():
    assert group_of("192.0.2.1") == "192.0.2.1"
    assert group_of("2001:db8::1") == group_of("2001:db8::ffff") != group_of("2001:db8:1::1")
    assert group_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert group_of("<b>") == "an unknown source"


def test_a_sign_in_ends_by_itself_and_by_signing_out(town):
    client = town.client(town.alice)
    assert client.get("/me").status_code == 200
    cookie = client.cookies[COOKIE].value
    assert client.post("/sign-out").status_code == 302
    client.cookies[COOKIE] = cookie
    assert client.get("/me").status_code == 302
    client = town.client(town.alice)
    town.clock.now += OPEN_FOR_S + 1
    assert client.get("/me").status_code == 302


def test_who_has_left_is_signed_in_no_more(town):
    client = town.client(town.alice)
    town.do(cmd.ResignMembership(), town.alice)
    assert client.get("/me").status_code == 302


def test_voiding_ends_every_code_and_every_other_sign_in(town):
    alice = town.alice
    code = town.code(alice)
    here, there = town.client(alice), town.client(alice)
    answer = here.post("/me/void", {"key": "k" * 20}, follow=True)
    assert b"Every other sign-in has ended" in answer.content
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 302
    assert b"made void" in town.client().post("/sign-in", {"code": code}).content


def test_a_member_sees_every_sign_in_and_every_code(town):
    client = town.client()
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 <b>"
    client.post("/sign-in", {"code": town.code(town.alice)}, HTTP_USER_AGENT=agent)
    town.code(town.alice)
    text = client.get("/me").content.decode()
    assert "127.0.0.1, Firefox on Linux" in text
    assert "this one" in text
    assert "1 unused code." in text
    assert "Code 1" in text
    assert "Code 2" in text


def test_tokens_lie_here_as_digests_only(town):
    client = town.client(town.alice)
    token = client.cookies[COOKIE].value
    path = town.office.folder / "sign-ins.sqlite"
    assert token.encode() not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_web_key_is_made_once_and_kept_from_others(tmp_path):
    key = secret_key(tmp_path)
    assert len(key) > 50
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "keys" / "web.key").stat().st_mode) == 0o600


def test_other_host_names_are_not_served(quiet_town):
    assert quiet_town.client().get("/", HTTP_HOST="evil.example").status_code == 400


def test_the_wall_is_complete():
    """Whoever takes one of these away has to say so here."""
    for one in ("security.Security", "csp", "clickjacking", "csrf.Csrf", "middleware.signed_in"):
        assert any(one in name for name in MIDDLEWARE), one
