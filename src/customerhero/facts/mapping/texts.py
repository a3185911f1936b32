"""What the texts of a source's columns need before they are used: looked at once a column, told in the receipt.

Most columns need nothing, and are then taken as they are, which costs less than to trim every text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Any, Final

import duckdb

from customerhero.errors import MappingError
from customerhero.facts.columns import alike
from customerhero.facts.contracts import TABLES
from customerhero.facts.excerpts import cited, excerpt
from customerhero.facts.mapping.missing import LIKE_NOBODY, OF_NOBODY, written
from customerhero.facts.mapping.model import Entry, FromColumns, Joined, Mapping, Value
from customerhero.facts.mapping.spelling import (
    MOST_SPELLINGS,
    Group,
    Spelled,
    groups,
    joins,
    same_but_for_case,
    same_but_for_marks,
)
from customerhero.facts.mapping.tidying import is_untidy_sql, tidied_sql
from customerhero.facts.twins import text_sql

_MADE: Final = ("event_id", "feedback_id", "rule_id")
TEAMS: Final = ("team_id", "from_team_id")
NAMES: Final = (*TEAMS, "topic", "segment", "channel", "leave_reason", "root_reason", "outcome", "priority", "moment")
"""Columns whose values are compared with each other by name."""
_SHORTENED: Final = r"[+-]?\d(?:[.,]\d+)?[eE]\+\d+|[+-]?\d[.,]\d+[eE]\d+"
_FLOAT: Final = r"-?\d+[.,]0"
_KEPT_DIGITS: Final = 15
"""A spreadsheet keeps so many digits of a number and puts zeros in the place of the others."""
_OFTEN, _OFTEN_SHARE = 10, 0.01
"""A number such as 0 is a word for nobody where it stands in so many rows, and so many of all; 1 may be a customer."""
_SURELY_LOST: Final = 3
"""So many digits that are all zero are no chance."""
_EXPORT_AGAIN: Final = (
    "Export it again with this column as text: take the CSV straight from the system, or give the column the format "
    "Text before numbers come into it. What a spreadsheet has cut cannot be brought back."
)


@dataclass(frozen=True)
class Look:
    """What was seen in a column."""

    is_untidy: bool = True
    tidied: int = 0
    """Of its texts have something taken off that is more than blanks, such as `example`."""
    example: str = ""
    marks: dict[str, int] = field(default_factory=dict)
    """The words for no value that stand in it."""
    codes: int = 0
    """Where NA is one of them: how many different texts of two letters stand beside it, if all texts are such."""
    nobody: dict[str, int] = field(default_factory=dict)
    """Ids that look like a word for nobody."""
    is_whole: bool = False
    """Its ids are all whole numbers with `.0`, which is not theirs."""
    joined: tuple[Group, ...] = ()
    """Names of teams that differ only by letter case and blanks, or whose spellings the mapping joins."""
    several: tuple[Group, ...] = ()
    """Names in several spellings that nobody said are one."""


@dataclass
class Texts:
    """The columns of a staged file as they were seen, each looked at when it is first asked for."""

    connection: duckdb.DuckDBPyConnection
    rows: str
    """SQL for the file's rows."""
    mapping: Mapping
    seen: dict[str, Look] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = _sources(self.mapping, _is_id)
        self._teams = _sources(self.mapping, TEAMS.__contains__)
        self._names = _sources(self.mapping, NAMES.__contains__)

    def look(self, name: str, text: str) -> Look:
        """What was seen in a column whose raw text this SQL is."""
        if name not in self.seen:
            self.seen[name] = self._look(name, text)
        return self.seen[name]

    def is_id(self, name: str) -> bool:
        """Whether the mapping reads ids from the column."""
        return alike(name) in self._ids

    def marks_of(self, name: str) -> tuple[str, ...]:
        """The words that mean no value in this column."""
        return marks_of(self.mapping, name, is_id=self.is_id(name))

    def _look(self, name: str, text: str) -> Look:
        known, numbers, untidy, different = self._one(
            f"SELECT count({text}) FILTER ({text} <> ''), count(*) FILTER ({text} < ':' AND {text} >= '+'), "
            f"count(*) FILTER ({is_untidy_sql(text)}), "
            f"{f'approx_count_distinct({text})' if alike(name) in self._names else 0} FROM ({self.rows})"
        )
        tidy = tidied_sql(text) if untidy else text
        told = self._tidied(text, tidy) if untidy and self.is_id(name) else (0, "")
        words, likely = self.marks_of(name), written(LIKE_NOBODY) if self.is_id(name) else ()
        counted = self._words(tidy, dict.fromkeys((*words, *likely)))
        marks = {word: count for word, count in counted.items() if word in words}
        may_be_numbers = self.is_id(name) and bool(numbers or untidy)
        is_whole = may_be_numbers and self._is_whole(name, tidy, known - sum(marks.values()))
        joined, several = self._spellings(name, tidy) if 0 < different <= MOST_SPELLINGS else ((), ())
        codes = self._codes(tidy) if "NA" in marks else 0
        nobody = _nobody({word: count for word, count in counted.items() if word in likely}, known)
        return Look(bool(untidy), *told, marks, codes, nobody, is_whole, joined, several)

    def _one(self, sql: str) -> tuple[Any, ...]:
        return self.connection.execute(sql).fetchone() or ()

    def _tidied(self, text: str, tidy: str) -> tuple[int, str]:
        changed = f"{is_untidy_sql(text)} AND {tidy} <> trim({text}, ' ')"
        count, example = self._one(f"SELECT count(*), min({text}) FROM ({self.rows}) WHERE {changed}")
        return int(count), excerpt(example or "")

    def _words(self, tidy: str, words: Iterable[str]) -> dict[str, int]:
        """How often each of these words stands in the column."""
        listed = ", ".join(map(text_sql, words))
        counted = f"SELECT tidy, count(*) FROM (SELECT {tidy} AS tidy FROM ({self.rows})) WHERE tidy IN ({listed})"
        return dict(self.connection.execute(f"{counted} GROUP BY 1 ORDER BY 2 DESC, 1").fetchall())

    def _codes(self, tidy: str) -> int:
        sql = f"SELECT DISTINCT {tidy} AS tidy FROM ({self.rows}) WHERE {tidy} NOT IN ('', 'NA')"
        different, codes = self._one(
            f"SELECT count(*), count(*) FILTER (regexp_full_match(tidy, '[A-Z]{{2}}')) FROM ({sql})"
        )
        return int(codes) if codes == different else 0

    def _is_whole(self, name: str, tidy: str, known: int) -> bool:
        """Whether all ids are whole numbers with `.0`; MappingError where a spreadsheet has cut some."""
        shortened = (
            f"tidy < ':' AND (contains(tidy, 'E') OR contains(tidy, 'e')) AND regexp_full_match(tidy, '{_SHORTENED}')"
        )
        is_long = f"strlen(tidy) > {_KEPT_DIGITS} AND tidy < ':' AND regexp_full_match(tidy, '\\d+')"
        cut = f"{is_long} AND ltrim(substr(tidy, {_KEPT_DIGITS + 1}), '0') = ''"
        found = self._one(
            f"SELECT count(*) FILTER (suffix(tidy, '0') AND regexp_full_match(tidy, '{_FLOAT}')), "
            f"count(*) FILTER ({shortened}), min(tidy) FILTER ({shortened}), count(*) FILTER ({is_long}), "
            f"count(*) FILTER ({cut}), min(tidy) FILTER ({cut}), "
            f"count(DISTINCT tidy) FILTER ({cut}) FROM (SELECT {tidy} AS tidy FROM ({self.rows}))"
        )
        if found[1]:
            raise _shortened(name, found[1], found[2], self.mapping)
        if found[4] and found[3] == found[4] and found[6] * (len(found[5]) - _KEPT_DIGITS) >= _SURELY_LOST:
            raise _cut(name, found[4], found[5], self.mapping)
        return bool(found[0]) and found[0] == known

    def _spellings(self, name: str, tidy: str) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
        said = {alike(column): spelling for column, spelling in self.mapping.spellings.items()}.get(alike(name))
        marks = ", ".join(map(text_sql, self.marks_of(name)))
        counted = f"SELECT tidy, count(*) FROM (SELECT {tidy} AS tidy FROM ({self.rows})) WHERE tidy NOT IN ({marks})"
        found: dict[str, int] = dict(self.connection.execute(f"{counted} GROUP BY 1 ORDER BY 1").fetchall())
        if isinstance(said, str):
            return (tuple(groups(found, same_but_for_marks)), ()) if said == "joined" else ((), ())
        told = _as_told(found, said or {})
        left = {text: count for text, count in found.items() if text not in joins(told)}
        joined = groups(left, same_but_for_case) if alike(name) in self._teams else []
        left = {text: count for text, count in left.items() if text not in joins(joined)}
        return (*told, *joined), tuple(groups(left, same_but_for_marks))


