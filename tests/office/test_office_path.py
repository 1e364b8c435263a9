"""The one writing path: keys, time, failure, restart, snapshots, what the record never holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from commonweal.charter import Charters
from commonweal.office import Newcomer, Office, admit, found, load
from commonweal.office import entries as written
from commonweal.polity import REFUSALS, STATE_SCHEMA, State, digest, to_bytes
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.record import LeaseHeld, RecordError, Snapshots, Unreachable
from commonweal.terms import FaultyDocument, Refusal

OLGA, ALICE, BOB, DORA, EMIL, FAY, GUS = 1, 2, 3, 4, 5, 6, 7
CONGRESS, NORTH, FORGE = 1, 2, 3
WORDS = "We want seventeen new anvils."


class Clock:
    now_s: int

    def pass_days(self, days: int) -> None: ...


def propose(text: str = WORDS) -> cmd.ProposeMotion:
    return cmd.ProposeMotion(body=FORGE, text=text, effect=ef.Resolve())


def bodies(office: Office) -> list[bytes]:
    return list(office.log.read(0))


# Keys.


def test_a_repeated_key_gives_one_entry_and_the_same_answer(office: Office) -> None:
    before = office.state.version
    first = office.execute(propose(), ALICE, key="k1")
    second = office.execute(propose(), ALICE, key="k1")
    assert office.state.version == before + 1
    assert (first.index, first.events, first.receipt) == (
        second.index,
        second.events,
        second.receipt,
    )


def test_a_key_is_remembered_after_a_restart(reopened: Callable[[], Office]) -> None:
    first = reopened().execute(propose(), ALICE, key="k1")
    office = reopened()
    assert office.execute(propose(), ALICE, key="k1").index == first.index
    assert len(office.state.motions) == 1


def test_nobody_elses_key_swallows_a_command(office: Office) -> None:
    office.execute(propose(), ALICE, key="k1")
    office.execute(propose("Something else."), FAY, key="k1")
    office.execute(cmd.SecondMotion(motion=1), FAY, key="k1")
    assert [motion.by for motion in office.state.motions.values()] == [ALICE, FAY]
    assert office.state.motions[1].seconders == [FAY]


def test_without_a_key_a_command_is_done_again(office: Office) -> None:
    office.execute(propose(), ALICE)
    office.execute(propose(), ALICE)
    assert len(office.state.motions) == 2


def test_people_are_admitted_once_for_one_key(office: Office) -> None:
    before = len(office.state.members)
    people = [("Hanna Holm", FORGE, {})]
    for _ in range(2):
        with pytest.raises(Refusal, match="issuer without power"):
            office.admit(people, ALICE, key="a1")
        office.admit(people, OLGA, key="a1")
    assert len(office.state.members) == before + 1


# Time.


def test_a_clock_that_runs_backwards_does_not_turn_back_the_record(
    office: Office, clock: Clock
) -> None:
    office.execute(propose(), ALICE)
    newest = office.state.now
    clock.now_s -= 1_000_000
    office.execute(propose("Later."), ALICE)
    assert office.state.now == newest
    times = [written.read(body).at for body in bodies(office)]
    assert times == sorted(times)


def test_what_has_fallen_due_happens_before_a_command_and_before_a_look(
    office: Office, clock: Clock
) -> None:
    office.execute(propose(), ALICE)
    office.execute(cmd.SecondMotion(motion=1), FAY)
    clock.pass_days(7)
    assert office.view(lambda state: state.motions[1].stage) == "vote"
    clock.pass_days(7)
    with pytest.raises(Refusal, match="poll not voting"):
        office.execute(cmd.CastVote(poll=office.state.motions[1].poll, choice="yes"), ALICE)
    assert office.state.motions[1].stage == "rejected"


def test_a_tick_says_how_much_it_did(office: Office, clock: Clock) -> None:
    office.execute(propose(), ALICE)
    office.execute(cmd.SecondMotion(motion=1), FAY)
    assert office.tick() == 0
    clock.pass_days(7)
    assert office.tick() == 1


# Refusing.


def test_a_refused_command_writes_nothing(office: Office) -> None:
    before = digest(office.state), len(bodies(office))
    with pytest.raises(Refusal) as refused:
        office.execute(cmd.CloseRoll(body=FORGE), EMIL)
    assert refused.value.name in REFUSALS
    assert (digest(office.state), len(bodies(office))) == before


def test_a_refused_admission_leaves_no_name_in_the_vault(office: Office) -> None:
    with pytest.raises(Refusal):
        admit(office, [Newcomer("Nobody Wanted", FORGE)], EMIL)
    assert office.vault.find("Nobody Wanted") == []
    admit(office, [Newcomer("Somebody Wanted", FORGE)], OLGA)
    assert office.vault.find("Somebody Wanted") == [8]


def test_a_founding_on_a_faulty_text_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FaultyDocument):
        found(tmp_path / "new", "New", "[constitution]\n", ["Olga"])
    assert not (tmp_path / "new").exists()


def test_one_process_writes(office: Office, folder: Path, clock: Clock) -> None:
    with pytest.raises(LeaseHeld):
        Office(folder, clock=clock)  # type: ignore[arg-type]
    office.execute(propose(), ALICE)


# Failing.


class Failing:
    """Makes a store fail a number of times, before or after it has appended."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self._append = office._store.append
        self.times = 0
        monkeypatch.setattr(type(office._store), "append", self._fail)

    def _fail(self, *arguments: object, **options: object) -> None:
        # The first argument is the store itself, since this stands in for a plain function.
        if self.times:
            self.times -= 1
            raise Unreachable("the disk", "no space left")
        self._append(*arguments, **options)  # type: ignore[arg-type]


