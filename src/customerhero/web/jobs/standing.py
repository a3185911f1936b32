"""How the jobs stand: running, waiting, failed and not yet seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.models import Acknowledgement, Cancellation, JobFailure, JobProgress
from customerhero.web.jobs.naming import name_of
from customerhero.web.jobs.periodic import routine

MOST: Final = 30
"""Failures shown at once."""
Job = DBTaskResult[..., Any]


@dataclass(frozen=True)
class Standing:
    """One job as a person sees it."""

    id: str
    name: str
    since: datetime
    attempts: int
    progress: JobProgress | None = None
    reason: str = ""
    is_ending: bool = False
    """Whether somebody wanted it ended and its worker has not yet."""


@dataclass(frozen=True)
class Standings:
    """All jobs that are not done."""

    running: list[Standing]
    waiting: list[Standing]
    failed: list[Standing]

    @property
    def moves(self) -> bool:
        """Whether something will be different in a moment."""
        return bool(self.running or self.waiting)


def standings() -> Standings:
    """How the jobs stand now."""
    running = list(DBTaskResult.objects.running())
    progress = JobProgress.objects.in_bulk([job.pk for job in running])
    ending = set(Cancellation.objects.filter(done_at=None, job__in=running).values_list("job_id", flat=True))
    return Standings(
        running=[
            replace(_standing(job, job.started_at, progress=progress.get(job.pk)), is_ending=job.pk in ending)
            for job in running
        ],
        waiting=[_standing(job, job.enqueued_at) for job in DBTaskResult.objects.ready()],
        failed=failed(),
    )


def ended() -> QuerySet[Job]:
    """Jobs that ended, without what comes round and went well: of that there is much, and nothing to tell."""
    return DBTaskResult.objects.finished().exclude(status="SUCCESSFUL", task_path__in=routine())


def unended() -> QuerySet[Job]:
    """Jobs that wait or run: what they are to do may still be done."""
    return DBTaskResult.objects.filter(status__in=("READY", "RUNNING"))


def why_ended(job_id: UUID | None) -> str:
    """The newest reason why a job failed; empty when none is known."""
    told = JobFailure.objects.filter(job_id=job_id).order_by("-at", "-pk").first()
    return told.reason if told else ""


def failed() -> list[Standing]:
    """Failed jobs nobody has seen to, newest first."""
    if not DBTaskResult.objects.failed().exists():  # nearly always; the question below is dear to put together
        return []
    seen = Acknowledgement.objects.filter(job=OuterRef("pk"), at__gte=OuterRef("finished_at"))
    jobs = list(DBTaskResult.objects.failed().filter(~Exists(seen)).order_by(F("finished_at").desc())[:MOST])
    reasons = dict(JobFailure.objects.filter(job__in=jobs).order_by("at").values_list("job_id", "reason"))
    return [_standing(job, job.finished_at, reason=reasons.get(job.pk, "")) for job in jobs]


def _standing(job: Job, since: datetime | None, *, progress: JobProgress | None = None, reason: str = "") -> Standing:
    moment = since or job.enqueued_at
    return Standing(str(job.pk), name_of(job.task_path), moment, len(job.worker_ids), progress, reason)
