"""Every address of the house: the kernel's pages, each line of work under its own key, the surfaces."""

from __future__ import annotations

from django.urls import include, path

from fengqiao.config.health import healthz
from fengqiao.kernel.casework.attachments import download
from fengqiao.kernel.module.registry import modules
from fengqiao.kernel.ui import steps

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("fengqiao.kernel.paperwork.urls")),
    path("files/<uuid:pk>/", download, name="attachment"),
    path("ui/", include("fengqiao.kernel.ui.urls")),
    path("exchange/", include("fengqiao.kernel.exchange.urls")),
    path("api/v1/", include("fengqiao.surfaces.api.urls")),
    path("sync/", include("fengqiao.kernel.sync.urls")),
    path("m/", include("fengqiao.surfaces.mobile.urls")),
    path("portal/", include("fengqiao.surfaces.portal.urls")),
    *[path(f"portal/{module.key}/", include(module.portal.urls)) for module in modules() if module.portal],
    path("<slug:area>/<uuid:uid>/<slug:key>/", steps.step, name="step"),
    *[path(f"{module.key}/", include(module.urls)) for module in modules() if module.urls],
    path("", include("fengqiao.surfaces.workbench.account_urls")),
    path("administration/", include("fengqiao.surfaces.workbench.people_urls")),
    path("administration/", include("fengqiao.surfaces.workbench.administration_urls")),
    path("", include("fengqiao.insight.urls")),
    path("", include("fengqiao.surfaces.workbench.urls")),
]
