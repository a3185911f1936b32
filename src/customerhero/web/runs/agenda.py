"""The pages of the agenda."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from customerhero.web.doors import door
from customerhero.web.runs.may import SEE_FINDINGS


@door(SEE_FINDINGS)
@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The newest agenda."""
    return HttpResponse("")


@door(SEE_FINDINGS)
@require_safe
def of_month(request: HttpRequest, month: str) -> HttpResponse:
    """The newest agenda of a month."""
    return HttpResponse("")


@door(SEE_FINDINGS)
@require_safe
def of_run(request: HttpRequest, month: str, run: int) -> HttpResponse:
    """The agenda of a month as one run knew it."""
    return HttpResponse("")
