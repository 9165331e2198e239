"""Rotating the master key (主密钥轮换): an act of an administrator of the whole province, then long work."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from fengqiao.kernel.identity.acts import note
from fengqiao.kernel.identity.jobs import rewrap_keys
from fengqiao.kernel.identity.models import Act
from fengqiao.kernel.identity.permissions import ADMINISTER
from fengqiao.kernel.identity.staffing import may_edit_roles
from fengqiao.kernel.places.scope import acting
from fengqiao.kernel.privacy.keys import rotate
from fengqiao.kernel.queue.models import Work


def rotate_keys(page: str = "") -> tuple[str, Work]:
    """主密钥轮换: what is new is wrapped by the new key from now on, what is old in the background."""
    _refuse()
    master = rotate()
    note(Act.What.KEYS_ROTATED, f"新主密钥 {master}")
    return master, continue_rewrapping(page)


def continue_rewrapping(page: str = "") -> Work:
    """换封: queue the long work, again if it was stopped or failed."""
    _refuse()
    return rewrap_keys.enqueue(label="主密钥轮换：重新封装数据密钥", page=page)


def _refuse() -> None:
    """The master key is of all places."""
    if ADMINISTER not in acting().may or not may_edit_roles():
        raise PermissionDenied("主密钥由省级系统管理员轮换。")
