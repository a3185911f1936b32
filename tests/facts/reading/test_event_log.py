"""XES event logs come back event by event, in order, with what their traces say."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.errors import ReadError
from customerhero.facts.reading import ReadOptions, sample, stage
from tests.facts.reading.making import table_of, written

Attributes = dict[str, str]
Log = list[tuple[Attributes, list[Attributes]]]

KEYS = st.sampled_from(["concept:name", "time:timestamp", "org:resource", "org:group", "lifecycle:transition", "cost"])
VALUES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n", exclude_characters="\ufffe\uffff"),
    max_size=10,
)
ATTRIBUTES = st.dictionaries(KEYS, VALUES, max_size=5)
LOGS = st.lists(st.tuples(ATTRIBUTES, st.lists(ATTRIBUTES, max_size=4)), max_size=5)


def xes(log: Log) -> str:
    traces = "".join(f"<trace>{_attributes(of)}{''.join(map(_event, events))}</trace>" for of, events in log)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">'
        '<global scope="event"><string key="concept:name" value="DEFAULT"/></global>'
        '<classifier name="Activity" keys="concept:name"/><string key="concept:name" value="the log"/>'
        f"{traces}</log>"
    )


def _event(event: Attributes) -> str:
    return f"<event>{_attributes(event)}</event>"


def _attributes(of: Attributes) -> str:
    entities = {"\n": "&#10;", "\t": "&#9;"}
    return "".join(f"<string key={quoteattr(key)} value={quoteattr(value, entities)}/>" for key, value in of.items())


@settings(max_examples=100, deadline=None)
@given(LOGS, st.booleans())
def test_any_log_comes_back_event_by_event(log: Log, zipped: bool) -> None:
    with TemporaryDirectory() as folder:
        source = written(Path(folder), "log.xes.gz" if zipped else "log.xes", xes(log))
        staged = stage(source, Path(folder, "work"))
        expected = [
            {**{f"case:{key}": value for key, value in of.items()}, **event} for of, events in log for event in events
        ]
        found = [dict(zip(staged.columns, row, strict=True)) for row in table_of(staged)]
        assert found == [{name: row.get(name) or None for name in staged.columns} for row in expected]


def test_nested_attributes_lists_and_events_without_a_trace_are_kept(tmp_path: Path) -> None:
    source = written(
        tmp_path,
        "log.xes",
        '<log><trace><event><string key="concept:name" value="refused"/></event>'
        '<string key="concept:name" value="C1"><int key="age" value="3"/></string></trace>'
        '<event><list key="tags"><values><string key="tag" value="late"/></values></list></event></log>',
    )
    staged = stage(source, tmp_path / "work")
    rows = [dict(zip(staged.columns, row, strict=True)) for row in table_of(staged)]
    assert rows[0]["case:concept:name"] == "C1"
    assert rows[0]["case:concept:name.age"] == "3"
    assert rows[0]["concept:name"] == "refused"
    assert rows[1]["tags.tag"] == "late"
    assert rows[1]["case:concept:name"] is None


def test_keys_that_differ_in_case_alone_stay_apart(tmp_path: Path) -> None:
    source = written(tmp_path, "log.xes", xes([({}, [{"Concept:Name": "a", "concept:name": "b"}])]))
    staged = stage(source, tmp_path / "work")
    row = dict(zip(staged.columns, table_of(staged)[0], strict=True))
    assert (row["concept:name"], row["Concept:Name_2"]) == ("b", "a")


def test_a_sample_stops_before_a_fault_further_down(tmp_path: Path) -> None:
    log = xes([({"concept:name": str(number)}, [{"concept:name": "opened"}]) for number in range(5_000)])
    source = written(tmp_path, "log.xes", log[:-200])
    assert sample(source, rows=10, into=tmp_path / "work").rows == 10
    with pytest.raises(ReadError, match="not sound XML"):
        stage(source, tmp_path / "work")


BOMB = '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><log><string key="k" value="&b;"/></log>'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "declares a document type"),
        ('<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>', "declares a document type"),
        ("this is not XML", "not sound XML"),
        ("<log><trace>", "not sound XML"),
        ("<html><body/></html>", "begins with <html>"),
        ('<?xml version="1.0" encoding="klingon"?><log/>', "not sound XML"),
    ],
)
def test_what_is_no_event_log_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ReadError, match=told):
        stage(written(tmp_path, "log.xes", text), tmp_path / "work")
    assert list((tmp_path / "work").iterdir()) == []


def test_a_log_with_ids_for_keys_is_refused(tmp_path: Path) -> None:
    log = xes([({}, [{f"key {number}": "x" for number in range(30)}])])
    with pytest.raises(ReadError, match="more than 20 different names"):
        stage(written(tmp_path, "log.xes", log), tmp_path / "work", ReadOptions(most_columns=20))
