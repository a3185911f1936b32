"""What machines ask: whether the workplace is alive, ready, and how it does.

Answered before everything else, so that a probe needs no host name, no HTTPS and no session.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from customerhero.web.jobs.alive import heard_lately
from customerhero.web.jobs.room import shortages
from customerhero.web.jobs.stuck import stuck
from customerhero.web.serving.metrics import CONTENT_TYPE, exposition

Answer = Callable[[HttpRequest], HttpResponseBase]
_HERE: Final = ("127.0.0.1", "::1")
_migrated: Final[list[bool]] = []


def machines_first(get_response: Answer) -> Answer:
    """Answer /healthz, /readyz and /metrics; pass everything else on."""
    pages = {"/healthz": _alive, "/readyz": _ready, "/metrics": _metrics}

    def answer(request: HttpRequest) -> HttpResponseBase:
        return pages.get(request.path, get_response)(request)

    return answer


def _alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # as views are called
    return HttpResponse("alive\n", content_type="text/plain")


def _ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    try:
        parts = {"database": "ready", "migrations": _migrations(), "worker": _worker(), **_work()}
    except DatabaseError as trouble:
        parts = {"database": type(trouble).__name__}  # its text may hold the address of the database
    ready = set(parts.values()) == {"ready"}
    return JsonResponse(parts, status=200 if ready else 503)


def _migrations() -> str:
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are missing"
        _migrated.append(True)  # they do not go away again
    return "ready"


def _worker() -> str:
    # a heartbeat of the last minute is enough: a worker that is begun anew is away for a moment
    return "ready" if heard_lately() else "no worker was heard for a minute"


def _work() -> dict[str, str]:
    return {"jobs": "; ".join(stuck()) or "ready", "disk": "; ".join(shortages()) or "ready"}


def _metrics(request: HttpRequest) -> HttpResponse:
    if not _may_measure(request):
        return HttpResponse("Send the token of HERO_METRICS_TOKEN.\n", status=403, content_type="text/plain")
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


def _may_measure(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    # a proxy on this machine asks from here for everybody; what it passes on says so
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in _HERE and not forwarded
