"""Everything that writes to a lake, done in a process of its own that is killed at one of its syncs."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from customerhero.errors import LakeError
from customerhero.facts.lake import Lake, LakeOptions
from tests.facts.lake.batching import Desk, event, put, shown

_CONTEXT = get_context("forkserver")  # modules are imported once, in a process that never runs them
_CONTEXT.set_forkserver_preload([__name__])
WRITES = ("import", "compact", "erase", "undo", "repair")
READ = ("customers", "events", "team_stays")
MOST_SYNCS = {"import": 18, "compact": 18, "erase": 33, "undo": 19, "repair": 30}
Rows = dict[str, list[dict[str, object]]]


@dataclass(frozen=True)
class Write:
    """One thing done to a lake; done twice, it is as if it had been done once."""

    kind: str
    number: int

    def do(self, path: Path, desk: Desk) -> None:
        """Do it."""
        lake = Lake.open(path, LakeOptions(memory_limit="300MB")) if self.kind != "repair" else None
        if lake is None:
            assert Lake.check(path, repair=True).whole
        elif self.kind == "import":
            name = f"file-{self.number}"
            told = event(self.number, self.number % 4, customer_id=f"K{self.number}")
            customers = [{"customer_id": f"K{self.number}"}, {"customer_id": "K0", "name": name}]
            rows = [{**told, "event_id": f"{name}-{part}"} for part in "ab"]
            put(lake, desk.batch(name, events=rows, customers=customers))
        elif self.kind == "compact":
            lake.compact()
        elif self.kind == "erase":
            lake.erase(f"K{self.number - 2}")  # whom the last import brought
        else:
            with suppress(LakeError):  # it was undone before it was killed
                lake.undo(self.number)


@dataclass
class Tally:
    """What rounds of killing came to."""

    rounds: int = 0
    killed: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def rounds_of_killing(lake: Lake, chance: random.Random, rounds: int) -> Tally:
    """Kill one write after another, look at the lake, do the write again, and look again."""
    tally, desk = Tally(), Desk(lake.path.parent / "desk")
    for number in range(3):
        Write("import", number).do(lake.path, desk)
    for number in range(3, 3 + rounds):
        tally.rounds += 1
        _round(lake, chance, number, tally)
    return tally


def _round(lake: Lake, chance: random.Random, number: int, tally: Tally) -> None:
    kind = WRITES[number % len(WRITES)] if len(lake.standing_imports()) > 1 else "import"
    write = Write(kind, lake.standing_imports()[-1].number if kind == "undo" else number)
    before = answers(lake)
    if kind == "repair":
        _damage(lake, chance)
    if _killed(lake.path, write, chance.randint(1, MOST_SYNCS[kind])):
        tally.killed[kind] = tally.killed.get(kind, 0) + 1
    seen = None if kind == "repair" else answers(lake)
    write.do(lake.path, Desk(lake.path.parent / f"desk-{number}-again"))
    after, found = answers(lake), Lake.check(lake.path)
    of_whom = READ if kind != "erase" else READ[:2]
    if seen is not None and not any(all(seen[name] == then[name] for name in of_whom) for then in (before, after)):
        tally.wrong.append(f"round {number}: half a {kind} was seen")
    if kind in ("compact", "repair") and after != before:
        tally.wrong.append(f"round {number}: a {kind} changed what is read")
    imported = sum(f"file-{number}-" in str(row["event_id"]) for row in after["events"])
    if kind == "import" and imported != _kept(lake, number):
        tally.wrong.append(f"round {number}: the import is lost, halved or doubled")
    tally.wrong += [f"round {number}, {kind}: {fault.where} {fault.what}" for fault in found.faults]


def answers(lake: Lake) -> Rows:
    """What is read now."""
    facts = Lake.open(lake.path).facts()
    return {name: shown(facts, name) for name in READ}


def _kept(lake: Lake, number: int) -> int:
    """How many of an import's two events may come in: those of who was erased may not."""
    entry = next(entry for entry in lake.history() if entry.source == f"file-{number}")
    return 2 - entry.counts["events"].erased


def _damage(lake: Lake, chance: random.Random) -> None:
    """Take away a file that can be made anew."""
    files = [*lake.path.glob("*/_delta_log/*.json"), *lake.path.glob("team_stays/part-*.parquet")]
    chance.choice(sorted(files)).unlink()


def _killed(path: Path, write: Write, sync: int) -> bool:
    heard, told = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_do, args=(told, path, write))
    process.start()
    told.close()
    try:
        for _ in range(sync):
            heard.recv()
        process.kill()
    except EOFError:
        pass
    process.join()
    return process.exitcode != 0


def _do(told: Connection, path: Path, write: Write) -> None:
    os.fsync = _telling(told, os.fsync)
    write.do(path, Desk(path.parent / f"desk-{write.number}"))


def _telling(told: Connection, sync: Callable[[int], None]) -> Callable[[int], None]:
    def fsync(descriptor: int) -> None:
        told.send(None)
        sync(descriptor)

    return fsync
