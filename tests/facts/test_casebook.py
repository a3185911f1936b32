"""The casebook: whose case it is, when it is done, and what it cost."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import ibis

from customerhero.facts.casebook import casebook, priced
from customerhero.facts.collect import collect
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts

START = datetime(2026, 3, 2, 8)  # noqa: DTZ001


def _told(facts: Facts, *columns: str) -> list[dict[str, Any]]:
    return sorted(collect(casebook(facts).select("case_id", *columns)), key=lambda row: str(row["case_id"]))


def test_a_case_without_customer_is_not_the_customer_of_the_same_number() -> None:
    numbers = [str(number) for number in range(1, 8)]
    paid = [{"customer_id": n, "period": date(2026, 3, 1), "amount": 100, "currency": "EUR"} for n in numbers]
    nobody = [{"case_id": n, "opened_at": START} for n in numbers]
    known = [{"case_id": "8", "customer_id": "1", "opened_at": START}]
    facts = facts_of({"revenue": paid, "cases": nobody + known})
    book = casebook(facts)
    assert collect(book.aggregate(parties=book.party_key.nunique())) == [{"parties": 8}]
    assert collect(priced(book.mutate(all=ibis.literal("")), ["all"], facts)) == [{"all": "", "value": 100.0}]
