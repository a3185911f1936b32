"""Files made to harm: mutations of good exports and crafted ones, each read in a process that may take so much.

`case(number)` is the same file for the same number, so a fault found is a fault that can be looked at again:
`python -m bench.malformed FIRST LAST` reads those of that range and says a line of JSON for each.
"""

from __future__ import annotations

import faulthandler
import gzip
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bench.harmful import Harmful, harmful, packed
from bench.measuring import ROOT
from bench.report import Section

SECONDS = 90
MEGABYTES = 1_024
CRAFTED_TOGETHER, TOGETHER = 1, 80
"""Cases of one process: what large ones leave in pieces of memory is not held against those after them."""
MAPPED_EACH = 10
"""Every so many cases is mapped as well; the mapping costs more than the reading."""

_PLAIN_MEMORY = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
"""Arrow's own pool sets a gigabyte aside, which a limit would count."""
_COLUMNS = ["event_id", "case_id", "customer_id", "happened_at", "kind", "team_id", "person_id", "note"]
_ABSURD = [
    b"99999999999",
    b"1048577",
    b"-1",
    b"0",
    b"1e999",
    b"NaN",
    b"2147483648",
    b"9223372036854775808",
    b"9" * 5_000,
]
_ODD = [
    b"\x00",
    b"\x1b]0;x\x07",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    "\u202e".encode(),
    b"\r",
    b'"',
    b"\x85",
    b"\xc2\x9b",
    b"<",
    b"{",
]
_NESTS = [(b"[", b"]"), (b'{"a":', b"}"), (b'<list key="k">', b"</list>"), (b"<row>", b"</row>"), (b'"', b"")]
_OPTIONS: list[dict[str, object]] = [
    {"delimiter": ";"}, {"delimiter": "\udcff"}, {"delimiter": "\u20ac"}, {"delimiter": "\x1b"}, {"delimiter": "a"},
    {"encoding": "undefined"}, {"encoding": "idna"}, {"encoding": "utf-7"}, {"encoding": "utf-16"}, {"encoding": "cp037"},
    {"encoding": "a\x00b"}, {"encoding": "x" * 5_000}, {"encoding": "hz"}, {"encoding": "iso2022_jp"}, {"encoding": "utf-32"},
    {"sheet": "\udcff"}, {"sheet": ""}, {"sheet": "Cases"}, {"most_columns": 3}, {"most_line_bytes": 64},
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A file and how it is asked to be read."""

    name: str
    data: bytes
    options: dict[str, object] = field(default_factory=dict)


@dataclass
class Outcome:
    """What became of a range of cases."""

    read: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    peak_mb: float = 0.0

    @property
    def cases(self) -> int:
        """How many cases were tried."""
        return self.read + self.refused + len(self.faults)


def case(number: int) -> Case:
    """The case of this number: first those crafted, then mutations without end."""
    made = crafted()
    if number < len(made):
        name, build, options = made[number]
        return Case(name, build(), options)
    chance = random.Random(number)
    name = chance.choice(list(seeds()))
    data = seeds()[name]
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = _within(name, data, chance) if chance.random() < 0.6 else _mutated(data, chance)
    options = chance.choice(_OPTIONS) if chance.random() < 0.15 else {}
    return Case(name, data, options)


def outcome_of(first: int, last: int, leave_out: Sequence[int] = ()) -> Outcome:
    """Cases first to last, in processes of their own: one that dies is a fault of its case, and the next goes on."""
    outcome = Outcome()
    numbers = [number for number in range(first, last) if number not in leave_out]
    while numbers:
        some = numbers[: CRAFTED_TOGETHER if numbers[0] < len(crafted()) else TOGETHER]
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "bench.malformed"], input=json.dumps(some),
            capture_output=True, text=True, cwd=ROOT, check=False, env={**os.environ, **_PLAIN_MEMORY},
        )  # fmt: skip
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        for line in lines:
            _count(outcome, line)
        numbers = numbers[len(lines) :]
        if len(lines) < len(some):
            said = done.stderr[-2_000:]
            outcome.faults.append(f"case {numbers.pop(0)} ended its process ({done.returncode}): {said}")
    return outcome


def malformed(files: int = 5_000) -> Section:
    """That many files made to harm, through reading, and every tenth through mapping."""
    outcome = outcome_of(0, files)
    section = Section(
        f"{files:,} malformed files",
        f"{len(crafted())} crafted to harm (bombs, nests, absurd numbers, rows far away, odd options), the others mutations of good CSV, "
        "TSV, gzip, XLSX, JSON lines, Parquet and XES files; each read whole, the crafted ones and every tenth other mapped too, in a process that may take "
        f"{MEGABYTES:,} MB of memory and {SECONDS} seconds a file. A fault is a traceback, a hang, or a sentence that is not fit to show.",
    )
    section.verdict = (
        f"{outcome.read:,} read, {outcome.refused:,} refused in a sentence, {len(outcome.faults)} faults. The slowest took "
        f"{outcome.slowest:,.1f} seconds, the largest held {outcome.peak_mb:,.0f} MB (of which about 210 are the libraries)."
        + "".join(f"\n\n    {fault}" for fault in outcome.faults[:20])
    )
    return section


def _count(outcome: Outcome, line: dict[str, object]) -> None:
    if line["fault"]:
        outcome.faults.append(f"case {line['case']}: {line['fault']}")
    elif line["refused"]:
        outcome.refused += 1
    else:
        outcome.read += 1
    outcome.slowest = max(outcome.slowest, float(str(line["seconds"])))
    outcome.peak_mb = max(outcome.peak_mb, float(str(line["peak_mb"])))


@cache
def seeds() -> dict[str, bytes]:
    """Good files of every format, by name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [_row(number) for number in range(60)]
    text = "\n".join(",".join(row) for row in [_COLUMNS, *rows]) + "\n"
    lines = "".join(
        json.dumps({**dict(zip(_COLUMNS, row, strict=True)), "more": {"a": [1, {"b": 2}]}}) + "\n" for row in rows
    )
    log = _log(rows)
    table = io.BytesIO()
    columns = {name: [row[at] for row in rows] for at, name in enumerate(_COLUMNS)}
    pq.write_table(pa.table({**columns, "at": pa.array(range(60), pa.timestamp("ms")), "n": list(range(60))}), table)
    return {
        "f.csv": text.encode(), "f.tsv": text.replace(",", "\t").encode(), "f.csv.gz": gzip.compress(text.encode(), mtime=0),
        "latin.csv": text.encode("cp1252"), "wide.csv": text.encode("utf-16"), "f.jsonl": lines.encode(),
        "f.jsonl.gz": gzip.compress(lines.encode(), mtime=0), "f.xes": log.encode(), "f.xes.gz": gzip.compress(log.encode(), mtime=0),
        "f.parquet": table.getvalue(), "f.xlsx": _workbook(rows, shared=True), "inline.xlsx": _workbook(rows, shared=False),
    }  # fmt: skip


def _row(number: int) -> list[str]:
    at = f"2026-01-{number % 28 + 1:02d} {number % 24:02d}:00"
    return [f"e{number}", f"c{number % 7}", f"k{number % 5}", at, "opened", "T1", "p", f"a note of Zürich {number}"]


def _log(rows: list[list[str]]) -> str:
    events = "".join(
        f'<trace><string key="concept:name" value="{row[1]}"/><event><string key="concept:name" value="{row[4]}"/>'
        f'<date key="time:timestamp" value="{row[3].replace(" ", "T")}:00"/><list key="l"><values><int key="i" value="1"/></values>'
        "</list></event></trace>"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0">{events}</log>'


def _workbook(rows: list[list[str]], *, shared: bool) -> bytes:
    import xlsxwriter

    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored, {"in_memory": True, "constant_memory": not shared}) as book:
        sheet, other = book.add_worksheet("Cases"), book.add_worksheet("Other")
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for at, row in enumerate([_COLUMNS, *rows]):
            sheet.write_row(at, 0, row)
            if at:
                sheet.write_number(at, 3, 46_000 + at / 24, day)
        other.write(0, 0, "x")
    return stored.getvalue()


def _within(name: str, data: bytes, chance: random.Random) -> bytes:
    """A mutation of what is packed, packed again; of the bytes themselves where nothing is packed."""
    try:
        if name.endswith(".gz"):
            return gzip.compress(_mutated(gzip.decompress(data), chance), mtime=0)
        if name.endswith(".xlsx"):
            return _repacked(data, chance)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, NotImplementedError):
        pass  # an earlier mutation has broken the packing
    except Exception as broken:
        if type(broken).__module__ != "zlib":
            raise
    return _mutated(data, chance)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    wanted = ["xl/worksheets/sheet1.xml"] * 4 + ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", *parts]
    name = chance.choice([each for each in wanted if each in parts])
    parts[name] = _mutated(parts[name], chance)
    return packed(parts)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    return chance.choice(_MUTATIONS)(data, chance)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 30)) if made else 0):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _without(data: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(data) + 1)
    return data[:begin] + data[begin + chance.choice((1, 7, 100, 2_000)) :]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(data) + 1)
    piece = data[begin : begin + chance.choice((1, 20, 300))]
    return data[:begin] + piece * chance.choice((2, 10, 1_000)) + data[begin:]


