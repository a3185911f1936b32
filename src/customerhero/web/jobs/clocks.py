"""Clocks that were wrong: times written into the future are taken back, once the clock of today can be believed.

Else what stands there "of 2030" would be the newest until then. A clock behind its time must not do that to all that is
right; so the jobs of the last days are asked first, of which every hour writes some.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.apps import apps
from django.db import models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.background import job

AHEAD: Final = timedelta(days=1)
"""What is further ahead than this was written by a wrong clock."""
_OWN: Final = "customerhero."
_STAY: Final = frozenset({
    "people.Saying.at",  # the trail is append-only; an erasure takes what stands in the future for old
    "people.BrowserSession.began_at",  # what began in the future has ended, and is never begun again
    "jobs.Heartbeat.at",  # taken back it would be a sign of life
})  # fmt: skip
_TIMES: Final[dict[type[models.Model], tuple[str, ...]]] = {}


def of_the_past(model: type[models.Model], *fields: str) -> None:
    """Say that these fields hold times at which something happened; called when an app starts.

    Of our own models this is known of each field that is filled with the moment at which its row is made.
    """
    _TIMES[model] = fields


def times_of(model: type[models.Model]) -> set[str]:
    """The fields of a model that hold times at which something happened."""
    if model._meta.proxy:  # its rows are another's
        return set()
    made = [field for field in model._meta.get_fields() if isinstance(field, models.DateTimeField)]
    own = [field.name for field in made if field.default is timezone.now and model.__module__.startswith(_OWN)]
    return {name for name in {*own, *_TIMES.get(model, ())} if f"{model._meta.label}.{name}" not in _STAY}


@job()
def take_back_the_future() -> None:
    """Set every time that lies in the future to now; nothing is done while most of the jobs lie there."""
    now = timezone.now()
    if not is_believed(now):
        return
    for model in apps.get_models():
        for field in times_of(model):
            model._default_manager.filter(**{f"{field}__gt": now + AHEAD}).update(**{field: now})


def is_believed(now: datetime) -> bool:
    """Whether most jobs were asked for before this moment."""
    ahead = DBTaskResult.objects.filter(enqueued_at__gt=now + AHEAD).count()
    return 2 * ahead <= DBTaskResult.objects.count()
