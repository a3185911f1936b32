"""Memory does not grow with the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MEASURE = """
import resource, sys
from pathlib import Path
from customerhero.facts.reading import ReadOptions, stage
stage(Path(sys.argv[1]), Path(sys.argv[2]), ReadOptions(memory_limit="200MB"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
PIECES = {
    "t.csv": ("id,note,team\n", "{},a note of some length that fills the row,Billing\n", ""),
    "t.jsonl": ("", '{{"id": {}, "note": "a note of some length", "team": {{"id": 3}}}}\n', ""),
    "t.xes": (
        "<log>",
        '<trace><string key="concept:name" value="C{}"/><event><string key="org:group" value="A"/></event></trace>\n',
        "</log>",
    ),
}


def peak_kib(folder: Path, name: str, rows: int) -> int:
    begin, row, end = PIECES[name]
    source = folder / name
    with source.open("w") as file:
        file.write(begin)
        file.writelines(row.format(number) for number in range(rows))
        file.write(end)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(source), str(folder / "work")], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.parametrize(
    ("name", "few", "many", "growth_kib"),
    [
        ("t.csv", 1_000, 3_000_000, 300_000),  # DuckDB may fill the 200 MB it is given, and no more
        ("t.jsonl", 30_000, 200_000, 20_000),
        ("t.xes", 30_000, 200_000, 20_000),
    ],
)
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str, few: int, many: int, growth_kib: int) -> None:
    small, large = peak_kib(tmp_path, name, few), peak_kib(tmp_path, name, many)
    assert large - small < growth_kib
