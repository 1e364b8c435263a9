"""Speeches: asking for the floor, getting it in the constitution's order, and ending in time.

Rules of this module:

* the chair gives the floor, and has no choice to whom: the order decides (``speaking``); where the
  chair lets people wait, anybody present gives it, with as little choice;
* until the time of a speech is over nobody but the speaker ends it.

Not here: the order (``speaking``), opening and closing (``holding``).
"""

from __future__ import annotations

from commonweal.charter.rights import Meetings
from commonweal.polity.case import Case
from commonweal.polity.event import Event
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.meetings import data
from commonweal.polity.rights.meetings.finding import (
    found_meeting,
    in_utc,
    require_present,
    require_stage,
    rule_of,
)
from commonweal.polity.rights.meetings.holding import require_chair
from commonweal.polity.rights.meetings.speaking import speaking_order

SILENT_S = 600
"""How long a chair can leave the floor free while somebody waits to speak."""


def ask_to_speak(case: Case, command: data.AskToSpeak) -> list[Event]:
    """Ask for the floor."""
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    require_stage(rule, meeting, "open")
    require_present(case, meeting, rule)
    if case.by == meeting.floor or any(one.member == case.by for one in meeting.waiting):
        refuse(
            "speech_asked_for_before",
            rule.cite("first_speakers_first"),
            expected="one wish to speak at a time",
            got=f"a second one by member {case.by}",
            remedy="wait for your turn",
        )
    _check_caucus(case, rule, command.caucus)
    return [data.SpeechAskedFor(meeting=meeting.id, by=case.by, caucus=command.caucus)]


def _check_caucus(case: Case, rule: Meetings, caucus: int) -> None:
    found = case.state.caucuses.get(caucus)
    if caucus and (found is None or found.ended_at or case.by not in found.members):
        refuse(
            "caucus_not_ones_own",
            rule.cite("caucus_speeches"),
            expected="a caucus to which you belong by name",
            got=f"caucus {caucus}",
            remedy="speak for yourself",
        )


def give_floor(case: Case, command: data.GiveFloor) -> list[Event]:
    """Give the floor to the next on the list; a speech whose time is over ends by that."""
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    if not _is_kept_waiting(case, meeting):
        require_chair(case, meeting, rule)
    if meeting.floor and case.at < meeting.floor_until:
        refuse(
            "floor_taken",
            rule.cite("speech_minutes"),
            expected="a speech that is over",
            got=f"member {meeting.floor}, who has the floor until {in_utc(meeting.floor_until)}",
            remedy="wait until the speech ends, or its time is over",
        )
    order = speaking_order(meeting.waiting, meeting.spoken, meeting.caucus, rule)
    if not order:
        refuse(
            "nobody_asked_to_speak",
            rule.cite("first_speakers_first"),
            expected="somebody who waits to speak",
            got="an empty list",
            remedy="ask who wants to speak",
        )
    given = data.FloorGiven(
        meeting=meeting.id,
        by=case.by,
        member=order[0].member,
        caucus=order[0].caucus,
        until=case.at + rule.speech_minutes * 60,
    )
    return [*_ended(case, meeting), given]


def _is_kept_waiting(case: Case, meeting: data.Meeting) -> bool:
    """Whether the issuer is there while the floor is free, and the chair gives it to nobody."""
    if meeting.stage != "open" or case.by not in meeting.present or not meeting.waiting:
        return False
    since = max(meeting.floor_until, min(one.at for one in meeting.waiting))
    return case.at >= since + SILENT_S


def _ended(case: Case, meeting: data.Meeting) -> list[Event]:
    if not meeting.floor:
        return []
    return [data.SpeechEnded(meeting=meeting.id, by=case.by, member=meeting.floor)]


def end_speech(case: Case, command: data.EndSpeech) -> list[Event]:
    """End one's speech, or take back the wish to speak; as chair: end a speech in time."""
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    require_stage(rule, meeting, "open")
    if case.by == meeting.floor or any(one.member == case.by for one in meeting.waiting):
        return [data.SpeechEnded(meeting=meeting.id, by=case.by, member=case.by)]
    if case.by != meeting.chair or not meeting.floor:
        refuse(
            "no_speech",
            rule.cite("speech_minutes"),
            expected="somebody who speaks or waits to speak",
            got=f"member {case.by}",
            remedy="ask for the floor",
        )
    if case.at < meeting.floor_until:
        refuse(
            "speech_not_over",
            rule.cite("speech_minutes"),
            expected=f"a moment from {in_utc(meeting.floor_until)} on",
            got=in_utc(case.at),
            remedy="let the speaker finish",
        )
    return _ended(case, meeting)
