"""The worker: the queue and the journal's follower, inside the web process or as `fengqiao worker` (后台进程)."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from django.conf import settings
from django.db import Error, connections

from fengqiao.config.background import Follower
from fengqiao.kernel.queue.worker import run_worker
from fengqiao.kernel.queue.works import filling

log = structlog.get_logger(__name__)

_AFTER_FAILURE_SECONDS = 5.0
_LOOK_AGAIN_SECONDS = 1.0


class Worker:
    """Runs until it is stopped; a job that was cut off is taken up again by the next worker."""

    def __init__(self) -> None:
        self._work: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to follow the journal and to take jobs."""
        self._work = asyncio.create_task(_work())

    async def stop(self) -> None:
        """Finish what is at hand and end."""
        if self._work is not None:
            self._work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._work


async def _work() -> None:
    await _filled()
    follower = Follower()
    follower.start()
    try:
        await _take_jobs()
    finally:
        await asyncio.to_thread(follower.stop)


async def _filled() -> None:
    """While the demonstration is loaded nobody else touches it: its days pass under a set clock."""
    while settings.DEMONSTRATION and await asyncio.to_thread(_filling):
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


def _filling() -> bool:
    try:
        return filling() is not None
    except Error:  # the database restarts
        return True
    finally:
        connections.close_all()


async def _take_jobs() -> None:
    """Work the queue; a database that went away is waited for."""
    while True:
        try:
            await run_worker(settings.WORKER_JOBS)
        except Exception:
            log.exception("queue stopped", again_in=_AFTER_FAILURE_SECONDS)
        await asyncio.sleep(_AFTER_FAILURE_SECONDS)
