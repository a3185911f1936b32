"""All values of a column of times looked at once, before they are read: one order of day and month, days or moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import duckdb

from customerhero.errors import MappingError
from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import TABLES
from customerhero.facts.duck import path_sql
from customerhero.facts.excerpts import cited, excerpt
from customerhero.facts.mapping.date_forms import OTHER_ORDER, WORDS, Taken, has_two_orders, in_order, order_of
from customerhero.facts.mapping.header import ABSENT, Header
from customerhero.facts.mapping.model import Constant, Entry, FromColumns, HistoryOf, Joined, OnePer, Value
from customerhero.facts.mapping.rows import Piece
from customerhero.facts.mapping.times import formats_of, in_bounds, key_of, zone_of
from customerhero.facts.mapping.values import holds, text_of
from customerhero.facts.twins import text_sql

_CLOCK: Final = r"[T ]\d{1,2}(:\d\d.*| ?[AaPp]\.?[Mm]\.?)$"
_MIDNIGHT: Final = (
    r"^[T ,]*(00?:00(:00([.,]0+)?)?( ?Uhr)?|12(:00(:00)?)? ?[Aa]\.?[Mm]\.?) ?(Z|UTC|GMT|[+-]\d\d(:?\d\d)?)?$"
)
_ZONED: Final = r"(Z|UTC|GMT|[+-]\d\d(:?\d\d)?)$"
_FIRST: Final = 2_000
"""Rows looked at before all are."""
_ISO: Final = r"^[12]\d{3}[-/]\d\d?[-/]\d"


@dataclass
class DatesSeen:
    """The columns of times of one file: what was found of each, so that none is looked at twice, and what to tell."""

    connection: duckdb.DuckDBPyConnection
    piece: Piece
    seen: dict[str, Taken]
    notes: list[DataNote]

    def taken(self, entry: Entry, header: Header) -> dict[str, Taken]:
        """How each time of an entry is read, by the key of its value; MappingError where its values do not tell."""
        found = {}
        for target, value in _times_of(entry):
            own = Header(header.types, header.mapping, header.texts)
            if (sql := _text(value, own)) == ABSENT:
                continue
            asked = _Asked(f"{entry.table}.{target}", value, formats_of(value, own), zone_of(value, own))
            source = _values_sql(sql, entry, value, own, self.piece)
            key = f"{asked.formats} {asked.zone} {source}"
            if key not in self.seen:
                self.seen[key] = self._looked(asked, source, own)
            found[key_of(value)] = self.seen[key]
        return found

    def _looked(self, asked: _Asked, source: str, header: Header) -> Taken:
        kinds = self._kinds(asked, f"{source} LIMIT {_FIRST}")
        if self._tell_enough(asked, kinds, source):
            return Taken(asked.formats)
        kinds = self._kinds(asked, source)
        formats = _in_one_order(asked, kinds, header.mapping.name)
        days = any(kind.timed for kind in kinds) and all(kind.midnight for kind in kinds)
        self.notes += [*_told_orders(asked, kinds), *_told_swapped(asked, kinds)]
        if days and asked.zone != "UTC":
            told = f"{asked.column}: every time is midnight, so the values are days and stay those days in any zone."
            self.notes.append(asked.note("days", sum(kind.rows for kind in kinds), told))
        return Taken(formats, days)

    def _kinds(self, asked: _Asked, source: str) -> list[_Kind]:
        return [_Kind(*row) for row in self.connection.execute(_kinds_sql(asked, source)).fetchall()]

    def _tell_enough(self, asked: _Asked, first: list[_Kind], source: str) -> bool:
        """Whether the first values say already that nothing is open, so that the others need not be sorted."""
        are_moments = any(kind.timed and not kind.midnight for kind in first)
        are_days = asked.zone == "UTC" and not any(kind.zoned for kind in first)
        if not (are_moments or are_days) or not all(kind.is_iso for kind in first):
            return False
        if not asked.listed or self._begin_with_a_year(asked):
            return True
        others = f"SELECT count(*) FROM ({source}) WHERE told[5] NOT IN ('-', '/')"
        return self.connection.execute(others).fetchone() == (0,)

    def _begin_with_a_year(self, asked: _Asked) -> bool:
        """Whether the file's own statistics leave no room for a day that may be a month: all lie from 19 to 2:."""
        columns = asked.value.columns if isinstance(asked.value, FromColumns) else ()
        if len(columns) != 1:
            return False
        found = self.connection.execute(
            "SELECT min(stats_min_value) >= '19' AND max(stats_max_value) < '3' AND count(*) = count(stats_min_value) "
            f"FROM parquet_metadata({path_sql(self.piece.file)}) WHERE path_in_schema = $1",
            [columns[0]],
        ).fetchone()
        return bool(found and found[0])


