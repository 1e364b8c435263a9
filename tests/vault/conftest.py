"""One suite over every database: a test that asks for ``vault`` or ``url`` runs on all three."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commonweal.vault import Vault, open_vault

ON_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)


@pytest.fixture(params=["memory", "sqlite", ON_POSTGRESQL])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new vault."""
    return address(request, tmp_path)


@pytest.fixture(params=["sqlite", ON_POSTGRESQL])
def lasting_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new vault that outlives its process."""
    return address(request, tmp_path)


@pytest.fixture
def vault(url: str) -> Iterator[Vault]:
    """A new vault, on each database."""
    with open_vault(url) as opened:
        yield opened


@pytest.fixture
def file_vault(tmp_path: Path) -> Iterator[Vault]:
    """A new vault in ``vault.sqlite`` under ``tmp_path``."""
    with open_vault(f"sqlite:{tmp_path / 'vault.sqlite'}") as opened:
        yield opened


def address(request: pytest.FixtureRequest, folder: Path) -> str:
    match request.param:
        case "memory":
            return "memory:"
        case "sqlite":
            return f"sqlite:{folder / 'vault.sqlite'}"
        case _:
            server: str = request.getfixturevalue("postgresql_url")
            empty(server)
            return server


def empty(server: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE 'vault\\_%'"
            " AND schemaname = current_schema()"
        )
        for (table,) in rows.fetchall():
            name = psycopg.sql.Identifier(table)
            connection.execute(psycopg.sql.SQL("DROP TABLE {}").format(name))
