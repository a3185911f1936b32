"""How often intervals hold what is true: each segment of one large company is a draw of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np

from bench.companies_at_rest.drawing import NPS_CUTS, midnight
from bench.companies_at_rest.facts import facts_in_memory
from bench.companies_at_rest.planted import nps_of
from customerhero.agenda import ask_one, question_named

DRAWS: Final = 400
ANSWERS: Final = ((15, 1), (30, 1), (100, 1), (300, 1), (30, 3), (100, 5), (300, 5), (100, 10), (200, 20), (400, 20))
"""How many answers, and how many of them each customer gives."""
CUSTOMERS: Final = (50, 100, 200)
CASES: Final = ((60, 1), (300, 1), (300, 5), (1_000, 20))
"""How many cases, and how many of them each customer has."""
_BEGUN: Final = date(2025, 6, 1)
_MONTH: Final = "2026-06"
_NOW: Final = date(2026, 6, 1)

Row = dict[str, Any]


def coverage_table(chance: np.random.Generator) -> Iterator[str]:
    """How often the interval of 95 % holds the true figure."""
    yield f"| figure | of | holds the truth, of {DRAWS} |"
    yield "|---|---|---|"
    for answers, each in ANSWERS:
        yield f"| NPS | {answers} answers, {each} of each customer | {nps_covered(chance, answers, each):.3f} |"
    for customers in CUSTOMERS:
        yield f"| NRR | {customers} customers, 1 in 10 left, amounts of many sizes | {nrr_covered(chance, customers):.3f} |"
    for cases, each in CASES:
        yield f"| runaround | {cases} cases, {each} of each customer | {runaround_covered(chance, cases, each):.3f} |"


def nps_covered(chance: np.random.Generator, answers: int, each: int, mood: float = 0.8) -> float:
    """With customers whose own levels spread so much beside one answer's."""
    tables, whole = _customers(answers // each), float(np.sqrt(1 + mood**2))
    for customer in tables["customers"][:-1]:
        own = float(chance.normal(0, mood))
        for _ in range(each):
            score = int(np.searchsorted(NPS_CUTS, (own + float(chance.normal())) / whole))
            tables["feedback"].append(
                {"feedback_id": f"F{len(tables['feedback'])}", "customer_id": customer["customer_id"], "metric": "nps",
                 "scale_max": 10, "score": score, "happened_at": _sometime(chance)}
            )  # fmt: skip
    rows = _told(tables, "voice", "segments")
    return float(np.mean([row["low"] <= nps_of(0) <= row["high"] for row in rows]))


def nrr_covered(chance: np.random.Generator, customers: int) -> float:
    """One in ten has left, the others pay about two of a hundred more; amounts are log-normal."""
    tables = _customers(customers)
    truth = 100 * 0.9 * 1.02
    for customer in tables["customers"][:-1]:
        before = float(np.exp(chance.normal(4, 0.9)))
        after = before * 1.02 * float(np.exp(chance.normal(-0.005, 0.1))) if chance.random() < 0.9 else 0.0
        for month, amount in ((_BEGUN, before), (_NOW, after)):
            if amount:
                paid = Decimal(round(10_000 * amount)) / 10_000
                tables["revenue"].append(
                    {"customer_id": customer["customer_id"], "period": month, "amount": paid, "currency": "EUR"}
                )
    rows = _told(tables, "growth", "segments")
    return float(np.mean([row["nrr_low"] <= truth <= row["nrr_high"] for row in rows if row["nrr_low"] is not None]))


def runaround_covered(chance: np.random.Generator, cases: int, each: int) -> float:
    """One case in ten is sent there and back; some customers' more often than others'."""
    tables = _customers(cases // each)
    for customer in tables["customers"][:-1]:
        own = float(chance.beta(1, 9))
        for _ in range(each):
            case, opened = f"K{len(tables['cases'])}", _sometime(chance)
            tables["cases"].append(
                {"case_id": case, "customer_id": customer["customer_id"], "opened_at": opened, "topic": case}
            )
            teams = ("desk", "orders", "desk") if chance.random() < own else ("desk", "orders")
            tables["events"] += [
                {"event_id": f"{case}-{step}", "case_id": case, "kind": "assigned", "team_id": team,
                 "happened_at": opened + timedelta(hours=step)}
                for step, team in enumerate(teams)
            ]  # fmt: skip
    rows = _told(tables, "runaround", "by", by="segment")
    return float(np.mean([row["low"] <= 10 <= row["high"] for row in rows]))


def _customers(of_each: int) -> dict[str, list[Row]]:
    rows = [
        {"customer_id": f"C{draw}-{number}", "segment": f"S{draw}", "joined_at": datetime(2020, 1, 1)}  # noqa: DTZ001
        for draw in range(DRAWS)
        for number in range(of_each)
    ]
    rows.append({"customer_id": "newest", "joined_at": midnight(_NOW) + timedelta(days=29, hours=23)})  # June is over
    return {"customers": rows, "feedback": [], "revenue": [], "cases": [], "events": []}


def _told(tables: dict[str, list[Row]], name: str, table: str, **further: str) -> list[Row]:
    kind: Callable[..., object] = question_named(name).options
    answer = ask_one(
        facts_in_memory({key: rows for key, rows in tables.items() if rows}), name, kind(month=_MONTH, **further)
    )
    return answer.tables[table].records()


def _sometime(chance: np.random.Generator) -> datetime:
    return midnight(_NOW) + timedelta(days=float(chance.uniform(0, 29.9)))
