"""What tests of every room share: how hard Hypothesis tries, and a PostgreSQL to throw away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick", max_examples=30, deadline=None, print_blob=True, derandomize=False
)
settings.register_profile("ci", max_examples=150, deadline=None, print_blob=True)
settings.register_profile(
    "long",
    max_examples=3000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

MISSING = "PostgreSQL is not installed; run tests/install-services (it is never skipped)"


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL cluster of this test run, with fsync on; gone afterwards."""
    # Short, because the path of a socket has at most 107 letters; and not below a folder of root's.
    folder = Path(tempfile.mkdtemp(prefix="cw-pg-", dir="/tmp"))
    cluster = Cluster(folder)
    try:
        cluster.start()
        yield cluster.url
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL cluster that one test may stop and start as it likes."""
    folder = Path(tempfile.mkdtemp(prefix="cw-pg-", dir="/tmp"))
    cluster = Cluster(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    """A new database of this test, in the cluster of this test run."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(
            psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name))
        )
    return postgresql_url.replace("/postgres?", f"/{name}?")


class Cluster:
    """A PostgreSQL server on a socket in a folder; it listens on no network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            pytest.fail(MISSING)
        self._programs = found[-1].parent
        self._as_user: list[str] = []
        user = "tester"
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self.url = f"postgresql://{user}@/postgres?host={folder}"

    def start(self) -> None:
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "-N")
        self.go_on()

    def go_on(self) -> None:
        """Start the server again, on the data it has."""
        data = self.folder / "data"
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=on"
        self._run(
            "pg_ctl", "-D", str(data), "-l", str(self.folder / "log"), "-w", "-o", options, "start"
        )

    def stop(self) -> None:
        data = self.folder / "data"
        if (data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        # Into a file: a server that inherits a pipe would keep us waiting for its end.
        told = self.folder / "told"
        with told.open("wb") as stream:
            done = subprocess.run(
                [*self._as_user, str(self._programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
                check=False,
            )
        if done.returncode:
            log = self.folder / "log"
            said = told.read_text() + (log.read_text() if log.exists() else "")
            pytest.fail(f"{program} failed: {said[-2000:]}")
