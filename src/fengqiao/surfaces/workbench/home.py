"""The page a day begins with (工作台), what was announced (通知), and the first days of a new office (开始使用)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from fengqiao.kernel.casework.duties import climbed
from fengqiao.kernel.identity.door import permission
from fengqiao.kernel.identity.permissions import WORKBENCH
from fengqiao.kernel.measures.tables import is_demonstration
from fengqiao.kernel.places.scope import now, today
from fengqiao.kernel.queue.works import own_works, see
from fengqiao.kernel.ui import words
from fengqiao.kernel.ui.page import page
from fengqiao.surfaces.workbench import desk, first_run

NOTICES = 30


@require_GET
@permission(WORKBENCH)
def home(request: HttpRequest) -> HttpResponse:
    """工作台: what is to be done, what came in, what was sent, and how the month stands."""
    by_line = request.GET.get("by") == "line"
    context = {
        "title": "工作台",
        "greeting": words.greeting(now()),
        "day": today(),
        "now": now(),
        "actions": desk.actions(),
        "by_line": by_line,
        "desk": desk.desk(by_line=by_line, everything="all" in request.GET),
        "month": desk.month(),
        "demonstration": is_demonstration(),
        "arrivals": desk.arrivals(),
        "sent": desk.sent(),
        "running": desk.running(),
        "steps": first_run.steps(),
    }
    return page(request, "workbench/home.html", context, part="tasks")


@require_GET
@permission(WORKBENCH)
def notices(request: HttpRequest) -> HttpResponse:
    """通知: long work that has ended, and late duties that have climbed up; what was shown has been seen."""
    works = list(own_works()[:NOTICES])
    context = {"title": "通知", "works": works, "climbed": [desk.row_of(task) for task in climbed()[:NOTICES]]}
    response = page(request, "workbench/notices.html", context)
    see(own_works().filter(pk__in=[work.pk for work in works]))
    return response


@require_GET
@permission(WORKBENCH)
def start(request: HttpRequest) -> HttpResponse:
    """开始使用: what a new office sets up, in its order."""
    return page(request, "workbench/start.html", {"title": "开始使用", "steps": first_run.steps()})
