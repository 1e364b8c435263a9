"""Writes golden records: small federations' records that every later version has to fold alike.

    PYTHONPATH=src python tests/golden/make.py

A record that is there is never written again, because it stands for those that people keep. When
an event gets a new version, the old records stay as they are, the upcaster lifts them, and a new
life with a name of its own is added to ``LIVES``; its digest is then pinned in ``digests.json``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "laws"), str(HERE.parent / "cases")]

import telling  # noqa: E402 -- the path is only known now
from law_moves import MOVES, Moves  # noqa: E402 -- the path is only known now
from law_variants import VARIANTS  # noqa: E402
from law_world import World, started, vote_in  # noqa: E402
from meaning import meaning_digest  # noqa: E402

from commonweal.polity import commands as cmd  # noqa: E402
from commonweal.polity import effects as ef  # noqa: E402
from commonweal.polity.ballots import Condition  # noqa: E402
from commonweal.polity.rights.inspection import data as inspection  # noqa: E402
from commonweal.polity.rights.pay import data as pay  # noqa: E402
from commonweal.terms import EmergencyId, MotionId  # noqa: E402


def at_random(variant: str, seed: int, moves: int) -> Callable[[], World]:
    """A life of so many moves, after the founding."""

    def life() -> World:
        random, world = Random(seed), started(variant)
        for _ in range(moves):
            random.choices(MOVES, [often for _, often in MOVES])[0][0](Moves(world, random.choice))
        return world

    return life


def mandates_and_amendments() -> World:
    """Instructions, a breach, an amended motion, a constitution changed under what was due."""
    world = started("plain")
    delegate, colleague = world.state.seats[15].holder, world.state.seats[16].holder
    world.do(cmd.ProposeMotion(body=1, text="first", effect=ef.Resolve()), colleague)
    world.do(cmd.ProposeMotion(body=1, text="second", effect=ef.Resolve()), delegate)
    _instruct(world, 1, "imperative", delegate)
    _instruct(world, 2, "conditional", delegate)
    world.pass_days(3)
    vote_in(world, world.state.motions[3].poll)
    vote_in(world, world.state.motions[4].poll)
    better = cmd.ProposeMotion(body=1, text="better", effect=ef.Resolve(), amends=2)
    world.do(better, colleague)
    world.pass_days(3)
    for motion in (5, 1):
        poll = world.state.motions[motion].poll
        world.do(cmd.CastVote(poll=poll, choice="yes"), delegate)
        vote_in(world, poll)
    _appoint_keepers(world)
    return world


def _instruct(world: World, motion: int, kind: str, by: int) -> None:
    no = "no" if kind == "imperative" else None
    lines = () if no else (Condition(MotionId(1), "carried", "no"),)
    bound = ef.Instruct(motion=MotionId(motion), kind=kind, choice=no, conditions=lines)
    world.do(cmd.ProposeMotion(body=2, text="so we bid", effect=bound), by)


def _appoint_keepers(world: World) -> None:
    """The elections of keepers that were due come to nothing: keepers are appointed now."""
    text = world.state.constitutions[-1].text
    for old, new in VARIANTS["locum"].items():
        if "keeper" in old or "9.2" in old:
            text = text.replace(old, new, 1)
    effect = ef.AmendConstitution(constitution=text)
    events = world.do(
        cmd.ProposeMotion(body=1, text="t", effect=effect), world.state.seats[17].holder
    )
    world.pass_days(6)
    vote_in(world, world.state.motions[events[0].motion].poll)  # type: ignore[attr-defined]
    world.pass_days(30)


def a_lot_among_senders() -> World:
    """Senders are tied for a seat, and two people enter what was drawn."""
    world = started("by name")
    for body in (3, 4):
        world.do(cmd.DeclareFigure(body=body, figure=10))
    draw = cmd.ApportionSeats(body=2, lots=((4, 3),))
    world.do(draw)
    world.do(draw, 3)
    return world


def emergency_task_and_draw() -> World:
    """An emergency that two motions end, a task that comes back, a draw entered in two ways."""
    world = started("plain")
    mover = world.state.seats[15].holder
    plan = ef.TaskPlan(text="to be done", due_days=1, holder=mover)
    taken = ef.DeclareEmergency(powers=("shorten_debate", "extend_terms"), days=12)
    world.do(cmd.ProposeMotion(body=1, text="task", effect=ef.Resolve(), tasks=(plan,)), mover)
    world.do(cmd.ProposeMotion(body=1, text="emergency", effect=taken), mover)
    world.pass_days(6)
    vote_in(world, world.state.motions[1].poll)
    vote_in(world, world.state.motions[2].poll)
    world.pass_days(2)
    world.do(cmd.ReportTask(task=1, text="done"), mover)
    world.do(cmd.CompleteTask(task=1), mover)
    end = ef.EndEmergency(emergency=EmergencyId(1))
    for _ in range(2):
        world.do(cmd.ProposeMotion(body=1, text="enough", effect=end), mover)
    for number in (3, 4):
        vote_in(world, world.state.motions[number].poll)
    _tied_chair(world)
    return world


def _tied_chair(world: World) -> None:
    poll = next(one for one in world.state.polls.values() if one.body == 5 and one.stage != "void")
    sitting = [seat.holder for seat in world.state.delegates(5)]
    free = [
        one for one in sitting if not any(world.state.seats[s].office for s in held(world, one))
    ]
    world.do(cmd.Nominate(poll=poll.id, candidate=free[0]), free[0])
    world.do(cmd.WithdrawCandidacy(poll=poll.id), free[0])
    for one in free[:2]:
        world.do(cmd.Nominate(poll=poll.id, candidate=one), one)
    world.pass_days(1)
    for place, voter in enumerate(sitting):
        world.do(cmd.CastVote(poll=poll.id, ranking=(free[place % 2],)), voter)
    for order in ((0, 1), (1, 0), (0, 1), (0, 1)):
        witness = sitting[3] if poll.draw else sitting[2]
        drawn = tuple(free[one] for one in order)
        world.do(cmd.EnterDraw(poll=poll.id, order=drawn, source="a hat"), witness)


def held(world: World, member: int) -> list[int]:
    """Seats and offices that a member holds."""
    return world.state.held.get(member, [])


def a_death_reported() -> World:
    """An officer reports two deaths: one is confirmed, the other member lives."""
    world = started("by name")
    clerk = next(one for one in world.state.seats.values() if one.office and one.holder)
    members = [one for one in world.state.bodies[clerk.body].members if one != clerk.holder]
    for member, answer in ((members[0], members[1]), (members[2], members[2])):
        world.do(cmd.RecordDeath(member=member), clerk.holder)
        world.do(cmd.RecordDeath(member=member), answer)
    return world


class Told:
    """A life told by the steps of the worked cases, from one of their federations on.

    Attributes:
        record: its entries as written; ``state``: what they fold to.
    """

    def __init__(
        self, given: str, steps: list[Any], constitution: dict[str, Any] | None = None
    ) -> None:
        case = {"given": given, "setup": steps, "constitution": constitution or {}}
        life = telling.begin(case)
        self.record, self.state = life.written, life.state


def meetings() -> Told:
    """Meetings called, cancelled, convened, held with speeches and minutes, and not held."""
    call = {"body": "Forge", "begins_at": "+5 days", "text": "wages", "place": "canteen"}
    ask = {"body": "Forge", "begins_at": "+6 days", "text": "hours", "place": "canteen"}
    it = {"meeting": "meeting of Forge"}
    come = {**it, "members": ["Emil", "Fay"]}
    return Told(
        "guild with officers",
        [
            {"by": "Gus", "call_meeting": call},
            {"by": "Gus", "cancel_meeting": it},
            {"by": "Alice", "ask_for_meeting": ask},
            {"by": "Emil", "support_meeting": {"request": "hours"}},
            {"by": "Fay", "add_to_agenda": {**it, "what": "request", "text": "breaks"}},
            "+6 days",
            {"by": ["Alice", "Gus"], "attend_meeting": it},
            {"by": "Alice", "open_meeting": it},
            {"by": ["Gus", "Alice"], "attend_meeting": come},
            {"by": "Fay", "ask_to_speak": it},
            {"by": "Alice", "give_floor": it},
            {"by": "Fay", "end_speech": it},
            {"by": "Alice", "note_minutes": {**it, "text": "Fay wants breaks"}},
            "+1 hour",
            {"by": "Alice", "close_meeting": it},
            {"by": "Fay", "object_to_minutes": {**it, "text": "long breaks"}},
            {"by": "Gus", "call_meeting": call},
            "+6 days",
        ],
    )


def caucuses_and_letters() -> Told:
    """Caucuses that are joined, listed, heard, left and banned; letters and questions; a ladder."""
    it, salt = {"caucus": "Hours"}, "a word that only one of them knows"
    letter = {"letter": "the roof leaks"}
    ground = {"do": "remove_letter", **letter, "ground": "names a private person"}
    mill = {"poll": "election of clerk of Mill", "candidate": "Ines"}
    easier = {"do": "amend_constitution", "changes": {"recall.threshold": "1/4"}}
    no = {"do": "ban_caucus", **it}
    four = "Bob, Jon, Otto, Uma"
    return Told(
        "guild with officers",
        [
            {"by": "Alice", "found_caucus": {"name": "Hours", "statement": "four days"}},
            {"by": ["Ines", "Gus"], "join_caucus": it},
            {"by": ["Fay", "Emil"], "join_caucus": {**it, "salt": salt}},
            {"by": "Emil", "leave_caucus": {**it, "salt": salt}},
            {"by": "Alice", "name_caucus_speaker": {**it, "member": "Ines"}},
            {"by": "Gus", "leave_caucus": it},
            {"by": "Ines", "nominate": mill},
            {"by": "Ines", "list_candidate": {**mill, **it}},
            {"decide": {"body": "Forge", "text": "five days", "yes": "Alice, Bob", "no": "Fay"}},
            {"by": "Fay", "file_minority_report": {"motion": "five days", "text": "why"}},
            {"by": "Gus", "sign_minority_report": {"report": "why"}},
            {"by": "Gus", "found_caucus": {"name": "Wages", "statement": "more"}},
            {"by": "Gus", "leave_caucus": {"caucus": "Wages"}},
            {"decide": {"body": "Congress", "text": "none", "yes": four, "effect": no}},
            {"by": "Fay", "publish_letter": {"body": "North", "text": "who knew", "salt": salt}},
            {"by": "Fay", "publish_letter": {"body": "North", "text": "the roof leaks"}},
            {"by": "Gus", "reply_to_letter": {**letter, "text": "it does"}},
            {"decide": {"body": "North", "text": "away", "yes": "Bob, Jon", "effect": ground}},
            {"by": "Fay", "appeal_removal": letter},
            {
                "decide": {
                    "body": "Congress",
                    "text": "back",
                    "yes": four,
                    "effect": {"do": "restore_letter", **letter},
                }
            },
            {"by": "Fay", "ask_question": {"seat": "North 1 in Congress", "text": "when"}},
            "+10 days",
            {"by": "Bob", "answer_question": {"question": "when", "text": "soon"}},
            {"decide": {"body": "Congress", "text": "easier", "yes": four, "effect": easier}},
        ],
        {
            "amendment.entrenched": ["recall"],
            "amendment.entrenched_majority": "3/4",
            "amendment.entrenched_decisions": 2,
        },
    )


def rights_closed() -> Told:
    """Words destroyed, memberships that lapse, signatures taken back, and a quorum that came."""
    it, salt = {"caucus": "Hours"}, {"salt": "a word that only one of them knows"}
    letter, books = {"letter": "the roof leaks"}, {"initiative": "initiative of open the books"}
    ground = {"do": "remove_letter", **letter, "ground": "names a private person"}
    call = {"body": "North", "begins_at": "+5 days", "text": "roads", "place": "hall"}
    bob = {"meeting": "meeting of North", "members": ["Bob"]}
    start = {"body": "North", "text": "open the books", "effect": {"do": "resolve"}}
    return Told(
        "guild with officers",
        [
            {"by": "Alice", "found_caucus": {"name": "Hours", "statement": "four days"}},
            {"by": ["Fay", "Emil"], "join_caucus": {**it, **salt}},
            "+1 day",
            {"by": "Alice", "leave_caucus": it},
            {"by": "Emil", "name_oneself": {**it, **salt}},
            {"by": "Fay", "publish_letter": {"body": "North", "text": "the roof leaks"}},
            {"decide": {"body": "North", "text": "away", "yes": "Bob, Jon", "effect": ground}},
            {"by": "Alice", "start_initiative": start},
            {"by": "Alice", "take_back_signature": books},
            {"by": "Kim", "call_meeting": call},
            "+5 days",
            {"by": ["Kim", "Dora"], "attend_meeting": {"meeting": "meeting of North"}},
            {"by": ["Kim", "Dora"], "attend_meeting": bob},
            {"by": "Bob", "attend_meeting": {"meeting": "meeting of North"}},
            "+200 days",
        ],
    )


def unions() -> Told:
    """Unions called for, founded, joined and left; one ends, another loses who has left or died."""
    makers, bakers = {"call": "call for Makers"}, {"call": "call for Bakers"}
    union = {"union": "Makers"}
    ballots = ["Alice, Ines: Alice", "Charlie: Ines"]
    convener = {"body": "Makers", "sender": "Makers", "office": "convener", "ballots": ballots}
    breaks = {"body": "Makers", "text": "longer breaks", "yes": "Alice, Ines, Charlie"}
    return Told(
        "guild with officers",
        [
            {"by": "Alice", "found_union": {"name": "Makers"}},
            {"by": "Tom", "found_union": {"name": "Bakers"}},
            {"by": ["Ines", "Charlie"], "sign_union": makers},
            {"by": ["Uma", "Vic"], "sign_union": bakers},
            {"elect": convener},
            {"by": ["Emil", "Gus"], "join_union": union},
            {"decide": breaks},
            {"by": "Gus", "leave_union": union},
            {"by": ["Tom", "Uma", "Vic"], "leave_union": {"union": "Bakers"}},
            {"by": "Alice", "resign_membership": {}},
            {"by": "Gus", "record_death": {"member": "Emil"}},
            {"by": "Fay", "record_death": {"member": "Emil"}},
            "+30 days",
        ],
    )


def initiatives() -> Told:
    """Initiatives put to a body and to all, one that lapses; decisions called back, and not."""
    week = {"initiative": "initiative of a shorter week"}
    say = {"do": "resolve"}
    we = {"do": "support_initiative", **week}
    close = {"do": "close_body", "body": "Yard", "members_to": "Dock"}
    back = {"do": "call_back", "motion": "close the Yard"}
    three = "Bob, Jon, Otto"
    return Told(
        "guild",
        [
            {"by": "Tom", "start_initiative": {"text": "more tea", "effect": say}},
            {"by": "Alice", "start_initiative": {"text": "a shorter week", "effect": say}},
            {"by": ["Emil", "Ines"], "sign_initiative": week},
            {"decide": {"body": "Forge", "text": "yes to it", "effect": we, "yes": "Alice, Fay"}},
            {"decide": {"body": "Mill", "text": "we too", "effect": we, "yes": "Ines, Lea"}},
            {
                "decide": {
                    "body": "Congress",
                    "text": "close the Yard",
                    "effect": close,
                    "yes": three,
                }
            },
            {"decide": {"body": "North", "text": "new roads", "effect": say, "yes": "Bob, Jon"}},
            {"by": "Tom", "sign_call_back": {"motion": "close the Yard"}},
            {"decide": {"body": "Yard", "text": "not us", "effect": back, "yes": "Tom, Vic"}},
            {
                "by": ["Tom", "Uma", "Vic", "Wes"],
                "cast_vote": {"poll": "call-back of close the Yard", "choice": "no"},
            },
            "+30 days",
        ],
        {
            "initiative.callback_effects": ["close_body", "resolve"],
            "initiative.callback_share": "1/8",
            "initiative.callback_days": 40,
            "initiative.bodies_share": "1/2",
        },
    )


def discipline() -> Told:
    """Charges decided, lapsed, appealed, in a wave; an admission refused; a death taken back."""

    def charge(by: str, member: str, text: str) -> dict[str, Any]:
        return {
            "by": by,
            "charge_member": {"member": member, "ground": "violence", "text": text},
        }

    def decide(body: str, text: str, yes: str, no: str = "", **effect: Any) -> dict[str, Any]:
        return {"decide": {"body": body, "text": text, "effect": effect, "yes": yes, "no": no}}

    def out(text: str, number: str, yes: str, body: str = "Forge", no: str = "") -> dict[str, Any]:
        return decide(body, text, yes, no, do="expel_member", charge=number)

    def above(text: str, number: str, *, upheld: bool) -> dict[str, Any]:
        three = "Jon, Otto, Uma"
        return decide("Congress", text, three, do="decide_appeal", charge=number, upheld=upheld)

    return Told(
        "guild with officers",
        [
            {"by": "Gus", "admit": {"Forge": "Zoe"}},
            {"by": "Alice", "object_to_admission": {"member": "Zoe", "text": "a spy"}},
            decide("Forge", "not her", "Alice, Emil, Fay", do="refuse_admission", member="Zoe"),
            charge("Alice", "Emil", "first"),
            {"by": "Emil", "answer_charge": {"charge": "first", "text": "it slipped"}},
            "+10 days",
            out("Emil out", "first", "Alice, Fay", no="Emil, Gus"),
            decide("Forge", "not again", "Alice, Fay, Gus", do="reprimand_member", charge="first"),
            charge("Bob", "Fay", "second"),
            "+10 days",
            out("Fay out", "second", "Alice, Bob, Gus, Dora"),
            "+28 days",
            {"by": "Gus", "record_death": {"member": "Bob"}},
            {"by": "Alice", "record_death": {"member": "Bob"}},
            {"by": "Emil", "reinstate_member": {"member": "Bob"}},
            {"by": "Dora", "reinstate_member": {"member": "Bob"}},
            charge("Ines", "Kim", "third"),
            charge("Jon", "Lea", "fourth"),
            charge("Max", "Nora", "fifth"),
            above("let it be heard", "third", upheld=True),
            above("enough", "fourth", upheld=False),
            {"by": "Kim", "answer_charge": {"charge": "third", "text": "no"}},
            "+10 days",
            out("Kim out", "third", "Ines, Jon, Lea, Max, Nora", body="Mill"),
            {"by": "Kim", "appeal_expulsion": {"charge": "third", "text": "nobody was hurt"}},
            above("she stays", "third", upheld=False),
            charge("Charlie", "Sam", "sixth"),
            "+60 days",
        ],
        {"members.waiting_days": 30, "discipline.objection_days": 7},
    )


def annulled_expulsion() -> Told:
    """An expulsion whose vote is challenged, annulled and held again."""
    out = {"do": "expel_member", "charge": "the wrench"}
    doubt = {"poll": "vote on out", "ground": "pressure", "text": "the foreman stood by"}
    hearing = {"poll": "vote on the foreman stood by", "choice": "yes"}
    charge = {"member": "Gus", "ground": "violence", "text": "the wrench"}
    return Told(
        "guild",
        [
            {"by": "Alice", "charge_member": charge},
            {"by": "Gus", "answer_charge": {"charge": "the wrench", "text": "it slipped"}},
            "+10 days",
            {
                "decide": {
                    "body": "Forge",
                    "text": "out",
                    "effect": out,
                    "yes": "Alice, Emil, Fay, Bob",
                    "no": "Gus",
                }
            },
            {"by": "Gus", "challenge_poll": doubt},
            "+7 days",
            {"by": ["Jon", "Kim"], "cast_vote": hearing},
            "+7 days",
            {
                "by": ["Alice", "Emil"],
                "cast_vote": {"poll": "vote on out", "choice": "yes"},
            },
            {"by": ["Gus", "Fay", "Bob"], "cast_vote": {"poll": "vote on out", "choice": "no"}},
            "+7 days",
        ],
        {"discipline.appeal_days": 60},
    )


def grievances() -> Told:
    """Grievances that lapse, are settled, withdrawn, decided both ways; a union's, and a strike."""
    say, hours = {"do": "resolve"}, {"grievance": "grievance of too many hours"}
    against = {"do": "arbitrate_grievance", **hours, "ruling": "upheld"}
    task = {"text": "print the roster", "due_days": 20, "holder": "Bob"}
    friends, yard = (
        {"grievance": "grievance of friends only"},
        {"grievance": "grievance of far away"},
    )
    contest = {"do": "file_union_grievance", "motion": "longer weeks"}
    strike = {
        "do": "act_on_grievance",
        "grievance": "grievance of too long for us",
        "act": "strike",
    }
    two, three, four = "Alice, Ines", "Alice, Bob, Dora", "Bob, Jon, Otto, Uma"
    saturdays = {"body": "Forge", "text": "work on Saturdays", "effect": say, "tasks": [task]}
    close = {"do": "close_body", "body": "Yard", "members_to": "Dock"}
    return Told(
        "guild with officers",
        [
            {"by": "Alice", "found_union": {"name": "Makers"}},
            {"by": ["Ines", "Charlie"], "sign_union": {"call": "call for Makers"}},
            {"decide": {**saturdays, "yes": three, "no": "Emil, Fay"}},
            {"by": "Alice", "file_grievance": {"seat": "clerk of Forge", "text": "friends only"}},
            {"by": ["Bob", "Dora"], "sign_grievance": friends},
            {"by": "Fay", "file_grievance": {"motion": "work on Saturdays", "text": "no sleep"}},
            {"by": "Emil", "file_grievance": {"motion": "work on Saturdays", **_why(hours)}},
            {"by": ["Fay", "Gus"], "sign_grievance": hours},
            {"by": "Alice", "answer_grievance": {**hours, "text": "only until May"}},
            {
                "by": "Emil",
                "call_hearing": {**hours, "begins_at": "+5 days", "place": "the canteen"},
            },
            {"by": "Gus", "agree_grievance": {**friends, "text": "the list hangs on the door"}},
            {"by": ["Alice", "Bob"], "agree_grievance": friends},
            "+14 days",
            {"decide": {"body": "North", "text": "no more", "effect": against, "yes": "Jon, Kim"}},
            {"decide": {"body": "Congress", "text": "longer weeks", "effect": say, "yes": four}},
            {"decide": {"body": "Congress", "text": "close it", "effect": close, "yes": four}},
            {"by": "Tom", "file_grievance": {"motion": "close it", **_why(yard)}},
            {"by": ["Wes", "Xena"], "sign_grievance": yard},
            {"by": ["Tom", "Wes"], "withdraw_grievance": yard},
            {
                "decide": {
                    "body": "Makers",
                    "text": "too long for us",
                    "effect": contest,
                    "yes": two,
                }
            },
            "+15 days",
            {"decide": {"body": "Makers", "text": "we stop work", "effect": strike, "yes": two}},
            "+3 days",
            {
                "by": "Charlie",
                "record_strike": {"grievance": strike["grievance"], "what": "begun"},
            },
            {
                "by": "Charlie",
                "record_strike": {"grievance": strike["grievance"], "what": "ended"},
            },
            "+40 days",
        ],
        {"initiative.callback_effects": ["close_body"], "reorganisation.consent": "none"},
    )


