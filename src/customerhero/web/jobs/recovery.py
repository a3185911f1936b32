"""What dead workers left behind: their jobs wait again, or fail with a reason when that happened too often."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.alive import is_alive
from customerhero.web.jobs.early_ends import end_early
from customerhero.web.jobs.models import Cancellation, Heartbeat
from customerhero.web.jobs.taken import ATTEMPTS


def take_back() -> int:
    """Set the running jobs of dead workers back; how many there were."""
    running = list(DBTaskResult.objects.running())  # before the workers: whoever took one had said before that it lives
    workers = list(Heartbeat.objects.all())
    alive = {worker.worker for worker in workers if is_alive(worker)}
    for dead in (worker for worker in workers if worker.worker not in alive):
        Heartbeat.objects.filter(worker=dead.worker, at=dead.at).delete()
    orphans = [job for job in running if not job.worker_ids or job.worker_ids[-1] not in alive]
    return sum(_set_back(job) for job in orphans)


def _set_back(job: DBTaskResult[..., Any]) -> bool:
    """By compare-and-swap: of several workers that notice one acts, and a job that ended meanwhile stays ended."""
    if len(job.worker_ids) >= ATTEMPTS or Cancellation.objects.filter(job_id=job.pk, done_at=None).exists():
        return end_early(job, _too_often())
    as_seen = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING, worker_ids=job.worker_ids)
    return bool(as_seen.update(status=TaskResultStatus.READY))


def _too_often() -> str:
    return _(
        "The worker ended in the middle of this job %(times)d times. Often that is too little memory: look at the "
        "system's log, then try again."
    ) % {"times": ATTEMPTS}
