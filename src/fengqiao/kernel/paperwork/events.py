"""What is recorded of papers beside their issue, with its sentence."""

from __future__ import annotations

from fengqiao.kernel.journal.events import Kind

KINDS = (Kind(key="paperwork.void", sentence="文书作废：{paper}{number}，{reason}"),)
