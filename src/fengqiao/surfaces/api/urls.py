"""The addresses of the interface; each is guarded by a token, its description by nothing or a signed-in post."""

from __future__ import annotations

from django.urls import path

from fengqiao.surfaces.api.docs import description, nowhere, reference
from fengqiao.surfaces.api.interface import INTERFACE

routes, _, _ = INTERFACE.urls
for route in routes:
    setattr(route.callback, "permission", "token")  # noqa: B010 — the sweep reads it: Bearer stands before every operation

app_name = "api"
urlpatterns = [
    path("openapi.json", description, name="openapi"),
    path("docs/", reference, name="docs"),
    *routes,
    path("<path:rest>", nowhere),
]
