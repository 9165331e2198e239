"""A business package as a Django application: it opens its door at start."""

from __future__ import annotations

from django.apps import AppConfig


class Room(AppConfig):
    """The base of every business package's AppConfig; Django reads it before any model may be imported."""

    def ready(self) -> None:
        from fengqiao.kernel.module.registry import open_door

        open_door(self.name)
