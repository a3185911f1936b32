"""The page of jobs."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customerhero.web.doors import door
from customerhero.web.jobs.early_ends import CANCELLED
from customerhero.web.jobs.may import CANCEL_JOBS, RETRY_JOBS, SEE_JOBS
from customerhero.web.jobs.naming import name_of
from customerhero.web.jobs.seeing_to import acknowledge, cancel, retry
from customerhero.web.jobs.standing import ended, standings
from customerhero.web.look.tables import Column, shown_table
from customerhero.web.people.signed_in import signed_in


def _name(row: Any) -> str:
    return name_of(row.task_path)


def _outcome(row: Any) -> str:
    if row.status == "SUCCESSFUL":
        return _("done")
    return _("ended by hand") if row.exception_class_path == CANCELLED else _("failed")


COLUMNS: Final = (
    Column("task_path", gettext_lazy("Job"), told=_name, filterable=False),
    Column("status", gettext_lazy("Outcome"), told=_outcome, filterable=False),
    Column("enqueued_at", gettext_lazy("Asked for"), "time"),
    Column("finished_at", gettext_lazy("Ended"), "time"),
)


@door(SEE_JOBS)
@require_safe
def jobs(request: HttpRequest) -> HttpResponseBase:
    """What runs, waits, failed and is done; asked by the page itself, only what changes."""
    now = standings()
    if request.headers.get("HX-Target") == "jobs-now":
        return render(request, "jobs/now.html", {"now": now})
    view = shown_table(request, "jobs", COLUMNS, ended(), _("Ended jobs"), "-finished_at")
    return view.export or render(request, "jobs/jobs.html", {"now": now, "view": view})


@door(CANCEL_JOBS)
@require_POST
def cancellations(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """End a job that waits or runs."""
    became = cancel(job_id, signed_in(request))
    if became == "over":
        messages.info(request, _("That job had ended by itself."))
    else:
        messages.success(request, _("The job was ended.") if became == "ended" else _("The job is being ended."))
    return redirect("jobs")


@door(RETRY_JOBS)
@require_POST
def retries(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Have a failed job tried again."""
    if retry(job_id, signed_in(request)):
        messages.success(request, _("The job waits to be tried again."))
    else:
        messages.info(request, _("That job is not a failed one any more."))
    return redirect("jobs")


@door(RETRY_JOBS)
@require_POST
def acknowledgements(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Leave a failed job at that."""
    if not acknowledge(job_id, signed_in(request)):
        messages.info(request, _("That job is not a failed one any more."))
    return redirect("jobs")