def _nobody(found: MappingOf[str, int], known: int) -> dict[str, int]:
    least = max(_OFTEN, known * _OFTEN_SHARE)
    return {word: count for word, count in found.items() if count >= least or not word.lstrip("-").isdecimal()}


def _as_told(found: MappingOf[str, int], said: MappingOf[str, str]) -> list[Group]:
    """The groups that a mapping names; a spelling it does not know goes with the one that it is like."""
    usual = {same_but_for_marks(text): ours for theirs, ours in said.items() for text in (ours, theirs)}
    by_name: dict[str, list[Spelled]] = {}
    for text, count in found.items():
        ours = usual.get(same_but_for_marks(text))
        if ours is not None and text != ours:
            by_name.setdefault(ours, []).append(Spelled(text, count))
    return [(Spelled(ours, found.get(ours, 0)), *others) for ours, others in by_name.items()]


def marks_of(mapping: Mapping, name: str, *, is_id: bool) -> tuple[str, ...]:
    """The words that mean no value in a column: those of all columns, of ids, and the mapping's own."""
    kept = {*mapping.keep}
    for entry in _entries(mapping):
        for value in entry.columns.values():
            if isinstance(value, FromColumns) and alike(name) in map(alike, value.columns):
                kept.update(value.keep)
    words = (*mapping.missing, *(written(OF_NOBODY) if is_id else ()))
    return tuple(word for word in ("", *words) if word not in kept)


