"""Notes that would tell nothing: codes that a mapping settles, rows it leaves out, names tidied one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.facts.mapping import Mapped
from customerhero.facts.reading import ReadOptions, stage
from tests.facts.mapping.making import mapped_text

MAPPING = """
name: mine
tables:
  - table: cases
    {where}
    columns:
      case_id: t
      outcome: {column: o, values: {ok: solved}, otherwise: OTHERWISE}
"""
LINES = "t,o,kind\nT1,ok,case\nT2,Anna,task\nT3,ok,case\n"


def noted(otherwise: str, where: str, folder: Path) -> list[str]:
    file = folder / "mine.yaml"
    file.write_text(MAPPING.replace("OTHERWISE", otherwise).replace("{where}", where), encoding="utf-8")
    made: Mapped = mapped_text(str(file), LINES, folder)
    return [note.value for note in made.notes if note.code == "unknown_code"]


@pytest.mark.parametrize(
    ("otherwise", "where", "told"),
    [("keep", "", ["Anna"]), ("missing", "", []), ("refuse", "", []), ("keep", "where: {kind: [case]}", [])],
)
def test_only_codes_that_come_in_as_they_are_are_unknown(
    otherwise: str, where: str, told: list[str], tmp_path: Path
) -> None:
    assert noted(otherwise, where, tmp_path) == told


def test_blanks_in_many_names_are_one_note(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text(",".join(f" column {place}" for place in range(24)) + "\n" + ",".join("x" * 24) + "\n")
    notes = [note for note in stage(file, tmp_path, ReadOptions()).notes if "tidied" in note]
    assert len(notes) == 1
    assert "23 more" in notes[0]
