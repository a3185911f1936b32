"""Child processes: each in a session of its own, ended with this one, and none of their own children left over."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

STEADY: Final = 10.0
"""A child that lived this many seconds is begun anew at once; one that keeps ending waits longer each time."""
LONGEST: Final = 10.0
_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    """One process that is kept running."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self.falls = 0
        self._command, self._environment = command, dict(environment)
        self._begun = self._next = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    def keep_running(self) -> None:
        """Begin it when it does not run and its time has come."""
        if self.is_running:
            return
        if self._process is not None:
            self._bury(self._process)
        if time.monotonic() >= self._next:
            self._begin()

    def send(self, number: int) -> None:
        """Send it a signal."""
        if self._process is not None and self.is_running:
            self._process.send_signal(number)

    def clear(self) -> None:
        """End whatever its process left behind."""
        if self._process is not None:
            # the server's own child outlives a killed server and keeps the port
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _begin(self) -> None:
        self._begun = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603  # our own commands
            self._command, env=self._environment, start_new_session=True, preexec_fn=_end_with_parent
        )

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        self.clear()
        steady = process.returncode == 0 or time.monotonic() - self._begun > STEADY
        self.falls = 0 if steady else self.falls + 1
        self._next = time.monotonic() + (0.0 if steady else min(LONGEST, 0.1 * 2**self.falls))
        self._process = None


def _end_with_parent() -> None:
    if _LIBC is not None:
        _LIBC.prctl(_DEATH_SIGNAL, signal.SIGTERM)
