"""Telling the agencies, every minute (回告)."""

from __future__ import annotations

from fengqiao.kernel.notice.sending import send_due
from fengqiao.kernel.queue.jobs import periodic


@periodic("* * * * *", "发送通知")
def tell() -> None:
    """What is due goes out; what was not taken waits for its next turn."""
    send_due()
