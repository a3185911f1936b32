"""Work that comes round again: each time it is due, exactly one of the workers queues it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from customerhero.web.jobs.models import Periodic

DAY: Final = 86_400


@dataclass(frozen=True)
class _Rhythm:
    job: Any
    seconds: int
    at: time | None
    patient: bool

    def is_plausible(self, due: datetime, now: datetime) -> bool:
        """Whether a time planned can be right: one further away than twice its rhythm was written by a wrong clock."""
        return due <= now + timedelta(seconds=2 * self.seconds)

    def has_gap(self, due: datetime, now: datetime) -> bool:
        """Whether this round is so late, or so early, that the clock may have jumped."""
        return abs(now - due) > timedelta(seconds=self.seconds)

    def after(self, moment: datetime) -> datetime:
        """The next time after a moment; a time of day is one of the workplace's own zone."""
        if self.at is None:
            return moment + timedelta(seconds=self.seconds)
        local = timezone.localtime(moment, timezone.get_default_timezone())
        today = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return today if today > local else today + timedelta(days=1)


_RHYTHMS: Final[dict[str, _Rhythm]] = {}


def every(name: str, job: Any, seconds: int = DAY, at: time | None = None, *, patient: bool = False) -> None:
    """Have a job without arguments queued every so many seconds, or daily at a time; called when an app starts.

    A patient one removes what is old: after a gap, which a clock that jumped looks like, it waits for one more round.
    """
    _RHYTHMS[name] = _Rhythm(job, seconds, at, patient)


def routine() -> list[str]:
    """The paths of the jobs that come round."""
    return [rhythm.job.module_path for rhythm in _RHYTHMS.values()]


def queue_what_is_due(now: datetime | None = None) -> list[str]:
    """Queue the jobs whose time has come; their names. What was missed while nobody worked is done once.

    What a clock once in the future has planned for years ahead counts as missed.
    """
    now = now or timezone.now()
    known = dict(Periodic.objects.values_list("name", "next_at"))
    _plan([name for name in _RHYTHMS if name not in known], now)
    return [name for name, due in known.items() if _is_due(name, due, now) and _queue(name, due, now)]


def _is_due(name: str, due: datetime, now: datetime) -> bool:
    rhythm = _RHYTHMS.get(name)
    return rhythm is not None and (due <= now or not rhythm.is_plausible(due, now))


def _plan(names: list[str], now: datetime) -> None:
    if names:
        rows = [Periodic(name=name, next_at=_RHYTHMS[name].after(now)) for name in names]
        Periodic.objects.bulk_create(rows, ignore_conflicts=True)


def _queue(name: str, due: datetime, now: datetime) -> bool:
    with transaction.atomic():
        mine = Periodic.objects.filter(name=name, next_at=due).update(next_at=_RHYTHMS[name].after(now))
        is_done = bool(mine) and not (_RHYTHMS[name].patient and _RHYTHMS[name].has_gap(due, now))
        if is_done:
            _RHYTHMS[name].job.enqueue()
    return is_done
