"""`hero import` in a process of its own, which tests watch at work and kill."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_CONTEXT = get_context("forkserver")  # modules are imported once, in a process that never runs them
_CONTEXT.set_forkserver_preload([__name__, "customerhero.facts.importing", "customerhero.cli.main"])
_STEPS = ("open", "os.mkdir", "os.rename", "os.remove", "shutil.rmtree")


class ImportingProcess:
    """The command at work: each file it opens, makes, renames or removes in the lake is a step that is told."""

    def __init__(self, file: Path, lake: Path) -> None:
        self._heard, told = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_import, args=(told, file, lake))
        self._process.start()
        told.close()

    def steps(self) -> Iterator[str]:
        """The paths it touches, until it ends."""
        while True:
            try:
                yield self._heard.recv()
            except EOFError:
                return

    def killed_at(self, number: int) -> int:
        """Kill it at that step; how many steps it came to."""
        return self._stopped(lambda place, _: place == number, signal.SIGKILL)

    def stopped_in(self, folder: str, sent: signal.Signals) -> int:
        """Send it a signal when it first touches a path with that name in it; its exit code."""
        self._stopped(lambda _, path: folder in path, sent)
        return int(self._process.exitcode or 0)

    def finished(self) -> int:
        """Wait for its end; the exit code."""
        self._stopped(lambda *_: False, signal.SIGKILL)
        return int(self._process.exitcode or 0)

    def _stopped(self, here: Callable[[int, str], bool], sent: signal.Signals) -> int:
        place, done = 0, False
        for place, path in enumerate(self.steps(), start=1):
            if not done and here(place, path):
                os.kill(self._process.pid or 0, sent)
                done = True
        self._process.join()
        return place


def _import(told: Connection, file: Path, lake: Path) -> None:
    from customerhero.cli.main import run

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background would ignore it
    os.chdir(lake.parent)
    sys.argv = ["hero", "import", str(file), "--map", "events", "--lake", str(lake)]
    sys.addaudithook(_telling(told, str(lake)))
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):  # noqa: PTH123
        run()


def _telling(told: Connection, lake: str) -> Callable[[str, tuple[Any, ...]], None]:
    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _STEPS and str(arguments[0]).startswith(lake):
            told.send(str(arguments[0]))

    return hook
