"""Starting a worker process on the database of this test, and waiting for what it does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.db import connection


@contextmanager
def worker(*imports: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process that knows the jobs of the named modules; killed at the end if the test did not do it."""
    database = connection.settings_dict
    host = quote(str(database["HOST"]), safe="")
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{database['USER']}@{host}:{database['PORT'] or 5432}/{database['NAME']}",
        "DJANGO_SETTINGS_MODULE": "fengqiao.config.settings",
        "FENGQIAO_HOME": str(settings.HOME),
        "WORKER_IMPORTS": " ".join(imports),
    }
    command = [sys.executable, "-m", "tests.kernel.queue.worker"]
    process = subprocess.Popen(command, cwd=settings.ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(reached: Callable[[], bool], seconds: float = 40.0) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
