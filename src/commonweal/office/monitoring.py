"""The office looks at the figures of running plans, and tells the law what it found.

Rules of this module:

* every period that has passed is looked at once, in order, with what was known at its end: the same
  record gives the same findings, whenever and however often it is done; whoever dies in between
  has told nothing, and begins again;
* what the law refuses is told in the log, and not tried again by this process;
* figures are copied under the office's lock, and looked at outside it;
* more than one entry can hold is told in parts; the period counts as looked at with the last one,
  and a part that is told again changes nothing;
* what is found goes to the law as facts in words, sealed like every text; which unit is alerted,
  and to whom an alert rises, is the law's.

Not here: the figures (``plan_series``), what is odd about them (``plan_signs``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from commonweal.office.desk import Desk
from commonweal.office.plan_desk import texts_of
from commonweal.office.plan_findings import Found, Words
from commonweal.office.plan_series import Past, past, unexamined
from commonweal.polity import State
from commonweal.polity.planning.correcting.data import RecordSigns, Sign
from commonweal.terms import DAY_S, OFFICE, Refusal
from commonweal.vault import Vault

_LOG = logging.getLogger(__name__)

PART = 80
"""Findings, and alerts ended, in one entry: with all that follows it stays below its limit."""

NAME_MAX = 80
"""Characters of a name that are told: whoever names a product writes no findings."""

FINDING = "finding"
"""Kind of the texts in which findings are kept."""


@dataclass
class Monitor:
    """Who looks at figures for one office; it remembers what the law refused."""

    desk: Desk
    _refused: set[tuple[int, int]] = field(default_factory=set)

    def work(self) -> int:
        """Look at every period that has passed and was not looked at; return how many commands."""
        count = 0
        while (figures := self.desk.view(self._next)) is not None:
            try:
                for part in _parts(self.desk.vault, figures):
                    self.desk.execute(part, OFFICE)
                    count += 1
            except Refusal as refusal:
                _LOG.warning("findings of plan %d were refused: %s", figures.plan, refusal)
                self._refused.add((figures.plan, figures.period))
        return count

    def _next(self, state: State) -> Past | None:
        for number in unexamined(state):
            period = state.plans[number].examined + 1
            if (number, period) not in self._refused:
                return past(state, number, period)
        return None


def _parts(vault: Vault, figures: Past) -> Iterator[RecordSigns]:
    """Look at the figures of a period, and write down what they show."""
    from commonweal.office.plan_signs import odd  # noqa: PLC0415 -- loads the engine

    found, ended = odd(figures, named(vault, figures))
    count = max(1, -(-max(len(found), len(ended)) // PART))
    for part in range(count):
        some = found[part * PART : (part + 1) * PART]
        texts = vault.seal_many((one.words, FINDING) for one in some)
        yield RecordSigns(
            plan=figures.plan,
            period=figures.period,
            signs=tuple(_sign(one, text) for one, text in zip(some, texts, strict=True)),
            ended=tuple(ended[part * PART : (part + 1) * PART]),
            last=part == count - 1,
        )


def _sign(found: Found, text: str) -> Sign:
    return Sign(
        body=found.body,
        kind=found.kind,
        test=found.test,
        text=text,
        product=found.product,
        line=found.line,
    )


def named(vault: Vault, figures: Past) -> Words:
    """Return the words for bodies and products; what was erased is told by its number."""
    digests = {digest for pair in figures.goods.values() for digest in pair if digest}
    texts = texts_of(vault, digests)
    goods = {number: _good(number, pair, texts) for number, pair in figures.goods.items()}
    return Words(figures.bodies, goods, figures.length_s // DAY_S, figures.begins)


def _good(number: int, pair: tuple[str, str], texts: Mapping[str, str | None]) -> tuple[str, str]:
    name, unit = (" ".join((texts.get(one) or "").split())[:NAME_MAX] for one in pair)
    return name or f"product {number}", unit
