"""The law of caucuses: founding, joining, leaving, lists, and the ban.

Rules of this module:

* anybody founds a caucus and anybody joins; nobody is asked for permission, and nobody is put out;
* only those who speak for a caucus act in its name: the founder, and whom a speaker names. So a
  majority that joins in order to spoil it can neither speak for it nor end it;
* where nobody is left who speaks for it, whoever belonged to it unnamed before can name themselves
  and speaks; who comes later does not, as long as any of those is left;
* a membership without a name lapses unless it is renewed: whoever has died, left the federation or
  lost the salt is not counted for ever. Where the right was taken away nothing lapses, and whoever
  wants to leaves;
* a caucus ends when the last of its members leaves. A ban is refused, by whatever majority, while
  the constitution entrenches the right; where it does not, the breach is recorded with the ban.

Not here: minority reports (``reports``), one confidential membership for each member
(``office.confidential``), the shares of time and print (``shares``), elections.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from commonweal.charter.paths import is_entrenched
from commonweal.charter.rights import Caucuses
from commonweal.polity.case import Case, numbered, provided, require_office
from commonweal.polity.command import Command
from commonweal.polity.entities import Body, Motion
from commonweal.polity.event import Event
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.caucuses import data
from commonweal.polity.rights.caucuses.data import Caucus
from commonweal.polity.rights.commitments import commit
from commonweal.polity.state import State
from commonweal.terms import days

BREACH = "A6"
"""Requirement that a ban of a caucus breaks."""


def rule_of(case: Case) -> Caucuses:
    """Return the table of caucuses in force, or refuse."""
    right = case.charter.caucuses
    return provided(
        case,
        right,
        "caucuses",
        refusal="caucuses_not_provided",
        remedy="move an amendment that gives the right",
    )


def found_caucus(case: Case, command: data.FoundCaucus) -> list[Event]:
    """Found a caucus."""
    rule, name = rule_of(case), command.name.strip()
    case.member(case.by)
    if not name:
        refuse("name_empty", rule.cite(), expected="a name", got="none", remedy="choose one")
    if name.casefold() in case.state.caucus_names:
        refuse(
            "caucus_name_taken",
            rule.cite(),
            expected="a name that no other caucus has",
            got=name,
            remedy="choose another name, or join that caucus",
        )
    _check_alone(case, rule)
    number = case.new("caucuses")
    founded = data.CaucusFounded(caucus=number, name=name, statement=command.statement, by=case.by)
    return [founded]


def _check_alone(case: Case, rule: Caucuses) -> None:
    """Keep one member from taking every name, and every share, with caucuses of one."""
    for number in case.state.caucuses_of.get(case.by, ()):
        if case.state.caucuses[number].size == 1:
            refuse(
                "caucus_founded_before",
                rule.cite("members_min"),
                expected="a founder who is not alone in another caucus",
                got=f"the only member of caucus {number}",
                remedy="find somebody who joins that one, or leave it",
            )


def caucus_of(case: Case, number: int) -> Caucus:
    """Return a caucus that exists, or refuse."""
    found = case.state.caucuses.get(number)
    if found is None or not found.exists:
        got = f"caucus {number}, which has ended" if found else number
        refuse(
            "caucus_unknown",
            _cite(case),
            expected=numbered("a caucus", len(case.state.caucuses)),
            got=got,
            remedy="list the caucuses and choose one, or found one",
        )
    return found


def join_caucus(case: Case, command: data.JoinCaucus) -> list[Event]:
    """Join a caucus, by name or in confidence."""
    rule, caucus = rule_of(case), caucus_of(case, command.caucus)
    case.member(case.by)
    if case.by in caucus.members:
        _joined_before(rule, caucus)
    if not command.salt:
        return [data.CaucusJoined(caucus=caucus.id, member=case.by)]
    if not rule.confidential:
        refuse(
            "caucus_confidence_not_provided",
            rule.cite("confidential"),
            expected="a member who joins by name",
            got="a salt",
            remedy="join by name",
        )
    commitment = _commitment(case, caucus, command.salt)
    if commitment in caucus.commitments:
        _joined_before(rule, caucus)
    joined = data.CaucusJoinedInConfidence(caucus=caucus.id, commitment=commitment)
    return [joined, _holding(case, rule, caucus, commitment)]


def _holding(case: Case, rule: Caucuses, caucus: Caucus, commitment: str) -> Event:
    until = case.at + days(rule.renew_days)
    return data.CaucusMembershipHolds(caucus=caucus.id, commitment=commitment, until=until)


def _joined_before(rule: Caucuses, caucus: Caucus) -> NoReturn:
    refuse(
        "caucus_joined_before",
        rule.cite(),
        expected="somebody who does not belong to it yet",
        got=f"a member of caucus {caucus.id}",
        remedy="nothing is needed; to change between named and unnamed, leave first",
    )


def _commitment(case: Case, caucus: Caucus, salt: str) -> str:
    return commit(f"caucus {caucus.id}", case.by, salt, _cite(case, "confidential"))


def _cite(case: Case, field: str = "") -> str:
    """Return the article on caucuses, or the constitution where it has none any more."""
    rule = case.charter.caucuses
    return rule.cite(field) if rule else case.charter.preamble.cite()


def leave_caucus(case: Case, command: data.LeaveCaucus) -> list[Event]:
    """Leave a caucus; the last one to leave ends it."""
    caucus = caucus_of(case, command.caucus)
    if not command.salt:
        _require_named(case, caucus, case.by)
        return _leave(caucus, case.by)
    commitment = _unnamed(case, caucus, command.salt)
    left = data.CaucusLeftInConfidence(caucus=caucus.id, commitment=commitment)
    return [left, *_after(caucus, [commitment])]


def _unnamed(case: Case, caucus: Caucus, salt: str) -> str:
    """Return the commitment of a member who belongs to a caucus unnamed, or refuse."""
    commitment = _commitment(case, caucus, salt)
    if commitment not in caucus.commitments:
        refuse(
            "caucus_salt_does_not_fit",
            _cite(case, "confidential"),
            expected="the salt with which you joined",
            got="another one",
            remedy="look the salt up where you kept it",
        )
    return commitment


def _after(caucus: Caucus, gone: Sequence[str]) -> list[Event]:
    """End a caucus when its last members leave unnamed; let the named ones left speak for it."""
    if caucus.size == len(gone):
        return [data.CaucusDissolved(caucus=caucus.id)]
    if caucus.speakers or len(caucus.commitments) > len(gone):
        return []
    _since, first = min((since, one) for one, since in caucus.members.items())
    return [data.CaucusSpeakerNamed(caucus=caucus.id, member=first)]


def renew_membership(case: Case, command: data.RenewMembership) -> list[Event]:
    """Renew a membership without a name."""
    caucus = caucus_of(case, command.caucus)
    commitment = _unnamed(case, caucus, command.salt)
    return [_holding(case, rule_of(case), caucus, commitment)]


def name_oneself(case: Case, command: data.NameOneself) -> list[Event]:
    """Let a member come out; whoever belonged to a caucus before it fell silent speaks for it."""
    caucus = caucus_of(case, command.caucus)
    commitment = _unnamed(case, caucus, command.salt)
    named: list[Event] = [
        data.CaucusLeftInConfidence(caucus=caucus.id, commitment=commitment),
        data.CaucusJoined(caucus=caucus.id, member=case.by),
    ]
    old = caucus.commitments[commitment] < caucus.mute_since
    if not caucus.speakers and (old or len(caucus.commitments) == 1):
        named.append(data.CaucusSpeakerNamed(caucus=caucus.id, member=case.by))
    return named


def lapse_memberships(case: Case, command: data.LapseMemberships) -> list[Event]:
    """End the memberships without a name that were not renewed in time.

    Nothing lapses where the right was taken away: nobody could renew it.
    """
    require_office(case, "lapse_memberships")
    rule, caucus = rule_of(case), caucus_of(case, command.caucus)
    over = [one for one, until in caucus.holds.items() if until <= case.at]
    if not over:
        refuse(
            "nothing_due",
            rule.cite("renew_days"),
            expected="a membership that was not renewed in time",
            got="none",
            remedy="wait",
        )
    lapsed = data.CaucusMembershipsLapsed(caucus=caucus.id, commitments=tuple(over))
    return [lapsed, *_after(caucus, over)]


def _leave(caucus: Caucus, member: int) -> list[Event]:
    """Let a named member go; when the last speaker goes, whoever joined first speaks."""
    others = sorted((since, one) for one, since in caucus.members.items() if one != member)
    alone = caucus.speakers == [member]
    speaker = others[0][1] if alone and others else 0
    left = data.CaucusLeft(caucus=caucus.id, member=member, speaker=speaker)
    return [left, *_end(caucus)]


def _end(caucus: Caucus) -> list[Event]:
    return [data.CaucusDissolved(caucus=caucus.id)] if caucus.size == 1 else []


def leave_all(case: Case, member: int) -> list[Event]:
    """Let a member who leaves the federation, or has died, leave every caucus they are named in."""
    numbers = case.state.caucuses_of.get(member, ())
    return [event for one in numbers for event in _leave(case.state.caucuses[one], member)]


def name_speaker(case: Case, command: data.NameCaucusSpeaker) -> list[Event]:
    """Name one more speaker."""
    caucus = caucus_of(case, command.caucus)
    _require_speaker(case, caucus, rule_of(case))
    _require_named(case, caucus, command.member)
    if command.member in caucus.speakers:
        refuse(
            "caucus_speaker_named_before",
            rule_of(case).cite(),
            expected="a member who does not speak for it yet",
            got=f"member {command.member}",
            remedy="nothing is needed",
        )
    return [data.CaucusSpeakerNamed(caucus=caucus.id, member=command.member)]


def _require_named(case: Case, caucus: Caucus, member: int) -> None:
    if member not in caucus.members:
        refuse(
            "caucus_not_joined",
            _cite(case),
            expected=f"somebody who belongs to caucus {caucus.id} by name",
            got=f"member {member}",
            remedy="join it by name; whoever joined in confidence leaves with the salt",
        )


def _require_speaker(case: Case, caucus: Caucus, rule: Caucuses) -> None:
    if case.by not in caucus.speakers:
        refuse(
            "caucus_speaker_needed",
            rule.cite(),
            expected=f"somebody who speaks for caucus {caucus.id}",
            got=f"member {case.by}",
            remedy="ask one of them, or found a caucus of your own",
        )


def acting(case: Case, number: int, rule: Caucuses) -> Caucus:
    """Return a caucus for which the issuer speaks and which is large enough, or refuse."""
    caucus = caucus_of(case, number)
    _require_speaker(case, caucus, rule)
    if caucus.size < rule.members_min:
        refuse(
            "caucus_too_small",
            rule.cite("members_min"),
            expected=f"{rule.members_min} members",
            got=caucus.size,
            remedy="find others who join it",
        )
    return caucus


# Lists.


def list_candidate(case: Case, command: data.ListCandidate) -> list[Event]:
    """Put a candidate on the list of a caucus."""
    poll = case.poll(command.poll)
    rule = case.charter_of(poll.charter).caucuses or rule_of(case)
    caucus = acting(case, command.caucus, rule)
    if not rule.lists:
        refuse(
            "caucus_lists_not_provided",
            rule.cite("lists"),
            expected="candidates without a list",
            got=f"the list of caucus {caucus.id}",
            remedy="say in the candidate's words what they stand for",
        )
    if poll.stage != "nominating":
        refuse(
            "poll_not_nominating",
            rule.cite("lists"),
            expected="an election whose nominations are open",
            got=f"poll {poll.id}, {poll.stage}",
            remedy="put up a list at the next election",
        )
    if command.candidate not in poll.candidates:
        refuse(
            "not_a_candidate",
            rule.cite("lists"),
            expected="somebody who stands in this election",
            got=f"member {command.candidate}",
            remedy="nominate them first",
        )
    _require_named(case, caucus, command.candidate)
    _check_one_list(case, rule, command)
    listed = data.CandidateListed(poll=poll.id, candidate=command.candidate, caucus=caucus.id)
    return [listed]


def _check_one_list(case: Case, rule: Caucuses, command: data.ListCandidate) -> None:
    for number in case.state.caucuses_of.get(command.candidate, ()):
        if command.candidate in case.state.caucuses[number].listed.get(command.poll, ()):
            refuse(
                "caucus_listed_before",
                rule.cite("lists"),
                expected="a candidate on no list",
                got=f"one on the list of caucus {number}",
                remedy="let the candidate withdraw and stand anew, or leave it",
            )


# The ban.


def check_ban(case: Case, _body: Body, effect: data.BanCaucus) -> None:
    """Refuse to end a caucus while the right is entrenched, whatever the majority would be."""
    caucus_of(case, effect.caucus)
    rule = case.charter.caucuses
    if rule is not None and is_entrenched(case.charter, "caucuses"):
        refuse(
            "caucus_ban_forbidden",
            rule.cite(),
            expected="a caucus that ends by the will of its own members only",
            got=f"a motion to {effect.how} caucus {effect.caucus}",
            remedy="answer it in debate; no majority and no emergency reaches this far",
        )


def ban_caucus(case: Case, motion: Motion, effect: data.BanCaucus) -> list[Event]:
    """End a caucus against its will, and record what that breaks."""
    rule = case.charter.caucuses
    breach = f"{BREACH}, article {rule.cite()}" if rule else BREACH
    banned = data.CaucusBanned(
        caucus=effect.caucus, motion=motion.id, how=effect.how, breach=breach
    )
    return [banned]


LAW: dict[type[Command], Callable[[Case, Any], list[Event]]] = {
    data.FoundCaucus: found_caucus,
    data.JoinCaucus: join_caucus,
    data.LeaveCaucus: leave_caucus,
    data.RenewMembership: renew_membership,
    data.NameOneself: name_oneself,
    data.LapseMemberships: lapse_memberships,
    data.NameCaucusSpeaker: name_speaker,
    data.ListCandidate: list_candidate,
}
"""The law that decides each command of this right."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "caucus": lambda _state, caucus: data.LapseMemberships(caucus=caucus),
}
"""The command for each kind of item on the calendar."""

EFFECTS: Effects = {data.BanCaucus: (check_ban, ban_caucus)}
"""What refuses each effect of this right, and what carries it out."""