@dataclass(frozen=True)
class _Asked:
    """A value of the mapping that is a time."""

    target: str
    value: Value
    formats: tuple[str, ...]
    zone: str

    @property
    def column(self) -> str:
        columns = self.value.columns if isinstance(self.value, FromColumns | Joined) else ()
        return " and ".join(map(excerpt, columns[:3]))

    @property
    def listed(self) -> list[str]:
        """The orders of day and month that its formats name."""
        return list(dict.fromkeys(order_of(form) for form in self.formats if has_two_orders(form)))

    @property
    def reads_swapped(self) -> bool:
        """Whether its formats know of days and months that a spreadsheet swapped."""
        return any(order_of(form) == "ydm" for form in self.formats)

    def forms_in(self, order: str) -> list[str]:
        """Its formats in an order: those listed in it, or else those it would have in it."""
        listed = [form for form in self.formats if has_two_orders(form)]
        return [form for form in listed if order_of(form) == order] or [in_order(form, order) for form in listed]

    @property
    def orders(self) -> list[str]:
        """The orders looked at: those listed, and the other one where one is listed alone."""
        return self.listed if len(self.listed) != 1 else [*self.listed, OTHER_ORDER[self.listed[0]]]

    def note(self, code: str, count: int, told: str) -> DataNote:
        table, target = self.target.split(".")
        return DataNote(code, table, target, self.column, count, told, first=True)


@dataclass(frozen=True)
class _Kind:
    """Values that the same orders read."""

    fits: list[bool]
    same: bool
    """Whether all orders that read them make the same day of them."""
    is_iso: bool
    late: bool
    """Whether their day is after the twelfth, where they are ISO 8601."""
    day_first: bool
    month_first: bool
    timed: bool
    zoned: bool
    midnight: bool
    rows: int
    example: str


def _times_of(entry: Entry) -> Iterator[tuple[str, Value]]:
    table = TABLES[entry.table]
    for name, value in entry.columns.items():
        if table.column(name).type in ("time", "date") and not isinstance(value, Constant):
            yield name, value
    if isinstance(entry.rows, OnePer | HistoryOf) and entry.rows.order:
        yield "order", entry.rows.order


def _text(value: Value, header: Header) -> str:
    try:
        return text_of(value, header)
    except MappingError:
        return ABSENT  # whoever needs it says so


def _values_sql(text: str, entry: Entry, value: Value, header: Header, piece: Piece) -> str:
    columns = value.columns if isinstance(value, FromColumns) else ()
    conditions = [
        holds(condition, header.sql(condition.column))
        for condition in entry.where
        if header.find(condition.column) and (condition.column not in columns or condition.one_of or condition.none_of)
    ]
    cleaned = header.cleaned_sql(header.used, piece.sql)
    return f"SELECT {text} AS told FROM ({cleaned}) WHERE {' AND '.join([f'{text} IS NOT NULL', *conditions])}"


