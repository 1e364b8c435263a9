"""A meeting of the visitors' workplace that members convene, and that is under way at the end.

Rules of this module: a fifth convene it, not the secretary; when the demo opens somebody has the
floor, others wait, and the visitors can sign in and ask to speak.

Not here: the other things that still run (``ending``).
"""

from __future__ import annotations

from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.meetings import data

HOUR_DAY = 175.46
"""The day since the founding, and its hour, at which the meeting begins."""


def convene(stage: Stage, workplace: int) -> int:
    """Let members ask for a meeting until it is convened; returns its number."""
    asker, *others = reversed(stage.rank_and_file(workplace))
    asked = data.AskForMeeting(
        body=workplace,
        begins_at=stage.moment(HOUR_DAY),
        text="The heating of the hall\n\nWhat the repair costs, and who is cold meanwhile.",
        place="The canteen, second floor",
    )
    stage.do(asked, asker)
    request = max(stage.state.meeting_requests)
    for one in others:
        if not stage.state.meeting_requests[request].meeting:
            stage.do(data.SupportMeeting(request=request), one)
    return stage.state.meeting_requests[request].meeting


def hold(stage: Stage, meeting: int, until: float) -> None:
    """Let people come, open the meeting and speak; it goes on when the demo opens."""
    found = stage.state.meetings[meeting]
    supporters = stage.state.meeting_requests[found.request].supporters
    stage.to(HOUR_DAY)
    for one in supporters:
        stage.do(data.AttendMeeting(meeting=meeting), one)
    chair, *speakers = supporters
    stage.do(data.OpenMeeting(meeting=meeting), chair)
    for one in speakers[:3]:
        stage.do(data.AskToSpeak(meeting=meeting), one)
    _first_speech(stage, meeting, chair, speakers[0])
    point = data.AddToAgenda(meeting=meeting, what="request", text="Gloves for the early shift")
    stage.do(point, speakers[1])
    stage.to(until - 2 / 1_440)
    stage.do(data.GiveFloor(meeting=meeting), chair)


def _first_speech(stage: Stage, meeting: int, chair: int, speaker: int) -> None:
    stage.do(data.GiveFloor(meeting=meeting), chair)
    stage.to(stage.day + 4 / 1_440)
    stage.do(data.EndSpeech(meeting=meeting), speaker)
    note = "The boiler has been out for nine days. The repair is promised for the end of the week."
    stage.do(data.NoteMinutes(meeting=meeting, text=note), chair)
