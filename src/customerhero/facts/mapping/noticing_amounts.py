"""What is noticed about amounts and currencies while they are mapped, over all values of a column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import TABLES
from customerhero.facts.currencies import TAKEN
from customerhero.facts.excerpts import cited, excerpt
from customerhero.facts.mapping.amounts import OTHER_MARK
from customerhero.facts.mapping.marks import MARK_NAMES, told_against
from customerhero.facts.mapping.model import FromColumns
from customerhero.facts.mapping.noticing import Source
from customerhero.facts.mapping.values import is_currency
from customerhero.facts.twins import text_sql

_LOOKED_AT: Final = 20_000


def notes_on_amounts(source: Source) -> list[DataNote]:
    """Amounts whose column speaks for another decimal mark than the mapping's, and signs taken for a currency."""
    notes: list[DataNote] = []
    for name, kind, values in sorted(_columns(source)):
        notes += _signs(source, name, values) if kind == "currency" else _marks(source, name)
    return notes


def _columns(source: Source) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in source.section.entries:
        for target, value in entry.columns.items():
            column = TABLES[entry.table].column(target)
            kind = "currency" if is_currency(column) else column.type
            if kind not in ("currency", "money", "number") or not isinstance(value, FromColumns):
                continue
            for name in filter(None, map(source.header.find, value.columns)):
                if source.types[name] == "VARCHAR":
                    found[name, kind] = tuple(word.casefold() for word in value.values)
    return ((name, kind, said) for (name, kind), said in found.items())


def _marks(source: Source, name: str) -> list[DataNote]:
    mark = source.mapping.decimal
    other, own = OTHER_MARK[mark], source.header.own(name)
    counted = source.connection.execute(
        f"SELECT count(*) FILTER (contains({own}, '{other}')), count(*) FILTER (contains({own}, '{mark}')), "
        f"count(*) FILTER (contains({own}, '{mark}') AND length({own}) - strpos({own}, '{mark}') = 3) "
        f"FROM ({source.piece.sql})"
    ).fetchone() or (0, 0, 0)
    if not counted[0] and (not counted[1] or counted[1] != counted[2]):
        return []
    looked_at = f"contains({own}, '{other}') OR contains({own}, '{mark}')"
    sql = f"SELECT DISTINCT trim({own}) FROM ({source.piece.sql}) WHERE {looked_at} LIMIT {_LOOKED_AT}"
    against = told_against([value for (value,) in source.connection.execute(sql).fetchall()], mark)
    if not against:
        return []
    told = (
        f"Amounts of {excerpt(name)} are read with a {MARK_NAMES[mark]} as decimal mark, but {against}. "
        f'If it is not so, say `decimal: "{other}"` in the mapping and import the file again.'
    )
    return [DataNote("decimal_mark", "", name, mark, max(counted[:2]), told, first=True)]


def _signs(source: Source, name: str, said: tuple[str, ...]) -> list[DataNote]:
    """Signs that may stand for several currencies and were read as the likeliest."""
    own = source.header.own(name)
    words = ", ".join(text_sql(word) for word in TAKEN if word not in said)
    if not words:
        return []
    word = f"lower(trim({own}))"
    sql = f"SELECT {word}, count(*) FROM ({source.piece.sql}) WHERE {word} IN ({words}) GROUP BY 1"
    return [
        DataNote("currency", "", name, word, count, _told_sign(name, word, count), first=True)
        for word, count in source.connection.execute(sql).fetchall()
    ]


def _told_sign(name: str, word: str, count: int) -> str:
    rows, code = "1 row" if count == 1 else f"{count:,} rows", TAKEN[word]
    remedy = f'{{column: {excerpt(name)}, values: {{"{word}": CAD}}}}'
    return f"{cited(word)} in {excerpt(name)} is read as {code} in {rows}; say another one as {remedy} in the mapping."
