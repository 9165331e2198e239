"""Bringing the declared roles into the table (角色): what a province has edited stays as it is."""

from __future__ import annotations

from fengqiao.kernel.identity.models import Role
from fengqiao.kernel.identity.permissions import ROLES


def load_roles(using: str = "default") -> None:
    """Add declared roles that are missing and follow the declaration of those nobody has edited."""
    for key, declared in ROLES.items():
        fields = {
            "label": declared.label,
            "reach": declared.reach,
            "permissions": list(declared.may),
            "masked": declared.masked,
            "gives_reason": declared.gives_reason,
        }
        role, made = Role.objects.using(using).get_or_create(key=key, defaults=fields)
        if not made and role.edited_at is None:
            Role.objects.using(using).filter(pk=key, edited_at=None).update(**fields)
