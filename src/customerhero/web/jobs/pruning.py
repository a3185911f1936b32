"""Ended jobs are forgotten after a while: what they did is kept where they did it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.background import job

KEPT: Final = timedelta(days=90)


@job()
def forget_ended_jobs() -> None:
    """Forget jobs that ended long ago."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()
