"""The entries of a proposed mapping and their YAML: what is not known is left for the user to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import yaml

from customerhero.facts.contracts import TABLES
from customerhero.facts.mapping.assumptions import Question
from customerhero.facts.mapping.dates_written import WrittenDates, written_dates
from customerhero.facts.mapping.guessing import Candidates, Pick, metric_and_scale, picked
from customerhero.facts.mapping.model import MADE_IDS, TO_BE_SAID
from customerhero.facts.mapping.sampling import Sampled

_SURE: Final = 0.5
_ENDLESS: Final = 1_000_000_000
_CURRENCIES: Final = {"€": "EUR", "eur": "EUR", "$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP", "chf": "CHF"}


@dataclass(frozen=True)
class Draft:
    """One entry of a proposed mapping: columns of the source, and values that no column gives, as YAML."""

    table: str
    picks: Mapping[str, Pick]
    made: Mapping[str, str]
    known: str = ""
    """A column that must be known for a row to count."""
    key: str = ""
    """A column whose last row counts."""


def drafts_of(table: str, columns: list[Sampled], found: Candidates) -> list[Draft]:
    """The entries for a file whose rows are of this table; a case's events and its score are entries of their own."""
    by_name = {column.name: column for column in columns}
    picks = picked(table, found)
    if table != "cases":
        return [Draft(table, picks, _made(table, picks, by_name))]
    case = picks["case_id"].column
    key = "" if by_name[case].is_key else case
    drafts = [Draft(table, picks, {}, key=key), *_events(picks, found, key)]
    score = picked("feedback", found).get("score")
    if score and score.sure > _SURE:
        drafts.append(_feedback(score, picks, found, by_name))
    return drafts


def answered(draft: Draft, answers: Mapping[str, str]) -> Draft:
    """The draft with what only the user could say, as far as it was said."""
    said = {name: _constant(answers[name]) for name in draft.made if answers.get(name)}
    return replace(draft, made={**draft.made, **said})


def questions_of(draft: Draft) -> list[Question]:
    """What is still to be said of a draft's values."""
    asked = [column for column in TABLES[draft.table].columns if TO_BE_SAID in draft.made.get(column.name, "")]
    return [
        Question(column.name, "", f"What is the {column.name} of all rows?", f"No column says it. {column.meaning}", ())
        for column in asked
    ]


def dated(drafts: list[Draft]) -> set[str]:
    """The columns of the source that are taken for times or months."""
    return {
        pick.column
        for draft in drafts
        for target, pick in draft.picks.items()
        if TABLES[draft.table].column(target).type in ("time", "date")
    }


def text_of_drafts(name: str, drafts: list[Draft], columns: list[Sampled], zone: str = "UTC") -> str:
    """The YAML of a proposal."""
    written = written_dates(columns, dated(drafts))
    used = {pick.column for draft in drafts for pick in draft.picks.values()} | written.clocks
    lines = [f"name: {_scalar(name)}", f"zone: {zone}  # the zone the times are told in, such as Europe/Berlin"]
    if written.shared:
        lines.append(f"dates: {_list(written.shared)}")
    amounts = {draft.picks[target].column for draft in drafts for target in draft.picks if target == "amount"}
    if any(column.has_decimal_comma for column in columns if column.name in amounts):
        lines.append('decimal: ","')
    lines += ["tables:", *(line for draft in drafts for line in _entry(draft, written))]
    if not drafts:
        lines += [f"  - table: {_quoted(TO_BE_SAID)}  # one of {', '.join(TABLES)}", "    columns: {}"]
    left = [column.name for column in columns if column.name not in used]
    lines += [f"# not used: {name.encode('unicode_escape').decode()}" for name in left]
    return "\n".join(lines) + "\n"


def _made(table: str, picks: Mapping[str, Pick], by_name: Mapping[str, Sampled]) -> dict[str, str]:
    """The values that are needed and that no column gives: read off the columns, or left to be said."""
    needed = [column.name for column in TABLES[table].columns if column.required and column.name not in picks]
    made = {name: _constant(TO_BE_SAID) for name in needed if name not in MADE_IDS}
    if table == "feedback":
        metric, scale = metric_and_scale(by_name[picks["score"].column])
        said = {"metric": metric, "scale_max": scale}
        made |= {name: _constant(said[name]) for name in made if said.get(name)}
    if "currency" in made:
        header = picks["amount"].column.casefold()
        told = [code for mark, code in _CURRENCIES.items() if mark in re.split(r"[\s_()\[\]]+", header)]
        made["currency"] = _constant(told[0] if told else TO_BE_SAID)
    return made


