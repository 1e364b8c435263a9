"""Two federations exchange files: what holds is recorded, what was changed or forked is not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commonweal.office import Newcomer, Office, admit, found
from commonweal.office.agenda import Item, agenda
from commonweal.office.examining import examine
from commonweal.office.exchanging import card, kept_file, prove
from commonweal.office.foreign import AgreementFile, Card, Proof, Since, Unsound, read, write
from commonweal.polity import commands as cmd
from commonweal.polity.rights.agreements import data
from commonweal.polity.rights.agreements.effects import AdoptAgreement, GiveNoticeOfAgreement
from commonweal.record import canonical, sign_checkpoint
from commonweal.record.note import encode_hash
from commonweal.terms import Refusal

GUILD = Path(__file__).parents[1] / "cases" / "federations" / "guild.toml"
DAY_S = 86_400
FORGE = 3
OLGA, ALICE, BOB, EMIL = 1, 2, 3, 5
PEOPLE = ("Alice", "Bob", "Dora", "Emil", "Fay", "Gus")

NONCE = "0123456789abcdef" * 2
BEGIN, UNTIL = "2026-04-01", "2026-12-31"


class Clock:
    """A clock that only tests move."""

    def __init__(self) -> None:
        self.now_s = 1_772_409_600

    def __call__(self) -> float:
        return float(self.now_s)

    def pass_days(self, days: int) -> None:
        self.now_s += days * DAY_S


@dataclass
class Side:
    """A federation of one workshop that decides everything itself."""

    office: Office
    clock: Clock

    def do(self, command: cmd.Command, by: int = ALICE) -> tuple[Any, ...]:
        return self.office.execute(command, by).events

    def decide(self, effect: Any) -> None:
        """Move, support and carry a motion in the workshop."""
        moved = self.do(cmd.ProposeMotion(body=FORGE, text="so be it", effect=effect))
        motion = moved[0].motion
        self.do(cmd.SecondMotion(motion=motion), BOB)
        self.clock.pass_days(7)
        self.office.tick()
        poll = self.office.state.motions[motion].poll
        for voter in range(ALICE, ALICE + len(PEOPLE)):
            if self.office.state.polls[poll].stage == "voting":
                self.do(cmd.CastVote(poll=poll, choice="yes"), voter)
        self.clock.pass_days(7)
        self.office.tick()

    def agreement(self) -> data.Agreement:
        return self.office.state.agreements[1]


def one(folder: Path, name: str, clock: Clock) -> None:
    text = GUILD.read_text("utf-8").replace(
        '[agreements]\narticle = "27"\n', '[agreements]\narticle = "27"\nlevel = "workshop"\n'
    )
    assert 'level = "workshop"' in text
    found(folder, name, text, ["Olga Ostrova"], clock=clock)
    with Office(folder, clock=clock) as office:
        office.execute(cmd.OpenBody(level="congress", name="Congress"), OLGA)
        office.execute(cmd.OpenBody(level="council", name="North", parent=1), OLGA)
        office.execute(cmd.OpenBody(level="workshop", name="Forge", parent=2), OLGA)
        admit(office, [Newcomer(person, FORGE, {}) for person in PEOPLE], OLGA)
        office.execute(cmd.CloseRoll(body=FORGE), OLGA)
        office.execute(cmd.SignRoll(roll=1), ALICE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    clock, folder = Clock(), tmp_path_factory.mktemp("two")
    for name in ("Guild", "Fishers"):
        one(folder / name, name, clock)
    clock.pass_days(6)
    return folder, clock.now_s


@pytest.fixture
def sides(built: tuple[Path, int], tmp_path: Path) -> Iterator[tuple[Side, Side]]:
    clock = Clock()
    folder = shutil.copytree(built[0], tmp_path / "two")
    clock.now_s = built[1]
    with ExitStack() as opened:
        yield (
            Side(opened.enter_context(Office(folder / "Guild", clock=clock)), clock),
            Side(opened.enter_context(Office(folder / "Fishers", clock=clock)), clock),
        )


def written(ours: Side, theirs: Side, **differing: str) -> AgreementFile:
    said = {"begin": BEGIN, "until": UNTIL, "nonce": NONCE, **differing}
    return write(card(ours.office), card(theirs.office), "Fish for nets.", **said)


def text_of(document: AgreementFile | Card | Proof) -> str:
    return document.as_bytes().decode()


def propose(sides: tuple[Side, Side], **differing: str) -> AgreementFile:
    ours, theirs = sides
    file = written(ours, theirs, **differing)
    for side in sides:
        side.do(data.ProposeAgreement(file=text_of(file), bodies=(FORGE,)))
    return file


def refused(side: Side, command: cmd.Command) -> Refusal:
    before = side.office.state.version
    with pytest.raises(Refusal) as caught:
        side.do(command)
    assert side.office.state.version == before
    return caught.value


def test_two_federations_adopt_one_file_and_prove_it_to_each_other(
    sides: tuple[Side, Side],
) -> None:
    file = propose(sides)
    for side in sides:
        side.decide(AdoptAgreement(agreement=1))
        assert side.agreement().stage == "adopted"
    proofs = [prove(side.office, side.agreement()) for side in sides]
    for side, proof in zip(sides, reversed(proofs), strict=True):
        side.do(data.RecordCounterpart(agreement=1, proof=text_of(proof)), EMIL)
    for side in sides:
        assert side.agreement().stage == "in_force"
        assert side.agreement().document == file.digest
        assert kept_file(side.office, side.agreement()) == file.as_bytes()
    ours, theirs = sides
    assert ours.office.state.foreigns[1].name == "Fishers"
    assert ours.office.state.foreigns[1].note == proofs[1].card.checkpoint
    assert theirs.office.state.foreigns[1].note == proofs[0].card.checkpoint


def test_notice_of_one_side_is_proved_to_the_other(sides: tuple[Side, Side]) -> None:
    propose(sides)
    for side in sides:
        side.decide(AdoptAgreement(agreement=1))
    ours, theirs = sides
    for side, other in (sides, sides[::-1]):
        proof = prove(other.office, other.agreement())
        side.do(data.RecordCounterpart(agreement=1, proof=text_of(proof)))
    theirs.decide(GiveNoticeOfAgreement(agreement=1))
    known = ours.office.state.foreigns[1].size
    unlinked = prove(theirs.office, theirs.agreement(), notice=True)
    told = refused(ours, data.RecordCounterpart(agreement=1, proof=text_of(unlinked)))
    assert f"ask for one since {known} entries" in told.got
    proof = prove(theirs.office, theirs.agreement(), notice=True, since=known)
    ours.do(data.RecordCounterpart(agreement=1, proof=text_of(proof)))
    assert ours.agreement().due_at == theirs.agreement().due_at
    ours.clock.pass_days(31)
    for side in sides:
        side.office.tick()
        assert (side.agreement().stage, side.agreement().why) == ("ended", "notice")


def test_nothing_is_proved_before_it_was_decided(sides: tuple[Side, Side]) -> None:
    propose(sides)
    with pytest.raises(Unsound, match="has not adopted agreement 1"):
        prove(sides[0].office, sides[0].agreement())
    sides[0].decide(AdoptAgreement(agreement=1))
    with pytest.raises(Unsound, match="has not given notice"):
        prove(sides[0].office, sides[0].agreement(), notice=True)


def changed(document: Proof, /, **differing: Any) -> str:
    plain = json.loads(document.as_bytes())
    for path, value in differing.items():
        at = plain
        *above, last = path.split("__")
        for key in above:
            at = at[key]
        at[last] = value
    return canonical(plain).decode()


def test_no_part_of_a_proof_can_be_changed(sides: tuple[Side, Side]) -> None:
    propose(sides)
    ours, theirs = sides
    theirs.decide(AdoptAgreement(agreement=1))
    proof = prove(theirs.office, theirs.agreement())
    plain = json.loads(proof.as_bytes())
    beginning = {"size": 0, "root": plain["card"]["since"]["root"]}
    longer = {**plain, "receipt": plain["receipt"] + "x" * 70_000}
    tried = {
        "another document": changed(proof, document="sha256:" + "0" * 64),
        "another entry": changed(proof, entry={**plain["entry"], "at": 1}),
        "an entry of nothing": changed(proof, entry={"events": []}),
        "another receipt": changed(proof, receipt=plain["receipt"].replace("index ", "index 1")),
        "another key": changed(proof, card__key=ours.office.log.keys[0].as_text()),
        "another beginning": changed(proof, card__since=beginning),
        "another checkpoint": changed(proof, card__checkpoint=ours.office.log.signed.note),
        "no proof": text_of(card(theirs.office)),
        "no file": "hello",
        "another form": text_of(proof).replace('":', '" :', 1),
        "much too large": json.dumps(longer),
    }
    for what, text in tried.items():
        told = refused(ours, data.RecordCounterpart(agreement=1, proof=text))
        assert told.name == "counterpart_unproven", what
        assert told.got, what
    ours.do(data.RecordCounterpart(agreement=1, proof=text_of(proof)))
    assert ours.agreement().theirs_at


def test_every_byte_of_a_proof_that_is_changed_is_found(sides: tuple[Side, Side]) -> None:
    propose(sides)
    ours, theirs = sides
    theirs.decide(AdoptAgreement(agreement=1))
    whole = prove(theirs.office, theirs.agreement()).as_bytes()
    name = whole.index(b'"name":"Fishers"')
    nobody_vouches = range(name + 8, name + 15)
    case, log = ours.office.case(ALICE), ours.office.log
    for at in range(0, len(whole), 3):
        if at in nobody_vouches:
            continue
        other = bytes([whole[at] ^ 1])
        text = (whole[:at] + other + whole[at + 1 :]).decode("utf-8", errors="replace")
        examined = examine(case, data.RecordCounterpart(agreement=1, proof=text), log)
        assert isinstance(examined, data.RecordCounterpart)
        assert examined.examined is not None
        assert examined.examined.fault or examined.examined.forked, whole[at - 20 : at + 20]


def test_what_somebody_claims_to_have_examined_is_examined_again(
    sides: tuple[Side, Side],
) -> None:
    file = propose(sides)
    claimed = data.Examined(document=file.digest, what="adopted", size=10**6, index=3)
    lie = data.RecordCounterpart(agreement=1, proof="trust me", examined=claimed)
    assert refused(sides[0], lie).name == "counterpart_unproven"


def test_files_that_are_no_agreement_of_this_federation(sides: tuple[Side, Side]) -> None:
    ours, theirs = sides
    file = written(*sides)
    plain = json.loads(file.as_bytes())
    alone = {**plain, "parties": [plain["parties"][0]] * 2}
    unsigned = {**plain, "parties": [{**one, "checkpoint": "no note"} for one in plain["parties"]]}
    dates = {**plain, "until": "2026-02-30"}
    for wrong in (alone, unsigned, dates, {**plain, "more": 1}, {**plain, "text": ""}):
        text = canonical(wrong).decode()
        assert refused(ours, data.ProposeAgreement(file=text)).name == "agreement_file_unsound"
    card_instead = data.ProposeAgreement(file=text_of(card(theirs.office)))
    assert "not an agreement" in refused(ours, card_instead).got
    with pytest.raises(Unsound, match="both cards are of one federation"):
        write(card(ours.office), card(ours.office), "x", BEGIN, UNTIL, NONCE)
    with pytest.raises(Unsound, match="does not exist"):
        written(ours, theirs, until="2026-02-30")


def test_a_newer_card_is_recorded_and_an_older_one_is_not(sides: tuple[Side, Side]) -> None:
    propose(sides)
    ours, theirs = sides
    known = ours.office.state.foreigns[1].size
    first = card(theirs.office, known)
    ours.do(data.RecordForeignCheckpoint(foreign=1, card=text_of(first)))
    assert ours.office.state.foreigns[1].size == theirs.office.log.signed.size
    again = refused(ours, data.RecordForeignCheckpoint(foreign=1, card=text_of(first)))
    assert again.name == "foreign_checkpoint_not_newer"
    with pytest.raises(Unsound, match="fewer than 999"):
        card(theirs.office, 999)


def test_two_checkpoints_of_one_size_are_a_fork_and_kept(sides: tuple[Side, Side]) -> None:
    propose(sides)
    ours, theirs = sides
    known = ours.office.state.foreigns[1]
    note = sign_checkpoint(known.size, b"\x07" * 32, theirs.office.home.signing_key())
    since = Since(size=known.size, root=encode_hash(b"\x07" * 32))
    other = Card(name="Fishers", key=known.key, checkpoint=note, since=since)
    found_now = ours.do(data.RecordForeignCheckpoint(foreign=1, card=text_of(other)))
    assert isinstance(found_now[0], data.ForeignForkFound)
    assert ours.office.state.foreigns[1].forked == [known.note, note]
    theirs.decide(AdoptAgreement(agreement=1))
    proof = prove(theirs.office, theirs.agreement())
    told = refused(ours, data.RecordCounterpart(agreement=1, proof=text_of(proof)))
    assert told.name == "foreign_record_forked"


def test_a_longer_history_that_does_not_continue_the_known_one_is_a_fork(
    sides: tuple[Side, Side], tmp_path: Path
) -> None:
    propose(sides)
    ours, theirs = sides
    known = ours.office.state.foreigns[1]
    honest = card(theirs.office, known.size)
    assert honest.verify(known.key).size > known.size
    ours.office.state.foreigns[1].root = encode_hash(b"\x09" * 32)
    found_now = ours.do(data.RecordForeignCheckpoint(foreign=1, card=text_of(honest)))
    assert isinstance(found_now[0], data.ForeignForkFound)
    assert found_now[0].at == known.size


def test_a_federation_goes_on_under_a_new_key_that_the_old_one_names(
    sides: tuple[Side, Side], reopen_after_rotation: Callable[[Side], Side]
) -> None:
    propose(sides)
    ours, theirs = sides
    theirs.decide(AdoptAgreement(agreement=1))
    turned = reopen_after_rotation(theirs)
    proof = prove(turned.office, turned.agreement())
    assert proof.card.rotations
    without = changed(proof, card={**json.loads(proof.card.as_bytes()), "rotations": []})
    assert refused(ours, data.RecordCounterpart(agreement=1, proof=without)).got
    ours.do(data.RecordCounterpart(agreement=1, proof=text_of(proof)))
    assert ours.office.state.foreigns[1].key == turned.office.log.keys[-1].as_text()


@pytest.fixture
def reopen_after_rotation() -> Iterator[Callable[[Side], Side]]:
    with ExitStack() as opened:

        def again(side: Side) -> Side:
            folder = side.office.folder
            side.office.close()
            home = side.office.home
            store = home.open_store()
            home.rotate(store)
            store.close()
            office = Office(folder, clock=side.clock)
            opened.callback(office.close)
            return Side(office, side.clock)

        yield again


def test_a_file_read_back_is_the_same(sides: tuple[Side, Side]) -> None:
    file = written(*sides)
    assert read(file.as_bytes() + b"\n") == file
    assert file.term()[1] - file.term()[0] == 275 * DAY_S


def test_the_agenda_says_what_an_agreement_waits_for(sides: tuple[Side, Side]) -> None:
    propose(sides)
    ours, theirs = sides

    def item() -> Item | None:
        found_now = {one.what: one for one in agenda(ours.office.state)}
        return found_now.get("agreement 1")

    proposed = item()
    assert proposed is not None
    assert proposed.do == "propose_motion effect=adopt_agreement effect.agreement=1"
    ours.decide(AdoptAgreement(agreement=1))
    adopted = item()
    assert adopted is not None
    assert adopted.stage == "with Fishers: adopted here, not proved by them"
    theirs.decide(AdoptAgreement(agreement=1))
    proof = prove(theirs.office, theirs.agreement())
    ours.do(data.RecordCounterpart(agreement=1, proof=text_of(proof)))
    assert item() is None