def _why(named: dict[str, str]) -> dict[str, str]:
    """Return the text of a grievance that is called by it."""
    return {"text": named["grievance"].removeprefix("grievance of ")}


def papers() -> Told:
    """Votes on paper, by name and in secret; marks and batches taken back, a paper missing."""
    of_mill, on_breaks = {"poll": "election of clerk of Mill"}, {"poll": "vote on longer breaks"}
    two, both = ["Alice", "Emil"], ["Ines", "Kim"]
    one = {**of_mill, "batch": 1}
    return Told(
        "guild with officers",
        [
            {"by": "Ines", "nominate": {**of_mill, "candidate": "Ines"}},
            {"by": "Jon", "nominate": {**of_mill, "candidate": "Jon"}},
            {"by": "Dora", "name_teller": {**of_mill, "member": "Alice"}},
            {"by": "Dora", "name_teller": {**of_mill, "member": "Emil"}},
            {"by": "Dora", "name_teller": {**of_mill, "member": "Fay"}},
            {"by": "Fay", "leave_role": of_mill},
            {"by": "Jon", "name_observer": {**of_mill, "member": "Gus"}},
            {
                "by": "Alice",
                "propose_motion": {
                    "body": "Forge",
                    "text": "longer breaks",
                    "effect": {"do": "resolve"},
                },
            },
            {"by": "Bob", "second_motion": {"motion": "longer breaks"}},
            "+7 days",
            {"by": "Gus", "name_teller": {**on_breaks, "member": "Ines"}},
            {"by": "Gus", "name_teller": {**on_breaks, "member": "Kim"}},
            {"by": both, "mark_paper_voter": {**on_breaks, "voter": "Fay"}},
            {"by": two, "mark_paper_voter": {**of_mill, "voter": "Kim"}},
            {"by": two, "mark_paper_voter": {**of_mill, "voter": "Lea"}},
            {"by": two, "mark_paper_voter": {**of_mill, "voter": "Max"}},
            {"by": two, "unmark_paper_voter": {**of_mill, "voter": "Max"}},
            {"by": "Max", "cast_vote": {**of_mill, "ranking": ["Jon"]}},
            "+7 days",
            {"by": "Gus", "object_to_papers": {**of_mill, "text": "They whisper."}},
            {"by": both, "type_papers": {**on_breaks, "batch": 1, "papers": ["Fay: no"]}},
            {"by": two, "type_papers": {**one, "papers": ["Jon", "Jon", "Jon"]}},
            {"by": two, "reopen_batch": one},
            {"by": two, "type_papers": {**one, "papers": ["Jon > Ines"]}},
            "+3 days",
        ],
        {"filling.ballot": "secret"},
    )


