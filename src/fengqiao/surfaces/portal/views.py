"""The pages before any matter: home, one's office, number and query code, leaving."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.kernel.identity.door import let_in, public, see_off, visitor_in
from fengqiao.kernel.identity.visitors import turn, visitor_of
from fengqiao.kernel.module.questions import Desk
from fengqiao.kernel.module.registry import MODULES, ask, modules
from fengqiao.kernel.places.regions import find_regions
from fengqiao.kernel.ui.page import busy, page
from fengqiao.surfaces.portal.forms import CodeForm

SEARCHES, TRIES, TRIES_A_NUMBER = 30, 10, 2  # a minute: of one caller, of one caller, for one number
TOWNSHIP = 1000  # codes of villages in one township
MOST_DESKS = 10
WRONG = "受理号或查询码不对，请对照回执再输一次。"


@require_GET
@public
def home(request: HttpRequest) -> HttpResponse:
    """群众端首页."""
    return page(request, "portal/home.html", {"title": "群众服务", "services": services()})


@require_GET
@public
def find(request: HttpRequest) -> HttpResponse:
    """找司法所: by the name of the township or village."""
    words = request.GET.get("q", "").strip()[:40]
    if words and (wait := turn(request, "portal.find", SEARCHES)):
        return busy(request, wait)
    context = {"title": "找司法所", "words": words, "offices": offices_near(words) if words else []}
    return page(request, "portal/find.html", context)


@require_GET
@public
def office(request: HttpRequest, code: str) -> HttpResponse:
    """The very office of a poster: what can be done there, where it is, how one calls it."""
    desk = next(filter(None, ask("office.behind", code)), None)
    if desk is None:
        raise Http404(code)
    return page(request, "portal/office.html", {"title": desk.name, "desk": desk, "services": services()})


@require_http_methods(["GET", "POST"])
@never_cache
@public
def ask_progress(request: HttpRequest) -> HttpResponse:
    """查进度: number and query code; a wrong number and a wrong code have one answer."""
    if request.method == "GET" and visitor_in(request):
        see_off(request)  # whoever comes here anew shows their own number
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        wait = turn(request, "portal.code", TRIES) or turn(request, "portal.number", TRIES_A_NUMBER, of=number)
        if wait:
            return busy(request, wait)
        if visitor := visitor_of(number, code):
            let_in(request, visitor.pk)
            portal = MODULES[visitor.area].portal
            if portal is None:
                raise Http404(visitor.area)
            return redirect(portal.progress)
        form.add_error(None, WRONG)
    status = 422 if request.method == "POST" else 200
    return page(request, "portal/ask.html", {"title": "查进度", "form": form}, status=status)


@require_POST
@public
def leave(request: HttpRequest) -> HttpResponse:
    """退出: the session forgets the person and what they typed."""
    see_off(request)
    return redirect("portal:home")


def services() -> list[object]:
    """What the lines of work do for people who come from outside."""
    return [module.portal for module in modules() if module.portal]


def offices_near(words: str) -> list[Desk]:
    """The offices that serve the places a name fits, the nearest fit first."""
    found: dict[str, Desk] = {}
    townships = dict.fromkeys(place.code // TOWNSHIP * TOWNSHIP for place in find_regions(words, limit=20, near=0))
    for township in townships:  # the villages of one have one office
        for desk in filter(None, ask("office.serving", township)):
            found.setdefault(desk.code, desk)
        if len(found) >= MOST_DESKS:
            break
    return list(found.values())
