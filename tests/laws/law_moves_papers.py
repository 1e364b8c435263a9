"""What people do with votes on paper and with registers of workers' control, and may not."""

from __future__ import annotations

from collections.abc import Callable

from law_choices import Chooser
from law_world import electors

from commonweal.polity import Poll
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.control import data as control
from commonweal.polity.rights.control.effects import LeaveUnit
from commonweal.polity.rights.corrections.data import CorrectResult
from commonweal.polity.rights.papers import data


class PaperMoves(Chooser):
    """Moves about tellers, observers, marks and papers, and about units of other owners."""

    def on_paper(self, *stages: str) -> Poll | None:
        """A poll of members at a stage, one with tellers if there is one."""
        state = self.world.state
        polls = [p for p in state.polls.values() if p.stage in stages]
        told = [p for p in polls if self.tellers(p)]
        return self.one(told) or self.one([p for p in polls if p.electorate == "members"])

    def tellers(self, poll: Poll) -> list[int]:
        kept = self.world.state.papers.get(poll.id)
        return list(kept.tellers) if kept else []

    def name_tellers(self) -> None:
        poll = self.on_paper("nominating", "voting", "voting", "papers")
        if poll is None:
            self.world.try_to(data.NameTeller(poll=self.choose([1, 99]), member=1), self.anybody())
            return
        officers = [
            seat.holder
            for seat in self.world.state.seats.values()
            if seat.office and seat.holder and self.world.state.reaches(seat.body, poll.body)
        ]
        for _ in range(2):
            by = self.choose(officers) if officers and self.likely(9) else self.anybody()
            self.world.try_to(data.NameTeller(poll=poll.id, member=self.anybody()), by)

    def name_observers(self) -> None:
        standing = [p for p in self.world.state.polls.values() if p.candidates]
        poll = self.one([p for p in standing if p.stage in {"nominating", "voting"}])
        if poll is None:
            return
        by = self.choose([*poll.candidates, *poll.candidates, self.anybody()])
        for _ in range(3):
            watches = self.anybody()
            self.world.try_to(data.NameObserver(poll=poll.id, member=watches), by)
            if self.likely(1):
                self.world.try_to(data.ObjectToPapers(poll=poll.id, text="o"), watches)

    def mark(self) -> None:
        """Tellers mark some voters, mostly two of them together."""
        poll = self.on_paper("voting", "voting", "papers")
        if poll is None:
            return
        tellers = self.tellers(poll) or [self.anybody()]
        members = range(1, len(self.world.state.members) + 2)
        for voter in [*self.some(electors(self.world, poll.id), 3), self.choose(members)]:
            for by in tellers[: 2 if self.likely(9) else 1]:
                self.world.try_to(data.MarkPaperVoter(poll=poll.id, voter=voter), by)
            if not self.likely():
                again = data.MarkPaperVoter(poll=poll.id, voter=voter)
                self.world.try_to(again, self.choose([*tellers, self.anybody()]))

    def vote_on_paper(self) -> None:
        """A motion of an assembly is voted on; some vote on paper, and two tellers type it in."""
        home = self.choose(self.bases())
        voters = self.voters(home)
        move = cmd.ProposeMotion(body=home.id, text="p", effect=ef.Resolve())
        if len(voters) < 3 or self.world.try_to(move, voters[0]) is None:
            return
        motion = self.world.state.motions[max(self.world.state.motions)]
        self.world.try_to(cmd.SecondMotion(motion=motion.id), voters[1])
        self.world.pass_days(1.1)
        if motion.stage != "vote":
            return
        poll = self.world.state.polls[motion.poll]
        keeper = self.world.state.seats[home.offices[0]].holder
        for one in self.some(voters, 3):
            self.world.try_to(data.NameTeller(poll=poll.id, member=one), keeper)
        self.mark()
        for voter in self.some(voters, 2):
            self.world.try_to(cmd.CastVote(poll=poll.id, choice="yes"), voter)
        if not self.likely():
            self.unmark()
        self.world.pass_days(self.choose([0, 2.1, 2.1]))
        for _ in range(self.choose([0, 1, 2, 2])):
            self.type_in()
        if not self.likely(2):
            self.reopen_batch()
            self.type_in()
        if not self.likely(2):
            self.mark()

    def unmark(self) -> None:
        poll = self.on_paper("voting", "papers")
        kept = self.world.state.papers.get(poll.id) if poll else None
        if poll is None or kept is None:
            return
        voter = self.choose([*kept.marked, self.anybody()])
        for by in (kept.tellers or [1])[: self.choose([1, 2])]:
            self.world.try_to(data.UnmarkPaperVoter(poll=poll.id, voter=voter), by)
        self.world.try_to(data.UnmarkPaperVoter(poll=poll.id, voter=voter), self.anybody())

    def type_in(self) -> None:
        """Two tellers type a batch, mostly alike and mostly as many papers as are missing."""
        poll = self.on_paper("papers") or (None if self.likely(9) else self.on_paper("voting"))
        kept = self.world.state.papers.get(poll.id) if poll else None
        if poll is None or kept is None or not kept.tellers:
            return
        used = {voter for one in kept.batches.values() for voter in one.voters}
        missing = [one for one in kept.marked if one not in used]
        count = max(1, len(kept.marked) - kept.typed) + self.choose([0, 0, 0, 0, 1, -1])
        text = self.papers(poll, missing[:count] or [self.anybody()], count)
        batch = self.choose([1, 2, 3])
        for by in [*kept.tellers[:2], self.anybody()]:
            typed = text if self.likely(9) else self.choose(["", "maybe", f"{text}\n{text}"])
            self.world.try_to(data.TypePapers(poll=poll.id, batch=batch, papers=typed), by)

    def papers(self, poll: Poll, voters: list[int], count: int) -> str:
        lines = []
        for place in range(max(1, count)):
            vote = self.choose(["yes", "no", "abstain", "blank"])
            if poll.kind == "election":
                vote = " ".join(map(str, self.some(poll.candidates, 2)))
            name = "" if poll.secret else f"{voters[place % len(voters)]}: "
            lines.append(f"{name}{vote}")
        return "\n".join(lines)

    def correct(self) -> None:
        """Tellers type a batch anew after the result, mostly two of them the same."""
        poll = self.on_paper("declared", "declared", "lot", "voting")
        kept = self.world.state.papers.get(poll.id) if poll else None
        if poll is None or kept is None:
            self.world.try_to(CorrectResult(poll=self.choose([1, 99]), batch=1), self.anybody())
            return
        if not self.likely(5):
            self.world.pass_days(self.choose([1, 30, 70]))
        batch = self.choose([*kept.batches, 8])
        voters = kept.batches[batch].voters if batch in kept.batches else list(kept.marked)
        papers = self.papers(poll, voters or [1], self.choose([0, 1, len(voters)]))
        text = self.choose([papers, papers, papers, ""])
        for by in [*kept.tellers[: self.choose([1, 2, 2])], self.anybody()]:
            command = CorrectResult(poll=poll.id, batch=batch, papers=text)
            self.world.try_to(command, by)

    def reopen_batch(self) -> None:
        poll = self.on_paper("papers")
        kept = self.world.state.papers.get(poll.id) if poll else None
        if poll is None or kept is None:
            return
        batch = self.choose([*kept.batches, 7])
        for by in [*kept.tellers[: self.choose([1, 2])], self.anybody()]:
            self.world.try_to(data.ReopenBatch(poll=poll.id, batch=batch), by)

    def leave_roles(self) -> None:
        for kept in list(self.world.state.papers.values())[-2:]:
            by = self.choose([*kept.tellers, *kept.observers, self.anybody()])
            objects = self.choose([*kept.observers, by])
            self.world.try_to(data.ObjectToPapers(poll=kept.poll, text="o"), objects)
            self.world.try_to(data.EndPapers(poll=kept.poll), self.choose([0, by]))
            self.world.try_to(data.LeaveRole(poll=kept.poll), by)

    def keep_register(self) -> None:
        """A unit is entered, something is asked for, and what came of it is noted."""
        state = self.world.state
        body = self.choose(self.bodies())
        voters = self.voters(body)
        by = self.choose(voters) if voters and self.likely(9) else self.anybody()
        self.world.try_to(control.EnterUnit(body=body.id, owner="owner"), by)
        unit = self.choose([*state.units, 99])
        days = self.choose([0, 0, 0, 1, 9])
        kept = state.units.get(unit)
        of = self.voters(state.bodies[kept.body]) if kept else []
        for one in [*of[:1], self.anybody()]:
            self.world.try_to(control.AskToSee(unit=unit, text="w", days=days), one)
        if not self.likely(1):
            self.world.pass_days(self.choose([1, 4]))
            return
        for number in [*list(state.showings)[-2:], 99]:
            known = state.showings.get(number)
            noting = [known.by, self.anybody()] if known else [by]
            for one in noting:
                kinds = [control.RecordShown, control.RecordRefused, control.RecordRefused]
                self.world.try_to(self.choose(kinds)(showing=number, text="t"), one)
            self.world.try_to(control.PassShowing(showing=number), self.choose([0, by]))

    def leave_unit(self) -> None:
        state = self.world.state
        unit = self.choose([*state.units, 99])
        kept = state.units.get(unit)
        body = state.bodies[kept.body] if kept and self.likely(5) else self.choose(self.bodies())
        voters = self.voters(body)
        effect = LeaveUnit(unit=unit, why=self.choose(["taken_over", "given_up"]))
        move = cmd.ProposeMotion(body=body.id, text="l", effect=effect)
        if voters and self.world.try_to(move, voters[0]) is not None:
            number = max(state.motions)
            for one in voters[1:2]:
                self.world.try_to(cmd.SecondMotion(motion=number), one)
            self.world.pass_days(1.1)
            for one in voters:
                vote = cmd.CastVote(poll=state.motions[number].poll, choice="yes")
                self.world.try_to(vote, one)


PAPER_MOVES: tuple[tuple[Callable[[PaperMoves], None], int], ...] = (
    (PaperMoves.vote_on_paper, 4),
    (PaperMoves.name_tellers, 2),
    (PaperMoves.name_observers, 1),
    (PaperMoves.mark, 4),
    (PaperMoves.unmark, 1),
    (PaperMoves.type_in, 4),
    (PaperMoves.correct, 3),
    (PaperMoves.reopen_batch, 1),
    (PaperMoves.leave_roles, 1),
)
"""Moves about votes on paper, and how often they are made."""

CONTROL_MOVES: tuple[tuple[Callable[[PaperMoves], None], int], ...] = (
    (PaperMoves.keep_register, 3),
    (PaperMoves.leave_unit, 1),
)
"""Moves about registers of workers' control, and how often they are made."""