def corrections() -> Told:
    """Papers corrected after the result: the same elected, another, and a motion that falls."""
    poll, both = {"poll": "election of Forge 1 in North"}, ["Alice", "Emil"]
    breaks = {"body": "Forge", "text": "longer breaks", "effect": {"do": "resolve"}}
    vote, two = {"poll": "vote on longer breaks"}, ["Ines", "Alice"]
    return Told(
        "guild on paper and above",
        [
            {"by": both, "correct_result": {**poll, "batch": 1, "papers": ["Emil: Bob"]}},
            {
                "by": both,
                "correct_result": {**poll, "batch": 2, "papers": ["Gus: Fay", "Fay: Fay"]},
            },
            {"by": "Alice", "propose_motion": breaks},
            {"by": "Bob", "second_motion": {"motion": "longer breaks"}},
            "+7 days",
            {"by": "Gus", "name_teller": {**vote, "member": "Ines"}},
            {"by": "Gus", "name_teller": {**vote, "member": "Alice"}},
            {"by": two, "mark_paper_voter": {**vote, "voter": "Fay"}},
            "+7 days",
            {"by": two, "type_papers": {**vote, "batch": 1, "papers": ["Fay: yes"]}},
            {"by": two, "correct_result": {**vote, "batch": 1, "papers": ["Fay: no"]}},
            {"by": "Alice", "correct_result": {**vote, "batch": 1}},
            "+9 days",
        ],
    )


