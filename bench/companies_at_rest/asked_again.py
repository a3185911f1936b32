"""The same questions asked of many companies: the statements of the first are kept and run again on the others.

On a small company nine tenths of an agenda's time goes into turning expressions into statements, which come out the
same for every company of a shape. So three hundred agendas cost the time of seventy. A question that looks at the facts while it is
asked, as growth does, is asked anew where it finds something else there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from ibis.expr import operations

from customerhero.agenda import Question, asking, questions
from customerhero.facts.collect import MOST_ROWS, collect_all
from customerhero.facts.snapshot import Facts

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Heard:
    """One statement that was run while a question was asked, and what was read of it then."""

    statement: str
    read: str | None = None


@dataclass
class Listening:
    """A connection that hears the statements that are run on it."""

    connection: Any
    heard: list[Heard] = field(default_factory=list)

    def execute(self, statement: str, *values: Any) -> Listening:
        """Run it and remember it."""
        self.heard.append(Heard(statement))
        self.connection.execute(statement, *values)
        return self

    def to_arrow_table(self) -> Any:
        """What was found, remembered too: what is asked afterwards may depend on it."""
        found = self.connection.to_arrow_table()
        self.heard[-1].read = _as_read(found)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@dataclass(frozen=True)
class Kept:
    """How one question was asked: what was made and read on the way, and the statement, types and order of each part."""

    way: tuple[Heard, ...]
    parts: dict[str, tuple[str, Any, bool]]

    def asked(self, facts: Facts) -> Rows | None:
        """The rows of these facts; None where something else was found on the way, so that something else is to ask."""
        connection = facts.backend.con
        try:
            return self._rows(connection) if all(_is_as_before(connection, one) for one in self.way) else None
        finally:
            _drop(connection, self.way)

    def _rows(self, connection: Any) -> Rows:
        found = {}
        for name, (statement, types, ordered) in self.parts.items():
            rows = connection.execute(statement).to_arrow_table().cast(types).to_pylist()
            found[name] = rows if ordered else sorted(rows, key=lambda row: repr(tuple(row.values())))
        return found


def _is_as_before(connection: Any, one: Heard) -> bool:
    """Run it again, and compare where something was read."""
    found = connection.execute(one.statement)
    return one.read is None or one.read == _as_read(found.to_arrow_table())


def _as_read(found: Any) -> str:
    return repr(sorted(map(repr, found.to_pylist())))


Statements = dict[Any, Kept]
"""How questions were asked, by what they depend on."""


@contextmanager
def statements_kept(known: Statements | None = None) -> Iterator[Statements]:
    """Within it agendas run the statements of the first one like them; what is known can be handed to others."""
    known = {} if known is None else known
    before = asking.questions, asking.collect_all
    asking.questions = tuple(replace(question, ask=_asking(question, known)) for question in questions)
    asking.collect_all = _collected
    try:
        yield known
    finally:
        asking.questions, asking.collect_all = before


class _Answered(dict[str, Any]):
    """Rows where the tables of a question are expected: they need not be collected any more."""


def _collected(asked: Any) -> Rows:
    return asked if isinstance(asked, _Answered) else collect_all(asked)


def _asking(question: Question, known: Statements) -> Callable[[Facts, Any], dict[str, Any]]:
    def ask(facts: Facts, options: Any) -> dict[str, Any]:
        alike = (question.name, options, facts.present, facts.known_until, facts.currency, facts.left_out != ())
        if alike not in known:
            known[alike] = _kept(question, facts, options)
        rows = known[alike].asked(facts)
        return question.ask(facts, options) if rows is None else _Answered(rows)

    return ask


def _kept(question: Question, facts: Facts, options: Any) -> Kept:
    """How the question is asked of these facts."""
    with _heard(facts.backend) as heard:
        parts = question.ask(replace(facts), options)
        way = tuple(one for one in heard if one.read is not None or one.statement.startswith(("CREATE", "INSERT")))
        compiled = {name: _part(table) for name, table in parts.items()}
    _drop(facts.backend.con, way)
    return Kept(way, compiled)


@contextmanager
def _heard(engine: Any) -> Iterator[list[Heard]]:
    """The statements run on an engine that has kept nothing yet, so that all of a question is heard."""
    before = engine.con, engine._cache_op_to_entry, engine._cache_name_to_entry
    listening = engine.con = Listening(engine.con)
    engine._cache_op_to_entry, engine._cache_name_to_entry = {}, {}
    try:
        yield listening.heard
    finally:
        engine.con, engine._cache_op_to_entry, engine._cache_name_to_entry = before


def _drop(connection: Any, way: tuple[Heard, ...]) -> None:
    for one in way:
        if one.statement.startswith("CREATE"):
            connection.execute(f"DROP TABLE IF EXISTS {one.statement.split(' TABLE ')[1].split(' (')[0]}")


def _part(table: Any) -> tuple[str, Any, bool]:
    ordered = isinstance(table.op(), operations.Sort | operations.Limit)
    return table.get_backend().compile(table.limit(MOST_ROWS + 1)), table.schema().to_pyarrow(), ordered
