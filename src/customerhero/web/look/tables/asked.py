"""What somebody asks of a table, read from the page's address: order, words, choices, where to go on, which file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.signing import BadSignature, Signer
from django.http import QueryDict

from customerhero.web.look.tables.columns import Column

FORMATS: Final = ("csv", "xlsx", "parquet")
LONGEST_WORDS: Final = 200


@dataclass(frozen=True)
class Asked:
    """What is asked of one table."""

    sort: Column | None = None
    descending: bool = False
    words: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    after: tuple[Any, Any] | None = None
    """The sort value and key of the row after which to go on."""
    export: str = ""


def asked_of(name: str, columns: Sequence[Column], query: QueryDict, default_sort: str = "") -> Asked:
    """What the address asks of the table of that name; what it asks wrongly is passed over."""
    sort = query.get(f"{name}.sort", default_sort)
    by_name = {column.name: column for column in columns}
    chosen = {column.name: query.get(f"{name}.is.{column.name}", "") for column in columns if column.choices}
    wanted = by_name.get(sort.removeprefix("-"))
    return Asked(
        sort=wanted if wanted and wanted.sortable else None,
        descending=sort.startswith("-"),
        words=query.get(f"{name}.q", "").strip()[:LONGEST_WORDS],
        chosen={column: value for column, value in chosen.items() if value},
        after=_unpacked(query.get(f"{name}.after", ""), wanted),
        export=query.get(f"{name}.export", "") if query.get(f"{name}.export") in FORMATS else "",
    )


def cursor(sort: Column | None, value: Any, key: Any) -> str:
    """Where to go on, as text for an address; signed, so that it fits the column it was made for."""
    return _signer(sort).sign_object([_plain(value), _plain(key)])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value if _is_json(value) else str(value)


def _is_json(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _unpacked(text: str, sort: Column | None) -> tuple[Any, Any] | None:
    try:
        value, key = _signer(sort).unsign_object(text)
    except BadSignature:
        return None
    return value, key


def _signer(sort: Column | None) -> Signer:
    return Signer(salt=f"cursor by {sort.name if sort else ''}")
