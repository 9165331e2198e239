"""What is kept of a bureau or office beside its place and name."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from fengqiao.business.offices.terms import SizeClass


@pghistory.track(append_only=True)
class OfficeProfile(models.Model):
    """How one reaches a bureau or office, and the size an office has (规模、地址、电话、对外时间)."""

    organization = models.OneToOneField(
        "identity.Organization", models.PROTECT, primary_key=True, related_name="office_profile", verbose_name="机构"
    )
    size_class = models.CharField("规模分类", max_length=6, choices=SizeClass, blank=True)  # decided by the county
    phone = models.CharField("办公电话", max_length=30, blank=True)
    address = models.CharField("办公地址", max_length=120, blank=True)
    hours = models.CharField("对外服务时间", max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size_class__in=["", *SizeClass.values]), name="offices_profile_size")
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.get_size_class_display()}".strip()
