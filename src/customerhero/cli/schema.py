"""`hero schema`: the canonical tables, for people and as JSON Schema."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from customerhero.errors import FactsError


def show_schema(
    table: Annotated[str | None, typer.Argument(help="One table; all when left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Schema.")] = False,
) -> None:
    """Show the canonical tables: what a row is, its columns and their meaning."""
    from customerhero.facts.contracts import TABLES
    from customerhero.facts.schemas import json_schema

    if table is not None and table not in TABLES:
        raise FactsError(f"There is no table {table!r}.", f"The tables are {', '.join(TABLES)}.")
    chosen = [TABLES[table]] if table else list(TABLES.values())
    if as_json:
        schemas = [json_schema(each) for each in chosen]
        typer.echo(json.dumps(schemas[0] if table else schemas, indent=2))
        return
    for each in chosen:
        typer.secho(f"\n{each.name}", bold=True)
        typer.echo(f"{each.meaning} Natural key: {', '.join(each.key)}.\n")
        for column in each.columns:
            needed = " (required)" if column.required else ""
            choices = f" One of: {', '.join(column.choices)}." if column.choices else ""
            typer.echo(f"  {column.name:<18} {column.type:<8} {column.meaning}{needed}{choices}")
