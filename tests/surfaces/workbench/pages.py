"""The pages of sign-in and administration, with a home page behind them."""

from __future__ import annotations

from django.urls import include, path

from tests.kernel.identity.pages import home

urlpatterns = [
    path("", include("fengqiao.surfaces.workbench.account_urls")),
    path("administration/", include("fengqiao.surfaces.workbench.people_urls")),
    path("ui/", include("fengqiao.kernel.ui.urls")),
    path("", home, name="home"),
]
