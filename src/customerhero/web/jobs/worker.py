"""The worker: gives each lane's jobs to a process of their own, says that it is alive, and ends those that go too far.

It does no job itself, so that it stays small and answers at once: a hand is made when something waits and goes when
nothing has for a while. Jobs of dead workers are taken up again and work comes round periodically. Asked to end, it
waits for the jobs in hand; asked again, it puts them back.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Final

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.crypto import get_random_string

from customerhero.web.jobs.alive import BEAT, beat
from customerhero.web.jobs.early_ends import end_early
from customerhero.web.jobs.hands import Hand
from customerhero.web.jobs.models import Cancellation, Heartbeat, JobProgress, TakenJob
from customerhero.web.jobs.periodic import queue_what_is_due
from customerhero.web.jobs.recovery import take_back
from customerhero.web.jobs.taking import open_lanes, take
from customerhero.web.jobs.watch import Watch

PAUSE: Final = 0.5
"""Seconds between two looks for a job."""
REST: Final = 15.0
"""After this many seconds without a job a hand goes."""
GROWN: Final = 400_000_000
"""Bytes a hand may hold on to between two jobs; one that holds more makes room for a fresh one."""
_log = logging.getLogger(__name__)


class Worker:
    """One worker process and its hands."""

    def __init__(self) -> None:
        self.worker_id = get_random_string(32)
        self._hands: dict[str, Hand] = {}
        self._watches: dict[str, Watch] = {}
        self._asked = 0
        self._beaten_at = -BEAT
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(self._woken, False)

    def run(self) -> None:
        """Work until asked to end."""
        while not self._asked or self._busy():
            try:
                self._turn()
            except (
                OperationalError,
                InterfaceError,
            ) as trouble:  # locked or away: the next turn tries again
                _log.warning("The worker could not reach the database: %s", type(trouble).__name__)
                connection.close()
            self._listen()
        for hand in self._hands.values():
            hand.end()
        Heartbeat.objects.filter(worker__in=[self.worker_id, *(hand.worker for hand in self._hands.values())]).delete()

    def shutdown(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # what signals give
        """At the first signal end after the jobs in hand; at the second put those back and end now."""
        self._asked += 1
        try:
            os.write(self._wake, b".")
        except BlockingIOError:  # woken often enough
            return

    def configure_signals(self) -> None:
        """End well when asked."""
        signal.signal(signal.SIGTERM, self.shutdown)
        signal.signal(signal.SIGINT, self.shutdown)

    def _busy(self) -> list[Hand]:
        return [hand for hand in self._hands.values() if hand.job is not None]

    def _turn(self) -> None:
        close_old_connections()
        self._bury()
        if time.monotonic() - self._beaten_at >= BEAT:
            self._beat()
        self._guard()
        if self._asked > 1:
            self._put_back()
        elif not self._asked:
            self._hand_out()
        self._dismiss()

    def _bury(self) -> None:
        """The jobs of hands that died are taken back at once."""
        dead = [hand for hand in self._hands.values() if not hand.is_alive]
        for hand in dead:
            self._end(hand)
        if dead:
            take_back()

    def _beat(self) -> None:
        self._beaten_at = time.monotonic()
        beat(self.worker_id)
        for hand in self._hands.values():
            beat(hand.worker, hand.number)
        for chore in _CHORES:
            chore()
        reached = JobProgress.objects.in_bulk([hand.job.pk for hand in self._busy() if hand.job])
        for hand in self._busy():
            now = reached.get(hand.job.pk) if hand.job else None
            self._watches[hand.lane].saw((now.phase, now.done, now.total) if now else None)

    def _guard(self) -> None:
        """End jobs that go too far, and those somebody wants ended."""
        busy = self._busy()
        if not busy:
            return
        open_wishes = Cancellation.objects.filter(done_at=None, job_id__in=[hand.job.pk for hand in busy if hand.job])
        unwanted = set(open_wishes.values_list("job_id", flat=True))
        for hand in busy:
            why = self._watches[hand.lane].trouble(hand.memory)
            if hand.job and (why or hand.job.pk in unwanted):
                _log.warning("Job %s (%s) was ended before it was done.", hand.job.task_path, hand.job.pk)
                self._end(hand)
                end_early(hand.job, why)

    def _put_back(self) -> None:
        for hand in self._busy():
            self._end(hand)
            if hand.job:
                hand.job.put_back()

    def _hand_out(self) -> None:
        for lane in open_lanes():
            hand = self._hands.get(lane) or self._new_hand(lane)
            job = take(lane, hand.worker) if hand.job is None else None
            if job is not None:
                self._watches[lane] = Watch(lane)
                hand.give(job)

    def _new_hand(self, lane: str) -> Hand:
        hand = self._hands[lane] = Hand(lane, self._hands.values())
        beat(hand.worker, hand.number)  # before it takes a job, or that would be taken for one of the dead
        return hand

    def _dismiss(self) -> None:
        for hand in [hand for hand in self._hands.values() if hand.job is None]:
            if time.monotonic() - hand.idle_since > REST or hand.memory > GROWN:
                self._end(hand)

    def _end(self, hand: Hand) -> None:
        hand.end()
        self._hands.pop(hand.lane, None)
        Heartbeat.objects.filter(worker=hand.worker).delete()

    def _listen(self) -> None:
        """Wait until a job has ended, a signal came or it is time to look again."""
        by_end = {hand.answers: hand for hand in self._hands.values()}
        for end in select.select([self._woken, *by_end], [], [], PAUSE)[0]:
            if end in by_end:
                by_end[end].hear()
            else:
                os.read(self._woken, 4096)


def work_off() -> int:
    """Do all jobs that wait now, in this process; how many there were."""
    worker, count = get_random_string(32), 0
    beat(worker)
    while (job := _next(worker)) is not None:
        job.do()
        count += 1
    Heartbeat.objects.filter(worker=worker).delete()
    return count


def _next(worker: str) -> TakenJob | None:
    return next((job for lane in open_lanes() if (job := take(lane, worker)) is not None), None)


_CHORES: Final[tuple[Callable[[], object], ...]] = (take_back, queue_what_is_due)