def control() -> Told:
    """A register: shown, refused, unanswered and shown late; it ends, and another begins."""
    unit, wages = {"unit": "Iron & Sons"}, {"showing": "the wage book"}
    leave = {"do": "leave_unit", **unit, "why": "taken_over"}
    return Told(
        "guild",
        [
            {"by": "Alice", "enter_unit": {"body": "Forge", "owner": "Iron & Sons"}},
            {"by": "Alice", "ask_to_see": {**unit, "text": "the wage book"}},
            {"by": "Emil", "ask_to_see": {**unit, "text": "the order book", "days": 20}},
            {"by": "Emil", "record_refused": {"showing": "the order book", "text": "a secret"}},
            "+10 days",
            {"by": "Alice", "record_shown": {**wages, "text": "one page"}},
            {"decide": {"body": "Forge", "text": "ours", "yes": "Alice, Bob", "effect": leave}},
            {"by": "Fay", "enter_unit": {"body": "Forge", "owner": "Steel & Daughters"}},
        ],
        {},
    )


def affiliation() -> Told:
    """A body leaves with all below it, one takes it back, one comes; accounts are settled."""
    go, stay = {"do": "leave_federation"}, {"do": "stay_in_federation"}
    proof = {"origin": "fishers", "key": "fishers+0011aabb+AQID", "size": 40, "body_there": 9}
    kiln = {"level": "workshop", "name": "Kiln", "parent": "South", "usher": "Tom", "people": 3}
    come = {"do": "admit_body", **kiln, **proof, "root_hash": "0123456789abcdef" * 4}
    eight = "Jon, Kim, Ines, Lea, Max, Nora, Alice, Bob"
    return Told(
        "guild with officers",
        [
            {"by": "Dora", "enter_account": {"body": "North", "balance": 100}},
            {"decide": {"body": "Yard", "text": "go", "yes": "Tom, Uma, Vic, Wes", "effect": go}},
            {"decide": {"body": "Yard", "text": "no", "yes": "Tom, Uma, Vic, Wes", "effect": stay}},
            {"decide": {"body": "North", "text": "we go", "yes": eight, "effect": go}},
            {"decide": {"body": "Mill", "text": "we too", "yes": "Ines, Jon, Kim", "effect": go}},
            {"by": "Gus", "stay_behind": {"to": "Dock"}},
            {"decide": {"body": "Congress", "text": "ho", "yes": "Bob, Otto, Uma", "effect": come}},
            {"by": "Tom", "admit": {"Kiln": "Ada, Ben"}},
            "+30 days",
            {"enter_account": {"body": "Congress", "balance": -77}},
        ],
    )


