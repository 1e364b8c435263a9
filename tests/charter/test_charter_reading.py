"""Every kind of fault is told with its line, its article and what to do; all of them at once."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from commonweal.charter import check, read
from commonweal.terms import Fault, FaultyDocument

RULES = {"scottish-stv", "plurality"}
COMMANDS = {
    "call_roll",
    "close_roll",
    "demand_answer",
    "inspect",
    "open_body",
    "admit_members",
    "apportion_seats",
    "open_election",
    "publish_finding",
    "put_recall",
}


def found(text: str) -> tuple[Fault, ...]:
    """Read a faulty text and return what was found."""
    with pytest.raises(FaultyDocument) as caught:
        read(text, place="club.toml", counting_rules=RULES, commands=COMMANDS)
    return caught.value.faults


def broken(club: str, old: str, new: str) -> str:
    """Put something faulty in the text; ``# !`` marks the line that must be told."""
    assert club.count(old) >= 1, old
    return club.replace(old, new, 1)


def marked(text: str) -> int:
    return next(at for at, line in enumerate(text.splitlines(), 1) if "# !" in line)


ENTRENCHED = next(
    line
    for line in Path(__file__).with_name("club.toml").read_text("utf-8").splitlines()
    if line.startswith("entrenched = ")
)
"""The line of the small constitution that lists what is entrenched there."""

PLAN = re.search(
    r'arbitration = "club"\n\n\[plan\]\n.*?agree_days = 40\n',
    Path(__file__).with_name("club.toml").read_text("utf-8"),
    re.DOTALL,
)[0]
"""The end of its grievances and its table on the plan, which follows."""

