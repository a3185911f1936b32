"""`hero insight`: one question, answered as text, JSON or CSV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.cli.places import AsOfOption, EngineOption, LakeOption, facts_at

if TYPE_CHECKING:
    from customerhero.findings import Answer, Table

_SHOWN_ROWS = 12


def ask_insight(
    name: Annotated[str | None, typer.Argument(help="The insight; all are listed when left out.")] = None,
    lake: LakeOption = None,
    month: Annotated[str | None, typer.Option(help="YYYY-MM; all facts when left out.")] = None,
    by: Annotated[str | None, typer.Option(help="segment, topic, team, ...: what the insight can be told by.")] = None,
    outcome: Annotated[str | None, typer.Option(help="The outcome of bright spots; all when left out.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Name bright spots only with room for the unknown.")] = False,
    customer: Annotated[str | None, typer.Option(help="The customer of an autopsy.")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", help="A threshold: option=value. Repeatable.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print numbers and tables as JSON.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write one table as CSV (or XLSX by its ending).")] = None,
    table: Annotated[str | None, typer.Option(help="The table to show or write.")] = None,
    as_of: AsOfOption = None,
    engine: EngineOption = "duckdb://",
) -> None:
    """Answer one question about the customers. Without a name: list the questions and their options."""
    from customerhero.agenda import ask_one, options_from, plain, question_named

    if name is None:
        _list_questions()
        return
    given = dict(_setting(text) for text in settings or [])
    named = {"month": month, "by": by, "customer_id": customer, "outcome": outcome, "strict": "yes" if strict else None}
    question = question_named(name)
    options = options_from(question, given | {key: value for key, value in named.items() if value is not None})
    answer = ask_one(facts_at(lake, as_of, engine), name, options)
    if as_json:
        typer.echo(json.dumps(plain(answer.as_dict()), indent=2, ensure_ascii=False))
    elif csv is not None:
        _say_what_is_left_out(answer, to_errors=True)
        _write(answer, table, csv)
    else:
        _show(answer, table)


def _say_what_is_left_out(answer: Answer, *, to_errors: bool = False) -> None:
    from customerhero.wording.currencies import sentences_of
    from customerhero.wording.unrecorded import reasons_of

    for sentence in [*sentences_of(answer.numbers), *reasons_of(answer.numbers)]:
        typer.secho(sentence, fg="yellow", err=to_errors)


def _setting(text: str) -> tuple[str, str]:
    from customerhero.errors import QuestionError

    name, sign, value = text.partition("=")
    if not sign:
        raise QuestionError(f"{text!r} is not a setting.", "Write it as option=value, such as handoffs=4.")
    return name.strip(), value.strip()


def _list_questions() -> None:
    from customerhero.agenda import questions, settings_of
    from customerhero.wording.insights import question_words

    for question in questions:
        typer.secho(question.name, bold=True, nl=False)
        typer.echo(f"  {question_words(question.name)}")
        if question.needs:
            typer.echo(f"    needs {', '.join(question.needs)}")
        for name, default in settings_of(question):
            typer.echo(f"    --set {name}={default}")


def _chosen(answer: Answer, table: str | None) -> str:
    from customerhero.errors import QuestionError

    names = list(answer.tables)
    if not names or (table is not None and table not in names):
        raise QuestionError(f"{answer.insight} has no table {table!r}.", f"It has {', '.join(names)}.")
    return table or names[0]


def _write(answer: Answer, table: str | None, target: Path) -> None:
    from customerhero.reports.rows import write_rows

    chosen = _chosen(answer, table)
    write_rows(answer.tables[chosen], target)
    typer.echo(f"{chosen}: {len(answer.tables[chosen].rows):,} rows written to {target}.")


def _show(answer: Answer, table: str | None) -> None:
    from customerhero.cli.tables import figure
    from customerhero.plain_text import printable
    from customerhero.wording.insights import question_words
    from customerhero.wording.unrecorded import NOT_RECORDED, UNRECORDED

    if table is None:
        typer.secho(question_words(answer.insight), bold=True)
    _say_what_is_left_out(answer)
    if table is None:
        unrecorded = answer.numbers.get(UNRECORDED, {})
        for name, value in answer.numbers.items():
            if name in unrecorded:
                typer.echo(f"{name:<32} {NOT_RECORDED}")
            elif value is not None and not isinstance(value, dict | list | tuple):
                typer.echo(f"{name:<32} {printable(value) if isinstance(value, str) else figure(value)}")
    for name in [table] if table else answer.tables:
        _show_table(name, answer.tables[_chosen(answer, name)], None if table else _SHOWN_ROWS)


def _show_table(name: str, table: Table, most: int | None) -> None:
    from customerhero.cli.tables import table_lines

    if not table.rows:
        return
    left = len(table.rows) - (most or len(table.rows))
    newest = name == "months" and left > 0  # of a trend the end is what counts
    rows = table.rows[-(most or 0) :] if newest else table.rows[:most]
    typer.secho(f"\n{name}", bold=True)
    for line in table_lines(table.columns, rows):
        typer.echo(line)
    if left > 0:
        typer.echo(f"... {len(table.rows):,} rows in all: --table {name}")
