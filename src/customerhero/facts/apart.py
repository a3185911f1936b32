"""Work on files of strangers in a process of its own: bounded, without secrets, and gone when this one is.

The process is a module of ours that serves questions (`facts/confined.py`): plain data goes in and comes back, nothing
else. What it may take it is told before its first question. It is started anew, never forked, so threads are no matter.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import IO, Any, Final, Literal

import duckdb

from customerhero import errors
from customerhero.errors import HeroError

Plain = dict[str, Any]
Tell = Callable[[str, int, int], None]
"""Called with the phase and how much of how much is done (0, 0 when that is not known)."""
Why = Literal["time", "memory", "crash"]

_KEPT_VARIABLES: Final = ("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "PYTHONUTF8")
_MOST_LETTERS: Final = 64 * 2**20
_BLOCK: Final = 1 << 16
_WHY: Final[dict[int, Why]] = {-signal.SIGXCPU: "time", -signal.SIGKILL: "memory"}
"""By exit code; what kills unasked is the system when its memory is used up."""
_STORAGE: Final = {kind.__name__: kind for kind in (duckdb.IOException, duckdb.OutOfMemoryException)}


@dataclass(frozen=True)
class Limits:
    """What a process may take; None is as much as it wants."""

    seconds: float | None = None
    """For each question, by the clock."""
    cpu_seconds: int | None = None
    """In all, of all cores together."""
    address_bytes: int | None = None
    """Of memory, with what the libraries only set aside."""
    file_bytes: int | None = None
    """Of each file it writes."""


class CutOffError(Exception):
    """The process ended before it had answered: it took too long or too much, or it crashed."""

    def __init__(self, why: Why) -> None:
        super().__init__(f"The process was cut off: {why}.")
        self.why: Why = why


class BrokenError(Exception):
    """A fault in the program itself, seen in the other process; it tells where, and nothing of the data."""


class Apart:
    """A process that serves questions, one after the other."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self._process = process
        self._limits = limits
        self._heard = b""

    def ask(self, question: Plain, tell: Tell | None = None) -> Any:
        """The answer to a question; the error it was answered with, CutOffError when there was no answer."""
        ends_at = time.monotonic() + self._limits.seconds if self._limits.seconds else None
        self._say(question)
        while True:
            told = json.loads(self._line(ends_at))
            if "answer" in told:
                return told["answer"]
            if "progress" not in told:
                raise trouble_of(told)
            if tell:
                tell(*told["progress"])

    def _say(self, question: Plain) -> None:
        try:
            _given(self._process.stdin).write(json.dumps(question).encode() + b"\n")
            _given(self._process.stdin).flush()
        except BrokenPipeError as gone:
            raise self._cut_off() from gone

    def _line(self, ends_at: float | None) -> bytes:
        """The next line it says."""
        while b"\n" not in self._heard:
            block = self._block(ends_at)
            if not block or len(self._heard) > _MOST_LETTERS:
                raise self._cut_off()
            self._heard += block
        line, self._heard = self._heard.split(b"\n", 1)
        return line

    def _block(self, ends_at: float | None) -> bytes:
        out, waiting = _given(self._process.stdout), select.poll()  # unlike select, it takes any number of a file
        waiting.register(out, select.POLLIN)
        if not waiting.poll(None if ends_at is None else max(0.0, ends_at - time.monotonic()) * 1000):
            raise CutOffError("time")
        return os.read(out.fileno(), _BLOCK)

    def _cut_off(self) -> CutOffError:
        try:
            ended = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return CutOffError("crash")
        return CutOffError(_WHY.get(ended, "crash"))


@contextmanager
def apart(program: str, limits: Limits) -> Iterator[Apart]:
    """A process that runs this module of ours, until the block is left."""
    process = subprocess.Popen(  # noqa: S603  # our own module; a file's name is only data on its standard input
        [sys.executable, "-P", "-m", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        asked = Apart(process, limits)
        asked._say({"parent": os.getpid(), "limits": asdict(limits)})
        yield asked
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            _close(pipe)


def _environment() -> dict[str, str]:
    """Where programs and modules are, the language and the zone; nothing that could be a secret."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT_VARIABLES or name.startswith("LC_")}
    modules = os.pathsep.join(path for path in sys.path if os.path.isabs(path))  # noqa: PTH117
    return {**kept, "PYTHONPATH": modules, "MALLOC_ARENA_MAX": "2"}


def _given(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _close(pipe: IO[bytes] | None) -> None:
    try:
        _given(pipe).close()
    except BrokenPipeError:
        return


def trouble_of(told: Plain) -> Exception:
    """The error an answer tells of, as if it had been met here."""
    if "trouble" in told:
        kind: type[HeroError] = getattr(errors, told["kind"])
        return kind(**told["trouble"])
    if "os" in told:
        return OSError(*told["os"])
    if "storage" in told:
        return _STORAGE[told["kind"]](told["storage"])
    if "memory" in told:
        return CutOffError("memory")
    return BrokenError(f"{told['broken']}\n{told['where']}")
