"""A count as the doors show it: bars, quota, what passed, the sheet, files and charts."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from commonweal import tally
from commonweal.office import Office
from commonweal.office.counting import account_of
from commonweal.office.results import SCALE, Counted, Step, counted_of
from commonweal.polity import Poll

NAMES = ["Alice", "Bob", "Charlie", "Dora"]
MEMBERS = (11, 12, 13, 14)


def counted(rule: str, profile: tally.Profile, seats: int, **options: object) -> Counted:
    """Count, and restore the count from its account as the vault would keep it."""
    outcome = tally.count(rule, profile, seats, **options)  # type: ignore[arg-type]
    members = MEMBERS[: outcome.candidates]
    plain = json.loads(json.dumps({**outcome.as_dict(), "members": members}, sort_keys=True))
    return Counted.of(plain)


@pytest.fixture
def stv() -> Counted:
    """Alice has a surplus that goes to Bob; Dora and Charlie are excluded."""
    papers = [[0, 1]] * 10 + [[1]] * 4 + [[2, 1]] * 3 + [[3]] * 2
    return counted("scottish-stv", tally.Ranked.of(papers, candidates=4), 2)


def places(step: Step) -> list[int]:
    return [one.place for one in step.standing]


def test_the_quota_is_where_the_rule_told_it(stv: Counted) -> None:
    assert stv.quota == "7"
    first = stv.step(1)
    assert first.quota == "7"
    assert first.quota_at == 7 * SCALE // 10
    assert stv.step(stv.rounds).quota == "7"


# Every rule with a quota says it in words; whoever changes them, changes the page.
WITH_QUOTA = [
    "ers97",
    "hare-clark",
    "meek",
    "minneapolis",
    "northern-ireland-stv",
    "scottish-stv",
    "seanad-stv",
    "warren",
    "wigm-prf",
    "wright",
]


@pytest.mark.parametrize("rule", WITH_QUOTA)
def test_every_quota_is_found(rule: str) -> None:
    papers = [[0, 1]] * 10 + [[1, 2]] * 5 + [[2, 1]] * 4 + [[3]] * 2
    profile = tally.Ranked.of(papers, candidates=4)
    found = counted(rule, profile, 2)
    assert found.quota, found.outcome.rounds[0].words
    assert all(found.step(at).quota_at >= 0 for at in range(1, found.rounds + 1))


def test_no_rule_tells_a_quota_in_other_words() -> None:
    papers = [[0, 1]] * 10 + [[1, 2]] * 5 + [[2, 1]] * 4 + [[3]] * 2
    profile = tally.Ranked.of(papers, candidates=4)
    ranked = [rule for rule in tally.RULES.values() if rule.ballots is tally.Ranked]
    found = [(rule.name, counted(rule.name, profile, 1)) for rule in ranked]
    telling = [
        (name, one.quota)
        for name, one in found
        if any(word in one.outcome.rounds[0].words for word in ("quota", "threshold"))
    ]
    assert all(quota for _, quota in telling), telling
    assert {name for name, _ in telling} == set(WITH_QUOTA)


@pytest.mark.parametrize(
    ("rule", "profile"),
    [
        ("plurality", tally.Choice.counted([5, 3, 1])),
        ("approval", tally.Approval.of([{0, 1}] * 3 + [{0}], candidates=3)),
    ],
)
def test_rules_without_a_quota_have_no_line_and_one_chart(
    rule: str, profile: tally.Profile
) -> None:
    found = counted(rule, profile, 1)
    step = found.step(1)
    assert (found.quota, step.quota, step.quota_at) == ("", "", -1)
    assert [one.change for one in step.standing] == ["", "", ""]
    assert step.standing[0].kept == SCALE
    assert (step.exhausted, step.lost, step.passings) == (None, None, ())
    assert found.charts == ("bump",)
    assert found.chart("bump", NAMES[:3], width=340).startswith("<svg")


def test_bars_tell_what_was_what_came_and_what_went(stv: Counted) -> None:
    second = stv.step(2)
    alice, bob = second.standing[:2]
    assert (alice.member, alice.state, alice.figure, alice.change) == (11, "sitting", "7", "-3")
    assert (alice.kept, alice.gained, alice.given) == (700, 0, 300)
    assert (bob.state, bob.before, bob.figure, bob.change) == ("elected", 4, "7", "+3")
    assert (bob.kept, bob.gained, bob.given) == (400, 300, 0)
    assert second.told(NAMES).startswith("The surplus of Alice, 3, is passed on.")
    assert second.source


def test_bars_add_up_in_every_round(stv: Counted) -> None:
    for at in range(1, stv.rounds + 1):
        for one in stv.step(at).standing:
            before = one.after if one.before is None else one.before
            assert one.kept + one.gained == int(one.after * SCALE / 10)
            assert one.kept + one.given == int(before * SCALE / 10)


def test_who_stands_first_the_elected_then_by_votes_and_the_excluded_last() -> None:
    papers = [[2]] * 5 + [[1]] * 9 + [[3]] * 4 + [[0, 2]] * 3
    found = counted("scottish-stv", tally.Ranked.of(papers, candidates=4), 1)
    assert places(found.step(1)) == [1, 2, 3, 0]
    assert places(found.step(2)) == [1, 2, 3, 0]
    assert found.step(2).standing[-1].state == "excluded"
    assert places(found.step(3)) == [1, 2, 3]
    assert found.step(3).out == (0,)
    assert found.step(3).excluded == (3,)
    assert found.step(3).exhausted is not None
    assert found.step(3).exhausted.figure == "4"
    assert found.step(3).exhausted.change == "+4"


def test_what_passed_and_what_was_lost() -> None:
    papers = [[0, 1]] * 5 + [[0, 2]] * 4 + [[0]] * 2 + [[1]] * 3 + [[2]] * 2
    found = counted("scottish-stv", tally.Ranked.of(papers, candidates=4), 2)
    surplus = found.step(2)
    passed = {one.to: (one.papers, one.value, one.votes) for one in surplus.passings}
    assert passed == {
        1: (5, "0.45454", "2.2727"),
        2: (4, "0.45454", "1.81816"),
        None: (2, "0.45454", "0.90908"),
    }
    assert {one.origin for one in surplus.passings} == {0}
    assert surplus.lost is not None
    assert surplus.lost.figure == surplus.lost.change[1:] == "0.00006"
    assert found.step(1).lost is None


def test_whoever_still_has_votes_after_exclusion_is_shown() -> None:
    # In ranked pairs and the like nobody is excluded; a hand-made account stands for rules that
    # pass votes on later than they exclude.
    outcome = tally.count("plurality", tally.Choice.counted([5, 3]), 1)
    step = outcome.rounds[0]
    rounds = [{**step.as_dict(), "excluded": [1]}, step.as_dict()]
    plain = {**outcome.as_dict(), "rounds": rounds, "words": ["one", "two"], "members": [1, 2]}
    last = Counted.of(plain).step(2)
    assert last.standing[1].state == "out"
    assert last.out == ()
    assert places(last) == [0, 1]


def test_figures_that_are_no_votes_keep_the_order_of_the_result() -> None:
    papers = [[0, 1, 2]] * 3 + [[1, 2, 0]] * 2
    found = counted("copeland", tally.Ranked.of(papers, candidates=3), 1)
    assert not found.in_votes
    assert found.measure != "votes"
    assert "sankey" not in found.charts
    assert places(found.step(1)) == [0, 1, 2]


def test_figures_below_zero_have_no_bar() -> None:
    outcome = tally.count("plurality", tally.Choice.counted([5, 3]), 1)
    step = {**outcome.rounds[0].as_dict(), "tallies": ["-1", "0"]}
    found = Counted.of({**outcome.as_dict(), "rounds": [step], "members": [1, 2]})
    assert [one.kept for one in found.step(1).standing] == [0, 0]
    assert {one.figure for one in found.step(1).standing} == {"-1", "0"}


def test_the_sheet_has_every_figure(stv: Counted) -> None:
    rows = {(row.kind, row.place): row.cells for row in stv.sheet()}
    alice = rows["candidate", 0]
    assert alice[0] == ("10", "in")
    assert len(alice) == stv.rounds
    assert ("lost", None) not in rows
    lossy = [[0, 1]] * 5 + [[0, 2]] * 4 + [[0]] * 2 + [[1]] * 3 + [[2]] * 2
    found = counted("scottish-stv", tally.Ranked.of(lossy, candidates=4), 2)
    sheet = {row.kind: row.cells for row in found.sheet()}
    assert sheet["exhausted"][1] == ("0.90908", "")
    assert sheet["lost"][1] == ("0.00006", "")
    marks = {mark for row in found.sheet() for _, mark in row.cells}
    assert marks == {"", "in", "out"}


@pytest.mark.parametrize("number", [0, 99])
def test_a_round_that_is_not_there(stv: Counted, number: int) -> None:
    with pytest.raises(IndexError, match=f"expected a round from 1 to {stv.rounds}"):
        stv.step(number)


def test_a_count_without_rounds_has_no_charts() -> None:
    outcome = tally.count("plurality", tally.Choice.counted([5, 3]), 1)
    found = Counted.of({**outcome.as_dict(), "rounds": [], "words": [], "members": [1, 2]})
    assert (found.rounds, found.quota, found.charts, found.sheet()[0].cells) == (0, "", (), ())


def test_files_and_charts(stv: Counted) -> None:
    assert stv.charts == ("bump", "sankey")
    assert stv.elected == (0, 1)
    for kind in stv.charts:
        assert "Alice" in stv.chart(kind, NAMES, width=340, paper="#fff")
    document = stv.document(NAMES)
    assert document["names"] == NAMES
    assert document["outcome"]["elected"] == [0, 1]
    assert ",0,Alice,10,10,10,0,elected" in stv.csv(NAMES).splitlines()[1]


# From the vault.


def test_a_count_comes_from_the_vault_as_it_was_counted(office: Office) -> None:
    office.view(lambda state: None)
    poll = office.state.polls[2]
    found = counted_of(poll, office.vault)
    account = account_of(poll, office.vault)
    assert found is not None
    assert account is not None
    assert found.outcome.as_dict() == {k: v for k, v in account.items() if k != "members"}
    assert found.members == tuple(account["members"])
    assert [found.members[one] for one in found.elected] == poll.elected
    assert found.step(1).standing[0].after == Fraction(4)


def test_where_nothing_is_kept_there_is_no_count(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll: Poll = office.state.polls[2]
    monkeypatch.setattr(poll, "rounds", "")
    assert counted_of(poll, office.vault) is None
    monkeypatch.setattr(poll, "rounds", "sha256:" + 64 * "0")
    assert counted_of(poll, office.vault) is None
