"""Traces of an event log without a name: refused with what could be it, never one case of them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.errors import MappingError
from customerhero.facts.mapping import Mapped, apply, load_mapping, propose
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.reading import sample, stage
from tests.facts.mapping.making import refused, rows

EVENT = '<event><string key="concept:name" value="{what}"/><date key="time:timestamp" value="{at}"/></event>'


def log(traces: list[str]) -> str:
    """A log of traces with these attributes, in each the same three events at the same time and one a day later."""
    same = "".join(EVENT.format(what=what, at="2026-02-02T08:00:00Z") for what in ("register", "wait", "register"))
    events = same + EVENT.format(what="close", at="2026-02-03T08:00:00Z")
    return f'<log xes.version="1.0">{"".join(f"<trace>{told}{events}</trace>" for told in traces)}</log>'


def attribute(key: str, value: str) -> str:
    return f'<string key="{key}" value="{value}"/>'


def made(text: str, folder: Path, mapping: str = "") -> Mapped:
    file = folder / "log.xes"
    file.write_text(text, encoding="utf-8")
    known = parse_mapping(mapping, "mine") if mapping else load_mapping("xes")
    return apply(known, stage(file, folder / "read").file, folder / "made", file.name)


def test_a_log_without_names_is_refused_with_what_could_be_them(tmp_path: Path) -> None:
    traces = [attribute("caseid", f"K{number}") + attribute("country", "DE") for number in range(8)]
    with pytest.raises(MappingError, match="traces without a name") as told:
        made(log(traces), tmp_path)
    assert "'case:caseid'" in told.value.remedy
    assert "country" not in told.value.remedy


def test_a_log_in_which_nothing_could_be_a_name_says_so(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as told:
        made(log(["", "", attribute("country", "DE")]), tmp_path)
    assert "Export the log with a concept:name" in told.value.remedy


def test_the_attribute_that_could_be_the_name_is_proposed(tmp_path: Path) -> None:
    text = log([attribute("caseid", f"K{number}") for number in range(8)])
    (tmp_path / "log.xes").write_text(text, encoding="utf-8")
    found = propose(sample(tmp_path / "log.xes", into=tmp_path / "look").file, "log.xes")
    assert [(taken.key, taken.column) for taken in found.assumptions] == [("case_id", "case:caseid")]
    mapped = made(text, tmp_path, found.text)
    assert (mapped.tables["cases"].rows, mapped.tables["events"].rows) == (8, 32)


def test_of_several_that_could_be_the_name_it_is_asked(tmp_path: Path) -> None:
    text = log([attribute("caseid", f"K{number}") + attribute("order", f"o{number}") for number in range(4)])
    (tmp_path / "log.xes").write_text(text, encoding="utf-8")
    looked = sample(tmp_path / "log.xes", into=tmp_path / "look").file
    asked = propose(looked, "log.xes")
    assert [choice.value for choice in asked.questions[0].choices] == ["case:caseid", "case:order"]
    assert (asked.is_complete, "???" in asked.text) == (False, True)
    assert propose(looked, "log.xes", {"case_id": "case:order"}).is_complete


def test_one_trace_without_a_name_is_told_and_its_events_refused(tmp_path: Path) -> None:
    mapped = made(log([attribute("concept:name", f"K{n}") if n != 3 else "" for n in range(8)]), tmp_path)
    assert (mapped.tables["cases"].rows, mapped.tables["events"].rows) == (7, 28)
    assert mapped.refused_rows == 4
    assert {(line[0], line[2]) for line in refused(mapped)} == {("events", "case_id")}
    assert next((note.code, note.count) for note in mapped.notes if note.first) == ("nameless_trace", 4)


def test_events_of_the_same_time_keep_their_order_and_equal_ones_all_count(tmp_path: Path) -> None:
    mapped = made(log([attribute("concept:name", "K1")]), tmp_path)
    assert [note for (note,) in rows(mapped, "events", "note")] == ["register", "wait", "register", "close"]
