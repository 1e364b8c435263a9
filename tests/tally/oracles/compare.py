"""Our counts of real elections beside those of other people's programs.

Every election of the folder of ballots is counted by every rule of ours that another program has
too. A program that takes one of several tied results agrees when some draw of ours leads there; one
that names them all agrees when our draws can lead to the same ones and no others.

``python tests/tally/oracles/compare.py`` counts everything and prints what differs; ``--write``
also keeps the figures in ``compared.json`` and puts the tables into the page of disagreements. The
other programs are installed in an environment of their own (``make peers``), where ``peers.py``
asks them; COMMONWEAL_PEERS names its Python, COMMONWEAL_BALLOTS the folder of ballots.

Elections of committees, grades and budgets are derived from the ranked papers: nobody cast them,
but their structure is that of real opinions.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from math import comb
from pathlib import Path
from typing import Any, TypeAlias

from commonweal import tally

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
KEPT = HERE / "compared.json"
PAGE = ROOT / "docs" / "tally" / "disagreements.md"
BALLOTS = Path(os.environ.get("COMMONWEAL_BALLOTS", ROOT.parent / "shared" / "data" / "ballots"))
PEERS = Path(os.environ.get("COMMONWEAL_PEERS", ROOT / ".venv-peers" / "bin" / "python"))
WORKERS = 2
TRIES_MAX = 1000
WAYS_MAX = 200
SOUGHT_MAX = 12
SHOWN_MAX = 4
HIGHEST = 5

Election: TypeAlias = dict[str, Any]
Winners: TypeAlias = tuple[int, ...]
Counted: TypeAlias = Callable[[list[tuple[int, ...]]], Any]


@dataclass(frozen=True)
class Pair:
    """A rule of ours beside a function of another program.

    Attributes:
        family: the table it belongs to.
        rule: the name of our rule.
        peer: the name of the other function in ``peers.PEERS``.
        kind: which elections: ``stv``, ``three`` (seats, where the file names none), ``one``,
            ``choice``, ``grades``, ``committee``, ``budget``, ``unit budget``, ``seats``.
        options: options of our rule.
    """

    family: str
    rule: str
    peer: str
    kind: str
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def ours(self) -> str:
        """Our rule with the options that matter."""
        said = ", ".join(f"{k}={v}" for k, v in self.options.items() if k != "ties")
        return self.rule + (f" ({said})" if said else "")


def _pairs() -> Iterator[Pair]:
    lot = {"ties": "lot"}
    stv = ("votelib Gregory", "pyrankvote", "stvpoll", "belenios-tool stv")
    for peer in ("pref_voting stv_scottish", *stv):
        yield Pair("Single transferable vote", "scottish-stv", peer, "stv")
    for peer in ("pref_voting stv_wig", *stv[:1], stv[3]):
        yield Pair("Single transferable vote", "wigm-prf", peer, "stv", lot)
        yield Pair("Single transferable vote", "minneapolis", peer, "stv")
    yield Pair("Single transferable vote", "ers97", "pref_voting stv_nb", "stv")
    for rule in ("seanad-stv", "hare-clark", "northern-ireland-stv"):
        yield Pair("Single transferable vote", rule, "pref_voting stv_last_parcel", "stv")
    yield Pair("Shares of papers", "meek", "pref_voting stv_meek", "three", lot)
    yield Pair("Shares of papers", "warren", "pref_voting stv_warren", "three", lot)
    one = ("pref_voting instant_runoff_put", "pyrankvote irv", "stvpoll irv", "belenios-tool stv")
    for peer in one:
        yield Pair("Alternative vote", "irv", peer, "one")
    yield Pair("One mark", "plurality", "pref_voting plurality", "one")
    yield Pair("One mark", "plurality", "votelib Plurality", "choice")
    yield from _compared_in_pairs()
    grades = ("pref_voting score_voting", "votelib ScoreVoting")
    yield from (Pair("Grades", "score", peer, "grades") for peer in grades)
    for peer in ("pref_voting majority_judgement", "votelib MajorityJudgment"):
        yield Pair("Grades", "majority-judgement", peer, "grades")
    upper = {"middle": "upper"}
    peer = "belenios-tool majority-judgment"
    yield Pair("Grades", "majority-judgement", peer, "grades", upper)
    yield from _committees()
    yield from _budgets()
    yield from _seats()


def _compared_in_pairs() -> Iterator[Pair]:
    margins, votes = {"strength": "margins"}, {"strength": "winning_votes"}
    table: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
        ("schulze", votes, ("pref_voting beat_path support", "votelib Schulze")),
        ("schulze", votes, ("belenios-tool schulze", "schulze-condorcet")),
        ("schulze", margins, ("pref_voting beat_path",)),
        ("ranked-pairs", margins, ("pref_voting ranked_pairs", "votelib RankedPairs margins")),
        ("ranked-pairs", votes, ("pref_voting ranked_pairs support", "votelib RankedPairs")),
        ("minimax", votes, ("pref_voting minimax support", "votelib Minimax")),
        ("minimax", margins, ("pref_voting minimax", "votelib Minimax margins")),
        ("copeland", {}, ("pref_voting copeland", "votelib Copeland")),
        ("copeland", {"second_order": "yes"}, ("votelib Copeland second order",)),
        ("kemeny-young", {}, ("pref_voting kemeny_young", "votelib KemenyYoung")),
    ]
    for rule, options, peers in table:
        for peer in peers:
            yield Pair("Comparison in pairs", rule, peer, "one", options)


def _committees() -> Iterator[Pair]:
    phase = {"completion": "none"}
    table: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
        ("approval", {}, ("abcvoting av",)),
        ("pav", {}, ("abcvoting pav", "votelib PAV")),
        ("seq-pav", {}, ("abcvoting seqpav", "votelib SPAV")),
        ("seq-phragmen", {}, ("abcvoting seqphragmen", "pabutools phragmen, unit costs")),
        ("equal-shares", {}, ("abcvoting equal-shares",)),
        ("equal-shares", phase, ("abcvoting equal-shares, first phase",)),
        ("equal-shares", phase, ("pabutools equal shares, unit costs",)),
        ("chamberlin-courant", {}, ("abcvoting cc",)),
    ]
    for rule, options, peers in table:
        for peer in peers:
            yield Pair("Committees", rule, peer, "committee", options)


def _budgets() -> Iterator[Pair]:
    shares, one = "equal-shares-projects", {"utility": "cardinality"}
    table: list[tuple[str, dict[str, Any], str]] = [
        ("greedy", {"by": "votes"}, "pabutools greedy cost"),
        ("greedy", {"by": "votes_per_cost"}, "pabutools greedy"),
        (shares, {}, "pabutools equal shares"),
        (shares, one, "pabutools equal shares, cardinality"),
        (shares, {"completion": "add1"}, "pabutools equal shares, add1"),
        ("phragmen-projects", {}, "pabutools phragmen"),
    ]
    for rule, options, peer in table:
        yield Pair("Budgets", rule, peer, "budget", options)
    yield Pair("Budgets", shares, "abcvoting equal-shares, first phase", "unit budget", one)
    yield Pair("Budgets", "phragmen-projects", "abcvoting seqphragmen", "unit budget")


def _seats() -> Iterator[Pair]:
    table = [
        ("d-hondt", "dhondt", "d_hondt"),
        ("sainte-lague", "saintelague", "sainte_lague"),
        ("modified-sainte-lague", "modified_saintelague", "modified"),
        ("huntington-hill", "huntington", "huntington_hill"),
        ("hare-niemeyer", "largest_remainder", "hare"),
        ("adams", "adams", ""),
        ("dean", "dean", ""),
        ("danish", "", "danish"),
        ("droop", "", "droop"),
    ]
    for method, first, second in table:
        for peer in (first and f"apportionment {first}", second and f"votelib {second}"):
            if peer:
                yield Pair("Seats for units", method, peer, "seats")


PAIRS = list(_pairs())


def contests() -> dict[str, Any]:
    """Read every election of the folder of ballots, by the name of its file.

    Raises:
        FileNotFoundError: when the folder is not there.
    """
    files = [*sorted(BALLOTS.glob("ers/*.soi")), *sorted(BALLOTS.glob("scotland/*.blt"))]
    if not files:
        raise FileNotFoundError(f"no ballots in {BALLOTS}: name the folder by COMMONWEAL_BALLOTS")
    return {path.stem: tally.read_contest(path) for path in files}


def elections(kind: str, name: str, contest: Any) -> Iterator[Election]:
    """Make the elections of a kind out of one contest."""
    papers = [[list(paper), weight] for paper, weight in contest.profile]
    size = contest.profile.candidates
    election = {"name": name, "candidates": size, "seats": contest.seats or 3, "papers": papers}
    match kind:
        case "stv":
            chosen = [contest.seats] if contest.seats else range(1, min(6, size))
            yield from ({**election, "seats": seats} for seats in chosen)
        case "three":
            yield election
        case "one" | "choice":
            yield {**election, "seats": 1, "figures": _firsts(contest.profile)}
        case "grades":
            graded = [[_grades(paper, size), weight] for paper, weight in papers]
            yield {**election, "seats": 1, "graded": graded, "highest": HIGHEST}
        case "committee" | "unit budget":
            yield {**election, "papers": _marks(papers), "costs": [1] * size}
        case "budget":
            costs = [10 + 7 * c % 31 for c in range(size)]
            marked = {**election, "papers": _marks(papers), "costs": costs}
            yield {**marked, "budget": sum(costs) // 3, "seats": 1}
        case _:
            figures = _firsts(contest.profile)
            yield from ({**election, "figures": figures, "seats": n} for n in (5, 13, 50, 131))


def _firsts(profile: Any) -> list[int]:
    firsts = [0] * profile.candidates
    for paper, weight in profile:
        firsts[paper[0]] += weight
    return firsts


def _grades(paper: list[int], size: int) -> list[int]:
    return [max(HIGHEST - paper.index(c), 0) if c in paper else 0 for c in range(size)]


def _marks(papers: list[Any]) -> list[Any]:
    """Take the first three of every paper as approved."""
    sums: dict[tuple[int, ...], int] = {}
    for paper, weight in papers:
        key = tuple(sorted(paper[:3]))
        sums[key] = sums.get(key, 0) + weight
    return [[list(key), weight] for key, weight in sums.items()]


def counted(pair: Pair, election: Election) -> Counted:
    """Return our count of an election, as a function of the draws."""
    size, seats, options = election["candidates"], election["seats"], pair.options
    rows, weights = zip(*election["papers"], strict=True)
    if pair.kind == "seats":
        figures = election["figures"]
        return lambda lots: tally.apportion(pair.rule, figures, total=seats, lots=lots)
    if "budget" in pair.kind:
        votes = tally.Approval.of(rows, size, weights)
        projects = tally.Projects(tuple(election["costs"]), election.get("budget", seats))
        return lambda lots: tally.fund(pair.rule, votes, projects, lots=lots, **options)
    kind = tally.RULES[pair.rule].ballots
    if kind is tally.Choice:
        profile: Any = tally.Choice.counted(election["figures"])
    elif kind is tally.Scored:
        graded, times = zip(*election["graded"], strict=True)
        profile = kind.of([dict(enumerate(g)) for g in graded], size, HIGHEST, times)
    else:
        profile = kind.of(rows, size, weights)
    return lambda lots: tally.count(pair.rule, profile, seats, lots=lots, **options)


def result(found: Any) -> Winners:
    """Return whom a finished count elects, what it funds, or how many seats it gives."""
    if isinstance(found, tally.Apportionment):
        return found.seats
    return tuple(sorted(found.funded if isinstance(found, tally.Funding) else found.elected))


def reachable(count: Counted, wanted: Winners = ()) -> tuple[set[Winners], bool]:
    """Return the results to which draws can lead, and whether these are all of them.

    The search begins with the draws that favour the wanted result, and ends when it is found.
    """
    waiting: list[list[tuple[int, ...]]] = [[]]
    results: set[Winners] = set()
    complete = True
    for _ in range(TRIES_MAX):
        if not waiting:
            return results, complete
        draws = waiting.pop()
        found = count(draws)
        if found.lot is None:
            results.add(result(found))
            if wanted and wanted in results:
                return results, False
            continue
        ways, all_of_them = _ways(found, wanted)
        complete = complete and all_of_them
        rest = [tuple(c for c in found.lot.tied if c not in way) for way in ways]
        waiting += [[*draws, way + left] for way, left in zip(ways, rest, strict=True)]
    return results, complete and not waiting


def _ways(found: Any, wanted: Winners) -> tuple[list[tuple[int, ...]], bool]:
    """Return whom a lot can fall on, the most wanted last, and whether these are all ways.

    Where there are too many, only the most wanted one.
    """
    lot = found.lot
    goes = lot.purpose in ("exclude", "defeat")
    if isinstance(found, tally.Apportionment) and wanted:
        lacks = {unit for unit in lot.tied if wanted[unit] > found.seats[unit]}
    else:
        lacks = set(wanted)
    if comb(len(lot.tied), lot.choose) > WAYS_MAX:
        best = sorted(lot.tied, key=lambda c: goes ^ (c not in lacks))
        return [tuple(best[: lot.choose])], False
    ways = itertools.combinations(lot.tied, lot.choose)
    return sorted(ways, key=lambda way: (1 - 2 * goes) * len(lacks & {*way})), True


def agrees(count: Counted, told: dict[str, Any]) -> tuple[bool, set[Winners]]:
    """Say whether another program's answer is one of ours; return ours too.

    Where there are too many results to list them all, some of theirs are looked for among ours.
    """
    theirs = {tuple(found) for found in told["sets"]}
    if told["all"]:
        ours, complete = reachable(count)
        if complete:
            return ours == theirs, ours
    some = sorted(theirs)[:SOUGHT_MAX]
    searched = [reachable(count, wanted)[0] for wanted in some]
    hit = all(wanted in ours for wanted, ours in zip(some, searched, strict=True))
    return hit, set().union(*searched)


def ask(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the jobs to the other programs, in two processes.

    Raises:
        FileNotFoundError: when they are not installed.
    """
    if not PEERS.exists():
        raise FileNotFoundError(f"{PEERS} is not there: run make peers, or set COMMONWEAL_PEERS")
    with ThreadPoolExecutor(WORKERS) as pool:
        parts = list(pool.map(_asked, (jobs[n::WORKERS] for n in range(WORKERS))))
    answers: list[dict[str, Any]] = [{}] * len(jobs)
    for number, part in enumerate(parts):
        answers[number::WORKERS] = part
    return answers


