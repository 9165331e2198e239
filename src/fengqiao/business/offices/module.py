"""The door of 机构名录: everything the rest may know of it."""

from __future__ import annotations

from fengqiao.business.offices import queries
from fengqiao.kernel.module.declaration import Module, Nav

MODULE = Module(
    key="offices",
    label="机构名录",
    urls="fengqiao.business.offices.urls",
    nav=(Nav(label="机构名录", url="offices:office-list", icon="building-bank", may="system.view"),),
    answers={"office.serving": queries.desk_serving, "office.behind": queries.desk_behind},
)
