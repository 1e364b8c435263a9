"""Who speaks next: the order of a list of speakers, by the rule of the constitution.

Rules of this module:

* where the constitution says so, those who have not spoken yet go before those who have;
* within each of the two groups, where caucuses alternate, nobody speaks for the caucus of the
  speech before while somebody else of the group waits; who speaks for no caucus follows anybody;
* otherwise in the order of asking, and always so within one caucus: nobody overtakes there.

Not here: asking for the floor and giving it (``speeches``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commonweal.charter.rights import Meetings
from commonweal.polity.rights.meetings.data import Wish


def speaking_order(
    waiting: Sequence[Wish], spoken: Mapping[int, int], caucus: int, rule: Meetings
) -> tuple[Wish, ...]:
    """Return the order in which those who wait will speak.

    Args:
        waiting: who waits, in the order of asking.
        spoken: how many speeches each member has made at this meeting.
        caucus: caucus for which the last speech was, 0 for none.
        rule: the constitution's table.
    """
    ordered: list[Wish] = []
    for group in _groups(waiting, spoken, rule):
        left = list(group)
        while left:
            before = ordered[-1].caucus if ordered else caucus
            following = _next(left, before) if rule.caucus_speeches == "alternate" else left[0]
            left.remove(following)
            ordered.append(following)
    return tuple(ordered)


def _groups(
    waiting: Sequence[Wish], spoken: Mapping[int, int], rule: Meetings
) -> tuple[list[Wish], ...]:
    if not rule.first_speakers_first:
        return (list(waiting),)
    new = [one for one in waiting if one.member not in spoken]
    return new, [one for one in waiting if one.member in spoken]


def _next(left: Sequence[Wish], before: int) -> Wish:
    others = (one for one in left if not one.caucus or one.caucus != before)
    return next(others, left[0])
