"""Jobs ended before they were done: for a limit, because somebody wanted it, or because their workers kept dying."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.models import Acknowledgement, Cancellation, JobFailure

CANCELLED: Final = "customerhero.web.jobs.Cancelled"
"""What stands as the kind of error of a job somebody ended."""
Settle = Callable[..., object]
_SETTLED_BY: Final[dict[str, Settle]] = {}


def settled_by(path: str, settle: Settle) -> None:
    """Have an app told, with the job's arguments, that the job at a path ended early; called when an app starts.

    What the job may have done before its end it has to find out: `settle` is mostly another job's `enqueue`.
    """
    _SETTLED_BY[path] = settle


def end_early(job: DBTaskResult[..., Any], reason: str) -> bool:
    """A job of which nobody works any more has failed for a reason; False when it ended otherwise meanwhile."""
    with transaction.atomic():
        wish = Cancellation.objects.filter(job_id=job.pk, done_at=None).order_by("pk").first()
        told = {"finished_at": timezone.now(), "exception_class_path": CANCELLED if wish else ""}
        as_seen = DBTaskResult.objects.filter(pk=job.pk, status=job.status, worker_ids=job.worker_ids)
        if not as_seen.update(status=TaskResultStatus.FAILED, **told):
            return False
        JobFailure.objects.create(job_id=job.pk, reason=_wished(wish) if wish else reason)
        if wish:
            _granted(wish)
        _settle(job)
    return True


def _wished(wish: Cancellation) -> str:
    return _("%(who)s ended this job. It can be tried again.") % {"who": wish.by or "?"}


def _granted(wish: Cancellation) -> None:
    """Who ended it knows: it waits on nobody's desk."""
    now = timezone.now()
    Cancellation.objects.filter(job_id=wish.job_id, done_at=None).update(done_at=now)
    Acknowledgement.objects.create(job_id=wish.job_id, by=wish.by, at=now)


def _settle(job: DBTaskResult[..., Any]) -> None:
    settle = _SETTLED_BY.get(job.task_path)
    if settle is not None and job.worker_ids:  # else it never began
        settle(*job.args_kwargs["args"])
