"""What the values of a column say of how its dates are written: which formats read them, and what each would make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import duckdb

from customerhero.facts.duck import open_locked
from customerhero.facts.mapping.date_forms import ISO, forms_of, forms_of_all, has_two_orders, order_of
from customerhero.facts.mapping.model import NAMED_FORMATS
from customerhero.facts.mapping.times import in_bounds, read_by_one

_LOOKED_AT: Final = 20_000
_NEARLY_ALL: Final = 0.95
_RECENT: Final = "TIMESTAMP '1990-01-01' AND TIMESTAMP '2100-01-01'"
"""Between these a bare number is taken for a time: small numbers are all times of 1970."""
_TABLE: Final = "dates_told"


def formats_for(values: Sequence[str]) -> tuple[str, ...]:
    """The formats that would read nearly all of these values, as they stand under `dates:`; the likeliest first."""
    with open_locked() as connection:
        seen = seen_in(connection, values)
    fitting = [form for form in seen.forms if form != ISO and seen.read_by(form) >= _NEARLY_ALL * seen.rows]
    return tuple(sorted(fitting, key=lambda form: (-seen.read_by(form), order_of(form))))


@dataclass(frozen=True)
class Alike:
    """Values that the same formats read."""

    forms: frozenset[str]
    rows: int
    example: str
    same: bool
    """Whether all orders of day and month that read them make the same day of them."""


@dataclass(frozen=True)
class Made:
    """What a way of reading makes of the values it reads."""

    earliest: datetime
    latest: datetime
    to_come: int
    """Values that would lie in the future."""
    days: int
    """Different days of the month."""
    months: int
    """Different months."""
    years: int


@dataclass(frozen=True)
class Seen:
    """The values of a column as far as they were looked at."""

    forms: tuple[str, ...]
    alike: tuple[Alike, ...]
    made: Mapping[str, Made]
    """What is made of the values, by format."""
    late_iso: int = 0
    """Values in ISO 8601 whose day is after the twelfth."""

    @property
    def rows(self) -> int:
        """All values."""
        return sum(one.rows for one in self.alike)

    @property
    def unread(self) -> tuple[Alike, ...]:
        """The values that no format reads."""
        return tuple(one for one in self.alike if not one.forms)

    def read_by(self, *forms: str) -> int:
        """How many values one of these formats reads."""
        return sum(one.rows for one in self.alike if one.forms & set(forms))

    def without(self, *forms: str) -> Seen:
        """The same values as if these formats were not known."""
        alike = tuple(replace(one, forms=one.forms - set(forms)) for one in self.alike)
        return replace(self, forms=tuple(form for form in self.forms if form not in forms), alike=alike)


NOTHING: Final = Seen((), (), {})


def seen_in(connection: duckdb.DuckDBPyConnection, values: Sequence[str]) -> Seen:
    """What these values say of how they are written."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    told = dict(list(counts.items())[:_LOOKED_AT])
    forms = forms_of_all(told)
    if not forms:
        return replace(NOTHING, alike=(Alike(frozenset(), len(values), next(iter(told)), same=True),) if told else ())
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_TABLE} AS SELECT unnest($1::VARCHAR[]) AS value, unnest($2::BIGINT[]) AS n",
        [list(told), list(told.values())],
    )
    alike = [_alike(forms, row) for row in connection.execute(_alike_sql(forms)).fetchall()]
    made = {form: _made(connection, form) for form in forms if any(form in one.forms for one in alike)}
    forms = tuple(form for form in forms if form in made)
    return Seen(forms, tuple(alike), made, _late(connection) if ISO in made else 0)


def time_by(text: str, form: str) -> str:
    """SQL for a text as the time that a format makes of it, NULL where it would be no time of a customer's life."""
    time = read_by_one(text, form)
    return in_bounds(time) if form not in NAMED_FORMATS else f"CASE WHEN {time} BETWEEN {_RECENT} THEN {time} END"


def is_told_as_a_date(values: Sequence[str]) -> float:
    """The share of values whose shape is that of a date."""
    return sum(bool(forms_of(value)) for value in values) / max(len(values), 1)


def _alike(forms: tuple[str, ...], row: tuple[object, ...]) -> Alike:
    fits, same, rows, example = row
    assert isinstance(fits, list)
    assert isinstance(rows, int)
    return Alike(
        frozenset(form for form, fit in zip(forms, fits, strict=True) if fit), rows, str(example), same=bool(same)
    )


def _alike_sql(forms: tuple[str, ...]) -> str:
    times = ", ".join(f"{time_by('value', form)} AS t{place}" for place, form in enumerate(forms))
    fits = ", ".join(f"t{place} IS NOT NULL" for place in range(len(forms)))
    swapped = [f"t{place}" for place, form in enumerate(forms) if has_two_orders(form)] or ["NULL"]
    several = ", ".join([*swapped, "NULL"])
    same = f"coalesce(greatest({several}) = least({several}), true)"
    return (
        f"SELECT [{fits}], {same}, CAST(sum(n) AS BIGINT), min(value) "
        f"FROM (SELECT value, n, {times} FROM {_TABLE}) GROUP BY 1, 2 ORDER BY 3 DESC, 4"
    )


def _made(connection: duckdb.DuckDBPyConnection, form: str) -> Made:
    found = connection.execute(
        "SELECT min(told), max(told), CAST(coalesce(sum(n) FILTER (told > $1), 0) AS BIGINT), "
        "count(DISTINCT day(told)), count(DISTINCT date_trunc('month', told)), count(DISTINCT year(told)) "
        f"FROM (SELECT n, {time_by('value', form)} AS told FROM {_TABLE})",
        [(datetime.now(UTC) + timedelta(days=1)).replace(tzinfo=None)],
    ).fetchone()
    assert found is not None
    return Made(*found)


def _late(connection: duckdb.DuckDBPyConnection) -> int:
    told = time_by("value", ISO)
    found = connection.execute(f"SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM {_TABLE} WHERE day({told}) > 12")
    return int((found.fetchone() or (0,))[0])
