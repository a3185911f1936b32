"""Figures for Prometheus: requests as they are answered; jobs, the worker and the runs when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import Count, Max
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.registry import Collector

from customerhero.web.jobs.models import Heartbeat
from customerhero.web.jobs.room import rooms
from customerhero.web.jobs.stuck import states
from customerhero.web.runs.models import Completion

__all__ = ["CONTENT_TYPE", "exposition", "observe"]
_STATES: Final = ("READY", "RUNNING", "SUCCESSFUL", "FAILED")
_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_registry: Final = CollectorRegistry()
_requests: Final = Counter(
    "hero_requests_total", "Requests answered.", ["page", "method", "status"], registry=_registry
)
_seconds: Final = Histogram(
    "hero_request_seconds", "Seconds to the answer.", ["page"], registry=_registry, buckets=_BUCKETS
)


def observe(page: str, method: str, status: int, seconds: float) -> None:
    """Count an answered request."""
    _requests.labels(page, method, str(status)).inc()
    _seconds.labels(page).observe(seconds)


def exposition() -> bytes:
    """All figures in Prometheus's words."""
    return generate_latest(_registry)


class _Kept(Collector):
    """What the database tells at the moment it is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Jobs by state and lane, free room on disks, how long ago a worker was heard and an agenda made."""
        yield _jobs()
        yield from _lanes()
        yield _room()
        beat, made = Heartbeat.objects.aggregate(at=Max("at")), Completion.objects.aggregate(at=Max("at"))
        yield _age("hero_worker_heartbeat_age_seconds", "Since a worker was heard.", beat["at"])
        yield _age("hero_last_agenda_age_seconds", "Since an agenda was made.", made["at"])

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing is asked of the database when the process starts."""
        return []


def _jobs() -> GaugeMetricFamily:
    counts = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    gauge = GaugeMetricFamily("hero_jobs", "Jobs by state.", labels=["state"])
    for state in _STATES:
        gauge.add_metric([state.lower()], counts.get(state, 0))
    return gauge


def _lanes() -> Iterator[GaugeMetricFamily]:
    running = GaugeMetricFamily("hero_job_running_seconds", "Since the job of a lane was begun.", labels=["lane"])
    waiting = GaugeMetricFamily("hero_job_waiting_seconds", "Waiting while none runs in the lane.", labels=["lane"])
    now = states()
    for state in now:
        running.add_metric([state.lane], state.running)
        waiting.add_metric([state.lane], state.waiting)
    yield from (running, waiting)
    yield GaugeMetricFamily("hero_lanes_stuck", "Lanes in which jobs are stuck.", sum(bool(one.stuck) for one in now))


def _room() -> GaugeMetricFamily:
    gauge = GaugeMetricFamily("hero_disk_free_bytes", "Free where a folder lies.", labels=["folder"])
    for room in rooms():
        gauge.add_metric([room.folder], room.free)
    return gauge


def _age(name: str, told: str, at: datetime | None) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, told)
    if at is not None:
        gauge.add_metric([], (timezone.now() - at).total_seconds())
    return gauge


_registry.register(_Kept())
