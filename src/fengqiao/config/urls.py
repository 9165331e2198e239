"""Every address of the house: the kernel's pages, each line of work under its own key, the surfaces."""

from __future__ import annotations

from django.urls import include, path

from fengqiao.config.health import healthz
from fengqiao.kernel.module.room import modules

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *[path(f"{module.key}/", include(module.urls)) for module in modules() if module.urls],
]
