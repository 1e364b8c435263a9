"""What members do unnamed: one confidential membership for each, and so many letters a day.

Rules of this module:

* the vault has a blinded mark for each membership, the record a commitment; the office knows the
  member only while the command is carried out; a mark is found again by its commitment, because a
  membership that is not renewed lapses when nobody is there to say whose it was;
* of unnamed letters there is no mark: whoever had the machine could find by it who wrote on a day.
  They are counted in the memory of the office, for a day, and a restart forgets them.

Not here: whether joining and leaving are lawful (``commonweal.polity.rights.caucuses``).
"""

from __future__ import annotations

from typing import NoReturn

from commonweal.polity import Case, Event
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.flooding import check_daily, within_a_day
from commonweal.polity.rights.letters import data as letters
from commonweal.vault import Vault


def mark_membership(vault: Vault, case: Case, event: Event) -> None:
    """Mark in the vault what an event says of a confidential membership.

    Raises:
        Refusal: when the member belongs to the caucus already, in confidence.
    """
    match event:
        case caucuses.CaucusJoined(caucus=number):
            if vault.is_marked(_matter(number), case.by):
                _belongs(case, number)
        case caucuses.CaucusJoinedInConfidence(caucus=number, commitment=commitment):
            if not vault.mark(_matter(number), case.by):
                _belongs(case, number)
            vault.tie(_matter(number), case.by, commitment)
        case caucuses.CaucusLeftInConfidence(caucus=number, commitment=commitment):
            vault.unmark(_matter(number), case.by)
            vault.clear(commitment, 0)
        case caucuses.CaucusMembershipsLapsed(caucus=number, commitments=commitments):
            for one in commitments:
                vault.unmark_tied(_matter(number), one)


class UnnamedLetters:
    """How many unnamed letters each member published within a day; kept nowhere else."""

    def __init__(self) -> None:
        self._written: dict[int, list[int]] = {}

    def count(self, case: Case, event: Event) -> None:
        """Count an unnamed letter, or refuse one too many.

        Raises:
            Refusal: when the member has published as many within a day as the constitution allows.
        """
        if not (isinstance(event, letters.LetterPublished) and event.commitment):
            return
        rule = case.charter.letters
        assert rule is not None
        written = within_a_day(self._written.get(case.by, ()), case.at)
        most, cite = rule.letters_day_max, rule.cite("letters_day_max")
        check_daily(written, case.at, most, cite, "unnamed letters")
        self._written[case.by] = [*written, case.at]


def _matter(caucus: int) -> str:
    return f"caucus {caucus}"


def _belongs(case: Case, caucus: int) -> NoReturn:
    rule = case.charter.caucuses
    refuse(
        "caucus_joined_before",
        rule.cite("confidential") if rule else case.charter.preamble.cite(),
        expected="somebody who does not belong to it yet",
        got=f"a member of caucus {caucus}, in confidence",
        remedy="nothing is needed; to be named, leave with the salt first",
    )
