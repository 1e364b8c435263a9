"""Lines of a plan: which body delivers how much of what to which body in which period.

Rules of this module:

* whole numbers; everything that is made, in stock, used and delivered is accounted for to the last
  unit: what a body makes is its own until it goes to somebody, and is there in its period at once;
* within a period and a product a body first uses its own; that is no line, nobody answers for it to
  anybody else;
* then those go on with one another who did so in the period before, and the rest is given out in
  the order of the bodies' numbers, from the first maker to the first who needs it, so that there
  are few lines; what is left is kept by who has it.

Not here: how much is made and delivered in all (``planning``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from commonweal.polity.planning.proposals.kept import Amounts, NewLine

Need = tuple[int, int, int]
"""Period, product and body."""


@dataclass(frozen=True, slots=True)
class Flows:
    """What bodies have, make and need, in whole numbers.

    Attributes:
        stock: by product and body, at the beginning.
        made, needed: by period (from 1), product and body.
    """

    stock: Counter[tuple[int, int]] = field(default_factory=Counter)
    made: Counter[Need] = field(default_factory=Counter)
    needed: Counter[Need] = field(default_factory=Counter)

    def run(
        self, body: int, period: int, times: int, inputs: Amounts, outputs: Amounts, lead: int
    ) -> None:
        """Add runs of a process; what comes out after the last period is in no line."""
        for product, much in inputs:
            self.needed[period, product, body] += much * times
        for product, much in outputs:
            self.made[period + lead, product, body] += much * times

    def deliver(self, body: int, period: int, product: int, amount: int) -> None:
        """Add what an order gets."""
        self.needed[period, product, body] += amount


def lines_of(flows: Flows, periods: int) -> list[NewLine]:
    """Return who supplies whom.

    Args:
        flows: what there is and what is needed.
        periods: how many.

    Raises:
        ValueError: when more is needed than there is.
    """
    made, needed = _by_product(flows.made), _by_product(flows.needed)
    held: dict[int, Counter[int]] = defaultdict(Counter)
    for (product, body), amount in flows.stock.items():
        held[product][body] += amount
    found: list[NewLine] = []
    pairs: dict[int, list[tuple[int, int]]] = {}
    for period in range(1, periods + 1):
        for product in sorted(needed.keys() | made.keys()):
            held[product].update(made.get(product, {}).get(period, {}))
            wants = needed.get(product, {}).get(period, Counter())
            given = _given(held[product], wants, pairs.get(product, ()))
            pairs[product] = sorted(given)
            found += [
                NewLine(maker, to, product, period, amount)
                for (maker, to), amount in sorted(given.items())
            ]
    return found


def _by_product(amounts: Mapping[Need, int]) -> dict[int, dict[int, Counter[int]]]:
    found: dict[int, dict[int, Counter[int]]] = {}
    for (period, product, body), amount in amounts.items():
        found.setdefault(product, {}).setdefault(period, Counter())[body] += amount
    return found


def _given(
    held: Counter[int], wants: Mapping[int, int], before: Sequence[tuple[int, int]]
) -> Counter[tuple[int, int]]:
    """Give out what there is of one product in one period; ``held`` is what is left then."""
    needs = {body: amount for body, amount in sorted(wants.items()) if amount}
    for body, amount in needs.items():
        needs[body] = amount - _moved(held, body, amount)
    given: Counter[tuple[int, int]] = Counter()
    for maker, to in chain(before, _in_turn(held, needs)):
        amount = _moved(held, maker, needs.get(to, 0))
        if amount:
            needs[to] -= amount
            given[maker, to] += amount
    if any(needs.values()):
        raise ValueError(f"{sum(needs.values())} units more are needed than there are")
    return given


def _moved(held: Counter[int], body: int, most: int) -> int:
    amount = min(held[body], most)
    held[body] -= amount
    return amount


def _in_turn(held: Counter[int], needs: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Go through those who have something and those who need it, whoever is done first."""
    makers, users = sorted(held), list(needs)
    maker = user = 0
    while maker < len(makers) and user < len(users):
        if not held[makers[maker]]:
            maker += 1
        elif not needs[users[user]]:
            user += 1
        else:
            yield makers[maker], users[user]