def _asked(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    asked = "".join(json.dumps(job) + "\n" for job in jobs)
    done = subprocess.run(
        [str(PEERS), "-W", "ignore", str(HERE / "peers.py")],
        input=asked,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@dataclass
class Row:
    """What came of comparing one pair.

    Attributes:
        family, ours, peer: what was compared.
        agree: how many elections agree.
        differ: those that do not: name, seats, and the first few results, theirs and ours.
        cannot: how often the other program gave no answer, by reason.
    """

    family: str
    ours: str
    peer: str
    agree: int = 0
    differ: list[dict[str, Any]] = field(default_factory=list)
    cannot: dict[str, int] = field(default_factory=dict)


def compare(pairs: list[Pair], read: dict[str, Any]) -> list[Row]:
    """Count all elections of the pairs, ours and theirs."""
    todo = [
        (number, election)
        for number, pair in enumerate(pairs)
        for name, contest in read.items()
        for election in elections(pair.kind, name, contest)
    ]
    jobs = [
        {"peer": pairs[number].peer, "election": e, "sets": pairs[number].kind != "seats"}
        for number, e in todo
    ]
    rows = [Row(pair.family, pair.ours, pair.peer) for pair in pairs]
    for (number, election), told in zip(todo, ask(jobs), strict=True):
        _note(rows[number], pairs[number], election, told)
    return rows


def _note(row: Row, pair: Pair, election: Election, told: dict[str, Any]) -> None:
    if "cannot" in told:
        row.cannot[told["cannot"]] = row.cannot.get(told["cannot"], 0) + 1
        return
    try:
        same, ours = agrees(counted(pair, election), told)
    except tally.BadCount as refusal:
        why = f"ours: {refusal}"[:120]
        row.cannot[why] = row.cannot.get(why, 0) + 1
        return
    if same:
        row.agree += 1
        return
    row.differ.append(
        {
            "name": election["name"],
            "seats": election["seats"],
            "theirs": told["sets"][:SHOWN_MAX],
            "ours": [list(found) for found in sorted(ours)][:SHOWN_MAX],
        }
    )


def kept() -> list[Row]:
    """Read what was kept of the last comparison."""
    return [Row(**row) for row in json.loads(KEPT.read_text("utf-8"))]


def table(rows: list[Row]) -> str:
    """Write the tables of the page, one for each family."""
    lines = []
    for family, members in itertools.groupby(rows, key=lambda row: row.family):
        lines += [f"### {family}", "", "| our rule | beside | agree | differ | no answer |"]
        lines += ["|---|---|---:|---:|---:|"]
        lines += [
            f"| `{row.ours}` | {row.peer} | {row.agree} | {len(row.differ)} |"
            f" {sum(row.cannot.values())} |"
            for row in members
        ]
        lines += [""]
    return "\n".join(lines)


BEGIN, END = "<!-- tables: written by tests/tally/oracles/compare.py -->", "<!-- end of tables -->"


def paged(text: str, rows: list[Row]) -> str:
    """Put the tables into the text of the page."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table(rows)}\n{END}{after}"


def write(rows: list[Row]) -> None:
    """Keep the figures, and put the tables into the page; what was not compared now stays."""
    found = {(row.ours, row.peer): row for row in [*(kept() if KEPT.exists() else []), *rows]}
    order = [(pair.ours, pair.peer) for pair in PAIRS]
    rows = [found[key] for key in order if key in found]
    lines = ",\n".join(json.dumps(asdict(row)) for row in rows)
    KEPT.write_text(f"[\n{lines}\n]\n", "utf-8")
    PAGE.write_text(paged(PAGE.read_text("utf-8"), rows), "utf-8")


def main() -> None:
    """Compare, print what differs, and keep it where asked to."""
    wanted = [word for word in sys.argv[1:] if not word.startswith("--")]
    pairs = [
        p for p in PAIRS if not wanted or any(w in f"{p.family} {p.ours} {p.peer}" for w in wanted)
    ]
    rows = compare(pairs, contests())
    print(table(rows))
    for row in rows:
        for seen in row.differ:
            print(row.ours, "|", row.peer, "|", seen)
        print(row.ours, "|", row.peer, "|", row.cannot) if row.cannot else None
    if "--write" in sys.argv:
        write(rows)


if __name__ == "__main__":
    main()
