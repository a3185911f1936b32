"""The data: demo companies of several sizes, as files and in lakes, made once and kept in bench/data."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.measuring import ROOT
from customerhero.demo import Company, generate
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake

DATA = ROOT / "bench" / "data"


def company(customers: int, events: int) -> Path:
    """The folder of a company of that size: `data` with a Parquet file a table, and `lake`."""
    folder = DATA / f"{customers}-{events}"
    if not (folder / "ready").exists():
        made = generate(Company(customers=customers, events=events), folder / "data")
        lake = Lake.open_or_create(folder / "lake")
        for table, file in made.files.items():
            import_file(file, lake, ImportOptions(table))
        (folder / "ready").touch()
    return folder


def export(events: int) -> Path:
    """A CSV of events, as a help desk would export it."""
    folder = DATA / f"csv-{events}"
    if not (folder / "ready").exists():
        generate(Company(customers=events // 50, events=events), folder, file_format="csv")
        (folder / "ready").touch()
    return folder / "events.csv"


if __name__ == "__main__":
    company(int(sys.argv[1]), int(sys.argv[2]))
