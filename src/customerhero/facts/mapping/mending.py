"""How ids of two spellings can be made to meet: what to write into the mapping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from customerhero.facts.excerpts import excerpt


@dataclass(frozen=True)
class Pair:
    """An id as it is known, and as it came."""

    known: str
    came: str


def remedy(target: str, column: str, pairs: list[Pair], known: tuple[Any, ...]) -> str:
    """What to do about ids that hardly meet.

    `known` tells of the known ids: the shortest and longest length, and whether all are in small or capital letters.
    """
    way = _way(column or target, pairs[0], known) if pairs else ""
    if way:
        mended = f"Write `{target}: {way}` into the mapping (`hero map --preset NAME` prints that of a preset)"
    else:
        mended = "Export both files with the same ids, or map the column that holds them"
    return f"{mended}. If they really are others, import with --new-ids, or write `new_ids: true` into the mapping."


def _way(column: str, pair: Pair, known: tuple[Any, ...]) -> str:
    shortest, longest, is_small, is_capital = known
    own, came = pair.known, pair.came
    if came.isdigit() and own.lstrip("0") == came.lstrip("0"):
        if len(own) > len(came) and shortest == longest:
            return f"{{column: {_named(column)}, pad: {longest}}}"
        return f"{{column: {_named(column)}, pattern: '^0*(.+)$'}}" if not own.startswith("0") else ""
    if own.lower() == came.lower() and (is_small or is_capital):
        return f"{{column: {_named(column)}, case: {'lower' if is_small else 'upper'}}}"
    if (own and came.endswith((own, f"{own}.0", f"{own},0"))) or came.startswith(own):
        return _without(column, own, came)
    if came and own.endswith(came):
        return f'{{columns: ["={own.removesuffix(came)}", {_named(column)}], join: ""}}'
    return ""


def _without(column: str, own: str, came: str) -> str:
    if came.endswith(own):
        before = "".join(letter if letter.isalnum() else f"[{letter}]" for letter in came.removesuffix(own))
        return f"{{column: {_named(column)}, pattern: '^{before}(.+)$'}}" if "'" not in before else ""
    return f"{{column: {_named(column)}, pattern: '^(.+)[.,]0$'}}" if came[len(own) :] in (".0", ",0") else ""


def _named(column: str) -> str:
    told = excerpt(column)
    return told if told.replace("_", "").replace(" ", "").isalnum() else f'"{told}"'
