"""The same rows say the same whatever file they come in: CSV in five dialects, XLSX, JSON in three shapes, Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from customerhero.facts.mapping import apply
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.reading import stage
from tests.facts.mapping.making import rows

Table = list[list[str]]
HEADER: Final = ["Answer", "Customer", "When", "Score", "Words"]
MAPPING: Final = """
tables:
  - table: feedback
    columns:
      feedback_id: Answer
      customer_id: Customer
      happened_at: When
      score: Score
      comment: Words
      metric: {constant: nps}
      scale_max: {constant: "10"}
"""
WORDS: Final = st.text(st.sampled_from("abc äß,;\t|\"'\n日"), min_size=1, max_size=12).map(lambda text: f"a {text} z")


@st.composite
def answers(draw: st.DrawFn) -> Table:
    """Answers, each with an id of its own; words may hold any delimiter, quotation mark and line break."""
    count = draw(st.integers(1, 6))
    days = [f"2026-{draw(st.integers(1, 12)):02d}-{draw(st.integers(1, 28)):02d} 10:00:00" for _ in range(count)]
    return [
        [f"A{place}", f"K{draw(st.integers(1, 3))}", day, str(draw(st.integers(0, 10))), draw(WORDS)]
        for place, day in enumerate(days)
    ]


def _csv(delimiter: str, encoding: str, line_end: str, quoting: int, above: str) -> Callable[[Table], bytes]:
    def made(table: Table) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
        writer.writerows([HEADER, *table])
        return (above + text.getvalue()).encode(encoding)

    return made


def _xlsx(table: Table) -> bytes:
    book, stored = Workbook(), io.BytesIO()
    for row in ([], ["Answers of the year"], HEADER, *table):
        book.worksheets[0].append(row)
    book.save(stored)
    return stored.getvalue()


def _objects(table: Table) -> list[dict[str, str]]:
    return [dict(zip(HEADER, row, strict=True)) for row in table]


def _parquet(table: Table) -> bytes:
    stored = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(_objects(table)), stored)
    return stored.getvalue()


FORMATS: Final[Mapping[str, Callable[[Table], bytes]]] = {
    "comma.csv": _csv(",", "utf-8", "\n", csv.QUOTE_MINIMAL, ""),
    "semicolon.csv": _csv(";", "utf-8-sig", "\r\n", csv.QUOTE_ALL, "sep=;\r\n"),
    "tab.tsv": _csv("\t", "utf-16", "\r\n", csv.QUOTE_MINIMAL, ""),
    "pipe.txt": _csv("|", "utf-8", "\n", csv.QUOTE_NONNUMERIC, "\n\n"),
    "title.csv": _csv(",", "utf-8", "\r\n", csv.QUOTE_ALL, "Answers of the year\r\n\r\n"),
    "sheet.xlsx": _xlsx,
    "lines.jsonl": lambda table: "\n".join(map(json.dumps, _objects(table))).encode(),
    "array.json": lambda table: json.dumps(_objects(table), indent=2, ensure_ascii=False).encode(),
    "wrapped.json": lambda table: json.dumps({"count": len(table), "results": _objects(table)}).encode(),
    "table.parquet": _parquet,
}


@settings(max_examples=12, deadline=None)
@given(answers())
def test_the_same_answers_in_any_format_are_the_same(table: Table) -> None:
    mapping = parse_mapping(MAPPING, "answers")
    with TemporaryDirectory() as folder:
        found = {}
        for name, make in FORMATS.items():
            source = Path(folder, name)
            source.write_bytes(make(table))
            staged = stage(source, Path(folder, f"read {name}"))
            made = apply(mapping, staged.file, Path(folder, f"made {name}"), name)
            found[name] = rows(made, "feedback", "feedback_id, customer_id, happened_at, score, comment")
        expected = [(row[0], row[1], row[2], int(row[3]), row[4]) for row in table]
        told = {name: [(*row[:2], str(row[2]), *row[3:]) for row in one] for name, one in found.items()}
        assert told == dict.fromkeys(FORMATS, expected)
