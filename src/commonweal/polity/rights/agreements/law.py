"""Proposing agreements, and recording what another federation proves.

Rules of this module:

* any member proposes; whoever decides is asked by a motion, as on everything (``deciding``);
* any member records what the other federation proves: no office can hold it back, and what was not
  proved to the office is never recorded;
* two histories signed by one key are recorded as evidence, and nothing more is taken from it.

Not here: reading files and checking signatures (``commonweal.office.foreign``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.charter.rights import Agreements as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, numbered, require_office
from commonweal.polity.command import Command
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.agreements import data
from commonweal.polity.rights.agreements.deciding import (
    come_into_force,
    refuse_over,
    require_one_history,
)
from commonweal.polity.rights.agreements.finding import (
    cite,
    federation,
    found,
    rule_in_force,
    rule_of,
)
from commonweal.polity.state import State
from commonweal.terms import Moment, day_of, days

DRAFTS_MAX = 3
"""Agreements that one member can have proposed at a time."""


def propose_agreement(case: Case, command: data.ProposeAgreement) -> list[ev.Event]:
    """Put an agreement on record, as a file that both federations hold."""
    rule = rule_in_force(case)
    case.member(case.by)
    said = _examined(command.examined, "agreement_file_unsound", rule.cite(), _FILE)
    bodies = tuple(sorted({int(case.body(one).id) for one in command.bodies}))
    _check_new(case, rule, said, bodies)
    _check_term(case, rule, said)
    other = federation(case.state, said.origin, said.key)
    if not other:
        _require_unclaimed(case, rule, said)
    else:
        if said.forked:
            return [_fork(case, other, said)]
        require_one_history(case, rule, other)
    number = other or case.new("foreigns")
    proposed = data.AgreementProposed(
        agreement=case.new("agreements"),
        foreign=number,
        document=said.document,
        file=command.file,
        by=case.by,
        charter=case.version,
        starts=said.starts,
        ends=said.ends,
        bodies=bodies,
        replaces=_replaced(case, rule, said, number),
    )
    return [proposed] if other else [_met(number, said), proposed]


_FILE = (
    "a file as `commonweal agreement write` makes it",
    "let one side write it, and propose that file unchanged on both sides",
)
_PROOF = (
    "a proof as `commonweal agreement prove` makes it",
    "ask the other federation for a new one, since the entries of its record known here",
)
_CARD = (
    "a card as `commonweal agreement card` makes it",
    "ask the other federation for a new one, since the entries of its record known here",
)


def _examined(
    said: data.Examined | None, refusal: str, where: str, asked: tuple[str, str]
) -> data.Examined:
    """Return what the office found in a file, or refuse what it could not verify."""
    if said is None or said.fault:
        expected, remedy = asked
        got = said.fault if said else "a file that nobody has examined"
        refuse(refusal, where, expected=expected, got=got, remedy=remedy)
    return said


def _check_new(case: Case, rule: Rule, said: data.Examined, bodies: tuple[int, ...]) -> None:
    """Refuse what was proposed before; for other bodies it may be, so that nobody spoils a file."""
    known = case.state.agreements.get(case.state.agreement_of.get(said.document, 0))
    if known is not None and (known.stage != "proposed" or tuple(known.bodies) == bodies):
        refuse(
            "agreement_proposed_before",
            rule.cite(),
            expected="a file that this record does not have, or not for these bodies",
            got=f"agreement {known.id}",
            remedy="move that it be adopted, or write another one",
        )
    drafts = case.state.agreement_drafts.get(case.by, 0)
    if drafts >= DRAFTS_MAX:
        refuse(
            "agreement_drafts_too_many",
            rule.cite(),
            expected=f"at most {DRAFTS_MAX} agreements of yours that wait to be adopted",
            got=f"{drafts} already",
            remedy="let somebody else propose this one",
        )


def _check_term(case: Case, rule: Rule, said: data.Examined) -> None:
    longest = days(rule.term_days_max)
    fits = said.starts < said.ends and said.ends - said.starts <= longest
    if not fits or not case.at < said.ends <= case.at + 2 * longest:
        refuse(
            "agreement_term_too_long",
            rule.cite("term_days_max"),
            expected=f"an end after today, and a term of 1 to {rule.term_days_max} days",
            got=f"{(said.ends - said.starts) // days(1)} days, until {_day(said.ends)}",
            remedy="write it anew with other dates",
        )


def _day(at: int) -> str:
    return day_of(Moment(at)).isoformat()


def _require_unclaimed(case: Case, rule: Rule, said: data.Examined) -> None:
    """Refuse another key for the name of a record with which something was adopted.

    As long as nothing was, whoever proposed first does not take the name: anybody makes a key.
    """
    known = case.state.foreigns.get(case.state.foreign_of.get(said.origin, 0))
    adopted = (one.foreign for one in case.state.agreements.values() if one.adopted_at)
    if known is not None and known.id in adopted:
        refuse(
            "foreign_key_differs",
            rule.cite(),
            expected=known.key,
            got=said.key,
            remedy="ask the other federation which is its key, by another way than this file",
        )


def _replaced(case: Case, rule: Rule, said: data.Examined, other: int) -> int:
    if not said.replaces:
        return 0
    earlier = case.state.agreements.get(case.state.agreement_of.get(said.replaces, 0))
    if earlier is None or earlier.foreign != other:
        refuse(
            "agreement_of_others",
            rule.cite(),
            expected="an agreement with the same federation in the place of this one",
            got=said.replaces if earlier is None else f"agreement {earlier.id}, with another one",
            remedy="write it anew without replacing anything, or with the right digest",
        )
    return earlier.id


def _met(number: int, said: data.Examined) -> data.ForeignMet:
    return data.ForeignMet(
        foreign=number,
        name=said.name,
        origin=said.origin,
        key=said.key,
        size=said.size,
        root=said.root,
        note=said.note,
    )


def _fork(case: Case, other: int, said: data.Examined) -> data.ForeignForkFound:
    known = case.state.foreigns[other]
    return data.ForeignForkFound(
        foreign=other, at=said.forked, known=known.note, found=said.note, by=case.by
    )


def _checkpoint(case: Case, other: int, said: data.Examined) -> list[ev.Event]:
    """Give the newer checkpoint that came with a proof, if it is newer."""
    known = case.state.foreigns[other]
    if said.size <= known.size:
        return []
    return [
        data.ForeignCheckpointRecorded(
            foreign=other,
            size=said.size,
            root=said.root,
            note=said.note,
            by=case.by,
            key=said.key if said.key != known.key else "",
        )
    ]


def record_counterpart(case: Case, command: data.RecordCounterpart) -> list[ev.Event]:
    """Record what the other federation has decided about an agreement, and what follows."""
    agreement = found(case, command.agreement)
    rule, other = rule_of(case, agreement), agreement.foreign
    _require_not_over(agreement, rule)
    require_one_history(case, rule, other)
    said = _examined(command.examined, "counterpart_unproven", rule.cite(), _PROOF)
    if said.forked:
        return [_fork(case, other, said)]
    _check_not_recorded(agreement, rule, said)
    recorded = data.CounterpartRecorded(
        agreement=agreement.id,
        what="notice" if said.what == "notice" else "adopted",
        index=said.index,
        size=said.size,
        proof=command.proof,
        by=case.by,
        ends=said.ends if said.what == "notice" else 0,
    )
    newer = _checkpoint(case, other, said)
    if said.what == "notice" or agreement.stage != "adopted":
        return [*newer, recorded]
    return [*newer, recorded, *come_into_force(case, agreement)]


def _require_not_over(agreement: data.Agreement, rule: Rule) -> None:
    if agreement.stage == "ended":
        refuse_over(agreement, rule)


def _check_not_recorded(agreement: data.Agreement, rule: Rule, said: data.Examined) -> None:
    again = agreement.theirs_at if said.what == "adopted" else agreement.notice_by == "them"
    if again:
        refuse(
            "counterpart_recorded_before",
            rule.cite(),
            expected="a decision of theirs that this record does not have",
            got=f"the {said.what.replace('adopted', 'adoption')} of agreement {agreement.id}",
            remedy="nothing is needed",
        )


def record_foreign_checkpoint(case: Case, command: data.RecordForeignCheckpoint) -> list[ev.Event]:
    """Record how another federation's record has continued, or that it did not."""
    known = case.state.foreigns.get(command.foreign)
    if known is None:
        refuse(
            "foreign_unknown",
            cite(case),
            expected=numbered("another federation", len(case.state.foreigns)),
            got=command.foreign,
            remedy="propose an agreement with it first",
        )
    said = _examined(command.examined, "foreign_checkpoint_unsound", cite(case), _CARD)
    if said.forked and not known.forked:
        return [_fork(case, known.id, said)]
    if known.forked or said.size <= known.size:
        refuse(
            "foreign_checkpoint_not_newer",
            cite(case),
            expected=f"a checkpoint over more than {known.size} entries of one history",
            got=f"one over {said.size}" if not known.forked else "one of a key that signed two",
            remedy="nothing is needed",
        )
    return _checkpoint(case, known.id, said)


def end_agreement(case: Case, command: data.EndAgreement) -> list[ev.Event]:
    """End an agreement whose term, or time of notice, is over."""
    require_office(case, "end_agreement")
    agreement = case.state.agreements.get(command.agreement)
    if agreement is None or agreement.stage == "ended" or case.at < agreement.due_at:
        refuse(
            "nothing_due",
            cite(case),
            expected="an agreement whose time is over",
            got="none",
            remedy="wait",
        )
    if agreement.stage != "in_force":
        return [data.AgreementEnded(agreement=agreement.id, why="never_in_force")]
    early = agreement.due_at < agreement.ends
    return [data.AgreementEnded(agreement=agreement.id, why="notice" if early else "term")]


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.ProposeAgreement: propose_agreement,
    data.RecordCounterpart: record_counterpart,
    data.RecordForeignCheckpoint: record_foreign_checkpoint,
    data.EndAgreement: end_agreement,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "agreement": lambda _state, number: data.EndAgreement(agreement=number),
}
"""The command for each kind of item on the calendar."""