# What stands there, what is put there, the article, part of what is told, part of the remedy.
FAULTS = {
    "one teller alone": (
        '[papers]\narticle = "20"\n',
        '[papers]\narticle = "20"\ntypists = 1 # !\n',
        ("20", "papers.typists: one teller alone would say what the papers say", "write 2 or more"),
    ),
    "workers' control by delegates": (
        'article = "26"\nlevel = "club"\n',
        'article = "26"\nlevel = "union" # !\n',
        ("26", "control.level: there is no level of members 'union'", ""),
    ),
    "a plan of bodies that there are not": (
        'producers = ["club"]',
        'producers = ["clob"] # !',
        ("29", "plan.producers: there is no level 'clob'", "did you mean 'club'?"),
    ),
    "a plan that a union stands under": (
        'consumers = ["club"]',
        'consumers = ["players"] # !',
        ("29", "plan.consumers: 'players' has a roll of its own", "a level of the pyramid"),
    ),
    "a plan that binds those above": (
        'producers = ["club"]',
        'level = "club"\nproducers = ["union"] # !',
        ("29", "plan.producers: no plan of the level 'club' binds 'union'", "below it"),
    ),
    "a plan that nobody makes": (
        'producers = ["club"]',
        "producers = [] # !",
        ("29", "plan.producers: nobody makes anything", "name at least one level"),
    ),
    "a plan for needs of no rank": (
        'ranks = ["balls", "cups"]',
        "ranks = [] # !",
        ("29", "plan.ranks: no need could be ordered", "write for instance"),
    ),
    "a plan revised for ever": (
        "adoption_days = 40",
        "rounds = 21 # !\nadoption_days = 40",
        ("29", "plan.rounds: 21 are more than 20", "at most 20"),
    ),
    "a plan longer than lives": (
        "adoption_days = 40",
        "period_days = 1000\nperiods_max = 1000 # !\nadoption_days = 40",
        ("29", "plan.periods_max: a plan could last 1000000 days", "at most 36525"),
    ),
    "a plan that nobody has the time to adopt": (
        "adoption_days = 40",
        "adoption_days = 5 # !",
        ("29", "plan.adoption_days: within 5 days no plan can be adopted", "or more"),
    ),
    "a correction that nobody has the time to vote on": (
        "agree_days = 40",
        "agree_days = 5 # !",
        ("29", "plan.agree_days: within 5 days not every council can vote", "or more"),
    ),
    "a correction that is another plan": (
        "adoption_days = 40",
        'tolerance = "1/2" # !\nadoption_days = 40',
        ("29", "plan.tolerance: a correction that moves 1/2", "less than"),
    ),
    "unknown key": (
        'threshold = "1/3"',
        'treshold = "1/3" # !',
        ("7", "recall.treshold: this key is not known", "did you mean 'threshold'?"),
    ),
    "unknown table": (
        "[accumulation]\n",
        '[accumulaton] # !\narticle = "10"\n[accumulation]\n',
        ("10", "accumulaton: this table is not known", "did you mean 'accumulation'?"),
    ),
    "unknown key in an article": (
        'title = "Name"',
        'titel = "x" # !\ntitle = "Name"',
        ("", "article.1.titel: this key is not known", "'title'"),
    ),
    "text for a number": (
        "waiting_days = 10",
        'waiting_days = "10" # !',
        ("2", "expected a whole number, got '10'", "without quotation marks"),
    ),
    "truth for a number": (
        "waiting_days = 10",
        "waiting_days = true # !",
        ("2", "expected a whole number, got True", "without quotation marks"),
    ),
    "number for a text": (
        'name = "Union of Clubs"',
        "name = 7 # !",
        ("1", "expected text, got 7", "in quotation marks"),
    ),
    "empty text": (
        'title = "Chair"',
        'title = " " # !',
        ("9", "expected text", "write something"),
    ),
    "text for a truth": (
        'threshold = "1/3"',
        'alternate_sits = "yes" # !',
        ("7", "expected true or false, got 'yes'", "write true or false"),
    ),
    "text for a day": (
        "in_force_from = 2026-01-01",
        'in_force_from = "2026-01-01" # !',
        ("1", "expected a day", "2026-05-01"),
    ),
    "moment for a day": (
        "in_force_from = 2026-01-01",
        "in_force_from = 2026-01-01T00:00:00Z # !",
        ("1", "expected a day", "2026-05-01"),
    ),
    "text for a list": (
        'made_of = ["club"]',
        'made_of = "club" # !',
        ("3.2", "expected a list, got 'club'", "square brackets"),
    ),
    "an entry twice": (
        'kinds = ["imperative", "conditional"]',
        'kinds = ["imperative", "imperative"] # !',
        ("6", "expected each entry once", "written twice"),
    ),
    "not among the words": (
        'start = "confidence"',
        'start = "confidance" # !',
        ("7", "expected one of 'confidence', 'petition', 'none'", "did you mean 'confidence'?"),
    ),
    "no pair": (
        "bands = [[1, 2], [250, 3], [500, 4]]",
        "bands = [[1, 2], [250]] # !",
        ("4", "expected a pair", "[250, 3]"),
    ),
    "decimal share": (
        'threshold = "1/3"',
        "threshold = 0.333 # !",
        ("7", "written as a fraction, got 0.333", 'a decimal hides a rounding; write "1/3"'),
    ),
    "endless share": (
        'threshold = "1/3"',
        "threshold = inf # !",
        ("7", "written as a fraction, got inf", 'write "2/3"'),
    ),
    "bare number for a share": (
        'threshold = "1/3"',
        "threshold = 1 # !",
        ("7", "expected a share, got 1", 'such as "1"'),
    ),
    "words for a share": (
        'threshold = "1/3"',
        'threshold = "a third" # !',
        ("7", "expected a share, got 'a third'", "fraction of whole numbers"),
    ),
    "share of nothing": (
        'threshold = "1/3"',
        'threshold = "1/0" # !',
        ("7", "expected a share, got '1/0'", "fraction of whole numbers"),
    ),
    "threshold above 1": (
        'threshold = "1/3"',
        'threshold = "4/3" # !',
        ("7", "4/3 is off its scale: it must be above 0 and at most 1", "on the scale"),
    ),
    "threshold of nothing": (
        'threshold = "1/3"',
        'threshold = "0" # !',
        ("7", "0 is off its scale", "on the scale"),
    ),
    "majority that nothing exceeds": (
        'majority = "1/2"',
        'majority = "1" # !',
        ("8", "1 is off its scale: it must be at least 0 and below 1", "on the scale"),
    ),
    "quorum above 1": (
        'majority = "1/2"',
        'presence_quorum = "3/2" # !',
        ("8", "3/2 is off its scale: it must be at least 0 and at most 1", "on the scale"),
    ),
    "number off its scale": (
        "term_days = 200",
        "term_days = 0 # !",
        ("5", "0 is off its scale: it must be at least 1 and at most 36500", "on the scale"),
    ),
    "numbers in pairs off their scale": (
        "[500, 4]]",
        "[500, -4]] # !",
        ("4", "-4 is off its scale: it must be at least 0 and at most 10000000", "on the scale"),
    ),
    "limit of a wrong type": (
        "terms_max = 3",
        'terms_max = "three" # !',
        ("5", "expected a whole number, got 'three'", 'or write "no-limit"'),
    ),
    "optional number of a wrong type": (
        'method = "bands"\nbands = [[1, 2], [250, 3], [500, 4]]',
        'method = "per-n"\nper = "20" # !',
        ("4", "expected a whole number, got '20'", "without quotation marks"),
    ),
    "value missing": (
        '[levels.union]\narticle = "3.2"\ntitle = "Union council"',
        '[levels.union] # !\narticle = "3.2"',
        ("3.2", "levels.union.title: this value is missing", "add title = ..."),
    ),
    "article missing": (
        '[accumulation]\narticle = "10"',
        "[accumulation] # !",
        ("", "accumulation.article: the article that says so is missing", "add for instance"),
    ),
    "text for a table": (
        '[reorganisation]\narticle = "12"\nlevel = "union"',
        "[reorganisation.level] # !",
        ("", "reorganisation.level: expected text", "quotation marks"),
    ),
    "number for a table": (
        "[words]",
        "[[words]] # !",
        ("", "words: expected a table", "write [words]"),
    ),
    "table for a list of tables": (
        "[[levels.union.seats]]",
        "[levels.union.seats] # !",
        ("4", "levels.union.seats: expected a list of tables", "write [[levels.union.seats]]"),
    ),
    "name that is no path": (
        "[levels.club]",
        '[levels."Big.Club"] # !\narticle = "1"\ntitle = "x"\n[levels.club]',
        ("", "this name cannot be used in a path", "small letters"),
    ),
    "level that is no table": (
        "[levels.club]",
        "[levels]\nother = 3 # !\n[levels.club]",
        ("", "levels.other: expected a table", "write [levels.other]"),
    ),
    "unknown format": (
        "schema = 1",
        "schema = 2 # !",
        ("1", "format 2 is not known", "write schema = 1"),
    ),
    "two articles of one number": (
        'number = "2"\n',
        'number = "1" # !\n',
        ("", "there are two articles 1", "another number"),
    ),
    "no such article": (
        '[motions]\narticle = "8"',
        '[motions]\narticle = "88" # !',
        ("88", "there is no article '88'", "did you mean '8'?"),
    ),
    "unknown counting rule": (
        'rule = "scottish-stv"',
        'rule = "scotish-stv" # !',
        ("5", "there is no counting rule 'scotish-stv'", "did you mean 'scottish-stv'?"),
    ),
    "unknown command": (
        'powers = ["call_roll", "apportion_seats", "open_election"]',
        'powers = ["cal_roll"] # !',
        ("9", "there is no command 'cal_roll'", "did you mean 'call_roll' or"),
    ),
    "unknown command of the convenors": (
        '[founding]\narticle = "12"',
        '[founding]\narticle = "12"\npowers = ["rule"] # !',
        ("12", "there is no command 'rule'", "use one of"),
    ),
    "unknown level below": (
        'made_of = ["club"]',
        'made_of = ["clubb"] # !',
        ("3.2", "there is no level 'clubb'", "did you mean 'club'?"),
    ),
    "unknown level of an office": (
        'levels = ["club"]',
        'levels = ["clubs"] # !',
        ("9", "there is no level 'clubs'", "did you mean 'club'?"),
    ),
    "office of no body": (
        'levels = ["club"]',
        "levels = [] # !",
        ("9", "no body has this office", "name the levels"),
    ),
    "unknown level that amends": (
        '[amendment]\narticle = "12"\nlevel = "union"',
        '[amendment]\narticle = "12"\nlevel = "onion" # !',
        ("12", "there is no level 'onion'", "did you mean 'union'?"),
    ),
    "a line of a plan that there is not": (
        PLAN,
        'arbitration = "club"\nsuspends = ["decision", "plan"] # !\n',
        ("22", "no line of the plan can be suspended", 'leave "plan" out'),
    ),
    "an urgent power that there is not": (
        'arbitration = "club"\n',
        'arbitration = "club"\nurgent = ["admit_member"] # !\n',
        ("22", "there is no command 'admit_member'", "did you mean 'admit_members'?"),
    ),
    "an unknown level of arbiters": (
        'arbitration = "club"\n',
        'arbitration = "clubs" # !\n',
        ("22", "there is no level 'clubs'", "did you mean 'club'?"),
    ),
    "a suspension that ends before the hearing": (
        'arbitration = "club"\n',
        'arbitration = "club"\nsuspend_days = 20 # !\n',
        ("22", "20 days end before a hearing", "or more"),
    ),
    "charges without a ground": (
        'grounds = ["foul play"]',
        "grounds = [] # !",
        ("18", "nobody can be charged with anything", "or leave the table out"),
    ),
    "dues without days of grace": (
        'grounds = ["foul play"]',
        'grounds = ["foul play", "dues"] # !',
        ("18", "without any time to pay", "dues_grace_days"),
    ),
    "an appeal to those who decided": (
        'appeal_level = "union"\n',
        'appeal_level = "club" # !\n',
        ("18", "would hear the appeal", "a level of delegates"),
    ),
    "an appeal to nobody": (
        'appeal_level = "union"\n',
        'appeal_level = "court" # !\n',
        ("18", "there is no level 'court'", "use one of"),
    ),
    "an expulsion by half": (
        'appeal_level = "union"\n',
        'appeal_level = "union"\nmajority = "1/2" # !\n',
        ("18", "as many No as Yes", "more than"),
    ),
    "a charge that lapses before a decision": (
        'appeal_level = "union"\n',
        'appeal_level = "union"\ndecision_days = 2 # !\n',
        ("18", "within 2 days no base body can decide", "or more"),
    ),
    "unknown level of emergencies": (
        '[emergency]\narticle = "11"\nlevel = "union"',
        '[emergency]\narticle = "11"\nlevel = "x" # !',
        ("11", "there is no level 'x'", "use one of 'club', 'players', 'union'"),
    ),
    "circle": (
        '[levels.club]\narticle = "3.1"',
        '[levels.club]\narticle = "3.1"\nmade_of = ["union"] # !',
        ("3.1", "'club' is made of itself", "upwards only"),
    ),
    "two highest levels": (
        "[levels.union]",
        '[levels.lonely] # !\narticle = "3"\ntitle = "x"\n[levels.union]',
        ("3", "there are 2 highest levels: lonely, union", "made_of of a level above"),
    ),
    "no seat rule": (
        'made_of = ["club"]\n',
        'made_of = ["club", "camp"]\n[levels.camp]\narticle = "3"\ntitle = "Camp"\n',
        ("3.2", "no seat rule says how many camp sends", "add [[levels.union.seats]]"),
    ),
    "two seat rules": (
        "[levels.union.filling]",
        (
            '[[levels.union.seats]]\narticle = "4"\nfrom = ["club"] # !\n'
            'method = "equal"\neach = 1\n[levels.union.filling]'
        ),
        ("4", "two seat rules both apply to 'club'", "one rule"),
    ),
    "seat rule for a stranger": (
        'from = ["club"]',
        'from = ["club", "guests"] # !',
        ("4", "'guests' does not send delegates here", "use one of 'club'"),
    ),
    "seat rule without its value": (
        'method = "bands"\nbands = [[1, 2], [250, 3], [500, 4]]',
        'method = "per-n" # !',
        ("4", "the method 'per-n' needs 'per'", "add per = ..."),
    ),
    "seat rule with two keys": (
        'method = "bands"\n',
        'method = "bands"\nper = 100 # !\n',
        ("4", "the method 'bands' cannot have 'per' as well", "leave 'per' out"),
    ),
    "remainder never reached": (
        'method = "bands"\nbands = [[1, 2], [250, 3], [500, 4]]',
        'method = "per-n"\nper = 10\nremainder = 10 # !',
        ("4", "the remainder 10 is never reached", "below 10"),
    ),
    "bands that do not ascend": (
        "[[1, 2], [250, 3], [500, 4]]",
        "[[1, 2], [500, 4], [250, 3]] # !",
        ("4", "the sizes do not ascend", "smallest first"),
    ),
    "appointed by nobody": (
        'rule = "scottish-stv"',
        'rule = "appointed" # !',
        ("5", "nobody appoints", "appointed_by"),
    ),
    "appointed by no office": (
        'rule = "scottish-stv"',
        'rule = "appointed"\nappointed_by = "chairs" # !',
        ("5", "there is no office 'chairs'", "did you mean 'chair'?"),
    ),
    "appointed by itself": (
        'rule = "scottish-stv"',
        'rule = "appointed"\nappointed_by = "chair" # !',
        ("5", "'chair' is appointed by itself", "be elected"),
    ),
    "appointed from below": (
        "[accumulation]",
        (
            '[offices.chair.filling]\narticle = "9"\nrule = "appointed"\n'
            'appointed_by = "keeper" # !\n[accumulation]'
        ),
        ("9", "'keeper' appoints in its own body and below, and not in 'union'", "one above"),
    ),
    "too few days to convene a meeting": (
        "[meetings]\n",
        "[meetings]\nconvene_days = 7 # !\n",
        ("15", "that is called 7 days before", "write 8 or more"),
    ),
    "agreements adopted by nobody": (
        'article = "27"\n',
        'article = "27"\nlevel = "onion" # !\n',
        ("27", "there is no level 'onion'", "did you mean 'union'?"),
    ),
    "agreements for no time at all": (
        'article = "27"\n',
        'article = "27"\nterm_days_max = 0 # !\n',
        ("27", "at least 1", "on the scale"),
    ),
    "too few days for base bodies to decide": (
        'article = "28"\n',
        'article = "28"\nsignature_days = 14 # !\n',
        ("28", "no base body can decide: that takes 14", "write 15 or more"),
    ),
    "too few days for every body to consent": (
        'consent = "bodies"',
        'consent = "bodies"\nconsent_days = 14 # !',
        ("12", "not every body can answer: that takes 14", "write 15 or more"),
    ),
    "too few days for a council to hear a challenge": (
        "hearing_days = 40\n",
        "hearing_days = 14 # !\n",
        ("19", "a body cannot decide: that takes 14", "write 15 or more"),
    ),
    "more days to challenge than ballots are kept": (
        "[challenges]\n",
        "[challenges]\nchallenge_days = 91 # !\n",
        ("19", "ballots are kept for 90 days", "write 90 or fewer"),
    ),
    "a body that hears and is not there": (
        'level = "union"\nhearing_days = 40',
        'level = "court" # !\nhearing_days = 40',
        ("19", "there is no level 'court'", "use one of"),
    ),
    "a decision that cannot be called back": (
        'article = "28"\n',
        'article = "28"\ncallback_effects = ["declare_emergency"] # !\n',
        ("28", "callback_effects", "one of"),
    ),
    "unknown emergency power": (
        'powers = ["shorten_debate"]',
        'powers = ["arrest"] # !',
        ("11", "there is no emergency power 'arrest'", "use one of"),
    ),
    "no majority for an emergency": (
        'majorities = ["2/3", "3/4"]',
        "majorities = [] # !",
        ("11", "no majority is given", "majorities"),
    ),
    "majorities that do not ascend": (
        'majorities = ["2/3", "3/4"]',
        'majorities = ["2/3", "2/3"] # !',
        ("11", "the majorities do not ascend", "harder"),
    ),
    "emergency without end": (
        '[emergency]\narticle = "11"\nlevel = "union"\npowers = ["shorten_debate"]\ndays_max = 30',
        '[emergency] # !\narticle = "11"\nlevel = "union"\npowers = ["shorten_debate"]',
        ("11", "emergency.days_max: this value is missing", "add days_max"),
    ),
    "inspectors who do more than inspect": (
        'powers = ["inspect", "publish_finding", "demand_answer", "put_recall"]',
        'powers = ["inspect", "call_roll"] # !',
        ("25", "cannot have the power 'call_roll'", "choose among"),
    ),
    "a power of inspectors for others": (
        'powers = ["admit_members", "close_roll"]',
        'powers = ["admit_members", "close_roll", "put_recall"] # !',
        ("9", "'put_recall' is a power of inspectors only", "leave it out"),
    ),
    "inspectors from among the inspected": (
        'article = "25"\noffice = "inspector"',
        'article = "25"\noffice = "chair" # !',
        ("25", "elected by, or from among", 'electors = "members"'),
    ),
    "an office of inspectors that is not there": (
        'office = "inspector"',
        'office = "inspectr" # !',
        ("25", "there is no office 'inspectr'", "did you mean 'inspector'?"),
    ),
    "entrenched path that is not there": (
        ENTRENCHED,
        'entrenched = ["recal"] # !',
        ("12", "nothing stands at 'recal'", "did you mean 'recall'?"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_line_article_and_remedy(club: str, name: str) -> None:
    old, new, (article, what, remedy) = FAULTS[name]
    text = broken(club, old, new)
    matching = [fault for fault in found(text) if what in fault.what]
    assert matching, found(text)
    fault = matching[0]
    assert fault.article == article
    assert fault.place == "club.toml"
    assert remedy in fault.remedy
    assert not fault.warning
    if "# !" in text:
        assert fault.line == marked(text)


def test_the_small_constitution_has_neither_faults_nor_warnings(club: str) -> None:
    charter = read(club, counting_rules=RULES, commands=COMMANDS)
    assert check(charter, counting_rules=RULES, commands=COMMANDS) == ()


def test_without_names_neither_rules_nor_commands_are_checked(club: str) -> None:
    text = club.replace("scottish-stv", "any-rule").replace("call_roll", "any_command")
    assert check(read(text)) == ()
    assert len(check(read(text), counting_rules=RULES, commands=COMMANDS)) == 2


def test_all_faults_are_told_at_once_in_the_order_of_the_file(club: str) -> None:
    text = club
    for old, new in (
        ('threshold = "1/3"', "threshold = 0.5"),
        ("waiting_days = 10", "waiting_days = -1"),
        ('made_of = ["club"]', 'made_of = ["clubb"]'),
        (
            ENTRENCHED,
            'entrenched = ["nothing"]',
        ),
        ('number = "11"', 'number = "111"'),
    ):
        text = broken(text, old, new)
    faults = found(text)
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    told = "\n".join(fault.what for fault in faults)
    for what in ("0.5", "-1 is off", "'clubb'", "'nothing'", "article '11'"):
        assert what in told


def test_warnings_are_told_beside_faults(club: str) -> None:
    text = broken(club, "term_days = 200", "term_days = 2000")
    faults = found(broken(text, "waiting_days = 10", "waiting_days = -1"))
    assert [fault.warning for fault in faults] == [False, True]


def test_a_missing_table_is_one_fault(club: str) -> None:
    (fault,) = found(club.replace('[accumulation]\narticle = "10"', ""))
    assert str(fault) == (
        "club.toml: fault: accumulation: this table is missing;"
        " add [accumulation] with the article that regulates it"
    )


def test_a_missing_amendment_is_one_fault(club: str) -> None:
    start, end = club.index("[amendment]"), club.index("[reorganisation]")
    (fault,) = found(club[:start] + club[end:])
    assert "amendment: this table is missing" in fault.what


def test_no_levels_at_all(club: str) -> None:
    start, end = club.index("[levels.club]"), club.index("[filling]")
    told = [fault.what for fault in found(club[:start] + club[end:])]
    assert "levels: this table is missing" in told
    assert any("there is no level 'union'" in what for what in told)


def test_no_level_of_members(club: str) -> None:
    text = broken(club, 'title = "Club meeting"', 'title = "x"\nmade_of = ["union"]')
    assert any("no level in which members sit" in fault.what for fault in found(text))


def test_an_empty_text_has_many_faults() -> None:
    assert len(found("")) >= 7


def test_no_rules_apply_to_a_level(club: str) -> None:
    start, end = club.index("[recall]"), club.index("[motions]")
    told = [(fault.line, fault.what) for fault in found(club[:start] + club[end:])]
    assert any("levels.union.recall: no table [recall] applies here" in what for _, what in told)
    assert any("offices.chair.recall: no table" in what for _, what in told)
    assert not any("levels.club.recall" in what for _, what in told)


def test_a_level_of_members_needs_no_rules_for_seats(club: str) -> None:
    start, end = club.index("[mandates]"), club.index("[recall]")
    own = '[levels.union.mandates]\narticle = "6"\nkinds = ["imperative"]\n'
    charter = read(club[:start] + own + club[end:])
    assert charter.levels["union"].mandates.kinds == ("imperative",)
    assert charter.levels["club"].mandates.cite("kinds") == "3.1 (levels.club.kinds)"
    listed = ENTRENCHED
    unnamed = club[:start] + own + club[end:].replace(listed, "")
    assert found(unnamed.replace('article = "3.1"', "article = 3"))[0].line > 0


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a = 1\nb = = 2", 2, "not valid TOML"),
        ("a = 1\na = 2", 2, "not valid TOML"),
        ("a = '''", 1, "not valid TOML"),
        (f"a = 1{'0' * 5000}", 1, "not valid TOML"),
        ("a = " + "[" * 5000, 0, "nested too deeply"),
        ("#" * 1_000_001, 0, "at most 1000000"),
        ("b = 1\n" + ".".join("a" * 2000) + " = 1", 2, "1999 dots; at most 1000"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int, what: str) -> None:
    (fault,) = found(text)
    assert fault.line == line
    assert what in fault.what


def test_a_table_of_a_level_replaces_single_values(club: str) -> None:
    charter = read(club)
    filling = charter.levels["union"].filling
    assert (filling.term_days, filling.terms_max) == (200, 3)
    assert (filling.path, filling.article) == ("levels.union.filling", "5")
    assert charter.offices["chair"].filling.path == "filling"
    assert charter.offices["chair"].filling.term_days == 365


def test_an_own_table_takes_a_limit_away(club: str) -> None:
    text = broken(club, "term_days = 200", 'term_days = 200\nterms_max = "no-limit"')
    charter = read(text)
    assert charter.levels["union"].filling.terms_max is None
    assert charter.offices["chair"].filling.terms_max == 3


def test_a_fault_in_a_general_table_is_told_once(club: str) -> None:
    faults = found(broken(club, "terms_max = 3", "terms_max = 0"))
    assert [fault.what for fault in faults if "terms_max" in fault.what] == [
        "filling.terms_max: 0 is off its scale: it must be at least 1 and at most 10000000"
    ]


def test_values_come_out_in_their_types(club: str) -> None:
    charter = read(club)
    assert charter.preamble.in_force_from == date(2026, 1, 1)
    assert charter.levels["union"].seats[0].bands == ((1, 2), (250, 3), (500, 4))
    assert charter.levels["union"].recall.threshold == Fraction(1, 3)
    assert charter.emergency is not None
    assert charter.emergency.majorities == (Fraction(2, 3), Fraction(3, 4))
    assert charter.levels["union"].mandates.split == "fractions"
    assert charter.words["club"] == "Whoever plays together."
    assert charter.top.name == "union"
    assert list(charter.levels) == ["club", "union", "players"]
    assert charter.text == club


def test_the_lowest_levels_come_first_whatever_the_order_of_the_file(club: str) -> None:
    start, end = club.index("[levels.club]"), club.index("[levels.union]")
    moved = club[:start] + club[end:] + "\n" + club[start:end]
    assert list(read(moved).levels) == ["club", "union", "players"]


def test_a_constitution_without_emergency_knows_none(club: str) -> None:
    start, end = club.index("[emergency]"), club.index("[amendment]")
    assert read(club[:start] + club[end:]).emergency is None


def test_a_list_of_no_tables_is_told(club: str) -> None:
    start = club.index("[[article]]")
    faults = found("article = [1, 2]\n" + club[:start])
    assert any("article: expected a list of tables" in fault.what for fault in faults)


def test_a_paragraph_may_be_an_entry_of_its_own(club: str) -> None:
    own = '\n[[article]]\nnumber = "10.2"\ntitle = "x"\ntext = "y"\n'
    text = broken(club, '[accumulation]\narticle = "10"', '[accumulation]\narticle = "10.2"')
    assert [fault.what for fault in check(read(text))] == [
        "accumulation.article: article 10 has no paragraph (2)"
    ]
    assert check(read(text + own)) == ()


def test_an_error_of_long_values_stays_short(club: str) -> None:
    (fault,) = found(broken(club, "waiting_days = 10", f'waiting_days = "{"x" * 500}"'))
    assert len(fault.what) < 150
