"""The worker of the queue: inside the web process of an office, or as many processes as a province needs (执行队列)."""

from __future__ import annotations

import asyncio
import contextlib
from typing import cast

import structlog
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from fengqiao.kernel.queue.works import give_up

log = structlog.get_logger(__name__)

STALLED_SECONDS = 30.0
GRACE_SECONDS = 10.0
DEADLY = 10  # workers that a job may outlive


async def run_worker(concurrency: int = 2, *, wait: bool = True, stalled_after: float = STALLED_SECONDS) -> None:
    """Take jobs as they come until cancelled; with `wait=False` until the queue is empty.

    A worker that gave no sign of life for `stalled_after` seconds is dead: its jobs are taken up again by the others.
    """
    worker_connector = cast(DjangoConnector, app.connector).get_worker_connector()
    working = app.with_connector(worker_connector)  # pages go on deferring in their transaction
    await sync_to_async(close_old_connections)()  # the clock queues through Django: forget a server that is gone
    async with working.open_async():
        await recover(working, stalled_after)
        sweeping = asyncio.create_task(sweep(working, stalled_after))
        try:
            await working.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                install_signal_handlers=False,
                listen_notify=True,
                shutdown_graceful_timeout=GRACE_SECONDS,
                update_heartbeat_interval=stalled_after / 3,
                stalled_worker_timeout=stalled_after,
            )
        finally:
            sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeping


async def recover(working: App, stalled_after: float = STALLED_SECONDS) -> int:
    """Give the jobs of dead workers back to the queue; returns how many.

    A job under which worker after worker has died is not given out any more: the administrator looks at it.
    """
    stalled = await working.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after)
    recovered = 0
    for job in stalled:
        with contextlib.suppress(ConnectorException):  # another worker was faster
            if job.attempts >= DEADLY:
                await working.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
                await sync_to_async(give_up)(job.id)
                continue
            await working.job_manager.retry_job(job)
            recovered += 1
            log.warning("job of a dead worker taken up again", job=job.task_name, number=job.id)
    return recovered


async def sweep(working: App, stalled_after: float) -> None:
    """Look for dead workers for as long as this one lives."""
    while True:
        await asyncio.sleep(stalled_after)
        try:
            await recover(working, stalled_after)
        except ConnectorException:
            log.exception("the queue cannot be reached")
