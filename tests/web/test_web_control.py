"""Registers of workers' control, as people meet them in a browser."""

from __future__ import annotations

from commonweal.web.pages.control import STAGES


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, status=302, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode() if status != 302 else answer.headers["Location"]


def test_a_workforce_keeps_its_register_through_pages(town):
    alice, charlie = town.client(town.alice), town.client(town.charlie)
    home = town.office.state.members.home[town.alice]
    assert "No unit of another owner was entered." in text_of(town.client(), "/units")
    assert "Begin a register" not in text_of(town.client(), "/units")
    address = send(alice, "/units/enter", body=str(home), owner="Harbour Holding <b>")
    assert address == "/units/1"
    assert "Harbour Holding &lt;b&gt;" in text_of(charlie, address)
    assert "Register of what Harbour Holding" in text_of(charlie, f"/c/{home}")
    assert "Ask to see something" not in text_of(charlie, address)
    assert "Begin a register" not in text_of(alice, "/units")
    for what in ("The wage book", "The order book", "The safety report"):
        send(alice, f"{address}/ask", text=what, days="14")
    assert "workforce only" in send(charlie, f"{address}/ask", 422, text="x")
    send(alice, f"{address}/showings/1", outcome="shown", text="Three years of it.")
    send(alice, f"{address}/showings/2", outcome="refused", text="A secret of the trade.")
    told = text_of(town.client(), address)
    assert "Three years of it." in told
    assert "A secret of the trade." in told
    assert "1 shown, 1 refused, 0 not answered, 1 open" in text_of(town.client(), "/units")
    district = town.office.state.bodies[home].parent
    assert "refused to show something" in text_of(town.client(), f"/c/{district}")
    town.clock.pass_days(15)
    town.office.tick()
    assert "1 shown, 1 refused, 1 not answered, 0 open" in text_of(town.client(), "/units")
    assert "did not answer" in text_of(town.client(), address)


def test_a_workforce_moves_that_its_register_ends(town):
    alice = town.client(town.alice)
    home = town.office.state.members.home[town.alice]
    send(alice, "/units/enter", body=str(home), owner="Harbour Holding")
    moved = send(alice, "/units/1/leave", why="taken_over")
    told = text_of(alice, moved)
    assert "the register of what Harbour Holding shows ends" in told.replace("\n", " ")
    assert "the federation has taken the unit over" in told
    refused = send(town.client(town.charlie), "/units/1/leave", 422, why="given_up")
    assert "mover not a voter" in refused
    text_of(alice, "/units/7", 404)


def test_every_stage_has_a_word():
    assert set(STAGES) == {"asked", "shown", "refused", "unanswered"}
