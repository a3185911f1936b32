"""One customer's facts, read from the lake when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from queue import LifoQueue
from typing import TYPE_CHECKING, Any, Final

from customerhero.agenda.kinds import kinds_of
from customerhero.agenda.seeing import shown
from customerhero.errors import QuestionError
from customerhero.facts.prepared import STAND_IN, Prepared, stands_for
from customerhero.findings import Answer, Money
from customerhero.insight import autopsy
from customerhero.web.customers.timeline import Row
from customerhero.web.runs.drilling import Drill, Opened

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts


@dataclass(frozen=True)
class History:
    """What is known of one customer."""

    answer: Answer

    @property
    def numbers(self) -> dict[str, Any]:
        """Who it is and the sums of the history."""
        return dict(self.answer.numbers)

    @property
    def rows(self) -> list[Row]:
        """The timeline, oldest first."""
        return list(self.answer.tables["timeline"].records())

    @property
    def name(self) -> str:
        """What to call the customer."""
        return str(self.answer.numbers["name"] or self.answer.numbers["customer_id"])

    @property
    def value(self) -> Money | None:
        """Revenue of a year."""
        amount, currency = self.answer.numbers["value_a_year"], self.answer.numbers["currency"]
        return Money(amount, currency) if amount is not None and currency else None

    @property
    def revenue(self) -> list[tuple[str, float | None]]:
        """(month, amount), oldest first."""
        return [(row["month"], row["amount"]) for row in self.answer.tables["revenue"].records()]

    @property
    def revenue_figures(self) -> list[float | None]:
        """The amounts alone, for a small picture."""
        return [amount for _, amount in self.revenue]

    @property
    def rules(self) -> list[Row]:
        """Rules named in the customer's cases, with how many left having them in theirs."""
        return list(self.answer.tables["rules_named"].records())


def history_of(customer_id: str) -> History | None:
    """The history of a customer; None when no table knows the id."""
    engine = _ENGINES.get()
    try:
        rows, recorded = engine.rows(customer_id), engine.recorded
    finally:
        _ENGINES.put(engine)
    if rows is None:
        return None
    try:
        told = autopsy.judge({**rows, "near": []}, autopsy.Options(customer_id=customer_id))
    except QuestionError:
        return None
    return History(shown(told, recorded))


class _Engine:
    """One engine, the question planned once a state of the facts for all customers; one thread at a time has it."""

    def __init__(self) -> None:
        self._drill = Drill(zoned=False)
        self._opened: Opened | None = None
        self._prepared: Prepared | None = None
        self.recorded: frozenset[str] = frozenset()
        """The kinds of thing that the facts asked last ever record."""

    def rows(self, customer_id: str) -> dict[str, list[dict[str, Any]]] | None:
        """What the facts as they are now say of the customer; None while there are none."""
        opened = self._drill.now()
        if opened is not self._opened:
            self._prepared = _prepared(opened.facts) if opened else None
            self.recorded = kinds_of(opened.facts) if opened else frozenset()
            self._opened = opened
        return self._prepared.rows(customer_id) if self._prepared else None


_ENGINES: Final[LifoQueue[_Engine]] = LifoQueue()
"""The free ones, the one used last first: fewer than the server has threads, for each holds what is everybody's."""
for _ in range(2):
    _ENGINES.put(_Engine())


def _prepared(facts: Facts) -> Prepared:
    """Similar numbers are not looked for on a page."""
    options = autopsy.Options(customer_id=STAND_IN)
    events = autopsy.its_events(facts, options)
    at_hand = autopsy.AtHand(stands_for("its_events", events), autopsy.left_with_rules(facts, options))
    parts = autopsy.ask(facts, options, at_hand)
    asked = {name: part for name, part in parts.items() if name != "near"}
    return Prepared(facts.backend, asked, first={"its_events": events})
