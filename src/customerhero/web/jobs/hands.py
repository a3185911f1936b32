"""A hand of the worker: a process of one lane that does the jobs it is given, and can be ended at any moment.

A thread cannot be ended from outside, a process can. It is made of the worker by fork, so that it costs little; the
worker holds no thread and no open connection at that moment.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from django.db import connections
from django.utils.crypto import get_random_string

from customerhero.web.jobs.family import below, memory
from customerhero.web.jobs.models import TakenJob

_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None
_DONE: Final = b"."


class Hand:
    """One process of a lane, with the job it has in hand."""

    def __init__(self, lane: str, others: Iterable[Hand]) -> None:
        self.lane, self.worker = lane, get_random_string(32)
        self.job: TakenJob | None = None
        self.idle_since = time.monotonic()
        orders, self._orders = os.pipe()
        self.answers, answers = os.pipe()
        connections.close_all()  # a connection must not be shared by two processes
        parent, self.number = os.getpid(), os.fork()
        if self.number == 0:
            foreign = [end for hand in (self, *others) for end in hand._ends]
            self._serve(parent, orders, answers, foreign)
        os.close(orders)
        os.close(answers)
        self._is_gone = False

    @property
    def is_alive(self) -> bool:
        """Whether its process lives."""
        if not self._is_gone:
            self._is_gone = os.waitpid(self.number, os.WNOHANG)[0] != 0
        return not self._is_gone

    @property
    def memory(self) -> int:
        """The bytes it and the processes below it hold of their own."""
        return sum(memory(number) for number in (self.number, *below(self.number)))

    def give(self, job: TakenJob) -> None:
        """Have a job done that was taken under this hand's name."""
        self.job = job
        with suppress(BrokenPipeError):  # it died: its job is taken back as that of any dead worker
            os.write(self._orders, f"{job.pk}\n".encode())

    def hear(self) -> None:
        """Read that the job in hand has ended."""
        if os.read(self.answers, 16) == _DONE:
            self.job, self.idle_since = None, time.monotonic()

    def end(self) -> None:
        """End its process and all below it, now; when this returns nothing of them works any more."""
        family = below(self.number)
        if self.is_alive:
            os.kill(self.number, signal.SIGKILL)
            os.waitpid(self.number, 0)
            self._is_gone = True
        for number in family:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGKILL)
        for end in self._ends:
            os.close(end)

    @property
    def _ends(self) -> tuple[int, int]:
        return self._orders, self.answers

    def _serve(self, parent: int, orders: int, answers: int, foreign: list[int]) -> NoReturn:
        """In the new process: do what is ordered until nobody orders any more."""
        status = 1
        try:
            for end in foreign:  # else nobody's end would be seen as long as this process lives
                os.close(end)
            _belong_to(parent)
            with os.fdopen(orders) as lines:
                for line in lines:
                    TakenJob.objects.get(pk=line.strip()).do()
                    connections.close_all()
                    os.write(answers, _DONE)
            status = 0
        finally:
            os._exit(status)  # nothing of the worker's own end is for this process


def _belong_to(parent: int) -> None:
    """End with the worker; of a signal to all processes only the worker makes something."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _let_pass)
    if _LIBC is not None:
        _LIBC.prctl(_DEATH_SIGNAL, signal.SIGKILL)
    with suppress(OSError):  # when memory is short the system ends a job before it ends the web server
        Path("/proc/self/oom_score_adj").write_text("500")
    if os.getppid() != parent:
        os._exit(1)


def _let_pass(number: int, frame: FrameType | None) -> None:
    """A handler and not SIG_IGN, which the programs begun by a job would inherit."""