def _events(cases: Mapping[str, Pick], found: Candidates, key: str) -> list[Draft]:
    """What a case's own row says of its events: when it was opened, and who held it when it was closed."""
    picks = {name: cases[name] for name in ("case_id", "customer_id") if name in cases}
    case = cases["case_id"].column
    drafts = []
    for kind, moment in (("opened", "opened_at"), ("resolved", "resolved_at"), ("closed", "closed_at")):
        if moment not in cases or cases[moment].sure <= _SURE:
            continue
        holders = {} if kind == "opened" else _also(found, cases, "events", ("team_id", "person_id"))
        made = {"event_id": f"{{columns: [{_flow(case)}, {_quoted('=' + kind)}]}}", "kind": _constant(kind)}
        at = {"happened_at": cases[moment]}
        drafts.append(Draft("events", picks | at | holders, made, known=cases[moment].column, key=key))
    return drafts


def _feedback(score: Pick, cases: Mapping[str, Pick], found: Candidates, by_name: Mapping[str, Sampled]) -> Draft:
    """The answer a case's row holds; a case without one was perhaps never asked."""
    picks = {name: cases[name] for name in ("case_id", "customer_id") if name in cases}
    moments = [cases[name] for name in ("closed_at", "resolved_at", "opened_at") if name in cases]
    picks |= {"happened_at": moments[0]} if moments else {}
    picks |= {"score": score} | _also(found, cases, "feedback", ("comment", "team_id", "person_id"))
    ids = {"feedback_id": f'{{columns: [{_flow(cases["case_id"].column)}, "=score"]}}'}
    return Draft("feedback", picks, ids | _made("feedback", picks, by_name), known=score.column)


def _also(found: Candidates, cases: Mapping[str, Pick], table: str, names: tuple[str, ...]) -> dict[str, Pick]:
    taken = {pick.column for pick in cases.values()}
    picks = picked(table, {column: targets for column, targets in found.items() if column not in taken})
    return {name: picks[name] for name in names if name in picks and picks[name].sure > _SURE}


def _entry(draft: Draft, written: WrittenDates) -> list[str]:
    lines = [f"  - table: {draft.table}"]
    if draft.known:
        lines.append(f"    where: {{{_flow(draft.known)}: known}}")
    if draft.key:
        lines.append(f"    rows: {{one_per: {_flow(draft.key)}}}")
    lines.append("    columns:")
    for column in TABLES[draft.table].columns:
        if column.name in draft.picks:
            pick = draft.picks[column.name]
            value = _dated(pick.column, written) if column.type in ("time", "date") else _scalar(pick.column)
            lines.append(f"      {column.name}: {value}  # {pick.sure:.0%}: {_remark(pick.reason)}")
        elif column.name in draft.made:
            unknown = f"  # {column.meaning} No column says it." if TO_BE_SAID in draft.made[column.name] else ""
            lines.append(f"      {column.name}: {draft.made[column.name]}{unknown}")
    return lines


def _dated(name: str, written: WrittenDates) -> str:
    """A column of dates, with what is said of its dates alone."""
    dates = written.by_column.get(name)
    formats = dates.formats if dates and not written.shared else ()
    if not dates or not (formats or dates.clock):
        return _scalar(name)
    said = [f"column: {_flow(name)}", *([f"time: {_flow(dates.clock)}"] if dates.clock else [])]
    return f"{{{', '.join([*said, *([f'dates: {_list(formats)}'] if formats else [])])}}}"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"


def _constant(value: str) -> str:
    return f"{{constant: {_quoted(value)}}}"


def _flow(text: str) -> str:
    return _quoted(text) if re.search(r"[^\w ]", text) else _scalar(text)


def _scalar(text: str) -> str:
    if not text.isprintable():
        return _quoted(text)
    return yaml.safe_dump(text, default_flow_style=True, width=_ENDLESS, allow_unicode=True).split("\n")[0]


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, default_style='"', width=_ENDLESS, allow_unicode=text.isprintable()).rstrip("\n")


def _remark(text: str) -> str:
    """A text fit to stand in a line's remark."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
