"""What people do in caucuses, with letters and with questions; and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser

from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.letters import data as letters

GROUND = "names a private person"


def salt_of(member: int) -> str:
    """The words that a member keeps; in these lives each has the same all along."""
    return f"the words of member {member} alone"


class CaucusMoves(Chooser):
    """Moves about caucuses, letters and questions."""

    # Caucuses.

    def a_caucus(self) -> Any:
        known = list(self.world.state.caucuses.values())
        there = [one for one in known if one.exists]
        return self.one(there if there and self.likely(9) else known)

    def found_caucus(self) -> None:
        name = self.choose(["Red", "Black", "Green", "red", ""])
        self.world.try_to(caucuses.FoundCaucus(name=name, statement="s"), self.anybody())

    def join_caucus(self) -> None:
        caucus, by = self.a_caucus(), self.anybody()
        number = caucus.id if caucus else 1
        salt = self.choose(["", "", salt_of(by), "short"])
        self.world.try_to(caucuses.JoinCaucus(caucus=number, salt=salt), by)

    def leave_caucus(self) -> None:
        caucus = self.a_caucus()
        if caucus is None:
            return
        named = list(caucus.members)
        by = self.choose(named) if named and self.likely() else self.anybody()
        salt = "" if by in caucus.members and self.likely(9) else salt_of(by)
        self.world.try_to(caucuses.LeaveCaucus(caucus=caucus.id, salt=salt), by)

    def stay_unnamed(self) -> None:
        """Somebody renews a membership without a name, or comes out."""
        caucus, by = self.a_caucus(), self.anybody()
        number = caucus.id if caucus else 1
        salt = self.choose([salt_of(by), salt_of(by), "short"])
        renewed = caucuses.RenewMembership(caucus=number, salt=salt)
        named = caucuses.NameOneself(caucus=number, salt=salt)
        self.world.try_to(self.choose([renewed, named]), by)

    def name_speaker(self) -> None:
        caucus = self.a_caucus()
        if caucus is not None:
            by = self.speaker(caucus)
            member = self.choose([*caucus.members, self.anybody()])
            self.world.try_to(caucuses.NameCaucusSpeaker(caucus=caucus.id, member=member), by)

    def speaker(self, caucus: Any) -> int:
        """Somebody who speaks for a caucus, or anybody."""
        return (
            self.choose(caucus.speakers) if caucus.speakers and self.likely(9) else self.anybody()
        )

    def put_on_list(self) -> None:
        caucus = self.a_caucus()
        polls = [one for one in self.world.state.polls.values() if one.kind == "election"]
        open_ones = [one for one in polls if one.stage == "nominating"]
        poll = self.one(open_ones if open_ones and self.likely(9) else polls)
        if caucus is None or poll is None:
            return
        own = [one for one in poll.candidates if one in caucus.members]
        candidate = self.choose(own) if own and self.likely(5) else self.anybody()
        if candidate not in caucus.members and self.likely():
            self.world.try_to(caucuses.JoinCaucus(caucus=caucus.id), candidate)
        command = caucuses.ListCandidate(poll=poll.id, candidate=candidate, caucus=caucus.id)
        for _ in range(self.choose([1, 2])):
            self.world.try_to(command, self.speaker(caucus))

    def report_against(self) -> None:
        motions = list(self.world.state.motions.values())
        decided = [one for one in motions if one.stage in {"carried", "rejected"}]
        motion = self.one(decided[-3:] if decided and self.likely(9) else motions)
        if motion is None:
            return
        caucus = self.a_caucus() if self.likely(2) else None
        voters = self.voters(self.world.state.bodies[motion.body])
        by = self.choose([*voters, self.anybody()])
        number = caucus.id if caucus else 0
        command = caucuses.FileMinorityReport(motion=motion.id, text="r", caucus=number)
        self.world.try_to(command, self.speaker(caucus) if caucus else by)
        signer = self.choose([by, *voters, self.anybody()])
        report = self.choose([*self.world.state.reports, 99])
        self.world.try_to(caucuses.SignMinorityReport(report=report), signer)

    # Letters and questions.

    def write_letter(self) -> None:
        body, by = self.choose(self.bodies()), self.anybody()
        caucus = self.a_caucus() if not self.likely(3) else None
        salt = salt_of(by) if not self.likely(2) else ""
        number = caucus.id if caucus else 0
        command = letters.PublishLetter(body=body.id, text="l", caucus=number, salt=salt)
        self.world.try_to(command, self.speaker(caucus) if caucus else by)

    def reply(self) -> None:
        number = self.choose([*self.world.state.letters, 99])
        self.world.try_to(letters.ReplyToLetter(letter=number, text="r"), self.anybody())

    def appeal(self) -> None:
        every = self.world.state.letters
        down = [one.id for one in every.values() if one.removed is not None]
        number = self.choose([*down, *down, *every, 99])
        self.world.try_to(letters.AppealRemoval(letter=number), self.anybody())

    def ask_or_answer(self) -> None:
        questions = list(self.world.state.questions.values())
        if not questions or self.likely():
            seats = list(self.world.state.seats)
            seat = self.choose([*seats, 999])
            self.world.try_to(letters.AskQuestion(seat=seat, text="q"), self.anybody())
            return
        question = self.choose(questions)
        holder = self.world.state.seats[question.seat].holder
        by = holder if holder and self.likely(3) else self.anybody()
        number = question.id if self.likely(9) else 999
        self.world.try_to(letters.AnswerQuestion(question=number, text="a"), by)

    def hush(self) -> None:
        """Somebody asks for what only the date brings."""
        self.world.try_to(letters.NoteSilence(question=1), self.anybody())
        self.world.try_to(letters.WipeLetter(letter=1), self.choose([0, self.anybody()]))
        self.world.try_to(caucuses.LapseMemberships(caucus=1), self.choose([0, self.anybody()]))

    # Motions of the majority.

    def of_rights(self) -> list[Any]:
        """Effects that bodies try on caucuses and letters."""
        found: list[Any] = []
        for caucus in self.some(list(self.world.state.caucuses), 1):
            how = self.choose(["ban", "suspend", "dissolve"])
            found.append(caucuses.BanCaucus(caucus=caucus, how=how))
        for letter in self.some(list(self.world.state.letters), 2):
            ground = GROUND if self.likely(5) else "displeases"
            found.append(letters.RemoveLetter(letter=letter, ground=ground))
            found.append(letters.RestoreLetter(letter=letter))
        return found


CAUCUS_MOVES: tuple[tuple[Callable[[CaucusMoves], None], int], ...] = (
    (CaucusMoves.found_caucus, 1),
    (CaucusMoves.join_caucus, 2),
    (CaucusMoves.leave_caucus, 1),
    (CaucusMoves.stay_unnamed, 1),
    (CaucusMoves.name_speaker, 1),
    (CaucusMoves.put_on_list, 1),
    (CaucusMoves.report_against, 1),
    (CaucusMoves.write_letter, 2),
    (CaucusMoves.reply, 1),
    (CaucusMoves.appeal, 1),
    (CaucusMoves.ask_or_answer, 2),
    (CaucusMoves.hush, 1),
)
"""Moves about caucuses, letters and questions, and how often they are made."""
