"""Warnings: what a constitution may say, and its members ought to know."""

from pathlib import Path

import pytest

from commonweal.charter import check, read, shipped_text
from commonweal.charter.prudence_planning import WITHOUT_A_PLAN
from commonweal.charter.warnings import REQUIREMENTS
from commonweal.terms import Fault

ENTRENCHED = next(
    line
    for line in Path(__file__).with_name("club.toml").read_text("utf-8").splitlines()
    if line.startswith("entrenched = ")
)
"""The line of the small constitution that lists what is entrenched there."""

# What stands there, what is put there, the requirement named, part of what is told.
WARNINGS = {
    "nobody can recall a seat or office": (
        'start = "confidence"\nthreshold = "1/3"',
        'start = "none" # !',
        ("A2", "nobody can recall whoever sits here"),
    ),
    "no recall within the term": (
        'threshold = "1/3"',
        "cooling_off_days = 365 # !",
        ("A2", "no recall within the term"),
    ),
    "more must ask than could win": (
        'threshold = "1/3"',
        'threshold = "3/5" # !',
        ("A2", "must ask for a vote that fewer could win"),
    ),
    "withdrawals by name": (
        'threshold = "1/3"',
        'kept = "open" # !',
        ("A2", "known by name"),
    ),
    "recall ballots by name": (
        'threshold = "1/3"',
        'ballot = "open" # !',
        ("A2", "known by name"),
    ),
    "a minority recalls": (
        'threshold = "1/3"',
        'majority = "1/3" # !',
        ("", "so a minority can"),
    ),
    "no alternates to sit": (
        "terms_max = 3",
        "terms_max = 3\nalternates = 0",
        ("", "there are no alternates"),
    ),
    "a long term": (
        "term_days = 365",
        "term_days = 731 # !",
        ("A5", "more than two years"),
    ),
    "votes for people by name": (
        "terms_max = 3",
        'ballot = "open" # !',
        ("A5", "cast by name"),
    ),
    "free mandates only": (
        'kinds = ["imperative", "conditional"]',
        'kinds = ["free"] # !',
        ("A12", "cannot be bound"),
    ),
    "whole split of single seats": (
        'kinds = ["imperative", "conditional"]',
        'kinds = ["split"]\nsplit = "whole" # !',
        ("", "its minority's share of it goes to the majority"),
    ),
    "delegates vote secretly": (
        'majority = "1/2"',
        'ballot = "secret" # !',
        ("A12", "delegates vote secretly"),
    ),
    "a turnout quorum": (
        'majority = "1/2"',
        'turnout_quorum = "1/4" # !',
        ("", "a No can help"),
    ),
    "a minority decides": (
        'majority = "1/2"',
        'majority = "2/5" # !',
        ("", "so a minority can"),
    ),
    "a motion that many must support": (
        'majority = "1/2"',
        'majority = "1/2"\nseconders = 21 # !',
        ("A12", "21 must support a motion"),
    ),
    "a majority that is in vain": (
        'majority = "1/2"',
        'majority = "1/2"\nyes_share_min = "2/3" # !',
        ("A12", "nothing is decided without 2/3 of all"),
    ),
    "a vote that is prevented by staying away": (
        'majority = "1/2"',
        'majority = "1/2"\npresence_quorum = "2/3" # !',
        ("A12", "2/3 must be there"),
    ),
    "any number of seats": (
        '[accumulation]\narticle = "10"',
        '[accumulation]\narticle = "10"\nseats_max = "no-limit" # !',
        ("A5", "any number"),
    ),
    "a long emergency": (
        "days_max = 30",
        "days_max = 400 # !",
        ("A13", "may last 400 days"),
    ),
    "an emergency that a minority declares": (
        'majorities = ["2/3", "3/4"]',
        'majorities = ["1/3"] # !',
        ("A13", "1/3 of Yes takes emergency powers"),
    ),
    "an emergency without a pause": (
        "days_max = 30",
        "days_max = 30\npause_days = 0 # !",
        ("A13", "declared anew at once"),
    ),
    "an easy amendment": (
        ENTRENCHED,
        f'{ENTRENCHED}\nmajority = "1/3" # !',
        ("", "less than decides a motion"),
    ),
    "an easier amendment of what is entrenched": (
        'entrenched_majority = "3/4"',
        'entrenched_majority = "3/5" # !',
        ("", "less than the rest"),
    ),
    "a long founding": (
        '[founding]\narticle = "12"',
        '[founding]\narticle = "12"\ndays_max = 400 # !',
        ("A13", "the convenors' powers last 400 days"),
    ),
    "a power that nobody takes over": (
        'powers = ["admit_members", "close_roll"]',
        'powers = ["admit_members"]',
        ("", "no office has 'close_roll' once the founding is over"),
    ),
    "a paragraph that is not there": (
        '[levels.union]\narticle = "3.2"',
        '[levels.union]\narticle = "3.7" # !',
        ("", "article 3 has no paragraph (7)"),
    ),
    "a petition's days without petitions": (
        'threshold = "1/3"',
        "petition_days = 9 # !",
        ("", "has no effect: confidence may be withdrawn"),
    ),
    "an appointing office without appointment": (
        "terms_max = 3",
        'appointed_by = "chair" # !',
        ("", "has no effect: the seat is filled by election"),
    ),
    "a split without split mandates": (
        'kinds = ["imperative", "conditional"]',
        'kinds = ["imperative"]\nsplit = "whole" # !',
        ("", "has no effect: no split mandate"),
    ),
    "amended motions without instructions": (
        'kinds = ["imperative", "conditional"]',
        'kinds = ["conditional"]\non_amended = "free" # !',
        ("", "has no effect: no instruction"),
    ),
    "a majority for nothing": (
        f'{ENTRENCHED}\nentrenched_majority = "3/4"',
        'entrenched_majority = "3/4" # !',
        ("", "has no effect: nothing is entrenched"),
    ),
    "a meeting that few can convene": (
        "[meetings]\n",
        '[meetings]\nconvene_share = "2/3" # !\n',
        ("A7", "2/3 must ask for a meeting"),
    ),
    "a meeting far off": (
        "[meetings]\n",
        "[meetings]\nconvene_days = 90 # !\n",
        ("A7", "may be 90 days off"),
    ),
    "a grievance that suspends nothing": (
        'arbitration = "club"\n',
        'arbitration = "club"\nsuspends = [] # !\n',
        ("A8", "goes on as if nobody had contested it"),
    ),
    "a grievance on which the highest body decides": (
        'arbitration = "club"\n',
        'arbitration = "union" # !\n',
        ("A8", "nobody decides on grievances against the highest body"),
    ),
    "a grievance that takes a crowd": (
        'arbitration = "club"\n',
        'arbitration = "club"\nmembers_min = 101 # !\n',
        ("A8", "101 members must sign before anything is heard"),
    ),
    "an expulsion by the few who vote": (
        'appeal_level = "union"\n',
        'appeal_level = "union"\nyes_share_min = "0" # !\n',
        ("A5", "the few who vote can put a member out"),
    ),
    "a charge that stops an officer": (
        'appeal_level = "union"\n',
        'appeal_level = "union"\nsuspension = "offices" # !\n',
        ("", "a single member stops the holder of an office by a charge"),
    ),
    "an objection that comes too late": (
        'appeal_level = "union"\n',
        'appeal_level = "union"\nobjection_days = 9 # !\n',
        ("", "before an objection can be decided"),
    ),
    "papers that put a result off": (
        '[papers]\narticle = "20"\n',
        '[papers]\narticle = "20"\nentry_days = 15 # !\n',
        ("A2", "may wait 15 days for papers"),
    ),
    "a plan of those who adopt it": (
        'consumers = ["club"]',
        'consumers = ["union"] # !',
        ("B4", "nobody below says what to order"),
    ),
    "a plan that is revised by nobody": (
        "adoption_days = 40",
        "rounds = 1 # !\nadoption_days = 40",
        ("B6", "nobody sees what a proposal costs others"),
    ),
    "a plan in which no council can decide what it proposes": (
        "adoption_days = 40",
        "round_days = 1\nproposal_days = 1 # !\nadoption_days = 40",
        ("B4", "within 3 days no council can make its proposals its own"),
    ),
    "a plan beside which there is no other": (
        "adoption_days = 40",
        "alternatives_max = 0 # !\nadoption_days = 40",
        ("B6", "no other plan is ever compared"),
    ),
    "dwellings and palaces in one rank": (
        'ranks = ["balls", "cups"]',
        'ranks = ["all"] # !',
        ("B10", "palaces and dwellings are one rank"),
    ),
    "a plan that is another a month later": (
        "adoption_days = 40",
        'tolerance = "1/4" # !\nadoption_days = 40',
        ("B4", "1/4 of the plan is changed without a vote"),
    ),
    "deliveries of which nobody says whether they came": (
        "adoption_days = 40",
        "confirm_days = 15 # !\nadoption_days = 40",
        ("B2", "for 15 days nobody says whether anything arrived"),
    ),
    "alarms that nobody above hears": (
        "adoption_days = 40",
        "answer_days = 31 # !\nadoption_days = 40",
        ("B1", "for 31 days nobody above hears"),
    ),
    "a plan that a minority adopts": (
        "adoption_days = 40",
        'majority = "1/3" # !\nadoption_days = 40',
        ("", "so a minority can"),
    ),
    "a plan for longer than anybody sees": (
        "adoption_days = 40",
        "period_days = 365\nperiods_max = 10 # !\nadoption_days = 40",
        ("", "may bind for 3650 days"),
    ),
    "an owner who need not hurry": (
        '[control]\narticle = "26"\n',
        '[control]\narticle = "26"\nanswer_days = 61 # !\n',
        ("B9", "an owner has 61 days"),
    ),
    "an agreement that a tie adopts": (
        'article = "27"\n',
        'article = "27"\nmajority = "1/2" # !\n',
        ("", "equal numbers of Yes and No are enough"),
    ),
    "a notice longer than any agreement": (
        'article = "27"\n',
        'article = "27"\nterm_days_max = 60\nnotice_days = 90 # !\n',
        ("", "bound to the end of the term all the same"),
    ),
    "an initiative that few can reach": (
        'article = "28"\n',
        'article = "28"\nmembers_share = "2/3" # !\n',
        ("A12", "2/3 must ask for a vote that fewer could win"),
    ),
    "a referendum that a minority wins": (
        'article = "28"\n',
        'article = "28"\nmajority = "1/3" # !\n',
        ("", "so a minority can"),
    ),
    "a federation that few can leave": (
        '[affiliation]\narticle = "23"\n',
        '[affiliation]\narticle = "23"\nleave_majority = "9/10" # !\n',
        ("A10", "it takes 9/10 to leave"),
    ),
    "a federation that is left by all or not at all": (
        '[affiliation]\narticle = "23"\n',
        '[affiliation]\narticle = "23"\nleave_yes_share_min = "3/4" # !\n',
        ("A10", "whoever stays away decides"),
    ),
    "a federation that is left years later": (
        '[affiliation]\narticle = "23"\n',
        '[affiliation]\narticle = "23"\nnotice_days = 1000 # !\n',
        ("A10", "held for 1000 days"),
    ),
    "a federation that is left before anybody thinks again": (
        '[affiliation]\narticle = "23"\n',
        '[affiliation]\narticle = "23"\nnotice_days = 7 # !\n',
        ("A10", "nobody can take it back in 7 days"),
    ),
    "days for calling back what cannot be called back": (
        'article = "28"\n',
        'article = "28"\ncallback_days = 30 # !\n',
        ("", "has no effect: no decision waits"),
    ),
    "bodies that are merged away where closing them waits": (
        'article = "28"\n',
        'article = "28"\ncallback_effects = ["close_body"] # !\n',
        ("A12", "merge_bodies ends a body as well and waits for nobody"),
    ),
    "bodies that are closed where merging them waits": (
        'article = "28"\n',
        'article = "28"\ncallback_effects = ["merge_bodies"] # !\n',
        ("A12", "close_body ends a body as well and waits for nobody"),
    ),
    "challenges that many must sign": (
        "[challenges]\n",
        "[challenges]\nsignatures = 60 # !\n",
        ("A5", "60 have to sign before anybody hears"),
    ),
    "a result that a minority annuls": (
        "[challenges]\n",
        '[challenges]\nmajority = "1/3" # !\n',
        ("", "1/3 of Yes annuls a result"),
    ),
    "no right to meet": (
        '[meetings]\narticle = "15"\n',
        "",
        ("A7", "cannot convene a meeting"),
    ),
    "a ceiling that is none": (
        'currency = "cents"',
        'currency = "cents"\nceiling = "5/2" # !',
        ("A4", "5/2 of the members' wage is not a member's wage"),
    ),
    "a wage that one member lifts": (
        'currency = "cents"',
        'currency = "cents"\nwage = "mean" # !',
        ("A4", "one member who tells a wage without sense"),
    ),
    "a wage of few": (
        'currency = "cents"',
        'currency = "cents"\nfigures_min = 2 # !',
        ("", "one can tell whose they are"),
    ),
    "inspectors without a power": (
        'powers = ["inspect", "publish_finding", "demand_answer", "put_recall"]',
        'powers = ["inspect", "publish_finding", "demand_answer"] # !',
        ("A9", "inspectors lack the power 'put_recall'"),
    ),
    "a majority that redraws the bodies of others": (
        'consent = "bodies"',
        'consent = "none" # !',
        ("A2", "a majority above unseats delegates"),
    ),
    "a consent that an ordinary amendment ends": (
        ', "reorganisation"]',
        "]",
        ("A2", "can end the consent of those concerned"),
    ),
    "days to consent where nobody is asked": (
        'consent = "bodies"',
        "consent_days = 40 # !",
        ("", "has no effect: nobody is asked for consent"),
    ),
    "days to sign a roll that nobody has to sign": (
        'article = "2"\n',
        'article = "2"\nroll_signatures = 0\nroll_signing_days = 3 # !\n',
        ("", "has no effect: no roll has to be signed"),
    ),
    "a figure for equal seats": (
        'method = "bands"\nbands = [[1, 2], [250, 3], [500, 4]]',
        'method = "equal"\neach = 2\nfigure = "declared" # !',
        ("", "has no effect: every sender has the same"),
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_a_warning_names_its_line_and_the_requirement(club: str, name: str) -> None:
    old, new, (requirement, what) = WARNINGS[name]
    assert old in club
    text = club.replace(old, new, 1)
    warnings = check(read(text), place="club.toml")
    assert all(warning.warning for warning in warnings)
    warning = next(warning for warning in warnings if what in warning.what)
    assert (f"breaks {requirement} (" in warning.what) == bool(requirement)
    if "# !" in text:
        assert "# !" in text.splitlines()[warning.line - 1]


def test_a_recall_that_is_none_has_no_other_values(club: str) -> None:
    text = club.replace('start = "confidence"', 'start = "none"')
    told = [fault.what for fault in check(read(text))]
    assert "recall.threshold: has no effect: nobody can recall" in told


def test_a_charter_is_checked_again_with_more_names(club: str) -> None:
    (fault,) = check(read(club), counting_rules={"plurality"})
    assert not fault.warning
    assert fault.article == "5"


def test_an_appointment_is_told_with_all_that_it_breaks(club: str) -> None:
    appointed = 'term_days = 200\nrule = "appointed"\nappointed_by = "chair"\nnominators = 1'
    told = [fault.what for fault in check(read(club.replace("term_days = 200", appointed)))]
    assert any("breaks A1 (" in what for what in told)
    assert any("chair acts in the place of the electors; this breaks A14" in what for what in told)
    assert any("no ballots to count back" in what for what in told)
    assert any("nominators: has no effect: there is no election" in what for what in told)


def test_a_chain_of_appointments_ends_where_somebody_is_elected(club: str) -> None:
    own = '[offices.keeper.filling]\narticle = "9"\nrule = "appointed"\nappointed_by = "chair"\n'
    told = check(read(club.replace("[accumulation]", f"{own}\n[accumulation]")))
    assert {fault.article for fault in told} == {"7", "9"}


def test_the_one_party_locum_breaks_every_requirement() -> None:
    charter = read(shipped_text("one-party-locum"))
    told = "\n".join(str(fault) for fault in check(charter, place="one-party-locum"))
    for requirement in set(REQUIREMENTS) - set(WITHOUT_A_PLAN):
        assert f"breaks {requirement} (" in told
    assert "nobody can recall whoever sits here" in told
    assert "members put no question to all and call no decision back" in told


def _told(name: str) -> tuple[Fault, ...]:
    return check(read(shipped_text(name)), place=name)


@pytest.mark.parametrize("name", ["worker-coop-federation", "trade-union", "tenants-union"])
def test_present_day_constitutions_have_no_warnings(name: str) -> None:
    assert _told(name) == ()


@pytest.mark.parametrize(
    ("requirement", "what"), [("A4", "nobody declares what a seat"), ("A9", "nobody inspects")]
)
def test_the_anti_model_is_told_what_it_lacks(requirement: str, what: str) -> None:
    told = [fault.what for fault in _told("one-party-locum")]
    assert any(what in one and f"breaks {requirement} (" in one for one in told)


def test_historical_constitutions_are_told_what_they_break() -> None:
    assert {fault.article for fault in _told("paris-1871")} == {"", "7", "9", "10", "11"}
    assert {fault.article for fault in _told("rsfsr-1918")} == {"", "24", "49", "66", "78"}
