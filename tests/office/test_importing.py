"""Lists of people: every shape of a list, every fault with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.charter import shipped_text
from commonweal.office import Newcomer, Office, admit, found
from commonweal.office.importing import Preview, _rows, preview
from commonweal.polity import commands as cmd
from commonweal.terms import FaultyDocument


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = Path(tmp_path_factory.mktemp("importing"))
    found(folder, "Test", shipped_text("worker-coop-federation"), ["Alice"])
    with Office(folder) as opened:
        opened.execute(cmd.OpenBody(level="federation", name="Congress"), 1)
        for district in ("North", "South"):
            opened.execute(cmd.OpenBody(level="district", name=district, parent=1), 1)
        for parent, name in ((2, "Bakery"), (3, "Print, and Paper")):
            opened.execute(cmd.OpenBody(level="workplace", name=name, parent=parent), 1)
        admit(opened, [Newcomer("Ada Obi", 4, {"email": "ada@example.org"})], 1)
        yield opened


def read(office: Office, text: str) -> Preview:
    return preview(text, "list.csv", office.state, office.charters, office.vault)


def people(shown: Preview) -> list[tuple[str, int]]:
    return [(one.newcomer.name, one.newcomer.home) for one in shown.additions]


@pytest.mark.parametrize(
    "text",
    [
        'name,body\nBen,Bakery\nCy,"Print, and Paper"\n',
        "name;body\nBen;Bakery\nCy;Print, and Paper\n",
        "Body,Name\r\n4,Ben\r\n5,Cy\r\n",
        "\ufeffname,body\n  Ben , bakery \n\n,\nCy,5",
        '"name","body"\n"Ben","BAKERY"\n"Cy","print, and  paper"',
    ],
)
def test_shapes_of_a_list(office: Office, text: str) -> None:
    assert people(read(office, text)) == [("Ben", 4), ("Cy", 5)]


def test_other_columns_are_contact_data(office: Office) -> None:
    shown = read(office, "name,body,Phone,email\nBen,4,123,\n")
    assert shown.additions[0].newcomer.contact == {"phone": "123"}


def test_duplicates_are_left_out_and_told(office: Office) -> None:
    shown = read(
        office,
        "name,body,email\n"
        "ada  OBI,Bakery,\n"
        "Ada O.,5,ADA@example.org\n"
        "Ben,4,b@example.org\n"
        "Ben,4,\n"
        "Ada Obi,5,\n",
    )
    assert people(shown) == [("Ben", 4), ("Ada Obi", 5)]
    assert [(one.line, one.why) for one in shown.duplicates] == [
        (2, "the name stands for member 2 already"),
        (3, "the e-mail address is that of member 2"),
        (5, "the name stands for line 4 of this list already"),
    ]


def test_all_faults_at_once_each_with_its_place(office: Office) -> None:
    text = (
        "name,body,email\n"
        ",Bakery,\n"
        "Ben,Congress,\n"
        "Cy,Bakery,nowhere\n"
        "Di,Bakery\n"
        'Ed,Bakery,"a\nb"\n'
        f"{'F' * 1001},Bakery,\n"
        "Gil,,x@y.z\n"
    )
    with pytest.raises(FaultyDocument) as caught:
        read(office, text)
    told = [(one.line, one.column, one.what) for one in caught.value.faults]
    assert [(line, column) for line, column, _ in told] == [
        (2, 1),
        (3, 5),
        (4, 11),
        (5, 4),
        (6, 11),
        (8, 1),
        (9, 5),
    ]
    assert "expected a name, got nothing" in told[0][2]
    assert "got 'Congress'" in told[1][2]
    assert "expected 3 values" in told[3][2]
    assert "line break" in told[4][2]
    assert "at most 1000 bytes" in told[5][2]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "expected a header"),
        ("person,body\nBen,4\n", "expected a column 'name'"),
        ("name,body,name\nBen,4,x\n", "a title of its own"),
        ("name,body,\nBen,4,x\n", "a title of its own"),
        ('name,body\n"Ben,4\n', "expected a closing quote"),
        ('name,body\n"Ben"x,4\n', "after a closing quote"),
    ],
)
def test_lists_that_are_none(office: Office, text: str, what: str) -> None:
    with pytest.raises(FaultyDocument, match=what):
        read(office, text)


cells = st.text(st.sampled_from('ab",;\n é'), max_size=6).map(str.strip)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=5))
def test_what_was_quoted_is_read_again(rows: list[list[str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = "\n".join(",".join(map(quoted, row)) for row in rows)
    got = list(_rows(text, ",", "list"))
    assert [[cell.value for cell in row] for row in got] == rows
    lines = text.split("\n")
    for cell in (cell for row in got for cell in row):
        assert lines[cell.line - 1][cell.column - 1] == '"'


def test_a_name_that_two_bodies_share_needs_the_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Bodies of one level have names of their own; two levels of members may share one.
    monkeypatch.setattr(office.state.bodies[5], "name", "bakery")
    with pytest.raises(FaultyDocument, match="write the number instead: 4 or 5"):
        read(office, "name,body\nBen,Bakery\n")
    assert people(read(office, "name,body\nBen,5\n")) == [("Ben", 5)]


def test_a_name_comes_before_a_number(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.state.bodies[5], "name", "4")
    assert people(read(office, "name,body\nBen,4\n")) == [("Ben", 5)]
