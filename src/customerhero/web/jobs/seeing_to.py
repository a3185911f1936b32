"""What people do about failed jobs: have them tried again, or leave them at that."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.models import Acknowledgement, Retry
from customerhero.web.people.models import Person


def retry(job_id: UUID, by: Person) -> bool:
    """Have a failed job tried again, its attempts counted anew; False when it is not a failed one any more."""
    with transaction.atomic():
        job = DBTaskResult.objects.failed().filter(pk=job_id)
        taken = bool(job.update(status=TaskResultStatus.READY, worker_ids=[], started_at=None, finished_at=None))
        if taken:
            Retry.objects.create(job_id=job_id, by=by)
    return taken


def acknowledge(job_id: UUID, by: Person) -> bool:
    """Leave a failed job at that; False when it is not a failed one any more."""
    with transaction.atomic():
        there = DBTaskResult.objects.failed().filter(pk=job_id).exists()
        if there:
            Acknowledgement.objects.create(job_id=job_id, by=by)
    return there