@pytest.fixture
def failing(office: Office, monkeypatch: pytest.MonkeyPatch) -> Failing:
    return Failing(office, monkeypatch)


def test_what_could_not_be_written_has_not_happened(office: Office, failing: Failing) -> None:
    before = digest(office.state), office.state.version
    failing.times = 1
    with pytest.raises(RecordError):
        office.execute(propose(), ALICE, key="k1")
    assert (digest(office.state), office.state.version) == before
    assert office.execute(propose(), ALICE, key="k1").index == before[1]
    assert len(office.state.motions) == 1


def test_a_look_shows_nothing_that_is_not_durable(office: Office, failing: Failing) -> None:
    failing.times = 1
    with pytest.raises(RecordError):
        office.execute(propose(), ALICE)
    assert office.view(lambda state: len(state.motions)) == 0


def test_the_state_after_a_failure_is_that_of_the_record(
    office: Office, failing: Failing, reopened: Callable[[], Office]
) -> None:
    failing.times = 1
    with pytest.raises(RecordError):
        office.execute(propose(), ALICE)
    office.execute(propose("Another."), FAY)
    alive = digest(office.state)
    assert digest(reopened().state) == alive


# Restarting.


def fold_anew(office: Office) -> State:
    state = State()
    for _ in written.fold(state, bodies(office)):
        pass
    return state


def test_a_restart_gives_the_same_state(reopened: Callable[[], Office]) -> None:
    office = reopened()
    office.execute(propose(), ALICE)
    alive, version = digest(office.state), office.state.version
    office = reopened()
    assert (digest(office.state), office.state.version) == (alive, version)
    assert digest(fold_anew(office)) == alive


def test_a_start_from_a_snapshot_equals_a_full_fold(
    reopened: Callable[[], Office], folder: Path, tmp_path: Path
) -> None:
    office = reopened()
    office._keep_snapshot(force=True)
    at = office.state.version
    office.execute(propose(), ALICE)
    office.execute(cmd.SecondMotion(motion=1), FAY)
    kept = Snapshots(folder / "snapshots").latest(STATE_SCHEMA, office.log)
    assert kept is not None
    assert kept[0] == at
    from_snapshot, charters = load(office.log, Snapshots(folder / "snapshots"))
    in_full, _ = load(office.log, Snapshots(tmp_path / "none"))
    assert digest(from_snapshot) == digest(in_full) == digest(office.state)
    assert isinstance(charters, Charters)


def test_a_snapshot_of_another_record_is_not_used(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    """A state that the record does not vouch for would be believed for ever."""
    forged = State(version=office.state.version, name="Forged")
    Snapshots(tmp_path).save(forged.version, bytes(32), STATE_SCHEMA, to_bytes(forged))
    state, _ = load(office.log, Snapshots(tmp_path))
    assert state.name == "Guild"
    Snapshots(tmp_path).save(
        forged.version, office.log.root(forged.version), STATE_SCHEMA, to_bytes(forged)
    )
    believed, _ = load(office.log, Snapshots(tmp_path))
    assert believed.name == "Forged", "the plant shows that the search would find it"


# What the record never holds.


def search(folder: Path, office: Office, needles: Sequence[str]) -> list[str]:
    """Return the needles found in the entries or in any file of the record."""
    office.tick()
    files = [file for file in folder.rglob("*") if file.is_file() and "vault" not in file.name]
    hay = [*bodies(office), *(file.read_bytes() for file in files)]
    return [one for one in needles if any(one.encode() in straw for straw in hay)]


def test_names_contacts_and_texts_are_not_in_the_record(office: Office, folder: Path) -> None:
    plan = ef.TaskPlan(text="Ask three smithies.", due_days=5, holder=BOB)
    office.execute(
        cmd.ProposeMotion(body=FORGE, text=WORDS, effect=ef.Resolve(), tasks=(plan,)), ALICE
    )
    office._keep_snapshot(force=True)
    private = ["Asgard", "Bragason", "Ostrova", "secret.address", "anvils", "smithies"]
    assert search(folder, office, private) == []
    assert search(folder, office, ["Forge", "propose_motion"]) == ["Forge", "propose_motion"]
    assert office.vault.text(office.state.motions[1].text) == WORDS


def test_an_erased_text_leaves_the_record_whole(reopened: Callable[[], Office]) -> None:
    office = reopened()
    office.execute(propose(), ALICE)
    office.vault.erase_text(office.state.motions[1].text, "asked for")
    alive = digest(office.state)
    office = reopened()
    assert digest(office.state) == alive
    assert office.vault.text(office.state.motions[1].text) is None


def test_ballots_are_not_in_the_record(office: Office, folder: Path) -> None:
    cast = [body for body in bodies(office) if b"ballot_marked" in body]
    assert len(cast) == 6
    office._keep_snapshot(force=True)
    assert all(b"ranking" not in body for body in cast)
    assert search(folder, office, ["vote_cast/1", '"ranking"']) == []
    assert office.state.polls[max(office.state.polls)].votes == {}
