"""What people do about meetings: call, ask, come, speak, write minutes; and what they may not."""

from __future__ import annotations

from collections.abc import Callable

from law_choices import Chooser

from commonweal.polity.rights.meetings import data
from commonweal.terms import DAY_S


class MeetingMoves(Chooser):
    """Moves about meetings."""

    def meeting(self, *stages: str) -> data.Meeting | None:
        """One meeting at one of these stages, seldom any other."""
        known = list(self.world.state.meetings.values())
        fitting = [one for one in known if one.stage in stages]
        return self.one(fitting if fitting and self.likely(9) else known)

    def somebody_at(self, meeting: data.Meeting) -> int:
        """Somebody who is present, or votes in the body, or anybody."""
        voters = self.voters(self.world.state.bodies[meeting.body])
        pool = list(meeting.present) if meeting.present and self.likely(5) else voters
        return self.choose(pool) if pool and self.likely(9) else self.anybody()

    def call_meeting(self) -> None:
        body = self.choose(self.bodies())
        at = self.world.now + int(self.choose([1, 2, 3, 0.5, 500]) * DAY_S)
        command = data.CallMeeting(body=body.id, begins_at=at, text="t", place="p")
        self.world.try_to(command, self.powerful(body.id))

    def ask_for_meeting(self) -> None:
        body = self.choose(self.bodies())
        voters = self.voters(body)
        by = self.choose(voters) if voters and self.likely(9) else self.anybody()
        at = self.world.now + int(self.choose([0, 1, 2, 4, 50]) * DAY_S)
        command = data.AskForMeeting(body=body.id, begins_at=at, text="t", place="p")
        self.world.try_to(command, by)
        if self.likely():
            self.support_meeting()

    def support_meeting(self) -> None:
        request = self.one(list(self.world.state.meeting_requests.values()))
        if request is None:
            self.world.try_to(data.SupportMeeting(request=1), self.anybody())
            return
        body = self.world.state.bodies[request.body]
        for voter in self.voters(body) if self.likely() else [self.anybody()]:
            self.world.try_to(data.SupportMeeting(request=request.id), voter)

    def cancel_meeting(self) -> None:
        meeting = self.meeting("called")
        if meeting is not None:
            by = self.powerful(meeting.body)
            self.world.try_to(data.CancelMeeting(meeting=meeting.id), by)

    def add_to_agenda(self) -> None:
        meeting = self.meeting("called", "open")
        if meeting is None:
            return
        what = self.choose(["motion", "task", "request", "request"])
        number = 0 if what == "request" else self.choose([1, 2, 3, 99])
        command = data.AddToAgenda(
            meeting=meeting.id, what=what, number=number, text="" if number else "words"
        )
        by = self.somebody_at(meeting)
        for _ in range(self.choose([1, 1, 2, 6])):
            self.world.try_to(command, by)

    def come(self) -> None:
        meeting = self.meeting("called", "open")
        if meeting is None:
            self.world.try_to(data.AttendMeeting(meeting=7), self.anybody())
            return
        wait_s = meeting.begins_at - self.world.now
        if meeting.stage == "called" and wait_s > 0 and self.likely(5):
            self.world.pass_days(wait_s / DAY_S)
        for voter in self.voters(self.world.state.bodies[meeting.body]):
            if self.likely(2):
                self.world.try_to(data.AttendMeeting(meeting=meeting.id), voter)
        self.see_at_the_door(meeting)

    def see_at_the_door(self, meeting: data.Meeting) -> None:
        voters = self.voters(self.world.state.bodies[meeting.body])
        absent = [one for one in voters if one not in meeting.present]
        arrivals = tuple(self.some(absent, 2)) if absent and self.likely(9) else (self.anybody(),)
        command = data.AttendMeeting(meeting=meeting.id, members=arrivals)
        for by in (self.powerful(meeting.body), *meeting.present, self.anybody()):
            self.world.try_to(command, by)
        for one in list(meeting.unconfirmed):
            if self.likely():
                self.world.try_to(data.AttendMeeting(meeting=meeting.id), one)

    def hold(self) -> None:
        """People come, somebody opens, and speeches begin."""
        meeting = self.meeting("called")
        if meeting is None:
            return
        self.come()
        by = self.choose([self.powerful(meeting.body), self.somebody_at(meeting)])
        self.world.try_to(data.OpenMeeting(meeting=meeting.id), by)
        if self.likely():
            self.world.pass_days(0.03)
            self.world.try_to(data.OpenMeeting(meeting=meeting.id), self.somebody_at(meeting))
        self.speak()

    def speak(self) -> None:
        meeting = self.meeting("open")
        if meeting is None:
            return
        for _ in range(3):
            caucus = 0 if self.likely(9) else 5
            command = data.AskToSpeak(meeting=meeting.id, caucus=caucus)
            self.world.try_to(command, self.somebody_at(meeting))
        for _ in range(3):
            by = meeting.chair if self.likely(5) else self.somebody_at(meeting)
            self.world.try_to(data.GiveFloor(meeting=meeting.id), by)
            if self.likely():
                self.world.pass_days(0.01)
            speaker = self.choose([meeting.floor or self.anybody(), meeting.chair or 1])
            self.world.try_to(data.EndSpeech(meeting=meeting.id), speaker)

    def finish(self) -> None:
        meeting = self.meeting("open", "closed")
        if meeting is None:
            return
        chair = meeting.chair if self.likely(5) and meeting.chair else self.anybody()
        self.world.try_to(data.NoteMinutes(meeting=meeting.id, text="n"), chair)
        self.world.try_to(data.CloseMeeting(meeting=meeting.id), chair)
        if self.likely(2):
            self.world.pass_days(self.choose([0.1, 2]))
        by = self.somebody_at(meeting)
        self.world.try_to(data.ObjectToMinutes(meeting=meeting.id, text="o"), by)

    def end_a_meeting_early(self) -> None:
        number = self.choose([1, 2, 3, 99])
        self.world.try_to(data.LapseMeeting(meeting=number), self.choose([0, self.anybody()]))


MEETING_MOVES: tuple[tuple[Callable[[MeetingMoves], None], int], ...] = (
    (MeetingMoves.call_meeting, 1),
    (MeetingMoves.ask_for_meeting, 2),
    (MeetingMoves.support_meeting, 1),
    (MeetingMoves.cancel_meeting, 1),
    (MeetingMoves.add_to_agenda, 1),
    (MeetingMoves.come, 1),
    (MeetingMoves.hold, 2),
    (MeetingMoves.speak, 1),
    (MeetingMoves.finish, 1),
    (MeetingMoves.end_a_meeting_early, 1),
)
"""Moves about meetings, and how often they are made in a long random life."""
