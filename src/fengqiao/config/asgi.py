"""The door of the web server; with the worker inside, it starts and ends with the server."""

from __future__ import annotations

import gc
import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings")
_pages = get_asgi_application()

from django.conf import settings  # noqa: E402 — the applications must be loaded first

from fengqiao.config.worker import Worker  # noqa: E402 — the applications must be loaded first

_worker = Worker() if settings.WORKER_INSIDE else None
gc.collect()
gc.freeze()  # what is loaded by now stays: no collection goes through it again while somebody waits for a page


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Requests go to the pages; the lifespan of the server carries the worker."""
    if scope["type"] != "lifespan":
        await _pages(scope, receive, send)
        return
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if _worker is not None:
                await _worker.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if _worker is not None:
                await _worker.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
