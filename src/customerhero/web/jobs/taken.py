"""A job a worker has taken: it ends by the worker that took it last, and by no other."""

from __future__ import annotations

import logging
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from customerhero.errors import HeroError
from customerhero.web.jobs.rows import JobFailure

ATTEMPTS: Final = 3
"""How often a job is begun before its workers' ends are called its own fault."""
_log = logging.getLogger(__name__)


class TakenJob(DBTaskResult[..., Any]):
    """A running job in the hands of this worker."""

    class Meta:
        """The same rows."""

        proxy = True
        app_label = "jobs"

    def set_successful(self, return_value: Any) -> None:
        """It is done."""
        self._end(TaskResultStatus.SUCCESSFUL, {"return_value": return_value})

    def set_failed(self, exc: BaseException) -> None:
        """It failed for a reason; when the worker was told to hurry it waits again instead, as if never begun."""
        if isinstance(exc, SystemExit):
            self._end(TaskResultStatus.READY, {"worker_ids": self.worker_ids[:-1], "finished_at": None})
            return
        _log.log(*_told(exc), self.task_path, self.id, exc_info=None if isinstance(exc, HeroError) else exc)
        with transaction.atomic():
            if self._end(TaskResultStatus.FAILED, {"exception_class_path": _kind(exc)}):
                JobFailure.objects.create(job_id=self.pk, reason=sentence(exc))

    def _end(self, status: TaskResultStatus, told: dict[str, Any]) -> bool:
        """Only while it is still ours: a worker thought dead must not overrule the one that took over."""
        changes = {"finished_at": timezone.now(), "exception_class_path": "", "traceback": "", **told}
        ours = DBTaskResult.objects.filter(pk=self.pk, status=TaskResultStatus.RUNNING, worker_ids=self.worker_ids)
        ended = bool(ours.update(status=status, **changes))
        if not ended:
            _log.warning("Job %s was taken over by another worker meanwhile.", self.pk)
        self.status = status
        return ended


def sentence(trouble: BaseException) -> str:
    """What went wrong, for a person: our own errors speak for themselves."""
    if isinstance(trouble, HeroError):
        return str(trouble)
    return _("Something unexpected went wrong: %(kind)s: %(text)s") % {
        "kind": type(trouble).__name__,
        "text": str(trouble)[:500],
    }


def _kind(trouble: BaseException) -> str:
    return f"{type(trouble).__module__}.{type(trouble).__qualname__}"


def _told(trouble: BaseException) -> tuple[int, str]:
    # a user's mistake is no fault of the program; its text may hold customers' data and stays in the database
    if isinstance(trouble, HeroError):
        return logging.INFO, "Job %s (%s) was refused."
    return logging.ERROR, "Job %s (%s) failed."
