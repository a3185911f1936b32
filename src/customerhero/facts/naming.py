"""The words by which people know a customer: the id, the names, the numbers of the cases."""

from __future__ import annotations

from customerhero.facts.collect import collect
from customerhero.facts.snapshot import Facts


def words_of_customer(facts: Facts, customer_id: str) -> tuple[str, ...]:
    """The id first, then the names and the case numbers that the facts know now."""
    words = [customer_id]
    for table, column in (("customers", "name"), ("cases", "case_id")):
        if table in facts.present:
            rows = facts.tables[table]
            found = rows.filter(rows.customer_id == customer_id).select(column).distinct()
            words += sorted(str(row[column]) for row in collect(found, question="words of a customer") if row[column])
    return tuple(dict.fromkeys(words))
