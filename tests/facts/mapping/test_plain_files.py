"""Plain files without ids come in as the documentation says, and are proposed only when they can."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.errors import MappingError
from tests.facts.mapping.making import mapped_text, rows

EVENTS = "case_id,happened_at,kind\nT1,2026-01-01,opened\nT1,2026-01-02,closed\n"
FEEDBACK = "metric,score,scale_max\nnps,9,10\nnps,3,10\n"


def test_events_without_ids_come_in_and_twice_are_the_same(tmp_path: Path) -> None:
    made = mapped_text("events", EVENTS, tmp_path)
    assert rows(made, "events", "case_id, kind") == [("T1", "opened"), ("T1", "closed")]
    assert made.refused_rows == 0
    (tmp_path / "again").mkdir()
    again = mapped_text("events", EVENTS, tmp_path / "again")
    assert rows(made, "events", "event_id") == rows(again, "events", "event_id")


def test_feedback_without_ids_comes_in(tmp_path: Path) -> None:
    made = mapped_text("feedback", FEEDBACK, tmp_path)
    assert sorted(rows(made, "feedback", "metric, scale_max, score")) == [("nps", 10, 3), ("nps", 10, 9)]


def test_an_id_that_is_there_is_kept(tmp_path: Path) -> None:
    text = "event_id,case_id,happened_at,kind\ne1,T1,2026-01-01,opened\n"
    assert rows(mapped_text("events", text, tmp_path), "events", "event_id") == [("e1",)]


@pytest.mark.parametrize("lacking", ["scale_max", "metric"])
def test_feedback_needs_its_question_and_scale(lacking: str, tmp_path: Path) -> None:
    header, *lines = [line.split(",") for line in FEEDBACK.splitlines()]
    place = header.index(lacking)
    text = "\n".join(",".join(cells[:place] + cells[place + 1 :]) for cells in (header, *lines)) + "\n"
    with pytest.raises(MappingError, match=f"needs {lacking}"):
        mapped_text("feedback", text, tmp_path)
