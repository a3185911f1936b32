"""Jobs in the background: one line each, given ids, fit to be run twice; `@job(IMPORTS)` says in which lane.

The one place that knows django-tasks; in Django 6 it becomes `django.tasks`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.utils import timezone
from django_tasks import task

from customerhero.web.jobs.lanes import EVERYTHING, Lane

PAUSE: Final = 0.5
"""Seconds between two words of progress about the same phase: each is a write to the database."""


@dataclass
class _AtHand:
    job_id: str
    phase: str = ""
    said_at: float = 0.0


_NOW: Final[list[_AtHand]] = []


def job(lane: Lane = EVERYTHING) -> Callable[[Callable[..., None]], Any]:
    """Make a function a job of a lane, whose limits it keeps; `enqueue` has it done."""
    return task(queue_name=lane.name)


def is_at_work() -> bool:
    """Whether this process does a job now: nobody waits for its answer."""
    return bool(_NOW)


@contextmanager
def at_hand(job_id: str) -> Iterator[None]:
    """This process works at this job now."""
    _NOW.append(_AtHand(job_id))
    try:
        yield
    finally:
        _NOW.pop()


def progress(phase: str, done: int = 0, total: int = 0) -> None:
    """Say how far the job at hand is; outside of one nothing happens, and a phase is told twice a second at most."""
    if not _NOW:
        return
    now, clock = _NOW[-1], time.monotonic()
    ended = total > 0 and done >= total
    if phase == now.phase and not ended and clock - now.said_at < PAUSE:
        return
    now.phase, now.said_at = phase, clock
    _write(now.job_id, phase, done, total)


def _write(job_id: str, phase: str, done: int, total: int) -> None:
    # by name, since this module is read while Django still starts
    apps.get_model("jobs", "JobProgress").objects.update_or_create(
        job_id=job_id, defaults={"phase": phase[:100], "done": done, "total": total, "at": timezone.now()}
    )
