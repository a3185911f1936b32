"""Jobs that are stuck: run longer than they may, or wait in a lane where nothing runs although a worker lives.

A worker ends what goes too far; so this is told when it cannot, and somebody has to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.lanes import limits_of

_GRACE: Final = timedelta(minutes=5)
"""A worker that makes room for a fresh one, or a machine under load, is not stuck yet."""


@dataclass(frozen=True)
class LaneState:
    """How long the job of a lane runs, and how long one waits there while none runs; in seconds, 0 for neither."""

    lane: str
    running: float
    waiting: float

    @property
    def stuck(self) -> str:
        """What is wrong in it, in words; empty when nothing is."""
        most = limits_of(self.lane).seconds
        if self.running > most + _GRACE.total_seconds():
            return f"{self.lane}: a job runs for {self.running / 60:.0f} minutes and may for {most / 60:.0f}"
        if self.waiting > _GRACE.total_seconds():
            return f"{self.lane}: a job waits for {self.waiting / 60:.0f} minutes and none runs"
        return ""


def states() -> list[LaneState]:
    """Every lane in which something runs or waits."""
    now = timezone.now()
    running = _oldest(DBTaskResult.objects.running(), "started_at")
    waiting = _oldest(DBTaskResult.objects.ready(), "enqueued_at")
    ended = dict(
        DBTaskResult.objects.finished()
        .filter(queue_name__in=waiting, finished_at__lte=now)
        .order_by()
        .values_list("queue_name")
        .annotate(Max("finished_at"))
    )
    return [
        LaneState(
            lane,
            _seconds(running.get(lane), now),
            0.0 if lane in running else _seconds(max(waiting[lane], ended.get(lane, waiting[lane])), now),
        )
        for lane in sorted({*running, *waiting})
    ]


def stuck() -> list[str]:
    """What is stuck, a line for each lane."""
    return [state.stuck for state in states() if state.stuck]


def _oldest(jobs: object, moment: str) -> dict[str, datetime]:
    return dict(jobs.order_by().values_list("queue_name").annotate(Min(moment)))  # type: ignore[attr-defined]  # the library's own query set


def _seconds(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
