"""A question asked again and again, each time of another customer: planned once, asked with each one's number.

Planning costs an Ibis expression far more than DuckDB needs to find one customer's rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import ibis

from customerhero.errors import QuestionError
from customerhero.facts.twins import key_of, text_sql

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from customerhero.facts.collect import Row

STAND_IN: Final = "nobody-of-this-number-stands-in-for-everybody"
"""The customer a question is planned for."""


class Prepared:
    """The parts of a question asked of STAND_IN, ready to be asked of anybody.

    What several parts read is asked `first`, and they read it under its name (`stands_for`).
    """

    def __init__(
        self, backend: BaseBackend, parts: Mapping[str, ir.Table], first: Mapping[str, ir.Table] | None = None
    ) -> None:
        if backend.name != "duckdb":
            raise QuestionError(
                f"Questions are not prepared on {backend.name}.", "Ask with customerhero.agenda.ask_one."
            )
        self._con: Any = backend.con
        self._parts = {name: (_open(backend.compile(part)), part.schema().to_pyarrow()) for name, part in parts.items()}
        self._first = {name: _open(backend.compile(part)) for name, part in (first or {}).items()}

    def rows(self, customer_id: str) -> dict[str, list[Row]]:
        """The rows of every part for this customer."""
        values = {"customer_id": customer_id, "customer_key": key_of(customer_id)}
        for name, sql in self._first.items():
            self._con.register(name, self._asked(sql, values))
        return {name: self._asked(sql, values).cast(schema).to_pylist() for name, (sql, schema) in self._parts.items()}

    def _asked(self, sql: str, values: Mapping[str, Any]) -> Any:
        used = {name: value for name, value in values.items() if f"${name}" in sql}
        return self._con.execute(sql, used).to_arrow_table()


def stands_for(name: str, table: ir.Table) -> ir.Table:
    """A table of that name and form, to plan parts on that read what is asked first."""
    return ibis.table(table.schema(), name=name)


def _open(sql: str) -> str:
    """The plan with places for the number and its key where the stand-in's stood."""
    return sql.replace(text_sql(STAND_IN), "$customer_id").replace(str(key_of(STAND_IN)), "$customer_key")
