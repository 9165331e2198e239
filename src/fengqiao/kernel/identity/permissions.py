"""The catalogue of permissions and the roles a line of work declares; a province edits the roles as rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleDefault:
    """A role as it is declared: how far it reaches and what it may."""

    label: str
    reach: str  # own, office, county, city, province or none
    may: tuple[str, ...]
    masked: bool = False  # reads de-identified rows


# permission `area.group` -> its words on the administration page; filled at start from the modules' declarations
PERMISSIONS: dict[str, str] = {
    "system.administer": "管理机构、人员、岗位、工作日历和参数",
    "system.audit": "查看日志和查阅记录",
    "system.view": "登录工作台、查看通讯录",
}

ROLES: dict[str, RoleDefault] = {
    "administrator": RoleDefault(
        label="系统管理员", reach="county", may=("system.view", "system.administer", "system.audit")
    ),
    "auditor": RoleDefault(label="审计人员", reach="county", may=("system.view", "system.audit")),
}
