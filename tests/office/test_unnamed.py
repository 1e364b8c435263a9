"""What is destroyed, lapses or is counted without a name: letters taken down, caucuses, floods."""

from __future__ import annotations

import pytest

from commonweal.office import Office
from commonweal.office.sealing import LETTER
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.letters import data as letters
from commonweal.terms import Refusal

ALICE, BOB, DORA, EMIL, FAY, GUS = 2, 3, 4, 5, 6, 7
FORGE = 3
SALT = "words that only one of them has kept"
GROUND = "names a private person"


class Clock:
    now_s: int

    def pass_days(self, days: int) -> None: ...


def decide(office: Office, clock: Clock, effect: ef.AnyEffect) -> None:
    office.execute(cmd.ProposeMotion(body=FORGE, text="So be it.", effect=effect), ALICE)
    motion = max(office.state.motions)
    office.execute(cmd.SecondMotion(motion=motion), FAY)
    clock.pass_days(7)
    office.tick()
    poll = office.state.motions[motion].poll
    for voter in (ALICE, BOB, EMIL, FAY, GUS):
        office.execute(cmd.CastVote(poll=poll, choice="yes"), voter)
    clock.pass_days(7)
    office.tick()
    assert office.state.motions[motion].stage == "carried"


def digest_of(office: Office, letter: int) -> str:
    return office.state.letters[letter].text


def test_words_are_destroyed_when_nobody_can_put_them_back(office: Office, clock: Clock) -> None:
    office.execute(letters.PublishLetter(body=FORGE, text="Kim took it."), DORA)
    digest = digest_of(office, 1)
    decide(office, clock, letters.RemoveLetter(letter=1, ground=GROUND))
    assert office.vault.text(digest) == "Kim took it."
    clock.pass_days(41)
    office.tick()
    assert office.state.letters[1].wiped_at
    assert office.vault.text(digest) is None
    left = office.vault.tombstone(digest)
    assert left is not None
    assert left.kind == LETTER


def test_what_a_restart_interrupted_is_destroyed_after_it(office: Office, clock: Clock) -> None:
    office.execute(letters.PublishLetter(body=FORGE, text="Kim took it."), DORA)
    decide(office, clock, letters.RemoveLetter(letter=1, ground=GROUND))
    clock.pass_days(41)
    office.view(lambda state: state.version)  # it falls due, and nobody has wiped yet
    assert office.vault.text(digest_of(office, 1)) is not None
    folder = office.folder
    office.close()
    with Office(folder, clock=clock) as again:  # type: ignore[arg-type]
        again.tick()
        assert again.vault.text(digest_of(again, 1)) is None


def test_nobody_destroys_the_words_of_another(office: Office, clock: Clock) -> None:
    """A letter that is the digest of a motion, or of another letter, takes nothing along."""
    office.execute(cmd.ProposeMotion(body=FORGE, text="Tools.", effect=ef.Resolve()), ALICE)
    motion = office.state.motions[1].text
    office.execute(letters.PublishLetter(body=FORGE, text="The roof leaks."), DORA)
    stays = digest_of(office, 1)
    for number, digest in ((2, motion), (3, stays)):
        office.execute(letters.PublishLetter(body=FORGE, text=digest), GUS)
        decide(office, clock, letters.RemoveLetter(letter=number, ground=GROUND))
    clock.pass_days(60)
    office.tick()
    assert office.state.letters[3].wiped_at
    assert office.vault.text(motion) == "Tools."
    assert office.vault.text(stays) == "The roof leaks."


def test_unnamed_letters_are_counted_in_memory_only(office: Office, clock: Clock) -> None:
    rule = office.case().charter.letters
    assert rule is not None
    for number in range(rule.letters_day_max):
        written = letters.PublishLetter(body=FORGE, text="Again.", salt=f"{SALT} {number}")
        office.execute(written, DORA)
    more = letters.PublishLetter(body=FORGE, text="Again.", salt=f"{SALT} more")
    with pytest.raises(Refusal, match="day limit reached"):
        office.execute(more, DORA)
    office.execute(letters.PublishLetter(body=FORGE, text="I too.", salt=SALT), EMIL)
    assert office.state.letters_lately == {}
    clock.pass_days(1)
    office.execute(more, DORA)


def test_who_lapsed_unnamed_can_join_again(office: Office, clock: Clock) -> None:
    office.execute(caucuses.FoundCaucus(name="Hours", statement="Four days."), ALICE)
    office.execute(caucuses.JoinCaucus(caucus=1, salt=SALT), EMIL)
    with pytest.raises(Refusal, match="caucus joined before"):
        office.execute(caucuses.JoinCaucus(caucus=1, salt=f"{SALT}, and more"), EMIL)
    clock.pass_days(181)
    office.tick()
    assert not office.state.caucuses[1].commitments
    office.execute(caucuses.JoinCaucus(caucus=1, salt=f"{SALT}, and more"), EMIL)
    assert office.state.caucuses[1].size == 2
    office.execute(caucuses.LeaveCaucus(caucus=1, salt=f"{SALT}, and more"), EMIL)
    office.execute(caucuses.JoinCaucus(caucus=1), EMIL)


def test_who_names_oneself_is_no_more_marked_unnamed(office: Office) -> None:
    office.execute(caucuses.FoundCaucus(name="Hours", statement="Four days."), ALICE)
    office.execute(caucuses.JoinCaucus(caucus=1, salt=SALT), EMIL)
    office.execute(caucuses.NameOneself(caucus=1, salt=SALT), EMIL)
    office.execute(caucuses.LeaveCaucus(caucus=1), EMIL)
    office.execute(caucuses.JoinCaucus(caucus=1, salt=SALT), EMIL)
