"""Files made to harm end in rows or in a sentence, in bounded memory and time: the same ones each time."""

from __future__ import annotations

import pytest

from bench.malformed import crafted, outcome_of, seeds

HEAVY = [f"{name}.xlsx" for name in ("blanks", "number", "formula", "sparse", "xl styles.xml", "xl workbook.xml")]
HEAVY += [f"{name}.xlsx" for name in ("one text", "many texts", "no texts", "too many")]
HEAVY += ["wide.jsonl", "members.csv.gz", "empty rows.csv"]
"""Crafted files of hundreds of megabytes: `make bench` reads those too."""
MUTATED = 320


def test_mutations_of_every_format_end_in_rows_or_a_sentence() -> None:
    first = len(crafted())
    outcome = outcome_of(first, first + MUTATED)
    assert outcome.faults == []
    assert outcome.read > 50
    assert outcome.refused > 50
    assert outcome.peak_mb < 1_024
    assert len(seeds()) == 12


@pytest.mark.slow
def test_files_crafted_to_harm_end_in_rows_or_a_sentence() -> None:
    names = [name for name, _, _ in crafted()]
    outcome = outcome_of(0, len(names), leave_out=[at for at, name in enumerate(names) if name in HEAVY])
    assert outcome.faults == []
    assert outcome.refused > 60
    assert outcome.peak_mb < 1_024
