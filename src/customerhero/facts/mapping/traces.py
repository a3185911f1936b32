"""Traces of an XES log without a name: which attribute could be it, and what is told where some have none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import duckdb

from customerhero.errors import MappingError
from customerhero.facts.checks import DataNote
from customerhero.facts.columns import numbered, numbered_rows
from customerhero.facts.duck import Reach, open_locked
from customerhero.facts.excerpts import cited, listed
from customerhero.facts.mapping.assumptions import Choice, Question
from customerhero.facts.mapping.noticing import Source
from customerhero.facts.mapping.values import ROW

NAME: Final = "case:concept:name"
KEY: Final = "case_id"
_EVENTS: Final = ("concept:name", "time:timestamp")
_OF_TRACE: Final = "case:"


def notes_on_traces(source: Source) -> list[DataNote]:
    """What is told of traces without a name; MappingError when most events of a log stand in such."""
    if NAME not in source.section.recognise:
        return []
    found, columns = source.header.find(NAME), tuple(source.types)
    nameless, every = _nameless(source, found)
    if not nameless:
        return []
    if 2 * nameless > every:
        raise _refused(source.connection, source.piece.file, columns, source.mapping.name)
    sentence = f"{nameless:,} events stand in traces without a name (concept:name) and are refused."
    return [DataNote("nameless_trace", "events", NAME, "", nameless, sentence, first=True)]


def names_of_traces(staged: Path, columns: tuple[str, ...]) -> list[str]:
    """The attributes that could name the traces of a log that has no names; none where it is no such log."""
    if not set(_EVENTS) <= set(columns):
        return []
    with open_locked(Reach((staged,))) as connection:
        if NAME in columns and _named(connection, staged, columns):
            return []
        return _could_be_names(connection, staged, columns)


def question_of_traces(could: list[str], answers: Mapping[str, str]) -> tuple[str, list[Question]]:
    """The attribute that names the traces, or the question which it is."""
    if answers.get(KEY) in could:
        return answers[KEY], []
    if len(could) == 1:
        return could[0], []
    choices = tuple(Choice(name, f"{name} names a trace") for name in could)
    asked = "Which attribute names a trace of the log?"
    return could[0], [Question(KEY, "", asked, "None has a concept:name; these differ from trace to trace.", choices)]


def _named(connection: duckdb.DuckDBPyConnection, staged: Path, columns: tuple[str, ...]) -> bool:
    own = numbered(columns.index(NAME))
    counted = connection.execute(f"SELECT count({own}) FROM ({numbered_rows(staged, columns, ROW)})").fetchone()
    return bool(counted and counted[0])


def _nameless(source: Source, found: str | None) -> tuple[int, int]:
    missing = f"coalesce(trim({source.header.own(found)}), '') = ''" if found else "true"
    counted = source.connection.execute(
        f"SELECT count(*) FILTER ({missing}), count(*) FROM ({source.piece.sql})"
    ).fetchone()
    return counted or (0, 0)


def _refused(
    connection: duckdb.DuckDBPyConnection, staged: Path, columns: tuple[str, ...], mapping: str
) -> MappingError:
    could = _could_be_names(connection, staged, columns)
    what = "Most events of the log stand in traces without a name (concept:name): nothing says which case they are of."
    if not could:
        return MappingError(what, "Export the log with a concept:name for each trace.", mapping)
    remedy = (
        f"{listed([cited(name) for name in could], 5)} could be it: `hero map FILE --to mine.yaml` writes a mapping "
        "that takes it as the case's id."
    )
    return MappingError(what, remedy, mapping)


def _could_be_names(connection: duckdb.DuckDBPyConnection, staged: Path, columns: tuple[str, ...]) -> list[str]:
    """The attributes of traces whose value never comes again once it has changed."""
    asked = {name: numbered(place) for place, name in enumerate(columns) if name.startswith(_OF_TRACE) and name != NAME}
    if not asked:
        return []
    before = ", ".join(f"lag({own}) OVER (ORDER BY {ROW}) AS {_lag(place)}" for place, own in enumerate(asked.values()))
    counts = ", ".join(
        f"count(DISTINCT {own}), count(*) FILTER ({own} IS DISTINCT FROM {_lag(place)}), count(*) - count({own})"
        for place, own in enumerate(asked.values())
    )
    rows = f"SELECT *, {before} FROM ({numbered_rows(staged, columns, ROW)})"
    found = connection.execute(f"SELECT {counts} FROM ({rows})").fetchone() or ()
    runs = {name: found[3 * place : 3 * place + 3] for place, name in enumerate(asked)}
    unique = {name: values for name, (values, changes, gaps) in runs.items() if values == changes > 1 and not gaps}
    return [name for name, values in unique.items() if values == max(unique.values())]


def _lag(place: int) -> str:
    return f'"#before:{place}"'
