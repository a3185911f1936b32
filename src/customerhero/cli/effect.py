"""`hero effect`: did a change help, how sure is that, and what else changed at the time?"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.cli.places import AsOfOption, EngineOption, LakeOption, facts_at

if TYPE_CHECKING:
    from customerhero.findings import Answer

_SHOWN_WEEKS = 16


def tell_effect(
    measure: Annotated[str, typer.Option(help="runaround, refusals, satisfaction, nps, losses, ...")],
    on: Annotated[str, typer.Option(help="YYYY-MM-DD: the first day on which the change held.")],
    where: Annotated[
        list[str] | None,
        typer.Option(help="Whom it touched: topic, segment, channel, team or rule = value. Repeatable."),
    ] = None,
    left_out: Annotated[int | None, typer.Option(min=0, max=26, help="Weeks before the change to leave out.")] = None,
    lake: LakeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print numbers and tables as JSON.")] = False,
    as_of: AsOfOption = None,
    engine: EngineOption = "duckdb://",
) -> None:
    """Tell whether a change helped, against groups it never touched where there are any."""
    from customerhero.agenda import ask_one, plain
    from customerhero.insight.effect import NAME, Options

    pairs = tuple(_pair(text) for text in where or [])
    options = Options(measure=measure.replace("-", "_"), on=on, where=pairs)
    if left_out is not None:
        options = replace(options, left_out=left_out)
    answer = ask_one(facts_at(lake, as_of, engine), NAME, options)
    if as_json:
        typer.echo(json.dumps(plain({**answer.as_dict(), "told": _told(answer)}), indent=2, ensure_ascii=False))
    else:
        _show(answer)


def _pair(text: str) -> tuple[str, str]:
    from customerhero.errors import QuestionError

    column, sign, value = text.partition("=")
    if not sign or not value.strip():
        raise QuestionError(f"{text!r} says nothing about whom.", "Write it as column=value: --where 'topic=Billing'.")
    return column.strip(), value.strip()


def _told(answer: Answer) -> list[str]:
    """What the answer says, a sentence a line."""
    from customerhero.wording import caveat_sentence, headline, sentence
    from customerhero.wording.effects import certainty_words, not_enough_words

    missing = not_enough_words(answer.numbers)
    if missing:
        return [missing]
    lines = [certainty_words(answer.numbers["certainty"])]
    for finding in answer.findings:
        caveats = [caveat_sentence(caveat) for caveat in finding.caveats if caveat.code != "also_changed"]
        lines = [headline(finding), sentence(finding), *lines, *caveats]
    return lines


def _show(answer: Answer) -> None:
    from customerhero.plain_text import printable
    from customerhero.wording.effects import alongside_words

    first, *others = _told(answer)
    typer.secho(printable(first), bold=True)
    for line in others:
        typer.echo(printable(line))
    beside = answer.tables["also_changed"].records()
    typer.secho("\nWhat else changed at that time, as far as the facts tell", bold=True)
    for row in beside:
        typer.echo(f"  {printable(alongside_words(row))}")
    if not beside:
        typer.echo("  nothing large")
    _show_tables(answer)


def _show_tables(answer: Answer) -> None:
    from customerhero.cli.tables import table_lines

    for name in ("by_week", "untouched"):
        table = answer.tables[name]
        if table.rows:
            typer.secho(f"\n{name}", bold=True)
            for line in table_lines(table.columns, table.rows[-_SHOWN_WEEKS:]):
                typer.echo(line)
    if len(answer.tables["by_week"].rows) > _SHOWN_WEEKS:
        typer.echo(f"... {len(answer.tables['by_week'].rows)} weeks in all: --json")
