"""What makes the phone's pages an application (PWA): its manifest, its service worker, the page without network."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.kernel.identity.door import outside, posts_of, signed_in
from fengqiao.kernel.identity.scopes import scope_of
from fengqiao.kernel.places.scope import within
from fengqiao.kernel.sync.services import forget_device
from fengqiao.kernel.ui.page import page

BLUE = "#1f4e8c"
WORKBOX = tuple(f"vendor/workbox/workbox-{part}.prod.js" for part in ("core", "routing", "strategies"))
# What every page of the phone is made of: kept on the phone when the application is installed.
FILES = (
    "vendor/tabler/tabler.min.css",
    "vendor/tabler/tabler.min.js",
    "vendor/htmx/htmx.min.js",
    "vendor/icons/sprite.svg",
    "ui/tokens.css",
    "ui/ui.css",
    "ui/ui.js",
    "ui/mark.svg",
    "mobile/mobile.css",
    "vendor/dexie/dexie.min.js",
    "mobile/vault.js",
    "mobile/outbox.js",
    "mobile/capture.js",
    "mobile/mobile.js",
)


@require_GET
@outside
def manifest(request: HttpRequest) -> HttpResponse:
    """How the phone installs it: name, icons, colours."""
    icons = [
        {"src": static(f"mobile/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    return JsonResponse(
        {
            "id": reverse("mobile:home"),
            "name": "枫桥移动端",
            "short_name": "枫桥",
            "description": "司法所和人民调解委员会的移动工作端",
            "lang": "zh-CN",
            "start_url": reverse("mobile:home"),
            "scope": "/",
            "display": "standalone",
            "orientation": "portrait",
            "theme_color": BLUE,
            "background_color": "#ffffff",
            "icons": icons,
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_GET
@never_cache
@outside
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it names the files of this release, so another release is another worker."""
    files = [static(name) for name in FILES]
    context = {
        "files": files,
        "workbox": [static(name) for name in WORKBOX],
        "release": hashlib.sha256(" ".join(files).encode()).hexdigest()[:12],
    }
    return render(request, "mobile/worker.js", context, content_type="text/javascript")


@require_GET
@outside
def offline(request: HttpRequest) -> HttpResponse:
    """没有网络: shown in place of a page that only the office can answer."""
    return page(request, "mobile/offline.html", {"title": "没有网络"})


@require_POST
@signed_in
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出登录, and nothing stays on the phone: neither its token, nor what was stored, nor the worker."""
    with suppress(ValueError):  # nothing was ever captured on it
        device = UUID(request.POST.get("device", ""))
        for post in posts_of(request):
            with within(scope_of(post)):
                forget_device(device)
    logout(request)
    response = redirect("account_login")
    response["Clear-Site-Data"] = '"storage"'
    return response
