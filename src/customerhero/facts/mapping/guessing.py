"""What the columns of an unknown file may be, and what its rows are by the evidence of all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from customerhero.facts.contracts import TABLES
from customerhero.facts.currencies import without_currency
from customerhero.facts.mapping.clues import CASE_ONLY, FOREIGN, METRIC_WORDS, NAMES, TELLING
from customerhero.facts.mapping.marks import is_of_amounts
from customerhero.facts.mapping.sampling import Sampled

_SURE: Final = 0.5
_ENOUGH: Final = 4
"""So many recognised columns tell the table even where most columns stay unknown."""
_SCALES: Final = (5, 7, 10)


@dataclass(frozen=True)
class Pick:
    """The column of the source taken for a column of ours, how sure that is (0 to 1), and why."""

    column: str
    sure: float
    reason: str


Candidates = dict[str, dict[str, tuple[float, str]]]


def candidates(columns: list[Sampled]) -> Candidates:
    """For each column of the source the columns of ours it may be: how sure, and why."""
    return {column.name: _candidates(column) for column in columns}


def picked(table: str, found: Candidates) -> dict[str, Pick]:
    """The likeliest column of the source for each column of a table; none is taken twice."""
    names = TABLES[table].names
    ranked = sorted(
        ((sure, -names.index(target), column, target, reason))
        for column, targets in found.items()
        for target, (sure, reason) in targets.items()
        if target in names
    )
    picks: dict[str, Pick] = {}
    for sure, _, column, target, reason in reversed(ranked):
        if target not in picks and column not in {pick.column for pick in picks.values()}:
            picks[target] = Pick(column, sure, reason)
    return picks


def table_of(columns: list[Sampled], found: Candidates) -> str:
    """The table a row of the file belongs to; empty when the columns do not tell."""
    filled = [column for column in columns if column.values or not column.rows]
    found = {column.name: found[column.name] for column in filled}  # an empty column is no evidence
    fitting = [table for table in TELLING if _fits(table, filled, found)]
    if "cases" in fitting and _is_of_cases(filled, found):
        return "cases"
    return fitting[0] if fitting else ""


def metric_and_scale(column: Sampled) -> tuple[str, str]:
    """Which question a column of scores answers and the highest answer of its scale; empty where it is not clear."""
    numbers = [float(value) for value in column.values if re.fullmatch(r"\d+(\.\d*)?", value)]
    lowest, highest = min(numbers, default=1), max(numbers, default=10)
    named = [metric for metric, words in METRIC_WORDS.items() if any(word in squeezed(column.name) for word in words)]
    scale = next((scale for scale in _SCALES if highest <= scale), 0)
    if named:
        lowest_scale = {"csat": 5, "ces": 7, "nps": 10}[named[0]]
        return named[0], str(max(scale, lowest_scale)) if scale else ""
    if lowest < 1 and highest > _SCALES[0]:
        return "nps", str(10) if scale else ""  # only this scale begins with 0
    return ("csat", "5") if scale == _SCALES[0] else ("", str(scale or ""))


def squeezed(name: str) -> str:
    """A column's name without case, blanks and marks."""
    return _plain(name).replace(" ", "")


def _plain(name: str) -> str:
    spaced = re.sub(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])", " ", name)
    return " ".join(re.sub(r"[\W_]+", " ", spaced).split()).casefold()


_SQUEEZED: Final = {
    target: {name.replace(" ", ""): -place for place, name in reversed(list(enumerate(names)))}
    for target, names in NAMES.items()
}


def _candidates(column: Sampled) -> dict[str, tuple[float, str]]:
    name = without_currency(column.name)
    plain, tight = _plain(name), squeezed(name)
    found = {}
    for target, names in NAMES.items():
        if not _can_be(target, column):
            continue
        if tight == target.replace("_", ""):
            found[target] = (1.0, "it has the contract's own name")
        elif tight in _SQUEEZED[target]:
            found[target] = (max(0.6, 0.9 + 0.01 * _SQUEEZED[target][tight]), f"{column.name!r} is a usual name of it")
        elif not target.endswith("_id") and any(re.search(rf"\b{re.escape(name)}\b", plain) for name in names):
            found[target] = (0.4, f"{column.name!r} contains a usual name of it")
    return found


def _can_be(target: str, column: Sampled) -> bool:
    if not column.values:
        return True
    if target.endswith("_at") or target in ("period", "since"):
        return column.date_format is not None
    if target == "score":
        return column.is_number and bool(metric_and_scale(column)[1])
    if target == "amount":
        return column.date_format is None and is_of_amounts(column.values)
    if target in ("weight", "reported_handoffs", "scale_max"):
        return column.is_number
    return column.date_format is None


def _fits(table: str, columns: list[Sampled], found: Candidates) -> bool:
    picks = {target: pick for target, pick in picked(table, found).items() if pick.sure > _SURE}
    known = {target for targets in found.values() for target, (sure, _) in targets.items() if sure > _SURE}
    if not any(picks.keys() >= set(group) for group in TELLING[table]) or known.intersection(FOREIGN.get(table, ())):
        return False
    key = TABLES[table].key[0]
    if table in ("customers", "people", "teams") and not _is_key(columns, picks[key].column):
        return False
    return len(picks) >= _ENOUGH or 2 * len(picks) >= len(columns)


def _is_of_cases(columns: list[Sampled], found: Candidates) -> bool:
    """Whether a file that may be cases is no history of them and no survey about them."""
    picks = picked("cases", found)
    if not _is_key(columns, picks["case_id"].column):
        return False
    is_survey = any("feedback_id" in targets for targets in found.values())
    return not is_survey and any(target in picks and picks[target].sure > _SURE for target in CASE_ONLY)


def _is_key(columns: list[Sampled], name: str) -> bool:
    return next(column for column in columns if column.name == name).is_key
