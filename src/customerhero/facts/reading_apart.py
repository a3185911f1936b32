"""A file read and mapped in a process of its own, whatever it holds: plain data and Parquet files come back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from customerhero.errors import ReadError
from customerhero.facts.apart import Apart, CutOffError, Limits, Plain, Tell, Why, apart
from customerhero.facts.mapping import Mapped, Options, Proposal
from customerhero.facts.mapping.assumptions import NO_ANSWERS
from customerhero.facts.mapping.loading import Given
from customerhero.facts.reader import mapped_of, proposal_of, staged_of, told_staged
from customerhero.facts.reading import ReadOptions, Staged

_PROGRAM: Final = "customerhero.facts.reader"
_UNITS: Final = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_BESIDE: Final = 2 * 2**30
"""Bytes of addresses that the libraries set aside beside what the engine may use, and so much more for each core."""
_A_CORE: Final = 128 * 2**20
_LEAST_SECONDS: Final = 300
_SECONDS_A_MEGABYTE: Final = 120
"""Of computing: many times what the slowest of the readers takes."""


@dataclass(frozen=True)
class ReaderApart:
    """One file in the hands of a reader."""

    file: Path
    work: Path
    reading: ReadOptions
    _asked: Apart

    def read(self, tell: Tell) -> Staged:
        """All of it as Parquet in the folder `work`."""
        return staged_of(self._ask({"act": "read"}, tell), self.file, self.work)

    def look(self, rows: int) -> Staged:
        """Its first rows as Parquet in the folder `work`."""
        told = self._ask({"act": "look", "rows": rows, "propose": False})
        return staged_of(told["staged"], self.file, self.work)

    def propose(self, rows: int, answers: Mapping[str, str] = NO_ANSWERS) -> tuple[Staged, Proposal]:
        """Its first rows, and the mapping proposed for it with the answers given so far."""
        told = self._ask({"act": "look", "rows": rows, "propose": True, "answers": dict(answers)})
        return staged_of(told["staged"], self.file, self.work), proposal_of(told["proposal"])

    def map(self, staged: Staged, given: Given, options: Options, *, keep_refused: bool) -> Mapped:
        """What a mapping makes of the rows read; the refused ones also as CSV beside the Parquet file of them."""
        question = {
            "act": "map",
            "staged": told_staged(staged),
            "mapping": asdict(given),
            "mapping_options": asdict(options),
            "keep_refused": keep_refused,
        }
        return mapped_of(self._ask(question), self.work)

    def _ask(self, question: Plain, tell: Tell | None = None) -> Any:
        place = {"file": str(self.file), "work": str(self.work), "reading": asdict(self.reading)}
        try:
            return self._asked.ask({**place, **question}, tell)
        except CutOffError as cut:
            raise _told(cut.why, self.file) from cut


@contextmanager
def reader_apart(file: Path, work: Path, reading: ReadOptions, memory_limit: str = "") -> Iterator[ReaderApart]:
    """A reader for one file that makes what it makes in the folder `work`; it ends with the block.

    What it may take goes by the size of the file and by what the engine may use.
    """
    with apart(_PROGRAM, _limits(file, reading, memory_limit)) as asked:
        yield ReaderApart(file, work, reading, asked)


def _limits(file: Path, reading: ReadOptions, memory_limit: str) -> Limits:
    megabytes = file.stat().st_size // 10**6 if file.is_file() else 0
    engine = [bytes_of(limit) for limit in (reading.memory_limit, memory_limit) if limit]
    known = [limit for limit in engine if limit is not None]
    beside = _BESIDE + _A_CORE * (os.cpu_count() or 1)
    return Limits(
        cpu_seconds=_LEAST_SECONDS + _SECONDS_A_MEGABYTE * megabytes,
        address_bytes=max(known) + beside if engine and len(known) == len(engine) else None,
        file_bytes=max(reading.most_unpacked_bytes, reading.most_workbook_bytes),
    )


def bytes_of(limit: str) -> int | None:
    """A limit such as "2GB" in bytes; None when it is told in another way."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT])(i?)B\s*", limit, re.IGNORECASE)
    if not found:
        return None
    number, unit, binary = found.groups()
    size = _UNITS[f"{unit.upper()}B"]
    return int(float(number) * (1024 ** (len(str(size)) // 3) if binary else size))


def _told(why: Why, file: Path) -> ReadError:
    what = {
        "time": "Reading the file took more time than a file of its size may take.",
        "memory": "Reading the file took more memory than a file may take.",
        "crash": "The file cannot be read: the process that read it crashed.",
    }
    remedy = {
        "time": "Save it as CSV, which is read however large it is.",
        "memory": "Save it as CSV, which is read however large it is; a CSV, split.",
        "crash": "Save it in another format, such as CSV; nothing of it was imported.",
    }
    return ReadError(what[why], remedy[why], str(file))
