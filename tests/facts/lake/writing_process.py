"""Writes batches to a lake in a process of its own, which tests kill: python -m tests.facts.lake.writing_process.

Arguments: lake, name of the writer, first and number of batches. Says `sync` at each fsync and `done N` when the
batch is acknowledged; one batch is a customer, an event and its stays, so half of it would show.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from customerhero.facts.lake import Lake, LakeOptions
from tests.facts.lake.batching import Desk, event

_fsync = os.fsync


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def fsync(descriptor: int) -> None:
    say("sync")
    _fsync(descriptor)


def main(path: str, writer: str, first: str, batches: str) -> None:
    os.fsync = fsync
    lake = Lake.open(path, LakeOptions(memory_limit="300MB", wait_seconds=120))
    desk = Desk(Path(path).parent / f"desk-{writer}-{first}")
    for number in range(int(first), int(first) + int(batches)):
        name = f"{writer}-{number}"
        rows = [
            {**event(number), "event_id": f"{name}-{part}", "case_id": name, "team_id": f"T{part}"} for part in "ab"
        ]
        batch = desk.batch(name, customers=[{"customer_id": name}], events=rows)
        with lake.writer() as open_writer:
            open_writer.write(batch)
        say(f"done {number}")


if __name__ == "__main__":
    main(*sys.argv[1:])
