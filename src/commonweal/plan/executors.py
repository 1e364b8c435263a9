"""Whoever plans the scenarios of an ensemble beside this process: others here, or a Dask cluster.

Rules of this module:

* the task is sent to each process once, scenarios one by one, answers as they come;
* a process that ends, a cluster that cannot be reached, and one whose versions differ are told with
  a remedy, and nothing is summed up;
* Dask is the extra ``commonweal[ensembles]``, and is loaded where it is first needed.

What is sent are Python objects, pickled: whoever can reach the scheduler or a worker of a cluster
can run programs there. A cluster belongs in a network of one's own, or behind ``tls://`` with keys,
which Dask reads from its own configuration.

Source: M. Rocklin, "Dask: parallel computation with blocked algorithms and task scheduling",
Proceedings of the 14th Python in Science Conference (2015).

Not here: what is planned and summed up (``ensemble``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from typing import TYPE_CHECKING

from commonweal.plan.ensemble import OtherVersions, Outcome, Task, outcome
from commonweal.plan.scenarios import Scenario

if TYPE_CHECKING:
    from distributed import Client

CONNECT_S = 20
"""Seconds after which a cluster counts as one that cannot be reached."""


class Unavailable(Exception):  # noqa: N818 -- told to whoever asked for it
    """Whoever was to plan cannot.

    Attributes:
        what: what is wrong.
        remedy: what to do about it.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True, slots=True)
class Processes:
    """Plans in other processes of this machine.

    Attributes:
        count: how many.
    """

    count: int

    def outcomes(self, task: Task, scenarios: Sequence[Scenario]) -> Iterator[tuple[int, Outcome]]:
        """Give the place of each scenario with what became of it, as they come.

        Raises:
            Unavailable: when a process ends before its answer.
        """
        pool = ProcessPoolExecutor(
            min(self.count, len(scenarios)),
            mp_context=get_context("spawn"),  # a copy of a process with threads may hang
            initializer=_begin,
            initargs=(task,),
        )
        try:
            places: dict[Future[Outcome], int] = {
                pool.submit(_outcome_here, one): at for at, one in enumerate(scenarios)
            }
            for done in as_completed(places):
                yield places[done], done.result()
        except BrokenProcessPool as why:
            remedy = "ask for fewer at once, or see whether the memory is enough"
            raise Unavailable("a process ended before its answer", remedy) from why
        finally:
            pool.shutdown(cancel_futures=True)


_given: list[Task] = []  # in a process of the pool: the task that all its scenarios are of


def _begin(task: Task) -> None:
    _given[:] = [task]


def _outcome_here(scenario: Scenario) -> Outcome:
    return outcome(_given[0], scenario)


@dataclass(frozen=True, slots=True)
class OnDask:
    """Plans on a Dask cluster.

    Attributes:
        address: of its scheduler, for instance ``tcp://10.0.0.5:8786``; empty: a cluster of this
            machine, which ends with the ensemble.
        workers: processes of a cluster of this machine, each with one thread.
    """

    address: str = ""
    workers: int = 2

    def outcomes(self, task: Task, scenarios: Sequence[Scenario]) -> Iterator[tuple[int, Outcome]]:
        """Give the place of each scenario with what became of it, as they come.

        Raises:
            Unavailable: when there is no Dask, no cluster, or one that computes otherwise.
        """
        if find_spec("distributed") is None:
            what = "expected Dask, which sends scenarios to other machines, got none"
            raise Unavailable(what, "install commonweal[ensembles], or use processes")
        with _cluster(self.address, self.workers) as client:
            yield from _outcomes_there(client, task, scenarios)


@contextmanager
def _cluster(address: str, workers: int) -> Iterator[Client]:
    """Connect to a cluster, or begin one of this machine; ends what it began."""
    from distributed import Client, LocalCluster  # noqa: PLC0415 -- an extra, and slow to load

    if address:
        try:
            client = Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError) as why:
            remedy = "see whether its scheduler runs there, and can be reached from here"
            raise Unavailable(f"no Dask cluster answers at {address}", remedy) from why
        with client:
            yield client
        return
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.ERROR,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def _outcomes_there(
    client: Client, task: Task, scenarios: Sequence[Scenario]
) -> Iterator[tuple[int, Outcome]]:
    from distributed import as_completed as as_they_come  # noqa: PLC0415 -- an extra
    from distributed.scheduler import KilledWorker  # noqa: PLC0415 -- an extra

    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError as why:
        raise Unavailable("the Dask cluster has no worker", "start one, or more") from why
    held = client.scatter(task, broadcast=True, hash=False)
    futures = [client.submit(outcome, held, one, pure=False) for one in scenarios]
    places = {one.key: at for at, one in enumerate(futures)}
    try:
        for done, found in as_they_come(futures, loop=client.loop, with_results=True):
            if not isinstance(found, Outcome):
                raise _ended()  # cancelled: the last worker that held the task is gone
            yield places[done.key], found
            done.release()
    except OtherVersions as why:
        raise Unavailable(f"a worker computes otherwise: {why}", "install the same there") from why
    except ModuleNotFoundError as why:
        raise Unavailable(f"a worker has no {why.name}", "install commonweal there") from why
    except KilledWorker as why:
        raise _ended() from why


def _ended() -> Unavailable:
    remedy = "see whether the memory of the workers is enough"
    return Unavailable("workers ended before their answer", remedy)
