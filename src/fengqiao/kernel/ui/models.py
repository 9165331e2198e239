"""What the interface keeps for a person: the views they saved."""

from __future__ import annotations

from django.db import models

from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import acting, now


class SavedView(models.Model):
    """A list as one post likes to see it (常用视图): conditions and order, never a place in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.UUIDField("岗位")
    listing = models.CharField("列表", max_length=80)
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=2000, blank=True)
    saved_at = models.DateTimeField("保存时间", default=now)
    dropped_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = "常用视图"
        constraints = (
            models.UniqueConstraint(
                fields=["post", "listing", "name"],
                condition=models.Q(dropped_at=None),
                name="ui_savedview_once",
                violation_error_message="已有同名的视图，请换一个名称。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def own(cls, listing: str) -> list[SavedView]:
        """The acting post's views of a list, oldest first; a scope without a post has none."""
        post = acting().post
        if post is None:
            return []
        return list(cls.objects.filter(post=post, listing=listing, dropped_at=None).order_by("saved_at", "pk"))
