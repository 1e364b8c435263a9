"""The vault as one thing: all its drawers over one database.

Rules of this module:

* one vault is one database of its own, beside the record and never inside it;
* it may be used from several threads at once, and from several processes unless in memory.

Not here: what each drawer keeps (``texts``, ``people``, ``boxes``, ``withdrawals``, ``marks``,
``codes``, ``wants``).
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from commonweal.vault.boxes import Boxes
from commonweal.vault.codes import Codes
from commonweal.vault.errors import BadInput, VaultError
from commonweal.vault.marks import Marks
from commonweal.vault.people import People
from commonweal.vault.schema import prepare
from commonweal.vault.store import Store
from commonweal.vault.store_postgresql import PostgresqlStore
from commonweal.vault.store_sqlite import SqliteStore
from commonweal.vault.texts import Texts
from commonweal.vault.wants import Wants


class Vault(Texts, People, Boxes, Marks, Codes, Wants):
    """What may have to be erased or is too large for the record. Made by :func:`open_vault`.

    Args:
        store: the database; the vault closes it.
    """

    def __init__(self, store: Store) -> None:
        key = prepare(store)
        Texts.__init__(self, store)
        People.__init__(self, store)
        Boxes.__init__(self, store, key)
        Marks.__init__(self, store, key)
        Codes.__init__(self, store, key)
        Wants.__init__(self, store)

    def copy_to(self, path: Path) -> None:
        """Write a copy of the vault to a new file, for its owner only, while it is used.

        What was erased or wiped is not in it, nor the order in which anything was written.

        Raises:
            BadInput: on PostgreSQL, which has pg_dump for that.
            FileExistsError: when there is a file already.
            VaultUnreachable: when the vault does not answer.
        """
        self._store.copy_to(path)

    def close(self) -> None:
        """Give back every connection, after the work under way; a second call does nothing."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_vault(url: str) -> Vault:
    """Open a vault, and make its tables where they are missing.

    Args:
        url: ``memory:`` (gone when closed), ``sqlite:PATH`` (made with mode 0600; its folder must
            exist), or ``postgresql://USER@HOST/DATABASE``.

    Raises:
        BadInput: when the address is of no known kind.
        VaultUnreachable: when the database does not answer, or is none.
        VaultMismatch: when another version of the vault wrote it.
    """
    store = _store(url)
    try:
        return Vault(store)
    except VaultError:
        store.close()
        raise


def _store(url: str) -> Store:
    kind, _, rest = url.partition(":")
    match kind:
        case "memory" if not rest:
            return SqliteStore(None)
        case "sqlite" if rest:
            return SqliteStore(Path(rest))
        case "postgresql" | "postgres" if rest.startswith("//"):
            return PostgresqlStore(url)
        case _:
            raise BadInput(
                "the vault's address",
                expected="memory:, sqlite:PATH or postgresql://USER@HOST/DATABASE",
                got=f"an address that begins with {kind!r}",
                remedy="correct the address",
            )