def consents() -> Told:
    """Changes of workshops that wait: refused, unanswered, agreed to, and asked for from below."""
    works = {"do": "merge_bodies", "bodies": ["Forge", "Mill"], "name": "Works"}
    kiln = {"do": "split_body", "body": "Works", "name": "Kiln", "members": ["Emil", "Fay", "Gus"]}
    four, wish = "Bob, Jon, Otto, Uma", {"do": "ask_for_reorganisation", "change": kiln}
    meeting = {"body": "Forge", "begins_at": "+90 days", "text": "wages", "place": "canteen"}
    steps: list[str | dict[str, Any]] = [
        {"by": "Emil", "ask_for_meeting": meeting},
        {"by": "Alice", "support_meeting": {"request": "wages"}},
    ]
    for text, forge in (("one", "no"), ("two", ""), ("three", "yes")):
        steps += [
            {"decide": {"body": "Congress", "text": text, "effect": works, "yes": four}},
            "+7 days",
            {
                "by": "Ines",
                "cast_vote": {"poll": f"vote on {text}, asked of Mill", "choice": "yes"},
            },
        ]
        asked = {"poll": f"vote on {text}, asked of Forge", "choice": forge}
        steps += [{"by": "Alice", "cast_vote": asked}] if forge else []
        steps += ["+7 days"]
    steps += [
        {"decide": {"body": "Congress", "text": "yard", "effect": _yard(), "yes": four}},
        {"by": "Tom", "refuse_move": {"motion": 10}},
        {"decide": {"body": "Works", "text": "a kiln", "effect": wish, "yes": "Emil, Fay, Gus"}},
        {"decide": {"body": "Congress", "text": "kiln", "effect": kiln, "yes": four}},
        "+7 days",
        "+30 days",
    ]
    return Told("guild of consent", steps, {"meetings.convene_days": 120})


