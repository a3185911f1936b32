"""The entries of a proposed mapping and their YAML: what is not known is left for the user to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import yaml

from customerhero.facts.contracts import EVENT_KINDS, TABLES
from customerhero.facts.mapping.asking import (
    BY_WORDS,
    NOT_WANTED,
    question_of_kinds,
    question_of_leaving,
    question_of_month,
)
from customerhero.facts.mapping.assumptions import Assumption, Question
from customerhero.facts.mapping.dates_written import WrittenDates, written_dates
from customerhero.facts.mapping.guessing import SURE, Candidates, Pick, picked
from customerhero.facts.mapping.leaving import left_column, left_values
from customerhero.facts.mapping.loading import load_mapping
from customerhero.facts.mapping.model import MADE_IDS, TO_BE_SAID
from customerhero.facts.mapping.plain_names import squeezed
from customerhero.facts.mapping.sampling import MOST, Sampled
from customerhero.facts.mapping.survey_words import asked_by
from customerhero.facts.mapping.surveys import LOWEST, question_of_twins, scores_of

_HANDLED_AT_ONCE: Final = ("call", "chat")
"""What begins so is handled by the one it came to, at the time it came."""
_ACTIVITY: Final = "concept:name"
_ENDLESS: Final = 1_000_000_000


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
    rows: str = ""
    """How its rows are made, as YAML, where that is not by a key."""
    words: str = ""
    """A column whose words say what kind of event a row is."""
    told_by: Mapping[str, str] = field(default_factory=dict)
    """Columns of the source that tell something by their values, by column of ours."""
    asked: Mapping[str, Question] = field(default_factory=dict)
    """Questions of its own, by column of ours; others are asked in general words."""
    said_by: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What each answer to a question puts into the mapping, by column of ours, where it is not the answer itself."""
    taken: tuple[Assumption, ...] = ()
    only: tuple[str, ...] = ()
    """Conditions of its rows, as YAML, beside the column that must be known."""
    ways: Mapping[str, str] = field(default_factory=dict)
    """How a picked column's values are translated, as YAML in the place of its name."""


def drafts_of(table: str, columns: list[Sampled], found: Candidates) -> list[Draft]:
    """The entries for a file whose rows are of this table; a case's events and its score are entries of their own."""
    by_name = {column.name: column for column in columns}
    picks = picked(table, found)
    if table == "customers":
        return _customers(picks, columns, found)
    if table == "events":
        return [_log(picks, by_name)]
    if table == "feedback":
        return _answers(picks, columns, found)
    if table != "cases":
        return [Draft(table, picks, _made(table, picks))]
    case = picks["case_id"].column
    key = "" if by_name[case].is_key else case
    drafts = [Draft(table, picks, {}, key=key), *_events(picks, found, key)]
    score = picked("feedback", found).get("score")
    if score and score.sure > SURE:
        drafts.append(_feedback(score, picks, found, by_name))
    return drafts


def answered(draft: Draft, answers: Mapping[str, str]) -> Draft | None:
    """The draft with what only the user could say, as far as it was said; None when it is not wanted."""
    made = dict(draft.made)
    for name in draft.made:
        answer = answers.get(name, "") or (answers.get(draft.asked[name].key, "") if name in draft.asked else "")
        if answer == NOT_WANTED and name in draft.asked:
            if TABLES[draft.table].column(name).required:
                return None
            del made[name]
            draft = replace(draft, told_by={})
        elif answer == BY_WORDS and name == "kind" and name in draft.asked:
            return replace(draft, made={}, words=draft.asked[name].column, told_by={"kind": draft.asked[name].column})
        elif answer in draft.said_by.get(name, ()):
            made[name] = draft.said_by[name][answer]
        elif name in draft.said_by:
            continue
        elif answer and _can_be_said(draft.table, name, answer):
            made[name] = made[name].replace(in_quotes(TO_BE_SAID), in_quotes(answer))
            if name == "metric" and answer != "nps" and "score" in made:
                made["score"] = made["score"].replace('"0": "0"', f'"0": "{LOWEST}"')
    return replace(draft, made=made)


def _can_be_said(table: str, name: str, answer: str) -> bool:
    column = TABLES[table].column(name)
    if column.type in ("time", "date"):
        return bool(re.fullmatch(r"\d{4}-\d\d(-\d\d)?", answer))
    return not column.choices or answer in column.choices


