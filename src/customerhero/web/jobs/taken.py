"""A job a worker has taken: it ends by the worker that took it last, and by no other."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from customerhero.errors import HeroError
from customerhero.web.jobs.background import at_hand
from customerhero.web.jobs.discreet import steps, without_folders
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

    def do(self) -> None:
        """Do it in this process, and say how it ended; nothing it raises goes further, but an end from the keyboard."""
        with at_hand(str(self.pk)), _Outcome(self):
            given = self.args_kwargs
            self.set_successful(self.task.call(*given["args"], **given["kwargs"]))

    def set_successful(self, return_value: Any) -> None:
        """It is done."""
        self._end(TaskResultStatus.SUCCESSFUL, {"return_value": return_value})

    def set_failed(self, exc: BaseException) -> None:
        """It failed for a reason; when the worker was told to hurry it waits again instead, as if never begun."""
        if isinstance(exc, SystemExit):
            self.put_back()
            return
        _tell(self, exc)
        with transaction.atomic():
            if self._end(TaskResultStatus.FAILED, {"exception_class_path": _kind(exc)}):
                JobFailure.objects.create(job_id=self.pk, reason=sentence(exc))

    def put_back(self) -> None:
        """Have it wait again as if never begun."""
        self._end(TaskResultStatus.READY, {"worker_ids": self.worker_ids[:-1], "finished_at": None})

    def _end(self, status: TaskResultStatus, told: dict[str, Any]) -> bool:
        """Only while it is still ours: a worker thought dead must not overrule the one that took over."""
        changes = {"finished_at": timezone.now(), "exception_class_path": "", "traceback": "", **told}
        ours = DBTaskResult.objects.filter(pk=self.pk, status=TaskResultStatus.RUNNING, worker_ids=self.worker_ids)
        ended = bool(ours.update(status=status, **changes))
        if not ended:
            _log.warning("Job %s was taken over by another worker meanwhile.", self.pk)
        self.status = status
        return ended


class _Outcome:
    """What a job raises is how it ended."""

    def __init__(self, job: TakenJob) -> None:
        self._job = job

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, way: TracebackType | None
    ) -> bool:
        if trouble is None or isinstance(trouble, KeyboardInterrupt):
            return False
        self._job.set_failed(trouble)
        return True


def sentence(trouble: BaseException) -> str:
    """What went wrong, for a person: our own errors speak for themselves; where this server keeps files is left out."""
    if isinstance(trouble, HeroError):
        return without_folders(str(trouble))
    return _("Something unexpected went wrong: %(kind)s: %(text)s") % {
        "kind": type(trouble).__name__,
        "text": without_folders(str(trouble))[:500],
    }


def _kind(trouble: BaseException) -> str:
    return f"{type(trouble).__module__}.{type(trouble).__qualname__}"


def _tell(job: TakenJob, trouble: BaseException) -> None:
    """A user's mistake is no fault of the program; and what an error says may hold customers' data: it stays out."""
    if isinstance(trouble, HeroError):
        _log.info("Job %s (%s) was refused.", job.task_path, job.id)
    else:
        _log.error("Job %s (%s) failed: %s", job.task_path, job.id, steps(trouble))
