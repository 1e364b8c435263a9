"""The vault's tables.

Rules of this module:

* no table of ballots, marks or withdrawals has a time, a row number or a column that links two;
* what must be unique is a key of its table;
* a vault written by another version is refused, never guessed at.

Not here: how the tables are used.
"""

from __future__ import annotations

import secrets

from commonweal.vault.errors import VaultMismatch
from commonweal.vault.store import Store

VERSION = 1
"""The version of these tables; a change of them is a new version and a way to get there."""

KEY_BYTES = 32
"""Length of the vault's own key for keyed hashes."""

TABLES = (
    (
        "CREATE TABLE IF NOT EXISTS vault_meta ("
        " name TEXT PRIMARY KEY, content {blob} NOT NULL) {keyed}"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_texts ("
        " digest TEXT PRIMARY KEY, kind TEXT NOT NULL, salt {blob}, content TEXT, erased_for TEXT,"
        " CHECK ((salt IS NULL) = (content IS NULL)),"
        " CHECK ((erased_for IS NULL) = (content IS NOT NULL)))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_people ("
        " member BIGINT PRIMARY KEY, name TEXT NOT NULL, contact TEXT NOT NULL,"
        " sought TEXT NOT NULL,"
        " salt {blob} NOT NULL, digest TEXT NOT NULL) {keyed}"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_boxes ("
        " poll BIGINT PRIMARY KEY, state TEXT NOT NULL, scrubbed INTEGER NOT NULL,"
        " salt {blob}, digest TEXT, size BIGINT,"
        " CHECK (state IN ('open', 'closed', 'destroyed')),"
        " CHECK ((state = 'open') = (digest IS NULL)),"
        " CHECK ((state = 'closed') = (salt IS NOT NULL))) {keyed}"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_marks ("
        " poll BIGINT NOT NULL, voter BIGINT NOT NULL, PRIMARY KEY (poll, voter)) {keyed}"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_ballots ("
        " poll BIGINT NOT NULL, chance {blob} NOT NULL, ballot {blob} NOT NULL,"
        " PRIMARY KEY (poll, chance)) {keyed}"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_withdrawals ("
        " scope TEXT NOT NULL, seat BIGINT NOT NULL, member BIGINT NOT NULL,"
        " PRIMARY KEY (scope, seat, member)) {keyed}"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_wants ("
        " matter TEXT NOT NULL, member BIGINT NOT NULL, thing TEXT NOT NULL,"
        " amount BIGINT NOT NULL, PRIMARY KEY (matter, member, thing)) {keyed}"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_code_sheets ("
        " member BIGINT PRIMARY KEY, issued BIGINT NOT NULL) {keyed}"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_codes ("
        " member BIGINT NOT NULL, number BIGINT NOT NULL, digest {blob} NOT NULL UNIQUE,"
        " void INTEGER NOT NULL, used_at BIGINT, used_where TEXT,"
        " PRIMARY KEY (member, number), CHECK ((used_at IS NULL) = (used_where IS NULL))) {keyed}"
    ),
    (
        "CREATE TABLE IF NOT EXISTS vault_failures ("
        " source {blob} NOT NULL, moment BIGINT NOT NULL, times BIGINT NOT NULL,"
        " PRIMARY KEY (source, moment)) {keyed}"
    ),
)
"""Every table, in the words of :func:`commonweal.vault.store.spoken`."""


def prepare(store: Store) -> bytes:
    """Make the tables where they are missing, and return the vault's own key.

    Raises:
        VaultMismatch: when the tables are of another version.
        VaultUnreachable: when the database does not answer.
    """
    with store.transaction(write=True) as work:
        work.queue()
        for table in TABLES:
            work.change(table)
        keep = "INSERT INTO vault_meta (name, content) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
        work.change(keep, "version", str(VERSION).encode())
        work.change(keep, "key", secrets.token_bytes(KEY_BYTES))
        rows = work.rows("SELECT name, content FROM vault_meta")
    found = {str(name): bytes(content) for name, content in rows}
    if found["version"] != str(VERSION).encode():
        raise VaultMismatch(
            "the vault's tables",
            expected=f"version {VERSION}",
            got=f"version {found['version'].decode(errors='replace')}",
            remedy="open this vault with the program that wrote it",
        )
    return found["key"]
