"""The worker: the queue and the journal's follower, inside the web process or as `fengqiao worker` (后台进程)."""

from __future__ import annotations

import asyncio
import contextlib
from typing import cast

import structlog
from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from fengqiao.config.background import Follower

log = structlog.get_logger(__name__)

_GRACE_SECONDS = 10.0
_AFTER_FAILURE_SECONDS = 5.0


class Worker:
    """Runs until it is stopped; a job that was cut off is taken up again by the next worker."""

    def __init__(self) -> None:
        self._follower = Follower()
        self._jobs: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to follow the journal and to take jobs."""
        self._follower.start()
        self._jobs = asyncio.create_task(work_queue())

    async def stop(self) -> None:
        """Finish what is at hand and end."""
        if self._jobs is not None:
            self._jobs.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._jobs
        await asyncio.to_thread(self._follower.stop)


async def work_queue() -> None:
    """Take jobs from the queue as they come; a database that went away is waited for."""
    while True:
        try:
            await _work()
        except Exception:
            log.exception("queue stopped", again_in=_AFTER_FAILURE_SECONDS)
        await asyncio.sleep(_AFTER_FAILURE_SECONDS)


async def _work() -> None:
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    working = app.with_connector(connector)  # pages go on deferring in their own transaction
    async with working.open_async():
        await working.run_worker_async(
            concurrency=settings.WORKER_JOBS,
            install_signal_handlers=False,
            listen_notify=True,
            shutdown_graceful_timeout=_GRACE_SECONDS,
        )
