"""The worker: the queue and the journal's follower, inside the web process or as `fengqiao worker` (后台进程)."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from django.conf import settings

from fengqiao.config.background import Follower
from fengqiao.kernel.queue.worker import run_worker

log = structlog.get_logger(__name__)

_AFTER_FAILURE_SECONDS = 5.0


class Worker:
    """Runs until it is stopped; a job that was cut off is taken up again by the next worker."""

    def __init__(self) -> None:
        self._follower = Follower()
        self._jobs: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to follow the journal and to take jobs."""
        self._follower.start()
        self._jobs = asyncio.create_task(_take_jobs())

    async def stop(self) -> None:
        """Finish what is at hand and end."""
        if self._jobs is not None:
            self._jobs.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._jobs
        await asyncio.to_thread(self._follower.stop)


async def _take_jobs() -> None:
    """Work the queue; a database that went away is waited for."""
    while True:
        try:
            await run_worker(settings.WORKER_JOBS)
        except Exception:
            log.exception("queue stopped", again_in=_AFTER_FAILURE_SECONDS)
        await asyncio.sleep(_AFTER_FAILURE_SECONDS)
