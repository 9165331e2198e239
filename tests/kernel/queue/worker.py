"""A worker as a process of its own, for the tests that kill it: python -m tests.kernel.queue.worker."""

from __future__ import annotations

import asyncio
import os
from importlib import import_module

import django


def main() -> None:
    """Work until killed; a dead worker is noticed after a second."""
    django.setup()
    for name in os.environ.get("WORKER_IMPORTS", "").split():
        import_module(name)
    from fengqiao.kernel.queue.worker import run_worker

    asyncio.run(run_worker(1, stalled_after=1.0))


if __name__ == "__main__":
    main()