def id_columns(mapping: Mapping, section: str) -> dict[str, str]:
    """For each of our ids the first column of the source that it is read from."""
    found: dict[str, str] = {}
    for part in mapping.sections:
        for entry in part.entries if part.name == section or len(mapping.sections) == 1 else ():
            named = {target: _columns_of(value)[:1] for target, value in entry.columns.items() if _is_id(target)}
            found = {target: columns[0] for target, columns in named.items() if columns} | found
    return found


def _is_id(target: str) -> bool:
    return target.endswith("_id") and target not in _MADE


def _entries(mapping: Mapping) -> list[Entry]:
    return [entry for section in mapping.sections for entry in section.entries]


def _sources(mapping: Mapping, is_wanted: Callable[[str], bool]) -> frozenset[str]:
    """The columns of the source that become such columns of ours, in the form all their spellings have in common."""
    found: set[str] = set()
    for entry in _entries(mapping):
        for column in TABLES[entry.table].names:
            if is_wanted(column) and column in entry.columns:
                found.update(map(alike, _columns_of(entry.columns[column])))
    return frozenset(found)


def _columns_of(value: Value) -> tuple[str, ...]:
    if isinstance(value, Joined):
        return tuple(name for name in value.columns if not name.startswith("="))
    return value.columns if isinstance(value, FromColumns) and not value.values else ()


def _shortened(name: str, count: int, example: str, mapping: Mapping) -> MappingError:
    what = (
        f"{excerpt(name)} holds numbers as a spreadsheet shortens them, in {count:,} rows such as {cited(example)}: "
        "the digits not shown are lost, and different ids look the same."
    )
    return MappingError(what, _EXPORT_AGAIN, mapping.name)


def _cut(name: str, count: int, example: str, mapping: Mapping) -> MappingError:
    what = (
        f"All {count:,} numbers of more than {_KEPT_DIGITS} digits in {excerpt(name)} end in zeros, such as "
        f"{cited(example)}: a spreadsheet keeps {_KEPT_DIGITS} digits and has lost the others, so different ids look "
        "the same."
    )
    return MappingError(what, _EXPORT_AGAIN, mapping.name)
