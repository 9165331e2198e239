"""What is recorded of a matter that was captured on a phone, and of the body whose numbers phones hold."""

from __future__ import annotations

from fengqiao.kernel.journal.events import Kind

KINDS = (
    Kind(key="sync.receive", sentence="移动端采集于{captured}，{received}上传，{clock}"),
    Kind(key="sync.reserve", sentence="为移动终端预留编号：{first}至{last}"),
)
