"""What people do about jobs: end them, have failed ones tried again, or leave those at that."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.early_ends import end_early
from customerhero.web.jobs.models import Acknowledgement, Cancellation, Retry
from customerhero.web.people.models import Person

_UNENDED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def cancel(job_id: UUID, by: Person) -> Literal["ended", "asked", "over"]:
    """Have a job ended: a waiting one at once, a running one by its worker; over when it has ended by itself."""
    with transaction.atomic():
        job = DBTaskResult.objects.filter(pk=job_id, status__in=_UNENDED).first()
        if job is None:
            return "over"
        Cancellation.objects.create(job_id=job_id, by=by)
        return "ended" if job.status == TaskResultStatus.READY and end_early(job, "") else "asked"


def retry(job_id: UUID, by: Person) -> bool:
    """Have a failed job tried again, its attempts counted anew; False when it is not a failed one any more."""
    with transaction.atomic():
        job = DBTaskResult.objects.failed().filter(pk=job_id)
        anew = {"worker_ids": [], "enqueued_at": timezone.now(), "started_at": None, "finished_at": None}
        taken = bool(job.update(status=TaskResultStatus.READY, **anew))
        if taken:
            Retry.objects.create(job_id=job_id, by=by)
            Cancellation.objects.filter(job_id=job_id, done_at=None).update(done_at=timezone.now())
    return taken


def acknowledge(job_id: UUID, by: Person) -> bool:
    """Leave a failed job at that; False when it is not a failed one any more."""
    with transaction.atomic():
        now, failed = timezone.now(), DBTaskResult.objects.failed().filter(pk=job_id)
        there = failed.exists()
        if there:
            failed.filter(finished_at__gt=now).update(finished_at=now)  # by a wrong clock: nothing would come after it
            Acknowledgement.objects.create(job_id=job_id, by=by, at=now)
    return there
