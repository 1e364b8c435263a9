"""The list of counting rules and methods of apportionment: one line each.

Rules of this module: whatever names a rule (constitutions, help, docs, the conformance suite)
reads it here; a rule that is not here does not exist.

Not here: what a rule does.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commonweal.tally.apportionment import Method
from commonweal.tally.apportionments import (
    adams,
    bands,
    d_hondt,
    danish,
    dean,
    droop,
    equal,
    hare_niemeyer,
    huntington_hill,
    modified_sainte_lague,
    per_n,
    sainte_lague,
)
from commonweal.tally.fundings import equal_shares_projects, greedy, phragmen_projects
from commonweal.tally.projects import FundingRule
from commonweal.tally.rule import Rule
from commonweal.tally.rules import (
    approval,
    borda,
    chamberlin_courant,
    copeland,
    equal_shares,
    ers97,
    hare_clark,
    irv,
    kemeny_young,
    majority,
    majority_judgement,
    majority_rounds,
    meek,
    minimax,
    minneapolis,
    northern_ireland_stv,
    pav,
    plurality,
    ranked_pairs,
    schulze,
    score,
    scottish_stv,
    seanad_stv,
    seq_pav,
    seq_phragmen,
    warren,
    wigm_prf,
    wright,
)

_RULES = (
    majority.RULE,
    plurality.RULE,
    approval.RULE,
    scottish_stv.RULE,
    meek.RULE,
    warren.RULE,
    irv.RULE,
    majority_rounds.RULE,
    schulze.RULE,
    ranked_pairs.RULE,
    minimax.RULE,
    copeland.RULE,
    kemeny_young.RULE,
    borda.RULE,
    score.RULE,
    majority_judgement.RULE,
    wigm_prf.RULE,
    ers97.RULE,
    northern_ireland_stv.RULE,
    seanad_stv.RULE,
    hare_clark.RULE,
    minneapolis.RULE,
    wright.RULE,
    seq_pav.RULE,
    seq_phragmen.RULE,
    equal_shares.RULE,
    pav.RULE,
    chamberlin_courant.RULE,
)

_METHODS = (
    sainte_lague.METHOD,
    d_hondt.METHOD,
    modified_sainte_lague.METHOD,
    danish.METHOD,
    adams.METHOD,
    dean.METHOD,
    huntington_hill.METHOD,
    hare_niemeyer.METHOD,
    droop.METHOD,
    per_n.METHOD,
    bands.METHOD,
    equal.METHOD,
)

_FUNDINGS = (
    greedy.RULE,
    equal_shares_projects.RULE,
    phragmen_projects.RULE,
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.name: rule for rule in _RULES})
"""Every counting rule by its name."""

APPORTIONMENTS: Mapping[str, Method] = MappingProxyType({m.name: m for m in _METHODS})
"""Every method of apportionment by its name."""

FUNDINGS: Mapping[str, FundingRule] = MappingProxyType({rule.name: rule for rule in _FUNDINGS})
"""Every way of funding projects by its name."""
