"""The catalogue of permissions and the roles a line of work declares; a province edits the roles as rows."""

from __future__ import annotations

from dataclasses import dataclass

WORKBENCH = "workbench.use"  # every valid post holds it: the home page, the own account, narrowing a list
ADMINISTER = "system.administer"
AUDIT = "system.audit"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleDefault:
    """A role as it is declared: how far it reaches and what it may."""

    label: str
    reach: str  # own, office, county, city, province, place (where the organization stands) or none
    may: tuple[str, ...]
    masked: bool = False  # reads de-identified rows
    gives_reason: bool = False  # opens papers and files only after it wrote down why


# permission `area.group` -> its words on the administration page; filled at start from the modules' declarations
PERMISSIONS: dict[str, str] = {
    WORKBENCH: "使用工作台",
    ADMINISTER: "管理机构、人员、岗位、工作日历和参数",
    AUDIT: "查看日志和查阅记录",
    "system.view": "查看通讯录",
    "system.catalogue": "查看部件目录",
}

ROLES: dict[str, RoleDefault] = {
    ADMINISTRATOR: RoleDefault(
        label="系统管理员",
        reach="place",
        may=("system.view", ADMINISTER, AUDIT, "system.catalogue"),
    ),
    AUDITOR: RoleDefault(label="审计人员", reach="place", may=("system.view", AUDIT)),
}


def reads(permission: str) -> bool:
    """Whether a permission only looks: `area.view`, the logs, and what everybody has."""
    return permission.endswith(".view") or permission in (WORKBENCH, AUDIT)


def readings() -> frozenset[str]:
    """All permissions of the house that only look: what an auditor and a support session have."""
    return frozenset(filter(reads, PERMISSIONS))


def given() -> list[tuple[str, str]]:
    """The permissions a role may give, with their words; what everybody has is none of them."""
    return [(key, label) for key, label in PERMISSIONS.items() if key != WORKBENCH]
