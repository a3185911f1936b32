"""Ended jobs are forgotten after a while: what they did is kept where they did it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.background import job
from customerhero.web.jobs.periodic import routine

KEPT: Final = timedelta(days=90)
ROUTINE_KEPT: Final = timedelta(days=2)
"""What comes round every few minutes and went well."""


@job()
def forget_ended_jobs() -> None:
    """Forget jobs that ended long ago."""
    now, ended = timezone.now(), DBTaskResult.objects.finished()
    ended.filter(finished_at__lt=now - KEPT).delete()
    ended.filter(finished_at__lt=now - ROUTINE_KEPT, status="SUCCESSFUL", task_path__in=routine()).delete()