def _put(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_ODD) * chance.choice((1, 1, 5_000)) + data[at:]


def _nested(data: bytes, chance: random.Random) -> bytes:
    at, (before, after) = chance.randrange(len(data) + 1), chance.choice(_NESTS)
    depth = chance.choice((3, 70, 400, 50_000))
    return data[:at] + before * depth + after * depth + data[at:]


def _numbered(data: bytes, chance: random.Random) -> bytes:
    """A run of digits becomes an absurd number."""
    digits = [at for at in range(len(data)) if data[at : at + 1].isdigit() and not data[at - 1 : at].isdigit()]
    if not digits:
        return data
    begin = chance.choice(digits)
    end = begin
    while data[end : end + 1].isdigit():
        end += 1
    return data[:begin] + chance.choice(_ABSURD) + data[end:]


_MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    _flipped, _flipped, _cut, _without, _repeated, _put, _nested, _numbered, _numbered,
]  # fmt: skip


@cache
def crafted() -> list[Harmful]:
    """Files that once did harm, or were made to."""
    return harmful(seeds()["inline.xlsx"], seeds()["f.parquet"])


def _tried(number: int, folder: Path) -> dict[str, object]:
    from customerhero.errors import HeroError
    from customerhero.facts.importing import ImportOptions, try_import
    from customerhero.facts.reading import ReadOptions, stage
    from customerhero.plain_text import fit_to_show

    made, refused, fault = case(number), "", ""
    source, work = folder / made.name, folder / "work"
    source.write_bytes(made.data)
    options = ReadOptions(**made.options)  # type: ignore[arg-type]
    del made
    _peak_mb()
    _limit(MEGABYTES * 2**20)
    begun = time.perf_counter()
    try:
        stage(source, work, options)
        if number % MAPPED_EACH == 0 or number < len(crafted()):
            try_import(source, work, ImportOptions("xes" if ".xes" in source.name else "events", reading=options))
    except HeroError as told:
        refused = str(told)
        if refused != fit_to_show(refused) or len(refused) > 5_000 or not told.remedy:
            fault = f"an unfit sentence: {refused[:500]!a}"
    except Exception:  # noqa: BLE001  # that is what is looked for
        fault = traceback.format_exc()[-1_500:]
    finally:
        _limit(resource.RLIM_INFINITY)
    seconds = time.perf_counter() - begun
    return {"case": number, "refused": refused, "fault": fault, "seconds": round(seconds, 2), "peak_mb": _peak_mb()}


def _limit(most: int) -> None:
    """Of the memory for data: that of addresses counts what libraries only set aside."""
    resource.setrlimit(resource.RLIMIT_DATA, (most, resource.RLIM_INFINITY))


def _peak_mb() -> float:
    """The most memory held since the last call: the kernel forgets the mark when it is told so."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            Path("/proc/self/clear_refs").write_text("5")
            return round(int(line.split()[1]) / 1_024, 1)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def _each(numbers: Sequence[int]) -> Iterator[dict[str, object]]:
    for number in numbers:
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        with tempfile.TemporaryDirectory(prefix="malformed-") as folder:
            yield _tried(number, Path(folder))
        faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    asked = range(*map(int, sys.argv[1:3])) if len(sys.argv) > 2 else json.load(sys.stdin)
    for said in _each(asked):
        print(json.dumps(said), flush=True)
