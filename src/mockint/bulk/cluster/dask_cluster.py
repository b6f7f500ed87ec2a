"""A Dask cluster to submit calls to, found or started here.

Every failure of the cluster leaves here as one of mockint's errors. Nothing is known
here of what is submitted.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import dask
from distributed import Client, LocalCluster
from distributed.scheduler import KilledWorker

from ...errors import EngineError, UsageError

#: Seconds for a scheduler to answer and for its first worker to be there.
PATIENCE_S = 60


class WorkersLostError(EngineError):
    """The workers that did a piece of work ended in the middle of it, several in a row."""

    usual_remedy = "see the workers' logs, and whether their memory is short"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that has at least one worker. `threads` is what all workers do at once."""

    client: Any
    threads: int

    async def call(self, function: Callable[..., Any], *arguments: object) -> Any:
        """What `function(*arguments)` gives on some worker.

        WorkersLostError where worker after worker died of it; an exception of the
        function itself passes as it is.
        """
        future = self.client.submit(function, *arguments, pure=False)
        try:
            return await future
        except KilledWorker:
            raise WorkersLostError("the workers ended, one after the other") from None
        finally:
            future.release()


@asynccontextmanager
async def opened(scheduler: str | None, workers: int) -> AsyncIterator[Cluster]:
    """The cluster at address `scheduler`, or one of `workers` processes started here.

    UsageError where nobody answers, or no worker is there.
    """
    async with AsyncExitStack() as stack:
        where: Any = scheduler
        if scheduler is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mockint-dask-"))
            stack.enter_context(dask.config.set(temporary_directory=folder))
            local = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
                asynchronous=True,
            )
            where = await stack.enter_async_context(local)
        try:
            client = await stack.enter_async_context(
                Client(  # type: ignore[no-untyped-call]
                    where, asynchronous=True, timeout=PATIENCE_S, set_as_default=False
                )
            )
            await client.wait_for_workers(1, timeout=PATIENCE_S)
            info = await client.scheduler.identity()
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(
                f"there is no cluster with a worker: {error}",
                where=f"--scheduler {scheduler}",
                remedy="start `dask scheduler` and `dask worker ADDRESS`, with mockint installed",
            ) from None
        threads = sum(int(worker["nthreads"]) for worker in info["workers"].values())
        yield Cluster(client, threads)
