"""A small house of pages behind the door, for the tests of this folder."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_GET

from fengqiao.kernel.identity.door import permission, public
from fengqiao.kernel.identity.models import Organization, User
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.places.scope import acting


@permission(WORKBENCH)
def home(request: HttpRequest) -> HttpResponse:
    """Says from which post one looks."""
    return HttpResponse(str(acting().post))


@require_GET
@permission("demo.view")
def show(request: HttpRequest) -> HttpResponse:
    """Says how far one looks."""
    return HttpResponse(str(acting().ranges))


@permission("demo.view")
def write(request: HttpRequest) -> HttpResponse:
    """Takes a form although its permission only looks."""
    return HttpResponse("written")


@permission("demo.handle")
def missing(request: HttpRequest) -> HttpResponse:
    """Changes something and then finds that the record is not in reach."""
    User.objects.filter(pk=acting().user).update(name="改了")
    raise Http404("没有这件")


@permission("demo.handle")
def stranger(request: HttpRequest) -> HttpResponse:
    """A service that looks for a record beyond reach."""
    Organization.objects.get(serial=999)
    return HttpResponse()


@permission("demo.handle")
def denied(request: HttpRequest) -> HttpResponse:
    """A service that refuses."""
    raise PermissionDenied("demo.approve")


@public
def verify(request: HttpRequest) -> HttpResponse:
    """A page for everybody."""
    return HttpResponse(str(acting().ranges))


urlpatterns = [
    path("", include("fengqiao.surfaces.workbench.account_urls")),
    path("", home, name="home"),
    path("show/", show),
    path("write/", write),
    path("missing/", missing),
    path("stranger/", stranger),
    path("denied/", denied),
    path("verify/", verify),
]
