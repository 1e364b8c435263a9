"""Constitutions under trial: one small text, and what each variant says instead.

A variant names lines of ``council.toml`` and what stands in their place; a line that is not there
is a mistake of the variant, so that none of them silently tries what another tries.
"""

from __future__ import annotations

import re
from pathlib import Path

BASE = (Path(__file__).parent / "council.toml").read_text()

DISTRICT = (
    '[levels.district]\narticle = "3.2"\ntitle = "District council"\nmade_of = ["assembly"]\n'
)
CONGRESS = '[levels.congress]\narticle = "3.3"\ntitle = "Congress"\nmade_of = ["district"]\n'
PER_SIX = 'method = "per-n"\nfigure = "roll"\nper = 6\nremainder = 3\nminimum = 2\n'
PER_THREE = 'method = "per-n"\nfigure = "roll"\nper = 3\nremainder = 2\nminimum = 1\n'
EMERGENCY = "[emergency]"
FOUNDING = "[founding]\n"
WHO_IN_GENERAL = 'electors = "voters"\neligible = "voters"\n'

VARIANTS: dict[str, dict[str, str]] = {
    "plain": {},
    "petition": {
        'start = "confidence"': 'start = "petition"\npetition_days = 4',
        'kept = "secret"': 'kept = "open"',
        "cooling_off_days = 0": "cooling_off_days = 2",
        'ballot = "secret"\nmajority = "1/2"': 'ballot = "open"\nmajority = "1/2"',
        'refill = "count-back"': 'refill = "by-election"',
        'split = "fractions"': 'split = "whole"',
        'on_amended = "refer-back"': 'on_amended = "abstain"',
        'seats_on_merge = "stay"': 'seats_on_merge = "fall"',
        'seats_on_split = "fall"': 'seats_on_split = "stay"',
        "roll_signatures = 1": "roll_signatures = 0",
    },
    "anybody": {
        WHO_IN_GENERAL: 'electors = "voters"\neligible = "members"\n',
        PER_SIX: 'method = "equal"\neach = 2\n',
        'number = 1\npowers = ["call_roll"': 'number = 2\npowers = ["call_roll"',
        "seats_max = 1\noffices_max = 1": "seats_max = 2\noffices_max = 2",
        "terms_max = 3": "terms_max = 2",
        'kept = "secret"': 'kept = "open"',
        'on_amended = "refer-back"': 'on_amended = "free"',
        "nominators = 0": "nominators = 1",
        "roll_signatures = 1": "roll_signatures = 2",
    },
    "people": {
        CONGRESS: CONGRESS
        + '\n[levels.congress.filling]\narticle = "5"\nelectors = "members"\neligible = "members"\n'
        + 'nomination_days = 1\nvoting_days = 1\nterm_days = 25\nrule = "approval"\n',
        'voting_days = 1\nballot = "open"': 'voting_days = 1\nballot = "secret"',
        'presence_quorum = "0"': 'presence_quorum = "1/2"',
        "seconders = 0": "seconders = 2",
        'kept = "secret"': 'kept = "open"',
        "waiting_days = 0": "waiting_days = 3",
        "per = 3\n": "per = 2\n",
        "remainder = 2\n": "remainder = 1\n",
    },
    "by name": {
        'ballot = "secret"\nnomination_days': 'ballot = "open"\nnomination_days',
        'rule = "scottish-stv"\nelectors': 'rule = "plurality"\nelectors',
        'tie = "lot"': 'tie = "rejected"\nturnout_quorum = "1/3"',
        PER_THREE: 'method = "d-hondt"\nfigure = "declared"\ntotal = 5\nminimum = 0\n',
        "alternate_sits = true": "alternate_sits = false",
        'ballot = "secret"\nmajority': 'ballot = "open"\nmajority',
    },
    "rights": {
        'entrenched = ["accumulation"]': 'entrenched = ["accumulation", "caucuses", "letters"]\n'
        'entrenched_majority = "1/2"\nentrenched_decisions = 2\nentrenched_apart_days = 1\n'
        'entrenched_referendum = "1/3"',
    },
    "watched": {
        "[founding]\n": """[pay]
article = "10"
figures_min = 5
declaration_days = 4
period_days = 9
currency = "cents"

[inspection]
article = "9.2"
office = "inspector"
answer_days = 3

[offices.inspector]
article = "9.3"
title = "Inspector"
levels = ["congress"]
number = 2
powers = ["inspect", "publish_finding", "demand_answer", "put_recall"]

[offices.inspector.filling]
article = "9.3"
electors = "members"
eligible = "members"
nomination_days = 1
voting_days = 1
term_days = 20

[founding]
""",
        "seats_max = 1\noffices_max = 1": "seats_max = 2\noffices_max = 2",
        'kept = "secret"': 'kept = "open"',
    },
    "asking": {
        "[founding]\n": """[initiative]
article = "6.3"
bodies_share = "1/3"
members_share = "1/5"
signature_days = 6
yes_share_min = "1/5"
voting_days = 2
callback_effects = ["resolve", "amend_constitution", "open_body", "merge_bodies", "close_body"]
callback_days = 5
callback_share = "1/4"

[founding]
""",
    },
    "consenting": {
        '[reorganisation]\narticle = "13"\n': '[reorganisation]\narticle = "13"\n'
        'consent = "bodies"\nconsent_days = 9\n',
        'kept = "secret"': 'kept = "open"',
    },
    "leaving": {
        "[founding]\n": """[affiliation]
article = "13"
leave_majority = "1/2"
leave_yes_share_min = "1/4"
voting_days = 1
notice_days = 6

[founding]
""",
    },
    "charging": {
        "[founding]\n": """[discipline]
article = "2"
grounds = ["violence"]
appeal_level = "district"
hearing_days = 2
decision_days = 6
yes_share_min = "1/4"
appeal_days = 2
suspension = "offices"
many = 2
many_days = 10
objection_days = 1

[founding]
""",
        "waiting_days = 0": "waiting_days = 4",
    },
    "papered": {
        "[founding]\n": """[challenges]
article = "5"
challenge_days = 60
signatures = 2
level = "district"
hearing_days = 10

[papers]
article = "5"
observers_max = 2
entry_days = 2

[control]
article = "2"
level = "assembly"
answer_days = 3

[founding]
""",
        'powers = ["call_roll", "apportion_seats", "open_election"': 'powers = ["call_roll", '
        '"apportion_seats", "name_teller", "open_election"',
        '"record_death", "close_roll", "open_election"': '"record_death", "close_roll", '
        '"name_teller", "open_election"',
        "voting_days = 1\nnominators = 0": "voting_days = 2\nnominators = 0",
        "debate_days = 1\nvoting_days = 1": "debate_days = 1\nvoting_days = 2",
    },
    "doubting": {
        "[founding]\n": """[challenges]
article = "5"
challenge_days = 60
signatures = 2
level = "district"
hearing_days = 10

[founding]
""",
        'ballot = "secret"\nnomination_days': 'ballot = "open"\nnomination_days',
    },
    "united": {
        "[founding]\n": """[levels.union]
article = "3.3"
title = "Union"
own_roll = true

[levels.union.motions]
article = "6.2"
ballot = "secret"
seconders = 1
debate_days = 1
voting_days = 1

[union]
article = "10"
level = "union"
members_min = 2
call_days = 6

[offices.convener]
article = "9.3"
title = "Convener"
levels = ["union"]
powers = ["close_roll", "open_election"]

[offices.convener.filling]
article = "9.3"
term_days = 20
alternates = 1

[founding]
""",
        "waiting_days = 0": "waiting_days = 2",
        "seats_max = 1\noffices_max = 1": "seats_max = 2\noffices_max = 2",
    },
    "contested": {
        "[founding]\n": """[grievances]
article = "6.3"
members_min = 2
signature_days = 3
signed_max = 2
suspends = ["decision", "office"]
suspend_days = 8
urgent = ["record_death"]
hearing_days = 2
arbitration = "district"
strike_notice_days = 1

[initiative]
article = "6.3"
members_share = "1/3"
callback_effects = ["open_body", "close_body"]
callback_days = 5

[founding]
""",
        'entrenched = ["accumulation"]': 'entrenched = ["accumulation", "grievances"]',
    },
    "planned": {
        "[founding]\n": """[plan]
article = "6.3"
producers = ["assembly"]
consumers = ["assembly", "district"]
ranks = ["needs", "comfort"]
members_order = true
period_days = 2
periods_max = 12
proposal_days = 2
rounds = 2
round_days = 1
adoption_days = 9
alternatives_max = 1
confirm_days = 2
answer_days = 3
tolerance = "1/20"
agree_days = 5

[grievances]
article = "6.3"
members_min = 2
signature_days = 3
signed_max = 2
suspends = ["decision", "office", "plan"]
suspend_days = 8
urgent = ["record_death"]
hearing_days = 2
arbitration = "district"
strike_notice_days = 1

[founding]
""",
    },
    "agreeing": {
        "[founding]\n": """[agreements]
article = "6.3"
level = "assembly"
majority = "1/2"
notice_days = 3
term_days_max = 60

[founding]
""",
    },
    "locum": {
        'article = "9.2"\nterm_days = 25\nalternates = 1': 'article = "9.2"\n'
        'rule = "appointed"\nappointed_by = "chair"\neligible = "members"\nterm_days = 20\n'
        '[offices.keeper.recall]\narticle = "8"\nstart = "none"\nrefill = "by-election"',
        "offices_max = 1": "offices_max = 2",
        'kept = "secret"': 'kept = "open"',
        EMERGENCY: "[no-emergency]",
    },
}
"""For each constitution, what stands in the place of which lines."""

