"""How much of a ballot box may leave, and to whom."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from commonweal import tally
from commonweal.cli import ballots as door
from commonweal.cli import main
from commonweal.office import Office, exports
from commonweal.office.exports import ALIKE_MIN, PAPERS_MIN, Box, Ranking, Withheld, cut
from commonweal.office.results import counted_of
from commonweal.vault import BoxDestroyed, BoxSummary

POLL = 1
ELECTION = 2
FORM = "sha256:" + 64 * "0"


# What is cut.


@st.composite
def boxes(draw: st.DrawFn) -> list[Ranking]:
    """Papers of which many begin alike: as they do where people follow advice."""
    one = st.permutations(range(4)).flatmap(
        lambda order: st.integers(0, 4).map(lambda size: tuple(order[:size]))
    )
    kinds = draw(st.lists(st.tuples(one, st.integers(1, 7)), max_size=8))
    return [ranking for ranking, times in kinds for _ in range(times)]


def revealing(left: Counter[Ranking]) -> set[Ranking]:
    """Return the beginnings in a file that stand on too few papers."""
    stands: Counter[Ranking] = Counter()
    for ranking, papers in left.items():
        for size in range(1, len(ranking) + 1):
            stands[ranking[:size]] += papers
    return {beginning for beginning, papers in stands.items() if papers < ALIKE_MIN}


@given(boxes())
@example([(0, 1)] * 5 + [(0, 2)] * 3)
def test_no_beginning_stands_on_fewer_than_five_papers(papers: list[Ranking]) -> None:
    left = cut(papers)
    assert not revealing(left)
    assert left.total() == len(papers)


@given(boxes())
def test_what_five_begin_alike_is_kept(papers: list[Ranking]) -> None:
    left = cut(papers)
    for ranking in papers:
        alike = sum(other[: len(ranking)] == ranking for other in papers)
        if alike >= ALIKE_MIN:
            assert left[ranking]


@pytest.mark.parametrize("fault", ["one_too_few", "whole_rankings_only"])
def test_a_cut_that_reveals_would_be_noticed(fault: str) -> None:
    papers: list[Ranking] = [(0, 1, 2)] * 4 + [(0, 1)] * 2 + [(3, 2, 1)] * 5 + [(2,)]
    planted = {
        "one_too_few": cut(papers, ALIKE_MIN - 1),
        "whole_rankings_only": Counter(
            {one: n for one, n in Counter(papers).items() if n >= ALIKE_MIN or len(one) < 3}
        ),
    }
    assert revealing(planted[fault])
    assert not revealing(cut(papers))


# What comes out of a box.


@dataclass
class FakeVault:
    """A vault with one box."""

    rankings: list[list[int]]
    state: str = "closed"
    digest: str = FORM
    gone: bool = False

    def box_state(self, poll: int) -> str:
        assert poll == POLL
        return self.state

    def summary(self, poll: int) -> BoxSummary:
        assert poll == POLL
        return BoxSummary(len(self.rankings), self.digest)

    def ballots(self, poll: int) -> list[bytes]:
        assert poll == POLL
        if self.gone:
            raise BoxDestroyed("box", expected="a box", got="none", remedy="none")
        return [json.dumps(one).encode() for one in self.rankings]


NAMES = ["Alice", "Bob", "Charlie"]
SECRET = Box(POLL, "Delegates", 1, True, FORM, 24, (11, 12, 13), (14,), ((1, 0),), ())
PAPERS = [[11, 14, 12]] * 19 + [[12, 11]] * 4 + [[14]]


def papers_of(profile: tally.Profile) -> tuple[dict[tuple[tuple[int, ...], ...], int], int]:
    """Return the rankings with their papers, and the blank papers."""
    assert isinstance(profile, tally.Ranked)
    return dict(profile.groups()), profile.blank


def read(text: str, folder: Path) -> tally.Contest:
    path = folder / "box.blt"
    path.write_text(text, encoding="utf-8")
    return tally.read_contest(path)


def test_a_secret_box_leaves_cut_and_says_so(tmp_path: Path) -> None:
    text = exports.published(SECRET, FakeVault(PAPERS), NAMES)  # type: ignore[arg-type]
    assert isinstance(text, str)
    contest = read(text, tmp_path)
    assert contest.names == tuple(NAMES)
    assert contest.title == "Delegates"
    assert contest.seats == 1
    assert papers_of(contest.profile) == ({((0,), (1,)): 19}, 5)
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert any("only as far as 5 papers begin alike" in line for line in head)
    assert f"# Box: {FORM}" in head
    assert "# Candidates who fell away before the count: 1." in head
    assert "# Lot drawn: 1,0" in head


def test_few_secret_papers_do_not_leave() -> None:
    few = PAPERS[: PAPERS_MIN - 1]
    assert exports.published(SECRET, FakeVault(few), NAMES) == Withheld("few", PAPERS_MIN - 1)  # type: ignore[arg-type]
    enough = exports.published(SECRET, FakeVault(PAPERS[:PAPERS_MIN]), NAMES)  # type: ignore[arg-type]
    assert isinstance(enough, str)


def test_the_whole_box_is_whole_and_warns(tmp_path: Path) -> None:
    text = exports.whole(SECRET, FakeVault(PAPERS), NAMES)  # type: ignore[arg-type]
    assert isinstance(text, str)
    assert "Not for publication" in text
    read_back = read(text, tmp_path).profile
    assert papers_of(read_back) == ({((0,), (1,)): 19, ((1,), (0,)): 4}, 1)


@pytest.mark.parametrize("out", [exports.published, exports.whole])
def test_votes_by_name_leave_whole(out: Callable[..., str | Withheld], tmp_path: Path) -> None:
    box = replace(SECRET, secret=False, digest="", barred=(), named=((11, 13, 12), (12,)))
    text = out(box, FakeVault([]), NAMES)
    assert isinstance(text, str)
    assert "Votes by name" in text
    assert "Box:" not in text
    assert papers_of(read(text, tmp_path).profile) == ({((0,), (2,), (1,)): 1, ((1,),): 1}, 0)


@pytest.mark.parametrize("out", [exports.published, exports.whole])
@pytest.mark.parametrize(
    ("vault", "why"),
    [
        (FakeVault(PAPERS, state="destroyed"), "destroyed"),
        (FakeVault(PAPERS, gone=True), "destroyed"),
        (FakeVault(PAPERS, digest="sha256:other"), "foreign"),
    ],
)
def test_another_box_does_not_leave(
    out: Callable[..., str | Withheld], vault: FakeVault, why: exports.Why
) -> None:
    assert out(SECRET, vault, NAMES) == Withheld(why, 24)


# On a real record.


@pytest.fixture
def declared(office: Office) -> Office:
    office.view(lambda state: None)
    assert {one.id: one.stage for one in office.state.polls.values()}[ELECTION] == "declared"
    return office


def kept(office: Office) -> Withheld | None:
    poll = office.state.polls[ELECTION]
    return exports.withheld(poll, counted_of(poll, office.vault), kept=True)


def test_why_nothing_leaves_is_known_before(
    declared: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = declared.state.polls[ELECTION]
    counted = counted_of(poll, declared.vault)
    assert kept(declared) == Withheld("few", 6)
    monkeypatch.setattr(exports, "PAPERS_MIN", 6)
    assert kept(declared) is None
    assert exports.withheld(poll, counted, kept=False) == Withheld("destroyed", 6)
    assert exports.withheld(poll, None, kept=True) == Withheld("uncounted", 6)
    monkeypatch.setattr(poll, "rule", "approval")
    assert exports.withheld(poll, counted, kept=True) == Withheld("not_ranked", 6)
    monkeypatch.setattr(poll, "rule", "scottish-stv")
    monkeypatch.setattr(poll, "secret", False)
    assert exports.withheld(poll, counted, kept=False) is None
    monkeypatch.setattr(poll, "stage", "lot")
    assert exports.withheld(poll, counted, kept=True) == Withheld("undeclared", 6)


@pytest.fixture
def run(declared: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    @contextmanager
    def opened(home: Path) -> Iterator[Office]:
        yield declared

    monkeypatch.setattr(door, "opened", opened)

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(one) for one in arguments])

    return call


def same(one: tally.Outcome, other: tally.Outcome) -> bool:
    return one.as_dict() == other.as_dict()


def test_the_file_of_the_command_line_counts_the_same(
    run: Callable[..., Result], declared: Office, tmp_path: Path
) -> None:
    path = tmp_path / "box.blt"
    answer = run("ballots", ELECTION, "--output", path)
    assert answer.exit_code == 0, answer.output
    assert "they can tell who voted how" in answer.stderr
    assert f"commonweal count {path} --rule scottish-stv" in answer.stdout
    assert path.stat().st_mode & 0o777 == 0o600
    contest = tally.read_contest(path)
    assert contest.names[0] == "Bob Bragason"
    assert contest.seats == 2
    official = counted_of(declared.state.polls[ELECTION], declared.vault)
    assert official is not None
    assert same(tally.count("scottish-stv", contest.profile, contest.seats), official.outcome)
    told = json.loads(run("count", path, "--rule", "scottish-stv", "--as", "json").stdout)
    assert told["outcome"] == official.outcome.as_dict()
    cut_box = tally.Ranked.of([[0]] * 4 + [[]] * 2, candidates=4)
    assert not same(tally.count("scottish-stv", cut_box, 2), official.outcome)


def test_nothing_is_written_over(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "box.blt"
    path.write_text("mine")
    answer = run("ballots", ELECTION, "--output", path)
    assert answer.exit_code == 1
    assert path.read_text() == "mine"


def test_no_election_no_file(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "box.blt"
    answer = run("ballots", 99, "--output", path)
    assert answer.exit_code == 1
    assert "there is no election 99 whose result has been declared" in answer.stderr
    assert not path.exists()


def test_after_the_purge_there_is_no_file(
    run: Callable[..., Result], declared: Office, tmp_path: Path
) -> None:
    declared.vault.destroy_box(ELECTION)
    answer = run("ballots", ELECTION, "--output", tmp_path / "box.blt")
    assert answer.exit_code == 1
    assert "was destroyed; the record keeps count and digest" in answer.stderr


def test_a_vote_by_name_is_written_without_a_warning(
    run: Callable[..., Result], declared: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_name(*_: object) -> tuple[Box, list[str], str]:
        box = replace(SECRET, secret=False, named=((11,),))
        return box, NAMES, "scottish-stv"

    monkeypatch.setattr(door, "_box", by_name)
    answer = run("ballots", ELECTION, "--output", tmp_path / "box.blt")
    assert answer.exit_code == 0, answer.output
    assert answer.stderr == ""
    assert "--lot 1,0" in answer.stdout
