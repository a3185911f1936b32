"""One customer's facts, read from the lake when somebody asks."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from customerhero.errors import QuestionError
from customerhero.facts.prepared import STAND_IN, Prepared, stands_for
from customerhero.findings import Answer, Money
from customerhero.insight import autopsy
from customerhero.web.customers.timeline import Row
from customerhero.web.runs.drilling import facts_now

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
    with _ONE_AT_A_TIME:
        facts = facts_now(_shared)
        if facts is None:
            return None
        rows = {**_prepared(facts).rows(customer_id), "near": []}
    try:
        return History(autopsy.judge(rows, autopsy.Options(customer_id=customer_id)))
    except QuestionError:
        return None


_ONE_AT_A_TIME: Final = threading.Lock()
"""One engine for all threads: it holds what is everybody's once, and a question takes some hundredths of a second."""
_shared: Final = SimpleNamespace()


def _prepared(facts: Facts) -> Prepared:
    """The question planned once a state of the facts; similar numbers are not looked for on a page."""
    if getattr(_shared, "asks", None) is not facts:
        options = autopsy.Options(customer_id=STAND_IN)
        events = autopsy.its_events(facts, options)
        parts = autopsy.ask(facts, options, stands_for("its_events", events))
        asked = {name: part for name, part in parts.items() if name != "near"}
        _shared.prepared = Prepared(facts.backend, asked, first={"its_events": events})
        _shared.asks = facts
    prepared: Prepared = _shared.prepared
    return prepared
