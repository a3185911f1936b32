"""Memory does not grow with the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.harmful import sheet, text_cell, with_parts
from bench.malformed import seeds

MEASURE = """
import sys
from pathlib import Path
from customerhero.facts.reading import ReadOptions, stage
stage(Path(sys.argv[1]), Path(sys.argv[2]), ReadOptions(memory_limit="200MB"))
lines = Path("/proc/self/status").read_text().splitlines()  # the mark of getrusage begins at the parent's
print(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
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


WORKBOOK_ROW = text_cell("K") + text_cell("a note of some length that fills the row") + "<c><v>1.5</v></c>"


def peak_of_a_workbook_kib(folder: Path, rows: int) -> int:
    source = folder / "t.xlsx"
    source.write_bytes(
        with_parts(seeds()["inline.xlsx"], {"xl/worksheets/sheet1.xml": sheet(f"<row>{WORKBOOK_ROW}</row>" * rows)})
    )
    return measured_kib(source)


def peak_kib(folder: Path, name: str, rows: int) -> int:
    begin, row, end = PIECES[name]
    source = folder / name
    with source.open("w") as file:
        file.write(begin)
        file.writelines(row.format(number) for number in range(rows))
        file.write(end)
    return measured_kib(source)


def measured_kib(source: Path) -> int:
    command = [sys.executable, "-c", MEASURE, str(source), str(source.parent / "work")]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


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


def test_memory_does_not_grow_with_a_sheet(tmp_path: Path) -> None:
    small, large = peak_of_a_workbook_kib(tmp_path, 30_000), peak_of_a_workbook_kib(tmp_path, 120_000)
    assert large - small < 20_000
