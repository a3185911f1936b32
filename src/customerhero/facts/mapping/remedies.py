"""What to write in a mapping so that values which cannot be read can be."""

from __future__ import annotations

from collections.abc import Sequence

from customerhero.facts.excerpts import cited
from customerhero.facts.mapping.amounts import amounts_remedy
from customerhero.facts.mapping.dates import formats_for
from customerhero.facts.mapping.rows import EntryRows


def remedy_for(rows: EntryRows, target: str, values: Sequence[str]) -> str:
    """A sentence on what to write in the mapping, judged by the values that cannot be read."""
    column = rows.table.column(target)
    if column.type in ("time", "date"):
        return _for_times(formats_for(values))
    if column.choices:
        return _translated(target, values, column.choices[0]) + f" Ours are {', '.join(column.choices)}."
    if column.type == "flag":
        return _translated(target, values, "yes")
    if target == "score":
        return "Set scale_max to the highest answer of the scale, or " + _lower(_translated(target, values, "5"))
    if column.type == "money" and (remedy := amounts_remedy(values, rows.decimal)):
        return remedy
    return f"Check that this column is the {target}; `hero map FILE` shows what its columns may be."


def _for_times(formats: Sequence[str]) -> str:
    if not formats:
        return 'Write their format under `dates:` in the mapping, such as `dates: ["%d/%m/%Y"]`.'
    told = " or ".join(formats)
    more = " Only you can say which." if len(formats) > 1 else ""
    return (
        f'With {told} all can: write `dates: ["{formats[0]}"]` in the mapping; '
        f"`hero map FILE --to mine.yaml` makes one to start from.{more}"
    )


def _translated(target: str, values: Sequence[str], ours: str) -> str:
    example = cited(values[0]) if values else "theirs"
    return f"Say what each value means, such as `{target}: {{column: ..., values: {{{example}: {ours}}}}}`."


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
