"""Clocks that were wrong: times written into the future are taken back, once the clock of today can be believed.

Else what stands there "of 2030" would be the newest until then. A clock behind its time must not do that to all that is
right; so the jobs of the last days are asked first, of which every hour writes some.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.background import job

AHEAD: Final = timedelta(days=1)
"""What is further ahead than this was written by a wrong clock."""
_TIMES: Final[dict[type[models.Model], tuple[str, ...]]] = {}


def of_the_past(model: type[models.Model], *fields: str) -> None:
    """Say that these fields hold times at which something happened; called when an app starts."""
    _TIMES[model] = fields


@job()
def take_back_the_future() -> None:
    """Set every time that lies in the future to now; nothing is done while most of the jobs lie there."""
    now = timezone.now()
    if not is_believed(now):
        return
    for model, fields in _TIMES.items():
        for field in fields:
            model._default_manager.filter(**{f"{field}__gt": now + AHEAD}).update(**{field: now})


def is_believed(now: datetime) -> bool:
    """Whether most jobs were asked for before this moment."""
    ahead = DBTaskResult.objects.filter(enqueued_at__gt=now + AHEAD).count()
    return 2 * ahead <= DBTaskResult.objects.count()