def _yard() -> dict[str, Any]:
    return {"do": "split_body", "body": "Yard", "name": "Shed", "members": ["Tom", "Vic"]}


def pay_and_inspection() -> World:
    """Pay is declared, too high, corrected and missing; an inspector does all that one can do."""
    world = started("watched")
    for member in range(3, 9):
        world.do(pay.DeclareWage(figure=str(1000 + member)), member)
    delegate, other = world.state.delegates(1)[0], world.state.delegates(1)[1]
    amounts = {"benefits": 1, "expenses": 2, "outside": 3}
    world.do(pay.DeclarePay(seat=delegate.id, pay=9000, **amounts), delegate.holder)
    _elect_inspector(world)
    offices = [one for one in world.state.seats.values() if one.office == "inspector"]
    holder = next(one.holder for one in offices if one.holder)
    world.pass_days(4)
    corrected = pay.CorrectDeclaration(declaration=1, pay=900, **amounts)
    world.do(corrected, delegate.holder)
    world.do(pay.ConfirmDeclaration(declaration=2), other.holder)
    world.do(inspection.Inspect(kind="seat", number=delegate.id), holder)
    world.do(inspection.PublishFinding(body=2, text="two sets of books"), holder)
    for _ in range(2):
        world.do(inspection.DemandAnswer(seat=delegate.id, text="why"), holder)
    world.do(inspection.AnswerDemand(demand=1, text="because"), delegate.holder)
    world.do(inspection.PutRecall(seat=other.id), holder)
    world.pass_days(5)
    return world


def _elect_inspector(world: World) -> None:
    seat = next(one for one in world.state.seats.values() if one.office == "inspector")
    poll = world.state.polls[seat.running]
    people = range(3, len(world.state.members) + 1)
    free = next(one for one in people if not world.state.held.get(one))
    world.do(cmd.Nominate(poll=poll.id, candidate=free), free)
    world.pass_days(1)
    vote_in(world, poll.id)
    world.pass_days(1)


def agreements() -> Told:
    """Agreements in force, replaced, ended by notice, confirmed by who leaves; a fork found."""
    nets, boats = {"agreement": "fish for nets"}, {"agreement": "fish for boats"}
    yes, six = "Bob, Jon, Otto", "Alice, Bob, Dora, Emil, Fay, Gus"

    def carried(text: str, effect: dict[str, Any], body: str = "Congress") -> dict[str, Any]:
        who = yes if body == "Congress" else six
        return {"decide": {"body": body, "text": text, "yes": who, "effect": effect}}

    return Told(
        "guild",
        [
            {"by": "Alice", "propose_agreement": {"file": "fish for nets"}},
            carried("nets", {"do": "adopt_agreement", **nets}),
            {"by": "Tom", "record_counterpart": {**nets, "proof": "theirs"}},
            {"by": "Tom", "record_foreign_checkpoint": {"foreign": "Fishers", "card": "theirs"}},
            {
                "by": "Alice",
                "propose_agreement": {
                    "file": "fish for boats",
                    "bodies": ["North", "Dock"],
                    "found": {"replaces": "fish for nets"},
                },
            },
            carried("boats", {"do": "adopt_agreement", **boats}),
            {"by": "Tom", "record_counterpart": {**boats, "proof": "theirs"}},
            carried("we leave", {"do": "leave_federation"}, "Forge"),
            carried("we stay bound", {"do": "confirm_agreement", **boats}, "Forge"),
            carried("no boats", {"do": "give_notice_of_agreement", **boats}),
            {"by": "Alice", "propose_agreement": {"file": "fish for bread"}},
            {
                "by": "Alice",
                "record_counterpart": {
                    "agreement": "fish for bread",
                    "proof": "theirs",
                    "found": {"what": "notice", "ends": "+20 days", "key": "their new key"},
                },
            },
            {
                "by": "Tom",
                "record_foreign_checkpoint": {
                    "foreign": "Fishers",
                    "card": "another",
                    "found": {"note": "another", "forked": 30},
                },
            },
            "+40 days",
        ],
    )


