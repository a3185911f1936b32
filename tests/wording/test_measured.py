"""What is told of how often verdicts are wrong is what was measured."""

from __future__ import annotations

import re
from pathlib import Path

from customerhero.wording.measured import AT_REST

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "verdicts.md"


def test_the_words_tell_what_the_page_of_the_method_tells() -> None:
    (row,) = (line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| all |"))
    _, _, companies, agendas, hurts, changes, *_ = (cell.strip() for cell in row.split("|"))
    counted = [re.search(r"(\d+)\)?$", cell) for cell in (companies, agendas, hurts, changes)]
    told = [AT_REST[name] for name in ("companies", "agendas", "hurts", "changes")]
    assert [int(found[1]) for found in counted if found] == told
