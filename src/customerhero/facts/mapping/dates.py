"""The dates of a column: which formats read its values, and which order of day and month they speak for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb

from customerhero.facts.duck import open_locked
from customerhero.facts.mapping.date_forms import ISO, forms_of_all, order_of
from customerhero.facts.mapping.model import NAMED_FORMATS
from customerhero.facts.mapping.times import in_bounds, read_by

_LOOKED_AT: Final = 2_000
_NEARLY_ALL: Final = 0.95
_RECENT: Final = "TIMESTAMP '1990-01-01' AND TIMESTAMP '2100-01-01'"
"""Between these a bare number is taken for a time: small numbers are all times of 1970."""


def formats_for(values: Sequence[str]) -> tuple[str, ...]:
    """The formats that would read nearly all of these values, as they stand under `dates:`; the likeliest first."""
    told = list(dict.fromkeys(values))[:_LOOKED_AT]
    forms = forms_of_all(told)
    if not forms:
        return ()
    with open_locked() as connection:
        read = _read(connection, told, forms)
    fitting = [form for form in forms if form != ISO and read[form] >= _NEARLY_ALL * len(told)]
    return tuple(sorted(fitting, key=lambda form: (-read[form], order_of(form))))


def _read(connection: duckdb.DuckDBPyConnection, values: list[str], forms: tuple[str, ...]) -> dict[str, int]:
    """How many of these values each format reads."""
    counts = ", ".join(f"count({_likely('value', form)})" for form in forms)
    found = connection.execute(f"SELECT {counts} FROM (SELECT unnest(?::VARCHAR[]) AS value)", [values]).fetchone()
    return dict(zip(forms, found or (), strict=True))


def _likely(text: str, form: str) -> str:
    """SQL for a text as the time that a format makes of it, NULL where it would be no time of a customer's life."""
    time = read_by(text, (form,) if form else ())
    return in_bounds(time) if form not in NAMED_FORMATS else f"CASE WHEN {time} BETWEEN {_RECENT} THEN {time} END"
