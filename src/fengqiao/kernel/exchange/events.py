"""What is recorded of bulk loading (历史数据装载)."""

from __future__ import annotations

from fengqiao.kernel.journal.events import Kind

IMPORTED = Kind(key="exchange.load", sentence="由历史资料装载：{source}")
KINDS = (IMPORTED,)
