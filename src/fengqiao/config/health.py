"""Whether the service can work: for the starter, the proxy and the watch of the machine room."""

from __future__ import annotations

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import fengqiao
from fengqiao.kernel.identity.door import outside
from fengqiao.kernel.queue.works import filling


@outside
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The version, the database, the journal's position and how far the demonstration is; 503 without a database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('server_version'), (select position from journal_head)")
            server, position = cursor.fetchone()
        loading = filling() if settings.DEMONSTRATION else None
    except Error:
        return JsonResponse({"status": "down", "version": fengqiao.__version__, "database": None}, status=503)
    return JsonResponse(
        {
            "status": "ok",
            "version": fengqiao.__version__,
            "database": f"PostgreSQL {server}",
            "position": position,
            "loading": {"state": loading.state, "done": loading.done, "total": loading.total} if loading else None,
        }
    )
