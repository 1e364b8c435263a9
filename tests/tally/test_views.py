"""Views of counts: they say what the outcome says, fit where they must, and cannot be misused."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import views
from commonweal.tally.outcome import Outcome, Round, Transfer
from commonweal.tally.views import bump_chart, drawing, figures, sankey_chart, stages, tables

REAL = Path(__file__).parents[1] / "real" / "ers"
ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


def counted(rule: str, profile: tally.Profile, seats: int) -> Outcome:
    """Count to the end; each lot falls on the tied in the order of their numbers."""
    lots: list[tuple[int, ...]] = []
    while True:
        outcome = tally.count(rule, profile, seats, lots=lots)
        if outcome.lot is None:
            return outcome
        lots.append(outcome.lot.tied)


def real(number: int, seats: int) -> Outcome:
    contest = tally.read_contest(REAL / f"00007-{number:08d}.soi")
    return counted("scottish-stv", contest.profile, seats)


def small(rule: tally.Rule) -> Outcome:
    """Count a few papers of the kind that a rule takes."""
    papers = [[0, 1, 2], [0, 2], [1, 0], [2, 1, 0], [0, 1], [1, 2, 0], [2]]
    if rule.ballots is tally.Choice:
        votes = [5, 3] if not rule.many_seats else [5, 3, 2]
        return counted(rule.name, tally.Choice.counted(votes), 1)
    if rule.ballots is tally.Scored:
        graded = [{c: 5 - place for place, c in enumerate(paper)} for paper in papers]
        return counted(rule.name, tally.Scored.of(graded, 3, 5), 1)
    profile: Any = rule.ballots.of(papers, 3)  # type: ignore[union-attr]
    return counted(rule.name, profile, 2 if rule.many_seats else 1)


def made(tallies: list[list[int]], rule: str = "scottish-stv", **fields: Any) -> Outcome:
    """Make an outcome out of bare tallies; what they leave of the first sum is exhausted."""
    total = sum(tallies[0])
    rounds = tuple(
        Round(
            n,
            "step",
            "source",
            "{0} and others",
            tuple(map(Fraction, row)),
            Fraction(total - sum(row)),
        )
        for n, row in enumerate(tallies, 1)
    )
    size = len(tallies[0])
    given = {"elected": (0,), "next_in_line": tuple(range(1, size)), **fields}
    return Outcome(rule, 1, 1, size, rounds=rounds, **given)


@pytest.fixture(scope="module")
def few() -> Outcome:
    return real(3, 3)


@pytest.fixture(scope="module")
def many() -> Outcome:
    return real(16, 6)


CHARTS = {"sankey": views.sankey, "bump": views.bump, "bars": views.bars}


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def check_chart(svg: str) -> None:
    """Hold a chart to what every chart keeps."""
    root = parsed(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[1].tag == f"{SVG}desc"
    assert root[1].text
    assert not [
        one for one in root.iter() if one.get("style") or one.tag in {f"{SVG}script", f"{SVG}style"}
    ]
    assert not re.search(r"\s(on\w+|href|id)=", svg)
    lengths = " ".join(str(one.get(key)) for one in root.iter() for key in ("x", "y", "width", "d"))
    assert not re.search(r"\d\.\d\d|nan|e", lengths.replace("None", ""))
    width = Fraction(str(root.get("width")))
    for shape in root.iter(f"{SVG}rect"):
        assert Fraction(shape.get("x", "0")) >= 0
        assert Fraction(shape.get("x", "0")) + Fraction(shape.get("width", "0")) <= width + 1


@pytest.mark.parametrize("rule", tally.RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_can_be_viewed(rule: tally.Rule) -> None:
    outcome = small(rule)
    names = [f"<{c}>" for c in range(outcome.candidates)]
    text = views.table(outcome, names)
    assert all(name in text for name in names)
    assert f"Figures are {rule.measure}." in text
    assert len(list(csv.DictReader(io.StringIO(views.table_csv(outcome, names))))) == len(
        outcome.rounds
    ) * (outcome.candidates + 2)
    written = json.dumps([views.document(outcome, names), views.vega_lite(outcome, names)])
    assert not re.search(r"[^\w\"]\d+\.\d", re.sub(r'"(\\.|[^"\\])*"', '""', written))
    for name, chart in CHARTS.items():
        if name != "sankey" or rule.measure == "votes":
            check_chart(chart(outcome, names))


def test_a_chart_with_a_script_or_a_style_is_noticed() -> None:
    head = '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="9">'
    good = head + "<title>a</title><desc>b</desc>{}</svg>"
    check_chart(good.format(""))
    for bad in (
        "<script/>",
        '<g style="fill:red"/>',
        '<g onclick="x"/>',
        '<rect x="8" width="5"/>',
        '<g d="1.23"/>',
    ):
        with pytest.raises(AssertionError):
            check_chart(good.format(bad))


@pytest.mark.parametrize("width", [320, 374, 719, 720, 1280])
@pytest.mark.parametrize("which", ["few", "many"])
@pytest.mark.parametrize("chart", CHARTS)
def test_charts_of_real_elections_at_any_width(
    request: pytest.FixtureRequest, which: str, chart: str, width: int
) -> None:
    outcome = request.getfixturevalue(which)
    svg = CHARTS[chart](outcome, width=width, paper="#fff")
    check_chart(svg)
    assert parsed(svg).get("viewBox", "").startswith(f"0 0 {width} ")


def test_a_table_fits_the_terminal_and_ends_with_the_result(few: Outcome, many: Outcome) -> None:
    for outcome in (few, many):
        names = [f"Candidate with a name of some length {c}" for c in range(outcome.candidates)]
        text = views.table(outcome, names)
        head, _, result = text.partition("Result\n")
        assert max(len(line) for line in head.splitlines()) <= 80
        assert f"  {names[outcome.elected[0]]}: elected in round" in result
        numbers = re.findall(r"(?<!\S)(\d+) (?:first|surplus|exclusion|last)", head)
        assert [int(number) for number in numbers] == [step.number for step in outcome.rounds]


def test_a_table_shows_the_figures_of_a_small_count() -> None:
    profile = tally.Ranked.of([[0, 1]] * 5 + [[1]] * 2 + [[2, 1]] * 2, candidates=3)
    outcome = tally.count("scottish-stv", profile, 2)
    lines = views.table(outcome, ["Ada", "Ben", "Cy"]).splitlines()
    assert lines[0] == "Single transferable vote (Scottish rules)"
    assert lines[1] == "2 seats, 3 candidates. Figures are votes."
    assert lines[3].split("  ")[-2:] == ["2 surplus", "3 exclusion"]
    assert lines[4].split()[:4] == ["Ada", "5*", "-1", "4"]
    assert lines[5].split()[:4] == ["Ben", "2", "+1", "3"]


def test_the_csv_adds_up_and_says_who_gave_and_got(few: Outcome) -> None:
    rows = list(csv.DictReader(io.StringIO(views.table_csv(few))))
    for step in few.rounds:
        mine = [row for row in rows if row["round"] == str(step.number)]
        assert sum(Fraction(row["tally"]) for row in mine) == 963
        got = sum(Fraction(row["received"] or 0) for row in mine)
        assert got == sum(move.votes for move in step.transfers if move.to is not None)
        for row in mine:
            if row["candidate"] and step.number > 1:
                change = Fraction(row["received"]) - Fraction(row["passed_on"])
                out = int(row["candidate"]) in step.excluded or few.rounds[1] is step
                assert out or Fraction(row["change"]) == change
        assert [row["name"] for row in mine[-2:]] == ["(exhausted)", "(lost)"]
        states = {row["state"] for row in mine}
        assert ("elected" in states) == bool(step.elected)
        assert ("excluded" in states) == bool(step.excluded)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", " =1", "\tx"])
def test_names_that_spreadsheets_would_run_are_guarded(name: str) -> None:
    assert views.guarded(name) == f"'{name}"
    outcome = made([[1, 2]])
    assert f"'{name}" in views.table_csv(outcome, [name, "Ben"])


def test_other_names_stay_as_they_are() -> None:
    assert views.guarded("Ada = Ben") == "Ada = Ben"
    assert views.guarded("") == ""


HOSTILE = ["</text><script>alert(1)</script>", 'A "quoted" & \x00\x1b name', "{0}", "名前" * 30]


@pytest.mark.parametrize("chart", CHARTS)
def test_hostile_names_are_only_text(chart: str) -> None:
    profile = tally.Ranked.of([[0, 1]] * 5 + [[1]] * 4 + [[2, 3, 1]] * 3 + [[3]] * 2, 4)
    svg = CHARTS[chart](tally.count("scottish-stv", profile, 2), HOSTILE, width=320)
    check_chart(svg)
    told = "".join(parsed(svg).itertext())
    assert "<script>alert(1)</script>" in told
    assert 'A "quoted" & \ufffd\ufffd name' in told
    assert "名前" * 30 in told


def test_names_have_to_be_as_many_as_candidates(few: Outcome) -> None:
    for view in (views.table, views.table_csv, views.document, views.vega_lite, *CHARTS.values()):
        with pytest.raises(tally.BadCount, match="10 names"):
            view(few, ["Ada"])  # type: ignore[operator]


def test_a_flow_of_figures_that_are_no_votes_is_refused() -> None:
    outcome = small(tally.RULES["schulze"])
    with pytest.raises(tally.BadCount, match="bars or the bump chart"):
        views.sankey(outcome)
    check_chart(views.bump(outcome))


def test_a_count_without_a_round_cannot_be_drawn() -> None:
    outcome = replace(made([[1, 2]]), rounds=())
    for chart in CHARTS.values():
        with pytest.raises(tally.BadCount, match="at least one round"):
            chart(outcome)
    assert "elected" in views.table(outcome)
    assert views.in_order(outcome) == (0, 1)


# Fates and order


def test_fates_and_order_while_a_lot_is_open() -> None:
    profile = tally.Ranked.of([[0]] * 5 + [[1]] * 2 + [[2]] * 2 + [[3]], candidates=4)
    outcome = tally.count("scottish-stv", profile, 2)
    assert outcome.lot is not None
    assert [fate.words for fate in views.fates(outcome)] == [
        "elected in round 1",
        "open until the lot is drawn",
        "open until the lot is drawn",
        "excluded in round 3",
    ]
    assert views.in_order(outcome) == (0, 1, 2, 3)
    assert "draw lots" in views.table(outcome)
    assert views.document(outcome)["complete"] is False


def test_who_is_elected_in_no_round_is_elected_all_the_same() -> None:
    fate = views.fates(made([[3, 1]]))[0]
    assert (fate.state, fate.words) == ("elected", "elected")


# Numbers and names


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (Fraction(0), "0"),
        (Fraction(12), "12"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "0.33333…"),
        (Fraction(-2, 3), "-0.66666…"),
        (Fraction(123456789, 1000000), "123.45678…"),
        (Fraction(200001, 2), "100000.5"),
    ],
)
def test_numbers_are_shown_exactly_or_marked(number: Fraction, told: str) -> None:
    assert figures.shown(number) == told


@given(st.fractions())
def test_a_shown_number_is_never_further_off_than_its_last_decimal(number: Fraction) -> None:
    told = figures.shown(number)
    read = Fraction(told.rstrip("…"))
    assert (read == number) == (not told.endswith("…"))
    assert 0 <= abs(number) - abs(read) < Fraction(1, 10**5)


def test_whole_numbers_only() -> None:
    assert figures.shown(Fraction(7, 2), places=0) == "3…"


def test_changes_have_a_sign() -> None:
    assert [figures.signed(Fraction(n)) for n in (2, 0, -2)] == ["+2", "", "-2"]


def test_names_are_cut_by_the_columns_they_take() -> None:
    assert figures.shorten("Ada Lovelace", 12) == "Ada Lovelace"
    assert figures.shorten("Ada Lovelace", 5) == "Ada…"
    assert figures.shorten("日本語の名前", 7) == "日本語…"
    assert figures.cells("e\u0301") == 1
    assert figures.padded("日本", 6, right=True) == "  日本"
    assert figures.plural(1, "seat") == "1 seat"


def test_a_rule_that_left_the_registry_is_called_by_its_name() -> None:
    outcome = made([[2, 1]], rule="lost-rule")
    assert views.document(outcome)["title"] == "lost-rule"
    assert views.document(outcome)["measure"] == "votes"


# The flow


@st.composite
def elections(draw: st.DrawFn) -> Outcome:
    size = draw(st.integers(2, 7))
    paper = st.permutations(range(size)).flatmap(
        lambda order: st.integers(1, size).map(lambda length: order[:length])
    )
    papers = draw(st.lists(paper, min_size=1, max_size=30))
    rule = draw(st.sampled_from(["scottish-stv", "meek", "wright"]))
    return counted(rule, tally.Ranked.of(papers, size), draw(st.integers(1, 3)))


def check_flow(drawn: stages.Flow) -> None:
    """No vote is lost or invented between two stages, and nobody keeps what they passed on."""
    for before, stage in zip(drawn.stages, drawn.stages[1:], strict=False):
        for node, (had, kept, has) in enumerate(
            zip(before.held, stage.kept, stage.held, strict=True)
        ):
            gave = sum(votes for origin, _, votes in stage.moves if origin == node)
            got = sum(votes for _, to, votes in stage.moves if to == node)
            assert kept >= 0
            assert kept + gave == had
            assert kept + got == has
        pool = sum(
            v if to == stages.POOL else -v for o, to, v in stage.moves if stages.POOL in (o, to)
        )
        assert pool == 0
        assert sum(stage.held) == drawn.total
    assert all(move[2] > 0 for stage in drawn.stages for move in stage.moves)


@settings(deadline=None, max_examples=60)
@given(elections(), st.integers(2, 8), st.integers(2, 12))
def test_the_flow_keeps_every_vote(outcome: Outcome, candidates: int, rounds: int) -> None:
    drawn = stages.flow(outcome, candidates, rounds)
    check_flow(drawn)
    assert len(drawn.stages) <= rounds
    assert drawn.exhausted <= candidates
    assert sorted(drawn.shown + drawn.others) == list(range(outcome.candidates))
    steps = [step for stage in drawn.stages for step in stage.rounds]
    assert steps == list(outcome.rounds)
    check_chart(views.sankey(outcome))


def test_a_flow_that_loses_a_vote_is_caught(few: Outcome) -> None:
    drawn = stages.flow(few, 10, 60)
    stage = drawn.stages[2]
    short = replace(stage, moves=stage.moves[1:])
    with pytest.raises(AssertionError):
        check_flow(replace(drawn, stages=(*drawn.stages[:2], short)))


def test_what_a_count_says_of_transfers_is_drawn_as_it_says(few: Outcome) -> None:
    drawn = stages.flow(few, 10, 60)
    for stage, step in zip(drawn.stages[1:], few.rounds[1:], strict=True):
        told = {move[:2]: move[2] for move in stage.moves}
        for move in step.transfers:
            assert move.origin is not None
            pair = drawn.shown.index(move.origin), drawn.exhausted
            pair = pair if move.to is None else (pair[0], drawn.shown.index(move.to))
            assert told[pair] >= move.votes


def test_those_furthest_from_election_are_drawn_together(many: Outcome) -> None:
    drawn = stages.flow(many, 10, 60)
    assert drawn.shown == views.in_order(many)[:9]
    assert len(drawn.others) == 20
    assert [step.number for step in drawn.stages[1].rounds] == list(range(2, 22))
    svg = views.sankey(many, width=320)
    assert "others" in "".join(parsed(svg).itertext())


def test_votes_of_several_to_several_pass_through_a_pool() -> None:
    outcome = made([[5, 5, 0, 0], [3, 3, 2, 2]])
    drawn = stages.flow(outcome, 4, 60)
    check_flow(drawn)
    assert {move[:2] for move in drawn.stages[1].moves} == {(0, -1), (1, -1), (-1, 2), (-1, 3)}
    check_chart(views.sankey(outcome))


def test_several_to_one_needs_no_pool() -> None:
    drawn = stages.flow(made([[5, 5, 0], [3, 3, 4]]), 3, 60)
    assert drawn.stages[1].moves == ((0, 2, 2), (1, 2, 2))


def test_transfers_that_cannot_be_are_replaced_by_the_differences() -> None:
    outcome = made([[5, 0, 0], [0, 3, 2]])
    wrong = Transfer(0, 1, 9, Fraction(1))
    step = replace(outcome.rounds[1], transfers=(wrong, Transfer(1, 2, 2, Fraction(1))))
    drawn = stages.flow(replace(outcome, rounds=(outcome.rounds[0], step)), 3, 60)
    check_flow(drawn)
    assert drawn.stages[1].moves == ((0, 1, 3), (0, 2, 2))


def test_papers_from_the_box_and_within_the_others_move_nobody() -> None:
    outcome = made([[9, 3, 2, 1], [9, 3, 3, 0]])
    moves = (Transfer(None, 0, 1, Fraction(1)), Transfer(3, 2, 1, Fraction(1)))
    step = replace(outcome.rounds[1], transfers=moves, excluded=(3,))
    drawn = stages.flow(replace(outcome, rounds=(outcome.rounds[0], step)), 3, 60)
    assert drawn.stages[1].moves == ()


def test_forty_candidates_and_more_rounds_than_the_limit_are_drawn() -> None:
    tallies = [[50 + (c * 7 + n) % 5 for c in range(40)] for n in range(80)]
    sums = max(sum(row) for row in tallies)
    tallies = [[row[0] + sums - sum(row), *row[1:]] for row in tallies]
    outcome = made(tallies)
    for width in (320, 1280):
        svg = views.sankey(outcome, width=width)
        check_chart(svg)
        assert len(svg) < 3_000_000
        told = "".join(parsed(svg).itertext())
        assert "1  Step" in told
        assert f"2–{80 - sankey_chart.ROUNDS_MAX + 2}  Step" in told
        check_chart(views.bump(outcome, width=width))
    assert "24 of 80 rounds drawn" not in views.bump(outcome, width=1280)


def test_many_excluded_at_once_are_counted_in_the_caption() -> None:
    outcome = made([[9, 1, 1, 1, 1], [13, 0, 0, 0, 0]])
    step = replace(outcome.rounds[1], excluded=(1, 2, 3, 4))
    svg = views.sankey(replace(outcome, rounds=(outcome.rounds[0], step)))
    assert "2  4 candidates excluded" in "".join(parsed(svg).itertext())


def test_a_count_without_any_vote_is_drawn() -> None:
    for chart in CHARTS.values():
        check_chart(chart(made([[0, 0], [0, 0]])))


# Bump chart and bars


def test_places_put_the_elected_first_and_drop_the_excluded() -> None:
    profile = tally.Ranked.of([[0]] * 5 + [[1]] * 4 + [[2, 1]] * 2, candidates=3)
    outcome = tally.count("scottish-stv", profile, 1)
    assert (
        bump_chart.places(outcome)
        == ({0: 0, 1: 1, 2: 2}, {1: 0, 0: 1, 2: 2})[: len(outcome.rounds)]
    )


def test_rounds_are_left_out_evenly_and_the_last_one_never() -> None:
    assert bump_chart.columns(made([[1, 1]] * 5), 5) == (0, 1, 2, 3, 4)
    assert bump_chart.columns(made([[1, 1]] * 60), 4) == (0, 19, 39, 59)


def test_lines_beyond_the_limit_are_left_out_and_counted() -> None:
    outcome = made([[1] * 70, [1] * 70])
    told = "".join(parsed(views.bump(outcome)).itertext())
    assert "10 candidates further down not drawn" in told


def test_a_phone_draws_fewer_rounds_and_says_so() -> None:
    told = "".join(parsed(views.bump(made([[2, 1]] * 60), width=320)).itertext())
    assert "21 of 60 rounds drawn" in told


def test_bars_below_zero_start_at_zero() -> None:
    outcome = made([[4, -4]], next_in_line=(1,))
    shapes = list(parsed(views.bars(outcome, width=320)).iter(f"{SVG}rect"))
    zero = Fraction(shapes[0].get("x", ""))
    assert Fraction(shapes[1].get("x", "")) + Fraction(shapes[1].get("width", "")) == zero
    assert shapes[0].get("width") == shapes[1].get("width")


def luminance(colour: str) -> Fraction:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    weights = (0.2126, 0.7152, 0.0722)
    return Fraction(sum(w * p for w, p in zip(weights, linear, strict=True)))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return float((light + Fraction(1, 20)) / (dark + Fraction(1, 20)))


@pytest.mark.parametrize("colour", [*drawing.PALETTE, drawing.REST])
def test_colours_serve_light_and_dark_pages_and_carry_white_text(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 4.5
    assert contrast(colour, "#18211d") >= 3


def test_a_pale_colour_would_be_noticed() -> None:
    assert contrast("#56b4e9", "#ffffff") < 4.5


def test_lengths_are_tenths_of_a_pixel() -> None:
    assert [drawing.px(n) for n in (0, 5, 120, -15)] == ["0", "0.5", "12", "-1.5"]


# Vega-Lite and JSON


def test_the_specification_holds_the_places_and_exact_figures(few: Outcome) -> None:
    spec: Any = views.vega_lite(few, ["Ada"] * 2 + [f"c{c}" for c in range(8)])
    values = spec["data"]["values"]
    assert spec["$schema"].endswith("v5.json")
    assert {"Ada (0)", "Ada (1)"} <= {row["candidate"] for row in values}
    assert values[0] == {
        "round": 1,
        "candidate": "Ada (0)",
        "place": 1,
        "tally": "325",
        "event": "elected",
    }
    assert {row["event"] for row in values} == {"", "elected", "excluded"}
    scale = spec["encoding"]["color"]["scale"]
    assert len(scale["domain"]) == len(scale["range"]) == 10


def keys(data: Any, at: str = "") -> set[str]:
    if isinstance(data, dict):
        inner = [
            keys(value, f"{at}.{key}".strip(".")) for key, value in data.items() if key != "options"
        ]
        return {f"{at}.{key}".strip(".") for key in data}.union(*inner)
    if isinstance(data, list):
        return set().union(*(keys(one, at) for one in data))
    return set()


def described() -> set[str]:
    page = (ROOT / "docs" / "tally" / "json.md").read_text("utf-8")
    return set(re.findall(r"^\| `([a-z_.]+)` \|", page, flags=re.MULTILINE))


def test_the_page_describes_every_key_and_no_other(few: Outcome) -> None:
    profile = tally.Ranked.of([[0]] * 2 + [[1]] * 2, candidates=2)
    open_ = tally.count("scottish-stv", profile, 1)
    bounds = tally.Reserved((tally.Group("women", frozenset({0}), 1, None),))
    kept = tally.count("meek", profile, 1, reserved=bounds)
    written = set().union(*(keys(views.document(one)) for one in (few, open_, kept)))
    assert written == described()
    assert views.SCHEMA in (ROOT / "docs" / "tally" / "json.md").read_text("utf-8")


def test_the_document_can_be_read_back_exactly(few: Outcome) -> None:
    again = json.loads(json.dumps(views.document(few, [f"c{c}" for c in range(10)])))
    assert again["outcome"] == few.as_dict()
    for step, row in zip(few.rounds, again["outcome"]["rounds"], strict=True):
        assert tuple(Fraction(votes) for votes in row["tallies"]) == step.tallies
    assert again["explanation"][0].startswith("1. First preferences")
    assert again["fates"][few.elected[0]] == {"state": "elected", "round": 1}


# Apportionment


def test_an_apportionment_as_table_csv_and_bars() -> None:
    found = tally.apportion("sainte-lague", [53_000, 24_000, 23_000], total=7)
    names = ["North", "South", "=East"]
    assert views.seat_table(found, names).splitlines()[1].split() == ["North", "53000", "3"]
    assert views.seat_table(found).splitlines()[-1].split() == ["sum", "100000", "7"]
    assert views.seat_csv(found, names).splitlines()[3] == "2,'=East,23000,2"
    check_chart(views.seat_bars(found, names, width=320))
    assert "unit 0: 3 seats" in views.seat_bars(found)
    with pytest.raises(tally.BadCount, match="3 names, one for each unit"):
        views.seat_table(found, ["North"])


def test_an_apportionment_that_waits_for_a_lot_says_so() -> None:
    found = tally.apportion("sainte-lague", [5, 5], total=1)
    assert "draw lots" in views.seat_table(found, ["North", "South"])


def test_sums_of_a_table_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = tally.Ranked.of([[c] for c in range(12)], 12, list(range(1, 13)))
    outcome = tally.count("meek", profile, 1)
    made: list[int] = []
    rows = tables._extras

    def watched(of: tally.Outcome) -> Any:
        made.append(len(of.rounds))
        return rows(of)

    monkeypatch.setattr(tables, "_extras", watched)
    assert "sum" in views.table(outcome)
    assert len(outcome.rounds) > 5
    assert made == [len(outcome.rounds)]
