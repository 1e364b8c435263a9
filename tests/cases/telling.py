"""Tells the worked cases in ``tests/cases/council`` and ``tests/cases/refusals``, step by step.

A case names a ready-made federation (``given``), what is different in its constitution
(``constitution``), what came before (``setup``), what is done (``when``) and what has to follow:
events in this order (``then``), events that must not come (``never``), who sits (``seats``), what
became of motions (``motions``, ``divisions``), how far they are from the members (``distances``),
or the refusal of the last step (``refused``). ``attempt`` says which right it attacks, and by which
means (``attempts.py``).

Rules of this module: names stand for numbers, a vault in memory stands for the one on disk, and
counting is the office's own; every case is folded a second time from its entries as written.
Not here: the office's locks, receipts and crashes (``tests/office``).
"""

from __future__ import annotations

import json
import pickle
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from commonweal import polity
from commonweal.charter import Charters
from commonweal.office import entries
from commonweal.office.counting import complete
from commonweal.office.sealing import seal_texts
from commonweal.polity import Case, Issued, State
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.distance import distance
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.questions import QUESTIONS
from commonweal.polity.rights.agreements import data as agreements
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.commitments import entered_by
from commonweal.polity.rights.control import data as control
from commonweal.polity.rights.corrections import data as corrections
from commonweal.polity.rights.discipline import data as discipline
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.letters import data as letters
from commonweal.polity.rights.meetings import data as of_meetings
from commonweal.polity.rights.papers import data as papers
from commonweal.polity.rights.pay import data as pay
from commonweal.terms import OFFICE, CharterVersion, MemberId, Moment, Refusal, moment
from commonweal.vault import open_vault

CASES = Path(__file__).parent
BEGIN = moment(date(2026, 3, 2))
LENGTH_S = {"day": 86_400, "hour": 3_600, "second": 1}

REFERENCES = frozenset(
    {"body", "sender", "parent", "to", "into", "home", "homes", "bodies", "members_to", "became"}
    | {"seat", "seats", "contested", "root", "rests_on", "holder_seat", "senders"}
    | {
        "candidate",
        "candidates",
        "member",
        "members",
        "ranking",
        "holder",
        "voter",
        "elector",
        "elected",
    }
    | {"caucus", "speaker", "report", "letter", "author", "appeal_to", "question", "referendum"}
    | {"next_in_line", "alternates", "unavailable", "present", "order", "among", "by", "lots"}
    | {"inspector", "demand", "finding"}
    | {"poll", "motion", "amends", "task", "roll", "given_by", "meeting", "request", "witness"}
    | {"initiative", "decided"}
    | {"charge", "charges"}
    | {"challenge", "fallen", "stands", "parties", "tasks"}
    | {"grievance", "arbiter"}
    | {"unit", "showing"}
    | {"asked", "wishes"}
    | {"agreement", "foreign"}
    | {"union", "call"}
    | {"account", "usher"}
    | {"before", "unseated", "back"}
    | {"product", "limit", "process", "alternative", "maker"}
)
"""Fields in which a name stands for the number of a person, body, seat, motion or task."""

MOMENTS = frozenset({"starts", "ends", "begins_at"})
"""Fields in which ``+8 days`` stands for a moment, counted from the step."""


NAMED: dict[type[ev.Event], tuple[str, str]] = {
    ev.MotionProposed: ("motion", "text"),
    ev.TaskAssigned: ("task", "text"),
    discipline.MemberCharged: ("charge", "text"),
    of_meetings.MeetingAskedFor: ("request", "text"),
    caucuses.CaucusFounded: ("caucus", "name"),
    caucuses.MinorityReportFiled: ("report", "text"),
    letters.LetterPublished: ("letter", "text"),
    letters.QuestionAsked: ("question", "text"),
    inspection.AnswerDemanded: ("demand", "text"),
    inspection.FindingPublished: ("finding", "text"),
    control.UnitEntered: ("unit", "owner"),
    control.ShowingAskedFor: ("showing", "text"),
    agreements.ForeignMet: ("foreign", "name"),
    agreements.AgreementProposed: ("agreement", "document"),
    proposals.ProductNamed: ("product", "name"),
    proposals.LimitNamed: ("limit", "name"),
    proposals.ProcessDeclared: ("process", "name"),
    proposals.AlternativeProposed: ("alternative", "text"),
}
"""Events that give something a number, with the fields of the number and of the name."""


