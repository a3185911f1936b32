"""Whether a worker is alive: on this machine the system is asked, of another its last heartbeat tells."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Final

from django.utils import timezone

from customerhero.web.jobs.models import Heartbeat

BEAT: Final = 2.0
"""Seconds between two heartbeats."""
SILENCE: Final = timedelta(seconds=60)
"""A worker of another machine is dead after this silence; longer than a database may be locked."""


def beat(worker: str, number: int = 0) -> None:
    """Say that a worker is alive: this process, or the one of that number."""
    lives = {"machine": machine(), "process": process(number or os.getpid()), "at": timezone.now()}
    Heartbeat.objects.update_or_create(worker=worker, defaults=lives)


def heard_lately() -> bool:
    """Whether a worker was heard within the last minute; what a wrong clock wrote into the future is no sign."""
    now = timezone.now()
    return Heartbeat.objects.filter(at__gt=now - SILENCE, at__lt=now + SILENCE).exists()


def is_alive(heartbeat: Heartbeat) -> bool:
    """Whether the worker of this heartbeat lives; nobody waits for the silence when its process can be looked at."""
    if heartbeat.machine == machine() and heartbeat.process:
        return heartbeat.process == process(int(heartbeat.process.partition(" ")[0]))
    return abs(timezone.now() - heartbeat.at) < SILENCE  # a clock may have been wrong


def living() -> list[Heartbeat]:
    """The workers that are alive."""
    return [heartbeat for heartbeat in Heartbeat.objects.all() if is_alive(heartbeat)]


@cache
def machine() -> str:
    """This boot of this machine, as its processes see each other: containers of one machine have different ones."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts += [
            Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
            str(Path("/proc/self/ns/pid").readlink()),
        ]
    return " ".join(parts)


def process(number: int) -> str:
    """A process's number and the tick it began at, since numbers are used again; empty when it is no more."""
    try:
        told = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if told[0] in "ZX" else f"{number} {told[19]}"
