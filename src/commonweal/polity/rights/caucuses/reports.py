"""The law of minority reports: those who lost say why, beside the decision and for ever.

Rules of this module:

* whoever votes in the body, or has voted on the motion, reports on it, also when the seat is gone;
  and so does a caucus that has no delegate there;
* a report goes by the article under which the motion was moved, so that a decision which takes the
  right away is reported on like any other;
* one report of each on one decision; others sign it; nobody takes one back, or down.

Not here: printing them beside the decision (the pages), caucuses themselves (``law``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.charter.rights import Caucuses
from commonweal.polity.case import Case, numbered
from commonweal.polity.command import Command
from commonweal.polity.entities import Motion
from commonweal.polity.event import Event
from commonweal.polity.polls import has_voted, may_vote
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.caucuses import data
from commonweal.polity.rights.caucuses.data import Report
from commonweal.polity.rights.caucuses.law import acting, rule_of
from commonweal.terms import days


def file_report(case: Case, command: data.FileMinorityReport) -> list[Event]:
    """File a minority report."""
    motion = case.motion(command.motion)
    rule = reporting_rule(case, motion) or rule_of(case)
    _check_decided(case, rule, motion)
    if command.caucus:
        acting(case, command.caucus, rule)
    else:
        _require_voter(case, rule, motion)
    _check_filed_before(case, rule, command)
    filed = data.MinorityReportFiled(
        report=case.new("reports"),
        motion=motion.id,
        by=case.by,
        text=command.text,
        caucus=command.caucus,
    )
    return [filed]


def _check_filed_before(case: Case, rule: Caucuses, command: data.FileMinorityReport) -> None:
    """What is printed for ever beside a decision is one report of each."""
    for number in case.state.reports_on.get(command.motion, ()):
        report = case.state.reports[number]
        same = report.caucus == command.caucus and (command.caucus or report.by == case.by)
        if same:
            refuse(
                "report_filed_before",
                rule.cite("report_days"),
                expected="one report of each on one decision",
                got=f"a second one beside report {number}",
                remedy="sign the report of somebody else, or publish an open letter",
            )


def reporting_rule(case: Case, motion: Motion) -> Caucuses | None:
    """Return the table under which a motion was moved; the one in force where there was none."""
    return case.charter_of(motion.charter).caucuses or case.charter.caucuses


def has_say(case: Case, motion: Motion, member: int) -> bool:
    """Whether a member votes in the body that decided a motion, or voted on it.

    Where all members voted, each of those who may have lost can say why; and so can delegates who
    voted and were recalled, or whose body was merged, since.
    """
    poll = case.state.polls[motion.poll]
    voted = may_vote if poll.electorate == "members" else has_voted
    return voted(case, poll, member) or case.is_voter(member, case.state.bodies[motion.body])


def _check_decided(case: Case, rule: Caucuses, motion: Motion) -> None:
    decided = motion.stage in {"carried", "rejected", "divided"}
    if not decided or case.at > motion.decided_at + days(rule.report_days):
        refuse(
            "report_not_open",
            rule.cite("report_days"),
            expected=f"a motion decided within the last {rule.report_days} days",
            got=f"motion {motion.id}, {motion.stage}",
            remedy="publish an open letter, or move a motion of your own",
        )


def _require_voter(case: Case, rule: Caucuses, motion: Motion) -> None:
    case.member(case.by)
    if not has_say(case, motion, case.by):
        refuse(
            "reporter_not_a_voter",
            rule.cite("report_days"),
            expected=f"somebody who votes in {case.state.bodies[motion.body].name}, or a caucus",
            got=f"member {case.by}",
            remedy="ask a caucus or your delegate to report",
        )


def sign_report(case: Case, command: data.SignMinorityReport) -> list[Event]:
    """Sign a minority report."""
    report = _report(case, command.report)
    motion = case.motion(report.motion)
    rule = reporting_rule(case, motion) or rule_of(case)
    _check_decided(case, rule, motion)
    _require_voter(case, rule, motion)
    if case.by == report.by or case.by in report.signers:
        refuse(
            "report_signed_twice",
            rule.cite("report_days"),
            expected="one signature each",
            got=f"a second one by member {case.by}",
            remedy="ask others to sign",
        )
    return [data.MinorityReportSigned(report=report.id, by=case.by)]


def _report(case: Case, number: int) -> Report:
    found = case.state.reports.get(number)
    if found is None:
        refuse(
            "report_unknown",
            rule_of(case).cite("report_days"),
            expected=numbered("a minority report", len(case.state.reports)),
            got=number,
            remedy="look at the motion, which lists its reports",
        )
    return found


LAW: dict[type[Command], Callable[[Case, Any], list[Event]]] = {
    data.FileMinorityReport: file_report,
    data.SignMinorityReport: sign_report,
}
"""The law that decides each command."""
