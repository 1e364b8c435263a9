"""What people do about membership, bodies, seats, elections and confidence."""

from __future__ import annotations

import json

from law_choices import Chooser
from law_world import World, below, draw_lot, electors, sign_roll

from commonweal.polity import Body, Poll, Seat
from commonweal.polity import commands as cmd
from commonweal.terms import Refusal


class SeatMoves(Chooser):
    """Moves of members, electors, candidates and officers."""

    # Members.

    def admit(self) -> None:
        home = self.one(self.bases())
        if home is not None:
            count = self.choose([1, 2, 0, 501]) if not self.likely(6) else 1
            homes = (home.id if self.likely(9) else 1,) * count
            commitments = ("c",) * (count if self.likely(9) else 3)
            self.world.try_to(
                cmd.AdmitMembers(homes=homes, commitments=commitments), self.powerful(home.id)
            )

    def move(self) -> None:
        home, to = self.one(self.bases()), self.one(self.bases())
        if home is None or to is None or not home.members:
            return
        everybody = list(home.members)
        who = everybody if not self.likely() else self.some(everybody, 2)
        if not self.likely(9):
            who = [*who, self.anybody()]
        for member in who if self.likely() else who[1:]:
            self.world.try_to(cmd.AskToMove(to=to.id), member)
        self.world.try_to(cmd.MoveMembers(members=tuple(who), to=to.id), self.powerful(to.id))

    def leave(self) -> None:
        self.world.try_to(cmd.ResignMembership(), self.anybody())

    def die(self) -> None:
        member = self.anybody()
        homes = self.world.state.members.home
        home = homes[member] if member < len(homes) else 0
        by = self.choose([0, member, self.anybody(), self.powerful(home)])
        self.world.try_to(cmd.RecordDeath(member=member), by)
        if member in self.world.state.deaths:
            self.world.try_to(
                cmd.RecordDeath(member=member), self.choose([by, member, self.anybody()])
            )

    def close_roll(self) -> None:
        body = self.one(self.bodies() if not self.likely(9) else self.bases())
        if body is not None:
            self.world.try_to(cmd.CloseRoll(body=body.id), self.powerful(body.id))

    def sign(self) -> None:
        rolls = [roll for roll in self.world.state.rolls.values() if not roll.signed_at]
        roll = self.one(rolls if self.likely(9) else list(self.world.state.rolls.values()))
        if roll is not None and roll.members:
            by = self.choose(roll.members) if self.likely(5) else self.anybody()
            self.world.try_to(cmd.SignRoll(roll=roll.id + (not self.likely(19))), by)

    # Bodies and seats.

    def name(self) -> str:
        self._names += 1
        return f"Body {self._names}" if self.likely(9) else self.choose(["", "District 1"])

    def open_body(self) -> None:
        level = self.choose(["assembly", "district", "congress", "street"])
        parent = self.choose([0, 99, *[body.id for body in self.bodies()]])
        declared = self.choose([0, 7, -1])
        command = cmd.OpenBody(level=level, name=self.name(), parent=parent, declared=declared)
        if len(self.world.state.bodies) < 14:
            self.world.try_to(command, self.choose([0, 1]))

    def declare_figure(self) -> None:
        body = self.choose(self.bodies())
        figure = self.choose([0, 3, 12, 30, -1])
        by = self.powerful(body.id)
        beside = [one.id for one in self.bodies() if one.parent == body.parent]
        for one in beside if self.likely(1) else [body.id]:
            self.world.try_to(cmd.DeclareFigure(body=one, figure=figure), by)

    def apportion(self) -> None:
        body = self.choose(self.bodies())
        if self.likely(9):
            for home in (one for one in self.world.state.below(body.id) if one.members):
                sign_roll_again(self.world, home.id)
        senders = tuple(body.children)
        lots: tuple[tuple[int, ...], ...] = () if self.likely() else (senders,)
        by = self.powerful(body.id)
        self.world.try_to(cmd.ApportionSeats(body=body.id, lots=lots), by)
        if self.likely(1):
            self.apportion_by_lot(body, by)

    def apportion_by_lot(self, body: Body, by: int) -> None:
        """Two people enter the order in which tied senders were drawn."""
        for child in body.children if self.likely(1) else ():
            self.world.try_to(cmd.DeclareFigure(body=child, figure=10))
        try:
            self.world.do(cmd.ApportionSeats(body=body.id), by)
        except Refusal as refusal:
            if refusal.name != "apportionment_needs_lot":
                return
            tied = json.loads(refusal.got)
            first = self.choose(tied)
            order = (first, *(one for one in tied if one != first))
            draw = cmd.ApportionSeats(body=body.id, lots=(order,))
            for witness in (by, by if not self.likely() else self.anybody()):
                self.world.try_to(draw, witness)

    def ask_to_move(self) -> None:
        to = self.choose([0, *[body.id for body in self.bases()]])
        self.world.try_to(cmd.AskToMove(to=to), self.anybody())

    def resign(self) -> None:
        seat = self.one(self.sitting())
        if seat is not None:
            by = seat.holder if self.likely(9) else self.anybody()
            self.world.try_to(cmd.ResignSeat(seat=seat.id), by)

    def appoint(self) -> None:
        state = self.world.state
        offices = [seat for seat in state.seats.values() if seat.office == "keeper"]
        seat = self.one(offices if self.likely(9) else list(state.seats.values()))
        chairs = [one.holder for one in self.sitting() if one.office == "chair"]
        if seat is not None:
            by = self.choose([*chairs, *chairs, self.anybody()])
            self.world.try_to(cmd.AppointToSeat(seat=seat.id, member=self.anybody()), by)

    # Elections.

    def open_election(self) -> None:
        seat = self.choose(list(self.world.state.seats.values()))
        office = seat.office if self.likely(15) else "bard"
        by = self.powerful(seat.body)
        command = cmd.OpenElection(body=seat.body, sender=seat.sender, office=office)
        self.world.try_to(command, by)

    def nominate(self) -> None:
        poll = self.one(self.polls("nominating"))
        if poll is None:
            return
        body = self.world.state.bodies[poll.body]
        near = below(self.world, body.id)
        who = (
            self.choose([*self.voters(body), *near]) if near and self.likely(9) else self.anybody()
        )
        self.world.try_to(cmd.Nominate(poll=poll.id, candidate=who), who)
        friend = self.one(self.voters(body)) if self.likely(9) else self.anybody()
        self.world.try_to(cmd.Nominate(poll=poll.id, candidate=who), friend or 0)

    def everybody_stands(self) -> None:
        poll = self.one(self.polls("nominating"))
        if poll is None:
            return
        body = self.world.state.bodies[poll.body]
        voters = self.voters(body)
        for who in below(self.world, body.id):
            self.world.try_to(cmd.Nominate(poll=poll.id, candidate=who), who)
            for friend in voters[:2]:
                self.world.try_to(cmd.Nominate(poll=poll.id, candidate=who), friend)

    def withdraw_candidacy(self) -> None:
        poll = self.one(self.polls("nominating", "voting"))
        if poll is not None:
            by = self.choose([*poll.candidates, self.anybody()])
            self.world.try_to(cmd.WithdrawCandidacy(poll=poll.id), by)

    def ballot(self, poll: Poll) -> cmd.CastVote:
        if poll.kind == "election" and poll.candidates:
            ranking = tuple(self.some(poll.candidates, 4))
            if not self.likely(19):
                ranking = (*ranking, ranking[0])
            return cmd.CastVote(poll=poll.id, ranking=ranking)
        choices = ["yes", "yes", "no", "abstain"]
        choice = self.choose(choices) if self.likely(9) else self.choose(["hand_in", ""])
        return cmd.CastVote(poll=poll.id, choice=choice)

    def vote(self) -> None:
        poll = self.one(self.polls("voting")) or self.one(list(self.world.state.polls.values()))
        if poll is not None:
            voters = electors(self.world, poll.id)
            by = self.choose(voters) if voters and self.likely(5) else self.anybody()
            self.cast(by, self.ballot(poll))

    def cast(self, by: int, vote: cmd.CastVote) -> None:
        """Vote; who is bound to hand in a division does so."""
        before = self.world.told["vote_is_split"]
        self.world.try_to(vote, by)
        if self.world.told["vote_is_split"] > before:
            self.world.try_to(cmd.CastVote(poll=vote.poll, choice="hand_in"), by)

    def everybody_votes(self) -> None:
        """A whole electorate votes, in one of a few ways, so that polls come to an end."""
        poll = self.one(self.polls("voting"))
        if poll is not None:
            self.poll_out(poll)

    def poll_out(self, poll: Poll) -> None:
        way = self.choose(["yes", "yes", "yes", "each", "each", "halves"])
        for place, voter in enumerate(electors(self.world, poll.id)):
            if poll.stage != "voting":
                return
            if way == "each":
                self.cast(voter, self.ballot(poll))
            elif poll.kind == "election":
                at = place % len(poll.candidates) if way == "halves" else 0
                ranking = tuple(poll.candidates[at:] + poll.candidates[:at])
                self.cast(voter, cmd.CastVote(poll=poll.id, ranking=ranking))
            else:
                choice = "no" if way == "halves" and place % 2 else "yes"
                self.cast(voter, cmd.CastVote(poll=poll.id, choice=choice))

    def draw(self) -> None:
        poll = self.one(self.polls("lot"))
        if poll is None:
            return
        order = tuple(self.some(poll.lot_among, len(poll.lot_among)))
        order += tuple(one for one in poll.lot_among if one not in order)
        if not self.likely(5):
            near = self.one(below(self.world, poll.body)) or 0
            for other in (order, order[::-1], order[1:]):
                command = cmd.EnterDraw(poll=poll.id, order=other, source="a cup")
                self.world.try_to(command, near if self.likely(1) else self.anybody())
        draw_lot(self.world, poll.id, order)

    # Confidence.

    def electors_of(self, seat: Seat) -> list[int]:
        case = self.world.case()
        everybody = range(1, len(self.world.state.members) + 1)
        return [one for one in everybody if case.is_elector(one, seat)]

    def withdraw_confidence(self) -> None:
        seat = self.one(self.sitting())
        if seat is None:
            return
        own = self.electors_of(seat)
        for by in self.some(own, len(own)) if own and self.likely(9) else [self.anybody()]:
            self.world.try_to(cmd.WithdrawConfidence(seat=seat.id), by)

    def restore_confidence(self) -> None:
        doubted = [seat for seat in self.sitting() if seat.withdrawn]
        doubted += [self.world.state.seats[one] for one in sorted(self.world.withdrawn)]
        seat = self.one(doubted) or self.one(self.sitting())
        if seat is not None:
            doubters = [*seat.withdrawn, *sorted(self.world.withdrawn.get(seat.id, ()))]
            for by in [*self.some(doubters, 3), self.anybody()] if doubters else [self.anybody()]:
                self.world.try_to(cmd.RestoreConfidence(seat=seat.id), by)

    def recall(self) -> None:
        """A seat is recalled to the end: everybody withdraws confidence, everybody votes Yes."""
        seat = self.one(self.sitting())
        if seat is None:
            return
        for by in self.electors_of(seat):
            self.world.try_to(cmd.WithdrawConfidence(seat=seat.id), by)
        poll = self.world.state.polls.get(seat.recall)
        if poll is not None:
            if not self.likely():
                self.world.try_to(cmd.OpenRecall(seat=seat.id))
            self.poll_out(poll)


def sign_roll_again(world: World, home: int) -> None:
    """Sign what waits for signatures, or close the roll anew."""
    waiting = world.state.rolls.get(world.state.bodies[home].open_roll)
    if waiting is None:
        sign_roll(world, home)
        return
    for member in list(waiting.members)[:3]:
        world.try_to(cmd.SignRoll(roll=waiting.id), member)