def challenges() -> Told:
    """Results challenged: annulled and voted on again, confirmed, handed up, too little signed."""
    first = {"poll": "election of Forge 1 in North", "ground": "pressure", "text": "he stood by"}
    away = {"poll": "election of Mill 1 in North", "ground": "roll", "text": "Nora was away"}
    alone = {"poll": "election of Dock 1 in South", "ground": "count", "text": "counted twice"}
    roof = {"body": "Forge", "text": "mend the roof", "yes": "Alice, Bob, Emil"}
    tiles = [{"text": "buy tiles", "due_days": 30, "holder": "Bob"}]
    other = {"poll": "vote on mend the roof", "ground": "procedure", "text": "too late"}
    north = ["Jon", "Kim"]
    return Told(
        "doubting guild",
        [
            {"by": "Gus", "challenge_poll": first},
            {"by": "Fay", "sign_challenge": {"challenge": "challenge of he stood by"}},
            {"by": "Charlie", "challenge_poll": alone},
            "+7 days",
            {"by": north, "cast_vote": {"poll": "vote on he stood by", "choice": "yes"}},
            {
                "elect": {
                    "body": "North",
                    "sender": "Forge",
                    "ballots": ["Alice, Bob, Emil, Gus: Bob > Emil", "Dora, Fay: Dora > Fay"],
                }
            },
            {"by": "Nora", "challenge_poll": away},
            {"by": "Max", "sign_challenge": {"challenge": "challenge of Nora was away"}},
            "+7 days",
            "+7 days",
            "+6 days",
            {"decide": {**roof, "tasks": tiles}},
            {"by": "Fay", "challenge_poll": other},
            {"by": "Gus", "sign_challenge": {"challenge": "challenge of too late"}},
            "+7 days",
            {"by": ["Bob", *north], "cast_vote": {"poll": "vote on too late", "choice": "yes"}},
            "+7 days",
            "+40 days",
        ],
        {"challenges.signatures": 2},
    )


def deliveries() -> Told:
    """A plan runs: reports and receipts, alerts that rise, corrections small and voted on."""
    half = [4, "level", "exponentially weighted mean", "half as much", 1]
    short = [4, "mismatch", "report against receipt", "less arrived", 1, 2]
    agree = {"poll": "vote on the oven is broken, asked of {}"}
    ask = {"plan": 1, "text": "the oven is broken"}
    found = {"correction": 1, "outcome": "change", "file": "file 3", "moved": 99, "left": 900}
    small = {**found, "correction": 2, "moved": 9, "bodies": ["Forge"]}
    lines = {"plan": 1, "part": 1, "last": True}

    def voted(body: str, who: str, choice: str) -> dict[str, Any]:
        poll = agree["poll"].format(body)
        return {"by": who, "cast_vote": {"poll": poll, "choice": choice}}

    return Told(
        "working guild",
        [
            {"by": "Alice", "report_delivery": {"line": 2, "amount": 300}},
            {"by": "Charlie", "confirm_delivery": {"delivery": 1, "received": 190, "grade": 2}},
            {"by": "Otto", "return_goods": {"delivery": 1, "amount": 40, "text": "stale"}},
            {"by": "Bob", "report_delivery": {"line": 4, "amount": 10}},
            {"by": "Jon", "reject_delivery": {"delivery": 2, "text": "mould"}},
            {"by": "Ines", "report_delivery": {"line": 1, "amount": 20}},
            {
                "by": "Charlie",
                "record_taking": {
                    "body": "Dock",
                    "product": "bread",
                    "period": 1,
                    "taken": 120,
                    "left": 30,
                },
            },
            {
                "by": "Emil",
                "report_work": {
                    "process": 1,
                    "period": 1,
                    "runs": 19,
                    "hours": 82,
                    "spoiled": [[1, 12]],
                },
            },
            {
                "by": "Bob",
                "report_overhead": {
                    "body": "North",
                    "period": 1,
                    "planning": 3,
                    "meeting": 8,
                    "inspecting": 1,
                },
            },
            "+7 days",
            {"record_signs": {"plan": 1, "period": 1, "signs": [half, short]}},
            {"by": "Alice", "answer_alert": {"alert": 1, "text": "the oven is broken"}},
            {"by": "Emil", "ask_for_correction": ask},
            {"record_correction": {**found, "bodies": ["Forge", "Mill", "Dock"]}},
            {"by": "Alice", "file_grievance": {"line": 2, "text": "nobody sleeps"}},
            {"by": "Emil, Fay", "sign_grievance": {"grievance": "grievance of nobody sleeps"}},
            "+7 days",
            voted("Forge", "Alice, Bob, Dora", "yes"),
            voted("Mill", "Ines, Jon", "yes"),
            voted("Dock", "Charlie", "no"),
            "+7 days",
            {"record_lines": {**lines, "correction": 1, "lines": [[4, 6, 1, 5, 200]]}},
            {"record_signs": {"plan": 1, "period": 3, "ended": [1]}},
            {"by": "Otto", "ask_for_correction": {"plan": 1, "text": "it is mended"}},
            {"record_correction": small},
            {"record_lines": {**lines, "correction": 2, "lines": [[4, 6, 1, 7, 300]]}},
            "+50 days",
        ],
    )