VARIANTS["planning"] = {
    old: new.replace("proposal_days = 2", "proposal_days = 30")
    .replace("round_days = 1", "round_days = 9")
    .replace("adoption_days = 9", "adoption_days = 20")
    .replace('consumers = ["assembly", "district"]', 'consumers = ["assembly"]\nlevel = "assembly"')
    for old, new in VARIANTS["planned"].items()
}
# With more time, and by an assembly, which is never without voters: for those who make a plan; the
# other is for those whose plan runs.

VARIANTS["papers by name"] = {
    **VARIANTS["papered"],
    'ballot = "secret"\nseconders': 'ballot = "open"\nseconders',
}


def together(*names: str) -> dict[str, str]:
    """Return what several variants say at once; of two that say it differently, the first counts.

    Most of what goes wrong goes wrong where two rights meet.
    """
    lines: dict[str, str] = {}
    tables: dict[str, str] = {}
    for name in names:
        for old, new in VARIANTS[name].items():
            lines.setdefault(old, new)
        added = VARIANTS[name].get(FOUNDING, "").removesuffix(FOUNDING)
        for table in re.split(r"(?m)^(?=\[)", added):
            tables.setdefault(table.partition("\n")[0], table)
    return {**lines, FOUNDING: "".join(tables.values()) + FOUNDING}


VARIANTS["together"] = together(
    *("asking", "consenting", "leaving", "charging", "papered"),
    *("doubting", "united", "contested", "agreeing"),
)


def constitution(variant: str) -> str:
    """Return the text of a variant."""
    text = BASE
    for old, new in VARIANTS[variant].items():
        assert old in text, f"variant {variant}: {old!r} is not in council.toml"
        text = text.replace(old, new, 1)
    if "[no-emergency]" in text:
        start = text.index("[no-emergency]")
        text = text[:start] + text[text.index("[amendment]") :]
    return text