def questions_of(draft: Draft) -> list[Question]:
    """What is still to be said of a draft's values."""
    asked = [column for column in TABLES[draft.table].columns if TO_BE_SAID in draft.made.get(column.name, "")]
    return [
        draft.asked.get(column.name)
        or Question(
            column.name, "", f"What is the {column.name} of all rows?", f"No column says it. {column.meaning}", ()
        )
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


def text_of_drafts(name: str, drafts: list[Draft], columns: list[Sampled], zone: str = "UTC", decimal: str = "") -> str:
    """The YAML of a proposal, with the zone of its times and the decimal mark of its amounts where that matters."""
    written = written_dates(columns, dated(drafts))
    used = {pick.column for draft in drafts for pick in draft.picks.values()} | written.clocks
    used |= {name for draft in drafts for name in draft.told_by.values()}
    lines = [f"name: {_scalar(name)}", f"zone: {zone}  # the zone the times are told in, such as Europe/Berlin"]
    if written.shared:
        lines.append(f"dates: {_list(written.shared)}")
    if decimal not in ("", "."):
        lines.append(f"decimal: {in_quotes(decimal)}")
    lines += ["tables:", *(line for draft in drafts for line in _entry(draft, written))]
    if not drafts:
        lines += [f"  - table: {in_quotes(TO_BE_SAID)}  # one of {', '.join(TABLES)}", "    columns: {}"]
    left = [column.name for column in columns if column.name not in used]
    lines += [f"# not used: {name.encode('unicode_escape').decode()}" for name in left]
    return "\n".join(lines) + "\n"


def constant(value: str) -> str:
    """YAML for one value of all rows."""
    return f"{{constant: {in_quotes(value)}}}"


def translated(column: str, values: Mapping[str, str]) -> str:
    """YAML for a column some of whose values are translated."""
    listed = ", ".join(f"{in_quotes(their)}: {in_quotes(ours)}" for their, ours in values.items())
    return f"{{column: {in_flow(column)}" + (f", values: {{{listed}}}}}" if values else "}")


def in_flow(text: str) -> str:
    """A text as it stands within braces of YAML."""
    return in_quotes(text) if re.search(r"[^\w ]", text) else _scalar(text)


def in_quotes(text: str) -> str:
    """A text in quotes of YAML."""
    return yaml.safe_dump(text, default_style='"', width=_ENDLESS, allow_unicode=text.isprintable()).rstrip("\n")


def _customers(picks: Mapping[str, Pick], columns: list[Sampled], found: Candidates) -> list[Draft]:
    """Customers, when they left where only is said that they did, and what they pay a month."""
    taken = {pick.column for pick in picks.values()}
    amount = picked("revenue", {name: of for name, of in found.items() if name not in taken}).get("amount")
    flag = left_column([column for column in columns if column.name not in taken])
    made, asked = {}, {}
    if flag and ("left_at" not in picks or picks["left_at"].sure <= SURE):
        picks = {target: pick for target, pick in picks.items() if target != "left_at"}
        values = ", ".join(
            f"{in_quotes(v)}: {in_quotes(TO_BE_SAID if left else '')}" for v, left in left_values(flag).items()
        )
        made["left_at"] = f"{{column: {in_flow(flag.name)}, values: {{{values}}}, otherwise: refuse}}"
        asked["left_at"] = question_of_leaving(flag)
    drafts = [
        Draft(
            "customers", picks, made, told_by={name: question.column for name, question in asked.items()}, asked=asked
        )
    ]
    if amount and amount.sure > SURE:
        paid = {"customer_id": picks["customer_id"], "amount": amount}
        period = {"period": constant(TO_BE_SAID)}
        currency = _made("revenue", paid)["currency"]
        of_month = {"period": question_of_month(amount.column)}
        drafts.append(Draft("revenue", paid, {**period, "currency": currency}, asked=of_month))
    return drafts


def _log(picks: Mapping[str, Pick], by_name: Mapping[str, Sampled]) -> Draft:
    """A log of events; where its activities are none of our kinds, what they mean is asked."""
    activity = picks.get("kind")
    known = [value.casefold() in EVENT_KINDS for value in by_name[activity.column].values] if activity else []
    if not activity or sum(known) >= MOST * len(known):
        return Draft("events", picks, _made("events", picks))
    others = {target: pick for target, pick in picks.items() if target != "kind"}
    others.setdefault("note", activity)
    asked = {"kind": question_of_kinds(by_name[activity.column])}
    return Draft("events", others, _made("events", others), asked=asked)


def _made(table: str, picks: Mapping[str, Pick]) -> dict[str, str]:
    """The values that are needed and that no column gives: read off the columns, or left to be said."""
    needed = [column.name for column in TABLES[table].columns if column.required and column.name not in picks]
    return {name: constant(TO_BE_SAID) for name in needed if name not in MADE_IDS}


def _events(cases: Mapping[str, Pick], found: Candidates, key: str) -> list[Draft]:
    """What a case's own row says of its events: when it was opened, and who held it when it was closed."""
    picks = {name: cases[name] for name in ("case_id", "customer_id") if name in cases}
    case = cases["case_id"].column
    drafts = []
    for kind, moment in (("opened", "opened_at"), ("resolved", "resolved_at"), ("closed", "closed_at")):
        if moment not in cases or cases[moment].sure <= SURE:
            continue
        holders = {} if kind == "opened" else _also(found, cases, "events", ("team_id", "person_id"))
        made = {"event_id": f"{{columns: [{in_flow(case)}, {in_quotes('=' + kind)}]}}", "kind": constant(kind)}
        at = {"happened_at": cases[moment]}
        drafts.append(Draft("events", picks | at | holders, made, known=cases[moment].column, key=key))
    holders = _also(found, cases, "events", ("team_id", "person_id"))
    if len(drafts) == 1 and holders and "opened_at" in cases and squeezed(case).startswith(_HANDLED_AT_ONCE):
        made = {"event_id": f'{{columns: [{in_flow(case)}, "=replied"]}}', "kind": constant("replied")}
        at = {"happened_at": cases["opened_at"]}
        drafts.append(Draft("events", picks | at | holders, made, known=cases["opened_at"].column, key=key))
    return drafts


def _feedback(score: Pick, cases: Mapping[str, Pick], found: Candidates, by_name: Mapping[str, Sampled]) -> Draft:
    """The answer a case's row holds; a case without one was perhaps never asked."""
    picks = {name: cases[name] for name in ("case_id", "customer_id") if name in cases}
    moments = [cases[name] for name in ("closed_at", "resolved_at", "opened_at") if name in cases]
    picks |= {"happened_at": moments[0]} if moments else {}
    picks |= {"score": score} | _also(found, cases, "feedback", ("comment", "team_id", "person_id"))
    ids = {"feedback_id": f'{{columns: [{in_flow(cases["case_id"].column)}, "=score"]}}'}
    draft = Draft("feedback", picks, ids | _made("feedback", picks), known=score.column)
    return _of_survey(draft, by_name[score.column])


def _answers(picks: Mapping[str, Pick], columns: list[Sampled], found: Candidates) -> list[Draft]:
    """An entry for each question of a survey; the words of an answer belong to the first."""
    by_name = {column.name: column for column in columns}
    used = {pick.column for pick in picks.values()}
    first = picks["score"]
    more = [
        Pick(name, *targets["score"])
        for name, targets in found.items()
        if name not in used and targets.get("score", (0.0, ""))[0] > SURE and asked_by(name)
    ]
    if not more or "metric" in picks:
        draft = Draft("feedback", picks, _made("feedback", picks))
        return [_of_survey(draft, by_name[first.column])]
    drafts: list[Draft] = []
    names = [column.name for column in columns]
    for place, score in enumerate(sorted([first, *more], key=lambda pick: names.index(pick.column))):
        of_row = {target: pick for target, pick in picks.items() if target != "comment" or not place} | {"score": score}
        made = _made("feedback", of_row)
        if "feedback_id" in picks:
            made["feedback_id"] = f"{{columns: [{in_flow(picks['feedback_id'].column)}, {in_quotes(f'={place + 1}')}]}}"
        draft = _of_survey(Draft("feedback", of_row, made, known=score.column), by_name[score.column])
        drafts.append(_asked_twice(draft, drafts))
    return drafts


def _asked_twice(draft: Draft, before: list[Draft]) -> Draft:
    """The draft, with a question where an earlier one asks the same: two questions are seldom one measure."""
    same = [other for other in before if other.made["metric"] == draft.made["metric"]]
    if not same or "metric" in draft.asked:
        return draft
    metric, column = asked_by(draft.picks["score"].column), draft.picks["score"].column
    question = question_of_twins(column, same[0].picks["score"].column, metric)
    asked = {**draft.asked, "metric": question}
    return replace(draft, made={**draft.made, "metric": constant(TO_BE_SAID)}, asked=asked)


def _of_survey(draft: Draft, column: Sampled) -> Draft:
    """The draft with what its column of scores says of the question, the scale and what is no answer."""
    scores = scores_of(column)
    if scores is None:
        return draft
    said = {"metric": scores.metric, "scale_max": scores.scale}
    made = dict(draft.made) | {name: constant(said[name]) for name in said if said[name] and name in draft.made}
    asked = {name: question for name, question in scores.asked.items() if name in draft.made or name == "score"}
    by_answer = {key: _translated(column.name, values) for key, values in scores.values_by_answer.items()}
    if "score" in asked:
        made["score"] = in_quotes(TO_BE_SAID)
    elif scores.values:
        made["score"] = _translated(column.name, scores.values)
    return replace(draft, made=made, asked=asked, said_by={"score": by_answer} if by_answer else {}, taken=scores.taken)


def _translated(column: str, values: Mapping[str, str]) -> str:
    return translated(column, values) if values else _scalar(column)


def _also(found: Candidates, cases: Mapping[str, Pick], table: str, names: tuple[str, ...]) -> dict[str, Pick]:
    taken = {pick.column for pick in cases.values()}
    picks = picked(table, {column: targets for column, targets in found.items() if column not in taken})
    return {name: picks[name] for name in names if name in picks and picks[name].sure > SURE}


def _entry(draft: Draft, written: WrittenDates) -> list[str]:
    lines = [f"  - table: {draft.table}"]
    if where := [*([f"{in_flow(draft.known)}: known"] if draft.known else []), *draft.only]:
        lines.append(f"    where: {{{', '.join(where)}}}")
    if draft.key:
        lines.append(f"    rows: {{one_per: {in_flow(draft.key)}}}")
    if draft.rows:
        lines.append(f"    rows: {draft.rows}")
    lines.append("    columns:")
    for column in TABLES[draft.table].columns:
        if column.name in draft.picks and column.name not in draft.made:
            pick = draft.picks[column.name]
            value = _dated(pick.column, written) if column.type in ("time", "date") else _scalar(pick.column)
            value = draft.ways.get(column.name) or value
            lines.append(f"      {column.name}: {value}  # {pick.sure:.0%}: {_remark(pick.reason)}")
        elif column.name in draft.made:
            unknown = f"  # {column.meaning} No column says it." if TO_BE_SAID in draft.made[column.name] else ""
            lines.append(f"      {column.name}: {draft.made[column.name]}{unknown}")
    return lines + (kinds_by_words(draft.words) if draft.words else [])


def kinds_by_words(column: str) -> list[str]:
    """The lines of an entry of events whose kinds are told by the words of a column, as those of event logs."""
    log = load_mapping("xes").sections[0]
    kinds = next(entry.kinds for entry in log.entries if entry.kinds)
    lines = ["    kinds:"]
    for kind in kinds:
        pattern = kind.matches.get(_ACTIVITY)
        if kind.matches and not pattern:
            continue
        matches = f", matches: {{{in_flow(column)}: {in_quotes(pattern)}}}" if pattern else ""
        unless = f", unless: [{', '.join(kind.unless)}]" if kind.unless else ""
        lines.append(f"      - {{kind: {kind.kind}{matches}{unless}}}")
    return lines


def _dated(name: str, written: WrittenDates) -> str:
    """A column of dates, with what is said of its dates alone."""
    dates = written.by_column.get(name)
    formats = dates.formats if dates and not written.shared else ()
    if not dates or not (formats or dates.clock):
        return _scalar(name)
    said = [f"column: {in_flow(name)}", *([f"time: {in_flow(dates.clock)}"] if dates.clock else [])]
    return f"{{{', '.join([*said, *([f'dates: {_list(formats)}'] if formats else [])])}}}"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(in_quotes(text) for text in texts)}]"


def _scalar(text: str) -> str:
    if not text.isprintable():
        return in_quotes(text)
    return yaml.safe_dump(text, default_flow_style=True, width=_ENDLESS, allow_unicode=True).split("\n")[0]


def _remark(text: str) -> str:
    """A text fit to stand in a line's remark."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
