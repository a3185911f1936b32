"""What the columns of an unknown file may be, and what its rows are by the evidence of all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from customerhero.facts.contracts import TABLES
from customerhero.facts.currencies import without_currency
from customerhero.facts.mapping.clues import CASE_ONLY, FOREIGN, NAMES, TELLING
from customerhero.facts.mapping.leaving import left_column
from customerhero.facts.mapping.marks import is_of_amounts
from customerhero.facts.mapping.other_languages import NAMES_ELSEWHERE
from customerhero.facts.mapping.plain_names import plain_name, squeezed, timeless
from customerhero.facts.mapping.regions import REGIONS
from customerhero.facts.mapping.sampling import MOST, Sampled
from customerhero.facts.mapping.survey_words import is_question
from customerhero.facts.mapping.surveys import scores_of

SURE: Final = 0.5
"""Less is a guess that says nothing by itself."""
_ENOUGH: Final = 4
"""So many recognised columns tell the table even where most columns stay unknown."""
_BESIDE_CASES: Final = ("score", "comment", "team_id", "person_id")
_ASKED: Final = 0.85
_END: Final = "enddate"
_ZONE_NAMED: Final = re.compile(r"\s*\((?:UTC|GMT)\)\s*$", re.IGNORECASE)
_TELLING_ALONE: Final = frozenset(("customer_id", "period", "amount"))
"""These together are revenue, however many other columns stand beside them."""


@dataclass(frozen=True)
class Pick:
    """The column of the source taken for a column of ours, how sure that is (0 to 1), and why."""

    column: str
    sure: float
    reason: str


Candidates = dict[str, dict[str, tuple[float, str]]]


def candidates(columns: list[Sampled]) -> Candidates:
    """For each column of the source the columns of ours it may be: how sure, and why."""
    found = {column.name: _candidates(column) for column in columns}
    if any(is_question(column.name) for column in columns if "score" in found[column.name]):
        for name in found:
            if squeezed(name) == _END and _can_be("happened_at", next(one for one in columns if one.name == name)):
                found[name]["happened_at"] = (0.6, "an answer to a survey is given when it ends")
    return found


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


_SQUEEZED: Final = {
    target: {squeezed(name): -place for place, name in reversed(list(enumerate((*names, *elsewhere))))}
    for target, names, elsewhere in ((one, NAMES[one], NAMES_ELSEWHERE.get(one, ())) for one in NAMES)
}


_WORDS: Final = {
    target: tuple(f" {plain_name(name)} " for name in names)
    for target, names in NAMES.items()
    if not target.endswith("_id")
}
"""The usual names as words that may stand within a name."""


def named_like(column: Sampled) -> list[str]:
    """The columns of ours whose usual names a column has, whatever its values are."""
    tight = squeezed(column.name)
    return [target for target in NAMES if tight == target.replace("_", "") or tight in _SQUEEZED[target]]


_TIMELESS: Final = {
    target: {told for name in names if (told := timeless(plain_name(name)))}
    for target, names in NAMES.items()
    if target.endswith("_at")
}
"""What a time is of, by what its column is usually called: opened, created, received."""


def _candidates(column: Sampled) -> dict[str, tuple[float, str]]:
    name = _ZONE_NAMED.sub("", without_currency(column.name))
    plain, tight = plain_name(name), squeezed(name)
    found = {}
    for target in NAMES:
        if not _can_be(target, column):
            continue
        if tight == target.replace("_", ""):
            found[target] = (1.0, "it has exactly the name used here")
        elif tight in _SQUEEZED[target]:
            found[target] = (max(0.6, 0.9 + 0.01 * _SQUEEZED[target][tight]), f"{column.name!r} is a usual name of it")
        elif target.endswith("_at") and timeless(plain) in _TIMELESS.get(target, ()):
            found[target] = (0.7, f"{column.name!r} is the day or time of it")
        elif not target.endswith("_id") and any(name in f" {plain} " for name in _WORDS[target]):
            found[target] = (0.4, f"{column.name!r} contains a usual name of it")
    if is_question(column.name) and _can_be("score", column):
        found["score"] = max(found.get("score", (0.0, "")), (_ASKED, "its name is the question of a survey"))
    return found


def _can_be(target: str, column: Sampled) -> bool:
    if not column.values:
        return True
    if target.endswith("_at") or target in ("period", "since"):
        return column.date_format is not None
    if target == "score":
        return scores_of(column) is not None
    if target == "amount":
        return column.date_format is None and is_of_amounts(column.values)
    if target in ("weight", "reported_handoffs", "scale_max"):
        return column.is_number
    if target == "outcome" and column.values:
        return column.date_format is None and not _is_region(column)
    return column.date_format is None


def _is_region(column: Sampled) -> bool:
    """Whether the values are states of a country, which are called State too."""
    told = [value.casefold() in REGIONS for value in column.values]
    return sum(told) >= MOST * len(told)


def _fits(table: str, columns: list[Sampled], found: Candidates) -> bool:
    picks = {target: pick for target, pick in picked(table, found).items() if pick.sure > SURE}
    known = {target for targets in found.values() for target, (sure, _) in targets.items() if sure > SURE}
    groups = [*TELLING[table], *([("customer_id",)] if table == "customers" and left_column(columns) else [])]
    if not any(picks.keys() >= set(group) for group in groups) or known.intersection(FOREIGN.get(table, ())):
        return False
    key = TABLES[table].key[0]
    recognised = len(picks) + _beside(table, columns, known)
    if table in ("customers", "people", "teams") and not _is_key(columns, picks[key].column):
        return table == "customers" and "joined_at" in picks and _has_few_twice(columns, picks[key].column)
    return recognised >= _ENOUGH or 2 * recognised >= len(columns) or _is_plain_enough(table, picks)


def _is_plain_enough(table: str, picks: dict[str, Pick]) -> bool:
    """Whether few columns tell the table by themselves: an amount of a customer's month, or a question with answers."""
    if table == "revenue":
        return picks.keys() >= _TELLING_ALONE
    asks = table == "feedback" and is_question(picks["score"].column)
    return asks and not picks.keys().isdisjoint(("feedback_id", "happened_at"))


def _beside(table: str, columns: list[Sampled], known: set[str]) -> int:
    """How many columns tell more than the table holds: whether a customer left and what it pays, who held a case."""
    if table == "customers":
        return (left_column(columns) is not None) + ("amount" in known)
    return len(known.intersection(_BESIDE_CASES)) if table == "cases" else 0


def _is_of_cases(columns: list[Sampled], found: Candidates) -> bool:
    """Whether a file that may be cases is no history of them and no survey about them."""
    picks = picked("cases", found)
    if not _is_key(columns, picks["case_id"].column):
        return False
    is_survey = any("feedback_id" in targets for targets in found.values())
    return not is_survey and any(target in picks and picks[target].sure > SURE for target in CASE_ONLY)


def _has_few_twice(columns: list[Sampled], name: str) -> bool:
    """Whether most rows have a value of their own: customers who came back stand in a list once for each life."""
    column = next(column for column in columns if column.name == name)
    return 2 * len(set(column.values)) > column.rows


def _is_key(columns: list[Sampled], name: str) -> bool:
    return next(column for column in columns if column.name == name).is_key