def _kinds_sql(asked: _Asked, source: str) -> str:
    """SQL for the kinds of values: over the days found, of which there are few, not over the rows."""
    day, rest = _parts(asked)
    days = (
        f"SELECT day, count(*) AS n, min(rest) AS low, max(rest) AS high "
        f"FROM (SELECT {day} AS day, {rest} AS rest FROM ({source})) GROUP BY day"
    )
    read = [in_bounds(f"try_strptime(day, {_list(_of_day(asked, order))})") for order in asked.orders]
    slashed = "translate(rtrim(day, ','), '.-', '//')"
    either = [
        f"{in_bounds(f'try_strptime({slashed}, {_list(forms)})')} IS NOT NULL"
        for forms in (["%d/%m/%Y", "%d/%m/%y"], ["%m/%d/%Y", "%m/%d/%y"])
    ]
    iso = f"regexp_matches(day, '{_ISO}')"
    columns = [
        f"[{', '.join(f'{sql} IS NOT NULL' for sql in read)}]::BOOLEAN[]",
        f"coalesce(greatest({', '.join([*read, 'NULL'])}) = least({', '.join([*read, 'NULL'])}), true)",
        iso,
        f"{iso} AND coalesce(day(TRY_CAST(day AS DATE)) > 12, false)",
        *either,
        "high <> ''",
        f"regexp_matches(high, '{_ZONED}')",
        f"low = '' AND high = '' OR regexp_matches(high, '{_MIDNIGHT}') AND "
        f"(low = '' OR regexp_matches(low, '{_MIDNIGHT}'))",
    ]
    named = ", ".join(f"{sql} AS k{place}" for place, sql in enumerate(columns))
    groups = ", ".join(f"k{place}" for place in range(len(columns)))
    return f"SELECT {groups}, CAST(sum(n) AS BIGINT), min(day) FROM (SELECT {named}, n, day FROM ({days})) GROUP BY ALL"


def _parts(asked: _Asked) -> tuple[str, str]:
    """SQL for the day that a text tells, and for the rest of it."""
    iso = "told[5] IN ('-', '/')"  # whether it is one is said of each day, of which there are few
    words = [_first_word(form) for form in asked.formats if has_two_orders(form)]
    if all(words) and (words or not asked.formats):
        return (
            f"CASE WHEN {iso} THEN left(told, 10) ELSE split_part(told, ' ', 1) END",
            f"CASE WHEN {iso} THEN substr(told, 11) ELSE substr(told, length(split_part(told, ' ', 1)) + 1) END",
        )
    return f"regexp_replace(told, '{_CLOCK}', '')", f"regexp_extract(told, '{_CLOCK}')"


def _first_word(form: str) -> str:
    word = form.split(" ")[0]
    return word if has_two_orders(word) else ""


def _of_day(asked: _Asked, order: str) -> list[str]:
    forms = asked.forms_in(order)
    words = [_first_word(form) for form in forms]
    return list(dict.fromkeys(words if all(words) else [_without_clock(form) for form in forms]))


def _without_clock(form: str) -> str:
    at = min((place for place in (form.find(" %H"), form.find(" %I"), form.find("T%H")) if place > 0), default=None)
    return form[:at]


def _list(forms: Iterable[str]) -> str:
    return f"[{', '.join(text_sql(form) for form in forms)}]"


def _only(asked: _Asked, kinds: list[_Kind], order: str) -> list[_Kind]:
    """The values that can only be told in this order."""
    place = asked.orders.index(order)
    return [kind for kind in kinds if not kind.is_iso and kind.fits[place] and sum(kind.fits) == 1]


def _either(kinds: list[_Kind]) -> list[_Kind]:
    return [kind for kind in kinds if not kind.is_iso and sum(kind.fits) > 1 and not kind.same]


