"""The data: demo companies of several sizes, as files and in lakes, made once and kept in bench/data."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from bench.measuring import OURS, ROOT, run
from customerhero.demo import Company, generate
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake

DATA = ROOT / "bench" / "data"


def company(customers: int, events: int) -> Path:
    """The folder of a company of that size: `data` with a Parquet file a table, and `lake`."""
    return _made(DATA / f"{customers}-{events}", "lake", customers, events)


def export(events: int) -> Path:
    """A CSV of events, as a help desk would export it."""
    return _made(DATA / f"csv-{events}", "csv", events // 50, events) / "events.csv"


def _made(folder: Path, form: str, customers: int, events: int) -> Path:
    """Made in a process of its own: the memory of this one would be counted with every process it starts."""
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        run(OURS, "bench.companies", folder, form, customers, events)
        (folder / "ready").touch()
    return folder


def _make(folder: Path, form: str, company: Company) -> None:
    if form == "csv":
        generate(company, folder, file_format="csv")
        return
    made = generate(company, folder / "data")
    lake = Lake.open_or_create(folder / "lake")
    for table, file in made.files.items():
        import_file(file, lake, ImportOptions(table))


if __name__ == "__main__":
    _make(Path(sys.argv[1]), sys.argv[2], Company(customers=int(sys.argv[3]), events=int(sys.argv[4])))
