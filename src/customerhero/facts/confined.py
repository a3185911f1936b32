"""The other side of `facts/apart.py`: a process that takes away its own rights and then answers questions."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import TracebackType
from typing import IO, Any, Final

import duckdb

from customerhero.errors import HeroError
from customerhero.facts.apart import Plain, Tell

Act = Callable[[Plain, Tell], Any]
"""Answers one kind of question with plain data; it may tell how far it is."""

_END_WITH_PARENT: Final = 1
_FORBIDDEN: Final = ("subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "socket.", "pty.")
"""What a reader of files has no need of: Python itself refuses it from the first question on."""


def serve(acts: Mapping[str, Act]) -> None:
    """Answer the questions on standard input, each by the act it names, until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C ends
    answers = _only_answers()
    sys.excepthook = _telling(answers)
    terms = json.loads(sys.stdin.readline())
    _end_with(terms["parent"])
    _limit(terms["limits"])
    sys.addaudithook(_refuse)
    for line in sys.stdin:
        _say(answers, answered(json.loads(line), acts, lambda *step: _say(answers, {"progress": step})))


def _only_answers() -> IO[str]:
    """Where answers go; whatever a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _say(answers: IO[str], told: Plain) -> None:
    answers.write(json.dumps(told) + "\n")
    answers.flush()


def answered(asked: Plain, acts: Mapping[str, Act], tell: Tell) -> Plain:
    """The answer to a question, or the trouble it met, as plain data."""
    try:
        return {"answer": acts[asked["act"]](asked, tell)}
    except HeroError as trouble:
        return {"kind": type(trouble).__name__, "trouble": asdict(trouble)}
    except duckdb.OutOfMemoryException as trouble:
        return {"kind": "OutOfMemoryException", "storage": str(trouble).splitlines()[0]}
    except duckdb.IOException as trouble:
        return {"kind": "IOException", "storage": str(trouble).splitlines()[0]}
    except OSError as trouble:
        return {"os": [trouble.errno, trouble.strerror or str(trouble)]}
    except MemoryError:
        return {"memory": True}


def _telling(answers: IO[str]) -> Callable[..., None]:
    """A last word for a fault of the program itself: its kind and place, but not its text, which may hold data."""

    def tell(kind: type[BaseException], _fault: BaseException, trace: TracebackType | None) -> None:
        _say(answers, {"broken": kind.__name__, "where": "".join(traceback.format_tb(trace))})

    return tell


def _end_with(parent: int) -> None:
    """End when the parent does, also when it ended before this was said."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _limit(limits: Plain) -> None:
    cpu = limits["cpu_seconds"]
    wanted = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_CPU: (cpu, cpu + 5) if cpu else None,  # told by a signal before it is killed by another
        resource.RLIMIT_AS: (limits["address_bytes"],) * 2,
        resource.RLIMIT_FSIZE: (limits["file_bytes"],) * 2,
    }
    for what, most in wanted.items():
        if most and most[0] is not None:
            resource.setrlimit(what, _within(most, resource.getrlimit(what)[1]))


def _within(most: tuple[int, int], hard: int) -> tuple[int, int]:
    """As far as this process may still choose."""
    return most if hard == resource.RLIM_INFINITY else (min(most[0], hard), min(most[1], hard))


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(errno.EPERM, f"A reader of files has no need of {event}")