def _in_one_order(asked: _Asked, kinds: list[_Kind], mapping: str) -> tuple[str, ...]:
    """The formats without those of another order than the one the values speak for."""
    if len(asked.listed) < 2:
        return asked.formats
    spoken = [order for order in asked.listed if _only(asked, kinds, order)]
    if len(spoken) == 1:
        return tuple(form for form in asked.formats if not has_two_orders(form) or order_of(form) == spoken[0])
    if len(spoken) > 1:
        told = ", ".join(f"{_counted(_only(asked, kinds, order))} can only be {WORDS[order]}" for order in spoken)
        remedy = "Put the rows of each order into a file of their own, or name one order under `dates:` of the column."
        raise MappingError(f"{asked.column}: {told}.", remedy, mapping)
    if either := _either(kinds):
        told = " or ".join(WORDS[order] for order in asked.listed)
        what = f"{asked.column}: {_counted(either)} can be {told}, none tells which, and `dates:` lists both."
        remedy = f"Name only one order for it: `{{column: {asked.column}, dates: [{_such_as(asked)}]}}`."
        raise MappingError(what, remedy, mapping)
    return asked.formats


def _such_as(asked: _Asked) -> str:
    return ", ".join(f'"{form}"' for form in asked.forms_in(asked.listed[0])[:2])


def _counted(kinds: list[_Kind]) -> str:
    rows = sum(kind.rows for kind in kinds)
    return f"{rows:,} value{'s' if rows > 1 else ''} (such as {cited(min(kind.example for kind in kinds))})"


def _told_orders(asked: _Asked, kinds: list[_Kind]) -> list[DataNote]:
    if not asked.listed:
        return []
    spoken = [order for order in asked.orders if _only(asked, kinds, order)]
    if len(asked.listed) > 1:
        return [_decided(asked, kinds, spoken[0])] if spoken else []
    taken, other = asked.orders
    against, either = _only(asked, kinds, other), _either(kinds)
    if against:
        own = _only(asked, kinds, taken)
        beside = f" and {_counted(own)} only {WORDS[taken]}" if own else f", none only {WORDS[taken]}"
        told = f"{_counted(against)} can only be {WORDS[other]}{beside}; read {WORDS[taken]} as the mapping says."
        remedy = f"If that is wrong, write {asked.forms_in(other)[0]} under `dates:`."
        rows = sum(kind.rows for kind in against)
        return [asked.note("date_order_against", rows, f"{asked.column}: {told} {remedy}")]
    if either and not spoken:
        told = f"{_counted(either)} could be {WORDS[other]} as well; read {WORDS[taken]} as the mapping says."
        return [asked.note("date_order", sum(kind.rows for kind in either), f"{asked.column}: {told}")]
    return []


def _decided(asked: _Asked, kinds: list[_Kind], order: str) -> DataNote:
    only = _only(asked, kinds, order)
    told = f"{asked.column}: read {WORDS[order]}, since {_counted(only)} can only be that and none is against it."
    return asked.note("date_order", sum(kind.rows for kind in only), told)


def _told_swapped(asked: _Asked, kinds: list[_Kind]) -> list[DataNote]:
    """Dates of which none is after the twelfth beside texts that can only be one order: a spreadsheet swapped them."""
    dates = [kind for kind in kinds if kind.is_iso]
    texts = [kind for kind in kinds if not kind.is_iso and (kind.day_first or kind.month_first)]
    if not dates or not texts or any(kind.late for kind in dates) or asked.reads_swapped:
        return []
    if len({(kind.day_first, kind.month_first) for kind in texts}) > 1 or texts[0].day_first == texts[0].month_first:
        return []
    order = "dmy" if texts[0].day_first else "mdy"
    told = (
        f"{asked.column}: {_counted(texts)} can only be {WORDS[order]}, and of the {_counted(dates)} that are dates "
        f"none is after the twelfth of a month: a spreadsheet seems to have swapped day and month in these."
    )
    remedy = "If so, put %Y-%d-%m (and %Y-%d-%m %H:%M:%S) under `dates:` of the column."
    return [asked.note("dates_swapped", sum(kind.rows for kind in dates), f"{told} {remedy}")]