def plans() -> Told:
    """Three campaigns: one that lapses, one whose adoption falls again, one that is carried out."""
    campaign = {"campaign": 1, "body": "Forge"}
    bread = {"name": "bread", "inputs": [], "outputs": [[1, 9]], "hours": 3, "capacity": 9}
    found = {"alternative": 0, "outcome": "plan", "hours": 900, "surplus": 90}
    other = {"campaign": 2, "text": "less water", "conditions": [["process_at_most", 1, 5, 1, 0]]}
    ranks = [[1, 900_000, 950_000]]

    def decided(body: str, text: str, **effect: Any) -> dict[str, Any]:
        yes = "Bob, Jon, Otto, Uma" if body == "Congress" else "Alice, Bob, Dora, Emil, Fay, Gus"
        return {"decide": {"body": body, "text": text, "effect": effect, "yes": yes}}

    def begun(text: str) -> dict[str, Any]:
        return decided("Congress", text, do="begin_planning", periods=4, begins_in_days=50)

    return Told(
        "guild",
        [
            {"by": "Alice", "name_product": {"body": "Forge", "name": "loaf", "unit": "loaf"}},
            {"by": "Ines", "name_limit": {"name": "river", "unit": "cask"}},
            begun("first"),
            {"by": "Emil", "declare_process": {"body": "Forge", **bread, "uses": [[1, 2]]}},
            {"by": "Emil", "offer_hours": {**campaign, "hours": 60}},
            {"by": "Alice", "declare_stock": {**campaign, "product": 1, "amount": 3}},
            {"by": "Alice", "place_order": {**campaign, "product": 1, "rank": 1, "amount": 20}},
            decided("Forge", "fixed", do="fix_proposal", campaign=1),
            decided("Forge", "freed", do="free_proposal", campaign=1),
            "+20 days",
            {"record_plan": {**found, "campaign": 1, "outcome": "infeasible", "file": "file 1"}},
            "+20 days",
            {"record_plan": {**found, "campaign": 1, "outcome": "infeasible", "file": "file 2"}},
            decided("Congress", "a dry year", do="set_limit", limit=1, per_period=90),
            begun("second"),
            {"by": "Emil", "declare_process": {"body": "Forge", **bread, "replaces": 1}},
            "+20 days",
            {"record_plan": {**found, "campaign": 2, "file": "file 3", "ranks": ranks}},
            {"by": "Rosa", "propose_alternative": other},
            {"record_plan": {**found, "campaign": 2, "alternative": 1, "file": "file 4"}},
            decided("Congress", "adopted", do="adopt_plan", plan=4),
            {"record_lines": {"plan": 4, "part": 1, "last": True, "lines": [[4, 6, 1, 1, 9]]}},
            {
                "by": "Uma",
                "challenge_poll": {
                    "poll": "vote on adopted",
                    "ground": "procedure",
                    "text": "not asked",
                },
            },
            "+7 days",
            {
                "by": ["Jon", "Otto"],
                "cast_vote": {"poll": "vote on not asked", "choice": "yes"},
            },
            "+15 days",
            {"by": "Emil", "withdraw_process": {"process": 2}},
            {"by": "Emil", "declare_process": {"body": "Forge", **bread}},
            begun("third"),
            {
                "by": "Charlie",
                "place_order": {
                    "campaign": 3,
                    "body": "Dock",
                    "product": 1,
                    "rank": 2,
                    "amount": 8,
                    "period": 2,
                },
            },
            "+20 days",
            {"record_plan": {**found, "campaign": 3, "file": "file 5", "ranks": ranks}},
            decided("Congress", "at last", do="adopt_plan", plan=5),
            {"record_lines": {"plan": 5, "part": 1, "last": False, "runs": [[3, 2, 1]]}},
            {"record_lines": {"plan": 5, "part": 2, "last": True, "lines": [[4, 6, 1, 2, 8]]}},
            decided(
                "Congress",
                "what is left",
                do="assign_surplus",
                plan=5,
                parts=[["social", 60, 0], ["consumption", 30, 4]],
            ),
            begun("fourth"),
        ],
        {"plan.proposal_days": 20, "plan.adoption_days": 21},
    )


def called_back() -> Told:
    """The adoption of a plan waits to be called back, and the campaign waits for it."""
    effect = {"do": "adopt_plan", "plan": 2}
    yes = "Bob, Jon, Otto, Uma"
    return Told(
        "deciding guild",
        [
            {"decide": {"body": "Congress", "text": "waits", "effect": effect, "yes": yes}},
            {"by": "Tom", "sign_call_back": {"motion": "waits"}},
            "+22 days",
            {"record_lines": {"plan": 2, "part": 1, "last": True, "lines": [[4, 6, 1, 1, 9]]}},
            {"by": "Alice", "ask_for_correction": {"plan": 2, "text": "less bread"}},
            {
                "record_correction": {
                    "correction": 1,
                    "outcome": "change",
                    "file": "file 3",
                    "moved": 9,
                    "cut": 30,
                    "left": 900,
                    "bodies": ["Forge"],
                }
            },
        ],
        {"initiative.callback_effects": ["adopt_plan"]},
    )


LIVES: dict[str, Callable[[], World | Told]] = {
    "2026-mandates": mandates_and_amendments,
    "2026-apportionment": a_lot_among_senders,
    "2026-deaths": a_death_reported,
    "2026-emergency": emergency_task_and_draw,
    "2026-offices": pay_and_inspection,
    "2026-locum": at_random("locum", 2, 70),
    "2026-by-name": at_random("by name", 10, 70),
    "2026-people": at_random("people", 1, 70),
    "2026-meetings": meetings,
    "2026-caucuses": caucuses_and_letters,
    "2026-rights-closed": rights_closed,
    "2026-initiatives": initiatives,
    "2026-discipline": discipline,
    "2026-annulled-expulsion": annulled_expulsion,
    "2026-grievances": grievances,
    "2026-consent": consents,
    "2026-affiliation": affiliation,
    "2026-papers": papers,
    "2026-corrections": corrections,
    "2026-control": control,
    "2026-unions": unions,
    "2026-challenges": challenges,
    "2026-agreements": agreements,
    "2026-deliveries": deliveries,
    "2026-plans": plans,
    "2026-plan-called-back": called_back,
}
"""Every record, by the name of its file."""


def main() -> None:
    """Write the records that are not there yet, and say so."""
    pinned = HERE / "digests.json"
    digests = json.loads(pinned.read_text()) if pinned.exists() else {}
    for name, life in LIVES.items():
        path = HERE / f"{name}.jsonl"
        if path.exists():
            print(f"kept    {path.name}")
            continue
        world = life()
        path.write_bytes(b"".join(body + b"\n" for body in world.record))
        digests[name] = meaning_digest(world.state)
        pinned.write_text(json.dumps(digests, indent=2, sort_keys=True) + "\n")
        print(f"written {path.name}: {len(world.record)} entries")


if __name__ == "__main__":
    main()
