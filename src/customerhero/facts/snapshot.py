"""Facts: the canonical tables as they were known at one moment, ready to be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from customerhero.errors import FactsError
from customerhero.facts.keeping import kept

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend


@dataclass(frozen=True)
class LeftOut:
    """Revenue in another currency than values are told in: of how many customers, how much, and in which months."""

    currency: str
    customers: int
    amount: float
    first: date
    last: date


@dataclass(frozen=True)
class Facts:
    """The canonical tables on one engine. Every table exists; `present` names those that have rows."""

    backend: BaseBackend
    tables: Mapping[str, ir.Table]
    present: frozenset[str]
    known_until: datetime | None
    """The time of the newest fact, UTC: what has not happened until then is not known, not absent."""
    currency: str | None
    """The currency most revenue rows are in; values are told in it and never mixed. None without revenue."""
    zone: str = "UTC"
    """The zone whose clock all times here show: days and months are its own."""
    left_out: tuple[LeftOut, ...] = ()
    """Revenue in further currencies that no rate converts, left out of every value; each answer with one says so."""
    converted: ir.Table | None = None
    """The revenue in the currency of values, as much of it as rates convert; None where none is converted."""
    _made: dict[str, ir.Table] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], ir.Table]) -> ir.Table:
        """The table of that name, made and kept when first asked for: several questions share it."""
        if name not in self._made:
            self._made[name] = kept(make())
        return self._made[name]

    def made(self, name: str) -> ir.Table | None:
        """The table of that name if `once` has made it already."""
        return self._made.get(name)

    def require(self, *names: str) -> None:
        """Raise FactsError naming the first of these tables that has no rows."""
        for name in names:
            if name not in self.present:
                raise FactsError(
                    f"No {name} have been imported.",
                    f"Import a file that maps to {name}: hero import FILE --map PRESET.",
                    table=name,
                )

    @property
    def other_currencies(self) -> tuple[str, ...]:
        """The currencies of the revenue that is left out."""
        return tuple(one.currency for one in self.left_out)

    @property
    def customers(self) -> ir.Table:
        """One row per customer."""
        return self.tables["customers"]

    @property
    def revenue(self) -> ir.Table:
        """One row per customer, month and currency, converted where there are rates; `tables` has what was imported."""
        return self.tables["revenue"] if self.converted is None else self.converted

    @property
    def cases(self) -> ir.Table:
        """One row per case."""
        return self.tables["cases"]

    @property
    def events(self) -> ir.Table:
        """One row per thing that happened."""
        return self.tables["events"]

    @property
    def feedback(self) -> ir.Table:
        """One row per answer."""
        return self.tables["feedback"]

    @property
    def people(self) -> ir.Table:
        """One row per employee or account."""
        return self.tables["people"]

    @property
    def teams(self) -> ir.Table:
        """One row per team."""
        return self.tables["teams"]

    @property
    def rules(self) -> ir.Table:
        """One row per rule."""
        return self.tables["rules"]

    @property
    def team_stays(self) -> ir.Table:
        """One row per stay of a case at a team (see `facts.stays`)."""
        return self.tables["team_stays"]

    @property
    def person_stays(self) -> ir.Table:
        """One row per stay of a case at a person (see `facts.stays`)."""
        return self.tables["person_stays"]