FISHERS = {"name": "Fishers", "origin": "fishers", "key": "key of the Fishers"}
EXAMINED: dict[str, dict[str, Any]] = {
    "propose_agreement": {**FISHERS, "size": 10, "starts": "+10 days", "ends": "+200 days"},
    "record_counterpart": {**FISHERS, "size": 20, "what": "adopted", "index": 17},
    "record_foreign_checkpoint": {**FISHERS, "size": 30},
}
"""What the office finds in a file of the Fishers; a case says what it finds else as ``found``."""


def constitution(file: str, changes: Mapping[str, Any], without: Sequence[str] = ()) -> str:
    """Return a constitution with some values changed, by path, and some left out."""
    return changed((CASES / "federations" / file).read_text("utf-8"), changes, without)


def changed(text: str, changes: Mapping[str, Any], without: Sequence[str] = ()) -> str:
    document = tomllib.loads(text)
    for path, value in changes.items():
        table, key = _table(document, path)
        table[key] = value["text"] * value["times"] if _is_repeated(value) else value
    for path in without:
        table, key = _table(document, path)
        del table[key]
    return "".join(f"{key} = {_toml(value)}\n" for key, value in document.items())


def _is_repeated(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"text", "times"}


def _table(document: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *above, key = path.split(".")
    table: Any = document
    for one in above:
        table = table[int(one) - 1] if one.isdecimal() else table.setdefault(one, {})
    return table, key


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def names(said: str | Sequence[str]) -> list[str]:
    """Read ``"Alice, Bob"``, ``"Red 1 to 11"`` or a list of such."""
    if not isinstance(said, str):
        return [one for part in said for one in names(part)]
    found = []
    for part in (one.strip() for one in said.split(",")):
        row = re.fullmatch(r"(.+) (\d+) to (\d+)", part)
        if row:
            found += [f"{row[1]} {number}" for number in range(int(row[2]), int(row[3]) + 1)]
        elif part:
            found.append(part)
    return found


class Life:
    """A federation that lives through the steps of a case, in memory.

    Attributes:
        events: everything that has happened, in order.
        written: the entries as the record would hold them.
    """

    def __init__(self) -> None:
        self.state, self.charters, self.vault = State(), Charters(), open_vault("memory:")
        self.now = BEGIN
        self.events: list[ev.Event] = []
        self.written: list[bytes] = []
        self._awake = True
        self._names: dict[str, int] = {"nobody": 0, "the office": OFFICE}
        self._awaited: list[str] = []

    def copy(self) -> Life:
        """A federation with the same past and a future of its own."""
        twin = Life()
        twin.state = polity.from_bytes(polity.to_bytes(self.state))
        twin.charters._dated = dict(self.charters._dated)
        with self.vault._store._pool.borrow() as here, twin.vault._store._pool.borrow() as there:
            here.backup(there)
        twin.now, twin._awake, twin._awaited = self.now, self._awake, list(self._awaited)
        twin.events, twin.written = list(self.events), list(self.written)
        twin._names = dict(self._names)
        return twin

    # Names.

    def number(self, name: str) -> int:
        """Return the number for which a name stands."""
        if name in self._names:
            return self._names[name]
        found = self._named_by_text(name)
        if found is not None:
            return found
        what, _, of = name.partition(" of ")
        if what == "roll":
            body = self.state.bodies[self.number(of)]
            return body.open_roll or body.roll
        if what == "election":
            seat = self.state.seats[self.number(of)]
            return seat.running or seat.poll
        if what == "recall":
            polls = [p for p in self.state.polls.values() if p.kind == "recall"]
            return max(p.id for p in polls if self.number(of) in p.contested)
        if what == "meeting":
            return self.state.meetings_of[self.number(of)][-1]
        if what == "call-back":
            return self.state.call_backs[self.number(of)].poll
        raise LookupError(f"expected one of {sorted(self._names)}, got {name!r}")

    def _named_by_text(self, name: str) -> int | None:
        """Return the newest thing with the words that a name ends with, if it is named by words."""
        if name == "the referendum":
            return self.state.motions[max(self.state.referendums)].poll
        if name.startswith("vote on "):
            return self.state.motions[self.number(name.removeprefix("vote on "))].poll
        if name.startswith("call for "):
            calls = self.state.union_calls.values()
            return max(one.id for one in calls if one.name == name.removeprefix("call for "))
        what, _, of = name.partition(" of ")
        if what in ("challenge", "initiative", "grievance"):
            every: Any = getattr(self.state, f"{what}s").values()
            return max(one.id for one in every if one.text == of)
        return None

    def read(self, value: Any, key: str = "") -> Any:
        """Put numbers in the place of names, wherever a field is a reference."""
        if isinstance(value, dict) and set(value) == {"of", "times"}:
            return [value["of"]] * value["times"]
        if isinstance(value, dict):
            plain = {"unit"} if "name" in value else set()  # what a product is counted in
            return {
                one: inner if one in plain else self.read(inner, one)
                for one, inner in value.items()
            }
        if isinstance(value, list):
            return [self.read(one, key) for one in value]
        if key in MOMENTS and isinstance(value, str):
            return self._moment(value)
        return self.number(value) if key in REFERENCES and isinstance(value, str) else value

    def _moment(self, said: str) -> int:
        """Read ``+8 days``, counted from now."""
        count, unit = said.removeprefix("+").split()
        return self.now + int(count) * LENGTH_S[unit.removesuffix("s")]

    def _learn(self, event: ev.Event) -> None:
        match event:
            case ev.FederationFounded():
                self._names |= {name: at for at, name in enumerate(self._awaited, 1)}
            case ev.MembersAdmitted(first=first):
                self._names |= {name: at for at, name in enumerate(self._awaited, first)}
            case ev.BodyOpened(body=body, name=name):
                self._names[name] = body
            case ev.SeatCreated():
                self._names[self._seat_name(event)] = event.seat
            case ev.MotionProposed(effect=effect, body=body, text=text) if isinstance(
                effect, QUESTIONS
            ):
                asked = self.state.bodies[body].name
                self._names[f"{text}, asked of {asked}"] = event.motion
            case _ if type(event) in NAMED:
                number, name = NAMED[type(event)]
                self._names[getattr(event, name)] = getattr(event, number)

    def _seat_name(self, seat: ev.SeatCreated) -> str:
        body, sender = (self.state.bodies[one].name for one in (seat.body, seat.sender))
        if seat.office:
            return f"{seat.office} of {body}"
        place = 1
        while f"{sender} {place} in {body}" in self._names:
            place += 1
        return f"{sender} {place} in {body}"

    # Commands, as the office takes them.

    def issue(self, command: cmd.Command, by: int, *, count: bool = True) -> None:
        """Decide a command, fold and keep what follows, and whatever falls due then."""
        self.run_due()
        self._take(command, by, count=count)
        self.run_due()

    def run_due(self) -> None:
        """Do what has fallen due, until nothing is due; not while the office sleeps."""
        while self._awake and (command := self._due()) is not None:
            try:
                self._take(command, OFFICE)
            except Refusal as refusal:
                self._happen("drop_due", OFFICE, polity.dropped(self.state, refusal.name))

    def _due(self) -> cmd.Command | None:
        return polity.due(self.state, self.now) if self.state.constitutions else None

    def _take(self, command: cmd.Command, by: int, *, count: bool = True) -> None:
        issued = Issued(MemberId(by), self.now)
        if isinstance(command, pay.DeclareWage) and command.figure.isdigit():
            command = seal_texts(command, self.vault)
        if count and self.state.constitutions:
            command = complete(Case(self.state, self.charters, issued), command, self.vault)
        if isinstance(command, papers.TypePapers | corrections.CorrectResult):
            command = seal_texts(command, self.vault)
        decided = polity.decide(self.state, command, self.charters, issued)
        self._fill_boxes(command, by, decided)
        self._happen(str(command.__struct_config__.tag), by, decided)

    def _fill_boxes(self, command: cmd.Command, by: int, decided: Sequence[ev.Event]) -> None:
        for event in decided:
            match event:
                case ev.PollOpened(secret=True, stage="voting", poll=poll):
                    self.vault.open_box(poll)
                case ev.VotingOpened(poll=poll) if self.state.polls[poll].secret:
                    self.vault.open_box(poll)
                case ev.BallotMarked(poll=poll) if isinstance(command, cmd.CastVote):
                    ballot = json.dumps(list(command.ranking) or command.choice)
                    self.vault.cast(poll, by, ballot.encode())

    def _happen(self, name: str, by: int, decided: Sequence[ev.Event]) -> None:
        entry = entries.write(name, entered_by(by, decided), self.now, "", decided)
        self.written.append(entry)
        polity.apply_entry(self.state, tuple(decided), self.now)
        self.events += decided
        for event in decided:
            self._learn(event)
            if isinstance(event, ev.ConstitutionAdopted):
                self.charters.add(CharterVersion(event.version), event.text, self.now)

    # Steps of a case.

    def step(self, step: str | dict[str, Any]) -> None:
        """Take one step of a case: time that passes, a command, or a whole procedure."""
        if isinstance(step, str):
            self._pass(step)
            return
        said = dict(step)
        by = names(said.pop("by", "the office"))
        (name, fields), *rest = said.items()
        assert not rest, f"one command in a step, got {list(said)}"
        told = {"found": self._found, "admit": self._admit, "elect": self._elect}
        told |= {"ballots": self._ballots, "decide": self._decide}
        if name in told:
            told[name](fields, by)
            return
        for one in by:
            self._command(name, fields, one)

    def _pass(self, said: str) -> None:
        count, unit, *sleeping = said.removeprefix("+").split(maxsplit=2)
        assert sleeping in ([], ["while the office sleeps"]), said
        self._awake = not sleeping
        assert said.startswith("+"), f"expected a time such as +7 days, got {said}"
        self.now = Moment(self.now + int(count) * LENGTH_S[unit.removesuffix("s")])
        self.run_due()

    def _command(self, name: str, fields: dict[str, Any], by: str) -> None:
        plain = self._effect(dict(fields))
        count = not plain.pop("uncounted", False) and "counted" not in plain
        if name in EXAMINED:
            document = plain.get("agreement", plain.get("file", ""))
            found = {**EXAMINED[name], "document": document, **plain.pop("found", {})}
            plain["examined"] = {"note": f"note {found['size']}", **found}
        if name in {"type_papers", "correct_result"}:
            # Papers are typed by numbers; a case tells them by names.
            told = "\n".join(plain.get("papers", ()))
            plain["papers"] = re.sub(r"[A-Z]\w+", lambda one: str(self.number(one[0])), told)
        plain = self.read(plain)
        command = msgspec.convert({"command": name, **plain}, cmd.COMMANDS[name])
        self.issue(command, self.number(by) if not by.isdecimal() else int(by), count=count)

    def _effect(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Write out the constitution that an amendment proposes, from what it changes."""
        effect = dict(fields.get("effect", {}))
        if "changes" in effect or "without" in effect:
            text = self.state.constitutions[-1].text
            changes, without = effect.pop("changes", {}), effect.pop("without", ())
            effect["constitution"] = changed(text, changes, without)
        return {**fields, "effect": effect} if effect else fields

    def _found(self, fields: dict[str, Any], by: list[str]) -> None:
        self._awaited = names(fields["convenors"])
        text = fields.get("text") or constitution(
            fields["constitution"], fields.get("changes", {}), fields.get("without", ())
        )
        commitments = tuple(f"commitment {one}" for one in self._awaited)
        self.issue(
            cmd.FoundFederation(name="", constitution=text, commitments=commitments),
            self.number(by[0]),
        )

    def _admit(self, fields: dict[str, Any], by: list[str]) -> None:
        for home, people in fields.items():
            self._awaited = names(people)
            homes = (self.number(home),) * len(self._awaited)
            commitments = tuple(f"commitment {one}" for one in self._awaited)
            command = cmd.AdmitMembers(homes=homes, commitments=commitments)
            self.issue(command, self.number(by[0]))

    def _elect(self, fields: dict[str, Any], by: list[str]) -> None:
        """Hold an election from its opening (unless it is open) to its result."""
        body, sender = (self.number(fields[one]) for one in ("body", "sender"))
        office = fields.get("office", "")
        if not self._running(body, sender, office):
            opening = cmd.OpenElection(body=body, sender=sender, office=office)
            self.issue(opening, self.number(by[0]))
        poll = self._running(body, sender, office)
        ranked = [ballot.partition(":")[2].split(">") for ballot in fields["ballots"]]
        candidates = dict.fromkeys(one.strip() for ranking in ranked for one in ranking)
        for one in candidates:
            self.issue(cmd.Nominate(poll=poll, candidate=self.number(one)), self.number(one))
        self._pass("+7 days")
        self._ballots({"poll": poll, "papers": fields["ballots"]}, [])
        if self.state.polls[poll].stage == "voting":
            self._pass("+7 days")

    def _running(self, body: int, sender: int, office: str) -> int:
        seats = self.state.seats.values()
        same = [s for s in seats if (s.body, s.sender, s.office) == (body, sender, office)]
        return max((seat.running for seat in same), default=0)

    def _ballots(self, fields: dict[str, Any], by: list[str]) -> None:
        """Cast papers such as ``"Alice, Bob: Emil > Fay"``."""
        poll = self.read(fields["poll"], "poll")
        for paper in fields["papers"]:
            voters, _, ranking = paper.partition(":")
            ranked = tuple(self.number(one.strip()) for one in ranking.split(">"))
            for voter in names(voters):
                self.issue(cmd.CastVote(poll=poll, ranking=ranked), self.number(voter))

    def _decide(self, fields: dict[str, Any], by: list[str]) -> None:
        """Move, support, debate and vote on a motion, to its result."""
        votes = {one: names(fields.get(one, "")) for one in ("yes", "no", "abstain")}
        mover, *others = [one for group in votes.values() for one in group]
        asked = {one: fields[one] for one in ("body", "text", "tasks") if one in fields}
        effect = fields.get("effect", {"do": "resolve"})
        self._command("propose_motion", {**asked, "effect": effect}, mover)
        motion = self.state.motions[self.number(fields["text"])]
        if motion.stage == "moved":
            self._command("second_motion", {"motion": fields["text"]}, others[0])
        self._pass("+7 days")
        for choice, voters in votes.items():
            for one in voters:
                vote = cmd.CastVote(poll=motion.poll, choice=choice)  # type: ignore[arg-type]
                self.issue(vote, self.number(one))
        if motion.stage == "vote":
            self._pass("+7 days")


# Reading cases, and comparing.


def load(folder: str) -> Iterator[dict[str, Any]]:
    for file in sorted((CASES / folder).glob("*.toml")):
        for case in tomllib.loads(file.read_text("utf-8")).get("case", ()):
            yield case | {"file": file.stem}


FEDERATIONS = {one["name"]: one for one in load("federations")}


def begin(case: Mapping[str, Any]) -> Life:
    """Build the federation that a case is given, and do what came before."""
    given = case.get("given", "nothing")
    changes = {**changes_of(given), **case.get("constitution", {})}
    life = _given(given, pickle.dumps((changes, case.get("without", [])))).copy()
    for step in case.get("setup", ()):
        life.step(step)
    return life


@lru_cache(maxsize=8)
def _given(given: str, unlike: bytes) -> Life:
    """Build a federation once for the cases that follow each other with it; it is copied."""
    changes, without = pickle.loads(unlike)
    life = Life()
    for step in _steps(given):
        founding = isinstance(step, dict) and "found" in step
        found = {"changes": changes, "without": without}
        life.step({**step, "found": step["found"] | found} if founding else step)
    return life


def changes_of(given: str) -> dict[str, Any]:
    """Return what a ready-made federation, or one on which it stands, changes in its charter."""
    if given == "nothing":
        return {}
    federation = FEDERATIONS[given]
    return {
        **changes_of(federation.get("upon", "nothing")),
        **federation.get("constitution", {}),
    }


def _steps(given: str) -> list[Any]:
    if given == "nothing":
        return []
    federation = FEDERATIONS[given]
    return [*_steps(federation.get("upon", "nothing")), *federation["steps"]]


def run(case: Mapping[str, Any]) -> tuple[Life, Refusal | None]:
    """Run a case to its end; returns the refusal of the last step, when one is expected."""
    life = begin(case)
    life.events.clear()
    *steps, last = case["when"]
    for step in steps:
        life.step(step)
    if "refused" not in case:
        life.step(last)
        return life, None
    life.run_due()
    before = polity.to_bytes(life.state), len(life.written)
    with pytest.raises(Refusal) as refused:
        life.step(last)
    assert (polity.to_bytes(life.state), len(life.written)) == before, "a refusal changed the state"
    return life, refused.value


def compare(life: Life, case: Mapping[str, Any]) -> None:
    """Compare what has followed with what the case says."""
    happened = iter(life.events)
    for wanted in case.get("then", ()):
        ((name, fields),) = wanted.items()
        fits = (event for event in happened if _is(event, name, life.read(fields)))
        assert next(fits, None) is not None, f"{wanted} did not follow, in this order"
    for name in case.get("never", ()):
        known = [event for event in ev.EVENTS if event.startswith(f"{name}/")]
        assert known, f"there is no event {name}"
        assert not any(_is(event, name, {}) for event in life.events), f"{name} happened"
    people = {number: name for name, number in reversed(life._names.items())}
    for seat, holder in case.get("seats", {}).items():
        assert _sitting(life, seat) == _expected(life, holder), f"{seat}: {people}"
    for motion, stage in case.get("motions", {}).items():
        assert life.state.motions[life.number(motion)].stage == stage, motion
    for motion, division in case.get("divisions", {}).items():
        assert _division(life, motion) == division, motion
    for motion, told in case.get("distances", {}).items():
        assert _distance(life, motion) == told, motion


def _is(event: ev.Event, name: str, fields: Mapping[str, Any]) -> bool:
    if not str(event.__struct_config__.tag).startswith(f"{name}/"):
        return False
    unknown = set(fields) - set(event.__struct_fields__)
    assert not unknown, f"{name} has no {unknown}"
    return all(msgspec.to_builtins(getattr(event, one)) == _frozen(v) for one, v in fields.items())


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _sitting(life: Life, name: str) -> tuple[int, bool] | str:
    seat = life.state.seats[life.number(name)]
    if seat.abolished:
        return "abolished"
    return (seat.holder, seat.acting)


def _expected(life: Life, said: str) -> tuple[int, bool] | str:
    if said == "abolished":
        return said
    if said == "vacant":
        return (0, False)
    return (life.number(said.removesuffix(" (acting)")), said.endswith(" (acting)"))


def _division(life: Life, motion: str) -> str:
    one = life.state.motions[life.number(motion)].division
    if one is None:
        return "none"
    counted = f"{one.yes} yes, {one.no} no, {one.abstain} abstain"
    return f"{counted}, {one.void} void; {one.cast} of {one.electorate}"


def _distance(life: Life, motion: str) -> str:
    one = distance(life.state, life.state.motions[life.number(motion)])
    if one is None:
        return "none"
    ways = {"elected": one.elected, "by count-back": one.by_count_back}
    ways |= {"by alternates": one.alternates, "appointed": one.appointed}
    hands = ", ".join(f"{count} {how}" for how, count in ways.items() if count)
    through = f"{_counted(one.hands, 'hand')} ({hands})" if one.hands else "no hands"
    return f"{one.took_part} of {one.binds}, {_counted(one.levels, 'level')}, {through}"


def _counted(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"


def fold_anew(written: Sequence[bytes]) -> State:
    """Fold entries as they were written."""
    state = State()
    for _ in entries.fold(state, written):
        pass
    return state
