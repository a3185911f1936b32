"""The worker: takes one job after another, says that it is alive, and ends when asked, with the job in hand done.

It builds on django-tasks-db's worker and adds what that lacks: jobs of dead workers are taken up again, work comes
round periodically, an end does not lose the job, and a worker grown large makes room for a fresh one.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final

from django.db import OperationalError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker
from django_tasks_db.utils import exclusive_transaction

from customerhero.web.jobs.alive import BEAT, beat
from customerhero.web.jobs.background import at_hand
from customerhero.web.jobs.models import Heartbeat
from customerhero.web.jobs.periodic import queue_what_is_due
from customerhero.web.jobs.recovery import take_back
from customerhero.web.jobs.taken import TakenJob

PAUSE: Final = 0.5
"""Seconds between two looks for a job."""
REST: Final = 15.0
"""After this many seconds without a job a worker grown large leaves."""
GROWTH: Final = 60_000_000
"""Bytes by which a worker has grown large: analyses load much that a resting worker need not hold."""
_log = logging.getLogger(__name__)


class Worker(LibraryWorker):
    """One worker process."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["default"], interval=PAUSE, batch=False, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id=get_random_string(32), excluded_queue_names=[],
        )  # fmt: skip
        self._woken, self._wake = os.pipe()
        self._last_job, self._at_first = time.monotonic(), memory()

    def run(self) -> None:
        """Work until asked to end, or until grown large and idle."""
        beat(self.worker_id)
        ended = threading.Event()
        pulse = threading.Thread(target=_live, args=(self.worker_id, ended), daemon=True)
        pulse.start()
        while self.running and not self._is_worn():
            close_old_connections()
            if not self.work_once():
                select.select([self._woken], [], [], self.interval)
        ended.set()
        pulse.join(BEAT)
        Heartbeat.objects.filter(worker=self.worker_id).delete()

    def work_once(self) -> bool:
        """Take one job and do it; False when none waits."""
        job = self._take()
        if job is None:
            return False
        with at_hand(str(job.pk)):
            self.run_task(job)
        self._last_job = time.monotonic()
        return True

    def shutdown(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002  # what signals give
        """At the first signal end after the job in hand; at the second put that back and end now."""
        if not self.running and self.running_task:
            sys.exit(0)
        self.running = False
        os.write(self._wake, b".")

    def configure_signals(self) -> None:
        """End well when asked."""
        signal.signal(signal.SIGTERM, self.shutdown)
        signal.signal(signal.SIGINT, self.shutdown)

    def _take(self) -> TakenJob | None:
        ready = TakenJob.objects.ready().filter(backend_name=self.backend_name)
        if not ready.exists():  # reading disturbs nobody; only taking needs the lock
            return None
        with exclusive_transaction(ready.db):
            job: TakenJob | None = ready.get_locked()  # type: ignore[assignment]  # the library names its own model
            if job is not None:
                job.claim(self.worker_id)
        return job

    def _is_worn(self) -> bool:
        return time.monotonic() - self._last_job > REST and memory() > self._at_first + GROWTH


def work_off() -> int:
    """Do all jobs that wait now, in this process; how many there were."""
    worker, count = Worker(), 0
    beat(worker.worker_id)
    while worker.work_once():
        count += 1
    Heartbeat.objects.filter(worker=worker.worker_id).delete()
    return count


def memory() -> int:
    """The memory this process holds, in bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


_CHORES: Final[tuple[Callable[[], object], ...]] = (take_back, queue_what_is_due)


def _live(worker: str, ended: threading.Event) -> None:
    while not ended.wait(BEAT):
        try:
            close_old_connections()
            beat(worker)
            for chore in _CHORES:
                chore()
        except OperationalError as trouble:  # locked or away for a moment: the next beat tries again
            _log.warning("The heartbeat was not written: %s", trouble)
    connection.close()
