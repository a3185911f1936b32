"""Taking a job: of each lane one at a time, whichever worker asks; held by the database, not by luck."""

from __future__ import annotations

from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from customerhero.web.jobs.models import TakenJob, Turn


def open_lanes() -> list[str]:
    """The lanes in which a job waits and none runs, in the order of the jobs that wait."""
    waiting = dict.fromkeys(DBTaskResult.objects.ready().values_list("queue_name", flat=True))
    if not waiting:  # reading disturbs nobody; only taking needs the lock
        return []
    taken = set(DBTaskResult.objects.running().order_by().values_list("queue_name", flat=True))
    return [lane for lane in waiting if lane not in taken]


def take(lane: str, worker: str) -> TakenJob | None:
    """The next job of a lane for this worker; None when none waits or one of the lane runs."""
    Turn.objects.get_or_create(lane=lane)
    with exclusive_transaction():
        Turn.objects.select_for_update().get(lane=lane)
        if TakenJob.objects.running().filter(queue_name=lane).exists():
            return None
        job: TakenJob | None = TakenJob.objects.ready().filter(queue_name=lane).get_locked()  # type: ignore[assignment]  # the library names its own model
        if job is not None:
            job.claim(worker)
    return job
