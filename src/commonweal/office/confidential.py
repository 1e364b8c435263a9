"""Confidential membership of caucuses: one for each member, and no list of whose.

Rules of this module: the vault has a blinded mark for each, the record a commitment; the office
knows the member only while the command is carried out.

Not here: whether joining and leaving are lawful (``commonweal.polity.rights.caucuses``).
"""

from __future__ import annotations

from typing import NoReturn

from commonweal.polity import Case, Event
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.caucuses import data as caucuses
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
        case caucuses.CaucusJoinedInConfidence(caucus=number):
            if not vault.mark(_matter(number), case.by):
                _belongs(case, number)
        case caucuses.CaucusLeftInConfidence(caucus=number):
            vault.unmark(_matter(number), case.by)


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
