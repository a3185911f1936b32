"""What became of a run that is not finished: it waits, is under way and how far, or failed and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.models import JobFailure, JobProgress
from customerhero.web.runs.models import Run

State = Literal["waiting", "running", "failed", "lacking"]


@dataclass(frozen=True)
class Attempt:
    """A run that is not finished."""

    run: Run
    state: State
    why: str = ""
    """Why it failed: what happened, and on the next lines what to do."""
    phase: str = ""
    done: int = 0
    total: int = 0


def newest_attempt(month: str | None, since: Run | None) -> Attempt | None:
    """The newest unfinished run begun since a finished one: of a month, or of the current agenda when None."""
    asked = Run.objects.filter(completion=None, as_of=None)
    if month is None:
        asked = asked.filter(Q(chosen=False) | Q(month=since.month if since else ""))
    else:
        asked = asked.filter(month=month)
    run = (asked.filter(asked_at__gt=since.asked_at) if since else asked).first()
    return None if run is None else attempt_of(run)


def attempt_of(run: Run) -> Attempt:
    """How far an unfinished run is."""
    status = _job_status(run)
    refused = run.breakdowns.order_by("-at").first()
    if status == TaskResultStatus.FAILED:
        return Attempt(run, "failed", refused.reason if refused else _reason(run))
    if refused and status == TaskResultStatus.SUCCESSFUL:
        return Attempt(run, "lacking", refused.reason)
    if refused and run.started_at and refused.at >= run.started_at and status is None:
        return Attempt(run, "failed", refused.reason)
    if run.started_at is None or status == TaskResultStatus.READY:
        return Attempt(run, "waiting")
    reached = JobProgress.objects.filter(job_id=run.job_id).first()
    return (
        Attempt(run, "running", "", reached.phase, reached.done, reached.total) if reached else Attempt(run, "running")
    )


def _job_status(run: Run) -> str | None:
    """None when the job was cleared away, or there never was one."""
    return DBTaskResult.objects.filter(pk=run.job_id).values_list("status", flat=True).first() if run.job_id else None


def _reason(run: Run) -> str:
    told = JobFailure.objects.filter(job_id=run.job_id).values_list("reason", flat=True).first()
    return told or _("The agenda could not be made. Try again, or look at the job.")
