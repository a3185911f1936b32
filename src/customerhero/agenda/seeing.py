"""What a source cannot show: a figure that is nought because nothing of the kind is ever recorded is no figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any, Final

from customerhero.agenda.needs import BESIDE, LABELS, MAIN, NEEDS, Need
from customerhero.findings import Answer, Finding, Table
from customerhero.wording.touched import CASES
from customerhero.wording.unrecorded import NOTHING_YET, REASONS, UNRECORDED

WHOSE: Final = "customer of a case"
"""The kind without which cases are counted in the place of customers."""


def shown(answer: Answer, kinds: frozenset[str]) -> Answer:
    """The answer with only those figures that facts with these kinds can show; the others are None, with a reason."""
    lacking = [need for need in NEEDS.get(answer.insight, ()) if _is_lacking(need, answer, kinds)]
    if not lacking:
        return answer
    numbers = {name: _reason(name, lacking) for name in answer.numbers if name not in LABELS}
    columns = {
        f"{name}.{column}": _reason(f"{name}.{column}", lacking)
        for name, table in answer.tables.items()
        for column in table.columns or ("",)
    }
    why = {name: reason for name, reason in (numbers | columns).items() if reason}
    if not why:
        return answer
    kept = {name: None if name in why else value for name, value in answer.numbers.items()}
    tables = {name: _told(name, table, lacking) for name, table in answer.tables.items()}
    found = () if _main_is_lacking(answer.insight, why) else answer.findings
    of_cases = any(need.kind == WHOSE for need in lacking)
    told = tuple(_without(finding, why, of_cases) for finding in found)
    return replace(answer, numbers={**kept, UNRECORDED: why}, tables=tables, findings=told)


def cannot_show(answer: Answer) -> str:
    """Why the answer has no figure to lead with; empty when it has one."""
    main = MAIN.get(answer.insight, ())
    if not main or any(answer.numbers.get(name) for name in main) or any(_is_nought(answer, name) for name in main):
        return ""
    why = answer.numbers.get(UNRECORDED) or {}
    reasons = [why[name] for name in main if name in why]
    if reasons:
        return str(reasons[0])
    kind = "payments" if answer.numbers.get("looks_like") else answer.insight
    return NOTHING_YET.get(kind, NOTHING_YET[""])


def is_lacking_kinds(answer: Answer) -> bool:
    """Whether it is the source that does not record what the main figures are made of."""
    why = answer.numbers.get(UNRECORDED) or {}
    return bool(why) and _main_is_lacking(answer.insight, why)


def is_worth_keeping(answer: Answer) -> bool:
    """Whether an answer without its main figures has others to show."""
    return any(answer.numbers.get(name) is not None for name in BESIDE.get(answer.insight, ()))


def without_first_change(answer: Answer) -> Answer:
    """Losses without a change in the first month anybody is known to have left: before, leaving was not recorded."""
    months = answer.tables.get("months")
    if answer.insight != "losses" or months is None or _ever_before_last(months, "lost"):
        return answer
    return replace(answer, findings=tuple(replace(finding, change=None) for finding in answer.findings))


def _is_lacking(need: Need, answer: Answer, kinds: frozenset[str]) -> bool:
    if need.kind in kinds or (need.where and answer.numbers.get(need.where[0]) != need.where[1]):
        return False
    return not (need.unless and _ever(answer.tables.get("months"), need.unless))


def _reason(figure: str, lacking: list[Need]) -> str:
    return next((REASONS[need.kind] for need in lacking if _is_of(figure, need)), "")


def _is_of(figure: str, need: Need) -> bool:
    """A star in the name of a number stands for no table's column."""
    return any(fnmatchcase(figure, one) for one in need.figures if ("." in one) == ("." in figure))


def _told(name: str, table: Table, lacking: list[Need]) -> Table:
    """The table without what cannot be seen: None in a column, no rows where the whole table is about it."""
    if any(f"{name}.*" in need.figures or (_is_of(f"{name}.", need)) for need in lacking):
        return Table(table.columns, ())
    hidden = [bool(_reason(f"{name}.{column}", lacking)) for column in table.columns]
    if not any(hidden):
        return table
    rows = (tuple(None if gone else value for gone, value in zip(hidden, row, strict=True)) for row in table.rows)
    return Table(table.columns, tuple(rows))


def _main_is_lacking(insight: str, why: Mapping[str, str]) -> bool:
    return all(name in why for name in MAIN.get(insight, ("",)))


def _without(finding: Finding, why: Mapping[str, str], of_cases: bool) -> Finding:
    facts = {name: None if name in why else value for name, value in finding.facts.items()}
    facts |= {"touched": CASES} if of_cases else {}
    return replace(finding, facts=facts, value=None if "value" in why else finding.value)


def _is_nought(answer: Answer, name: str) -> bool:
    """A rate of nought over something counted is a figure; no answers at all are none."""
    value: Any = answer.numbers.get(name)
    return value is not None and value == 0 and name != "answers"


def _ever(months: Table | None, name: str) -> bool:
    return months is not None and name in months.columns and any(row[name] for row in months.records())


def _ever_before_last(months: Table, name: str) -> bool:
    rows = sorted(months.records(), key=lambda row: str(row["month"]))
    return any(row.get(name) for row in rows[:-1])
