"""Writes batches to a lake in a process of its own, which tests kill."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from customerhero.facts.lake import Lake, LakeOptions
from tests.facts.lake.batching import Desk, event

_CONTEXT = get_context("forkserver")  # modules are imported once, in a process that never runs them
_CONTEXT.set_forkserver_preload([__name__])


class WritingProcess:
    """A process that writes batches, each a customer, two events and their stays, so that half of one would show."""

    def __init__(self, lake: Lake, writer: str, first: int, batches: int) -> None:
        self._heard, told = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_write, args=(told, lake.path, writer, first, batches))
        self._process.start()
        told.close()

    def killed_at_sync(self, sync: int) -> list[int]:
        """Kill the process when it has synced so often; the batches it had acknowledged."""
        done, syncs = [], 0
        for number in self._words():
            if number is not None:
                done.append(number)
                continue
            syncs += 1
            if syncs == sync:
                self._process.kill()
        self._process.join()
        return done

    def finished(self) -> bool:
        """Wait for its end; whether it was a good one."""
        list(self._words())
        self._process.join()
        return self._process.exitcode == 0

    def _words(self) -> Iterator[int | None]:
        """None at each sync and the batch's number at each acknowledgement, until the process ends."""
        while True:
            try:
                yield self._heard.recv()
            except EOFError:
                return


def _write(told: Connection, path: Path, writer: str, first: int, batches: int) -> None:
    os.fsync = _telling(told, os.fsync)
    lake = Lake.open(path, LakeOptions(memory_limit="300MB", wait_seconds=120))
    desk = Desk(path.parent / f"desk-{writer}-{first}")
    for number in range(first, first + batches):
        name = f"{writer}-{number}"
        rows = [
            {**event(number), "event_id": f"{name}-{part}", "case_id": name, "team_id": f"T{part}"} for part in "ab"
        ]
        batch = desk.batch(name, customers=[{"customer_id": name}], events=rows)
        with lake.writer() as open_writer:
            open_writer.write(batch)
        told.send(number)


def _telling(told: Connection, sync: Callable[[int], None]) -> Callable[[int], None]:
    def fsync(descriptor: int) -> None:
        told.send(None)
        sync(descriptor)

    return fsync
