"""A lake looked through: every file against its checksum, tables against the ledger, stays against the events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from customerhero.errors import LakeError
from customerhero.facts.lake.comparing import differences
from customerhero.facts.lake.entries import Entry, clock_ahead, standing_imports
from customerhero.facts.lake.head import MARK
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.seals import Flaw, flaws, is_made_anew
from customerhero.facts.lake.strays import Naming
from customerhero.facts.lake.workshop import Workshop

REPAIR: Final = "`hero lake check --repair` puts it right."
_BACKUP: Final = "Put the file back from a backup."
_ADOPT: Final = "The lake has no checksums yet. Its next import gives it some, `hero lake check --adopt` does it now."
_LEFT: Final = "Somebody was stopped while writing; the next import removes what that left: {files}."
_CLOCK: Final = "Commit {number} says {at:%Y-%m-%d}: the clock was ahead then. It counts as of {then:%Y-%m-%d}."
_ANEW: Final = "Without one: import {source} again (--again), which writes its refused rows anew."


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: with which file or table, what, what to do, and whether `--repair` does it."""

    where: str
    what: str
    remedy: str
    repairable: bool = False


@dataclass(frozen=True)
class Checkup:
    """What looking through a lake found. `notes` is what is worth knowing and no damage."""

    commits: int
    files: int
    bytes: int
    rows: int
    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(home: Home, ledger: Ledger, shop: Workshop) -> Checkup:
    """Look through a lake and change nothing; the caller holds its lock."""
    try:
        head, entries = ledger.head(), ledger.entries()
    except LakeError as trouble:
        return Checkup(0, 0, 0, 0, tuple(_of_ledger(home, ledger, trouble)))
    naming = Naming(home, entries, head)
    seals = naming.seals
    spoilt = [flaw for flaw in flaws(home.path, seals) if not naming.is_unfinished(flaw.path)]
    strays = naming.strays() if head else []
    whole = [name for name in entries[-1].tables if not _touches(entries[-1], name, spoilt)] if entries else []
    faults = [
        *(fault_of(flaw, entries) for flaw in spoilt),
        *(Fault(name, what, REPAIR if can else _BACKUP, can) for name, what, can in differences(shop, entries, whole)),
        *(Fault(path, "belongs to nothing the lake knows.", REPAIR, True) for path in strays),
    ]
    rows = sum(state.visible for state in entries[-1].tables.values()) if entries else 0
    size = sum(seal.size for seal in seals.values())
    return Checkup(
        len(entries), len(seals), size, rows, tuple(faults), tuple(_notes(ledger, entries, naming if head else None))
    )


def fault_of(flaw: Flaw, entries: Sequence[Entry]) -> Fault:
    """A file that is not as it was written, with what to do."""
    if is_made_anew(flaw.path):
        return Fault(flaw.path, f"{flaw.what}.", REPAIR, True)
    return Fault(flaw.path, f"{flaw.what}.", f"{_BACKUP} {_without_one(flaw.path, entries)}".strip())


def _without_one(path: str, entries: Sequence[Entry]) -> str:
    """What to do without a backup: which files to import again."""
    folder, _, name = path.rpartition("/")
    digits = "".join(sign for sign in name.removeprefix("part-")[:8] if sign.isdigit())
    standing = standing_imports(entries)
    if not digits or not standing:
        return ""
    if folder == "_refused":
        sources = [entry.source for entry in standing if entry.number == int(digits)]
        return (
            f"Without one: import {sources[0]} again (--again), which writes its refused rows anew." if sources else ""
        )
    holding = [entry for entry in standing if folder in entry.counts and entry.number <= int(digits)]
    if [entry.number for entry in holding[-1:]] == [standing[-1].number] == [int(digits)]:
        return f"Without one: `hero lake undo {int(digits)}`, then import {standing[-1].source} again."
    names = ", ".join(dict.fromkeys(entry.source for entry in holding))
    return f"It holds rows of {names}. Without a backup: make a new lake and import all files again." if names else ""


def _touches(newest: Entry, name: str, spoilt: Sequence[Flaw]) -> bool:
    return bool({flaw.path for flaw in spoilt} & set(newest.tables[name].files or ()))


def _of_ledger(home: Home, ledger: Ledger, trouble: LakeError) -> Iterator[Fault]:
    """The ledger cannot be read whole: everything else hangs on it, and is looked at when that is mended."""
    try:
        head = ledger.head()
    except LakeError:
        yield Fault(MARK, "is not as it was written.", REPAIR, True)
        return
    found = list(flaws(home.path, {**head.parts, **head.others})) if head else []
    yield from (fault_of(flaw, ()) for flaw in found)
    if not found:
        yield Fault(home.ledger.name, trouble.what, trouble.remedy)


def _notes(ledger: Ledger, entries: Sequence[Entry], naming: Naming | None) -> Iterator[str]:
    if naming is None:
        yield _ADOPT
        return
    left = naming.unfinished()
    if left:
        yield _LEFT.format(files=", ".join(left[:3]) + (f" and {len(left) - 3} more" if len(left) > 3 else ""))
    for written, told in clock_ahead(ledger.written(), entries):
        yield _CLOCK.format(number=told.number, at=written.at, then=told.at)
