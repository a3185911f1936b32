"""An agenda is asked for, and how far it is can be watched."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customerhero.errors import QuestionError
from customerhero.web.doors import door
from customerhero.web.people.signed_in import signed_in
from customerhero.web.runs.attempts import attempt_of
from customerhero.web.runs.may import SEE_FINDINGS, START_RUNS
from customerhero.web.runs.models import Run
from customerhero.web.runs.starting import start_run


@door(START_RUNS)
@require_POST
def runs(request: HttpRequest) -> HttpResponse:
    """Have a month's agenda made, as it is known now or was at the end of a day."""
    month = request.POST.get("month", "").strip()
    try:
        asked = start_run(Run.Reason.ASKED, signed_in(request), month, _day(request.POST.get("as_of", "").strip()))
    except QuestionError as wrong:
        messages.error(request, str(wrong))
        return redirect("agenda")
    if asked.as_of:
        return redirect("run", asked.pk)
    return redirect("agenda-of-month", month) if month else redirect("agenda")


@door(SEE_FINDINGS)
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is; once it is finished, its agenda."""
    row = get_object_or_404(Run, pk=pk)
    if Run.objects.filter(pk=pk, completion__isnull=False).exists():
        return _to_agenda(request, row)
    shown = {"attempt": attempt_of(row), "may_start": START_RUNS.lets_in(request.user)}
    return render(request, "runs/attempt.html" if _is_part(request) else "runs/run.html", shown)


def _to_agenda(request: HttpRequest, row: Run) -> HttpResponse:
    if not _is_part(request):
        return redirect("agenda-of-run", row.month, row.pk)
    # the page that waits for it shows the agenda by itself
    return HttpResponse(headers={"HX-Refresh": "true"})


def _is_part(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        told = _("%(text)s is not a day.") % {"text": text}
        raise QuestionError(told, _("Write it as YYYY-MM-DD, such as 2026-10-01.")) from wrong
