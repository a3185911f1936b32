"""A small company in which every kind of thing happens, and the same with one kind never recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]
START = datetime(2025, 1, 6, 9)  # noqa: DTZ001  # facts are naive UTC
MONTH = "2026-01"
CUSTOMERS, MONTHS = 90, 13
FIRST, EARLY = 5, 200
"""The first customer to leave, and after how many days."""
LATER: Row = {"case_id": "later", "kind": "replied", "happened_at": datetime(2026, 2, 1)}  # noqa: DTZ001
"""After it the month is over, whatever else is left out; so with the answer."""
LATER_ANSWER: Row = {
    "feedback_id": "later", "metric": "ces", "scale_max": 7, "score": 5,
    "happened_at": datetime(2026, 2, 1),  # noqa: DTZ001
}  # fmt: skip
TOGETHER = (
    (
        "handed_on_by_team", "escalated", "reopened", "broken", "lives", "leave_reason", "acquisition", "invitation",
        "root_reason", "avoidable", "comment", "failed", "effort", "leaving over time",
    ),
    ("granted", "kept", "refused", "revenue", "rule", "joining", "customer of a case"),
    ("fight", "promise", "ended", "notice_to_leave", "leaving"),
)  # fmt: skip
"""Kinds left out together, so that none hides what another one's absence does."""
_FOUGHT = ("opened", "refused", "asked_again", "refused", "escalated", "granted", "resolved", "reopened", "closed")
_PLAIN = ("opened", "replied", "promised", "kept", "closed")
_BROKEN = ("opened", "failed", "broken", "failed", "apologised", "failed", "remedied", "closed")


def whole_world() -> World:
    """Customers who join, pay, ask, fight, answer and leave, of several segments, for thirteen months."""
    events = [event for at in range(CUSTOMERS) for event in _events(at)]
    return {
        "customers": [_customer(at) for at in range(CUSTOMERS)],
        "lives": [{"customer_id": "k1", "joined_at": START, "left_at": START + timedelta(days=60)}],
        "revenue": [row for at in range(CUSTOMERS) for row in _revenue(at)],
        "cases": [_case(at, month) for at in range(CUSTOMERS) for month in _months(at)],
        "events": [{"event_id": f"e{at}", **event} for at, event in enumerate([*events, LATER])],
        "feedback": [*(_answer(at, month) for at in range(CUSTOMERS) for month in _months(at)), LATER_ANSWER],
        "teams": [{"team_id": team, "name": f"Team {team}"} for team in "ABC"],
        "rules": [{"rule_id": "R1", "name": "Two weeks"}],
    }


def without(world: World, *kinds: str) -> World:
    """The same company whose source never records these kinds."""
    for kind in kinds:
        world = _REMOVED[kind](world)
    return {name: rows for name, rows in world.items() if rows}


def removable() -> tuple[str, ...]:
    """The kinds that can be left out."""
    return tuple(_REMOVED)


def _left(at: int) -> datetime | None:
    """One in five leaves in the last month, and one of them long before."""
    return START + timedelta(days=EARLY if at == FIRST else 361 + at % 18) if at % 5 == 0 else None


def _customer(at: int) -> Row:
    left = _left(at)
    return {
        "customer_id": f"k{at}", "segment": ("Home", "Trade", "Public")[at % 3],
        "joined_at": START + timedelta(days=(at * 4) % 330), "left_at": left,
        "leave_reason": "price > rise" if left else None, "root_reason": "service > rude" if left else None,
        "avoidable": at % 2 == 0 if left else None, "acquired_by": ("referral", "bought", "unknown")[at % 3],
    }  # fmt: skip


def _revenue(at: int) -> Iterable[Row]:
    joined = (at * 4) % 330 // 30
    for month in range(joined, MONTHS):
        amount = 100 + at if month < MONTHS - 1 or at % 7 else 80
        yield {"customer_id": f"k{at}", "period": _month(month), "amount": amount, "currency": "EUR"}


def _months(at: int) -> range:
    """The months in which the customer has cases: some have their first one in the last month."""
    return range(at % MONTHS, MONTHS)


def _month(number: int) -> date:
    return date(2025 + number // 12, number % 12 + 1, 1)


def _opened(at: int, month: int) -> datetime:
    day = _month(month)
    return datetime(day.year, day.month, 1 + at % 20, 9)  # noqa: DTZ001


def _case(at: int, month: int) -> Row:
    opened = _opened(at, month)
    done = opened + timedelta(hours=20 + at)
    return {
        "case_id": f"c{at}-{month}", "customer_id": f"k{at}", "opened_at": opened, "resolved_at": done,
        "closed_at": done, "topic": ("Bill", "Move")[at % 2], "reported_handoffs": at % 3,
    }  # fmt: skip


def _events(at: int) -> Iterable[Row]:
    for month in _months(at):
        kinds = (_FOUGHT, _PLAIN, _BROKEN)[(at + month) % 3]
        for step, kind in enumerate(kinds):
            yield {
                "case_id": f"c{at}-{month}", "customer_id": f"k{at}", "kind": kind,
                "happened_at": _opened(at, month) + timedelta(hours=step), "team_id": "ABA"[step % 3],
                "person_id": f"p{(at + step) % 9}", "rule_id": "R1" if kind == "refused" else None,
            }  # fmt: skip
    if left := _left(at):
        notice = left - timedelta(days=2)
        for day, kind in enumerate(("notice_to_leave", "retention_offer")):
            yield {"customer_id": f"k{at}", "kind": kind, "happened_at": notice + timedelta(days=day)}


def _answer(at: int, month: int) -> Row:
    opened = _opened(at, month)
    return {
        "feedback_id": f"f{at}-{month}", "customer_id": f"k{at}", "case_id": f"c{at}-{month}", "metric": "nps",
        "scale_max": 10, "score": (at * 7 + month) % 11 if at % 4 else None, "invited_at": opened,
        "happened_at": opened + timedelta(days=1), "comment": "So so" if at % 2 else None,
    }  # fmt: skip


def _never(*kinds: str) -> Callable[[World], World]:
    return lambda world: {**world, "events": [row for row in world["events"] if row["kind"] not in kinds]}


def _empty(*columns: tuple[str, str]) -> Callable[[World], World]:
    def emptied(world: World) -> World:
        gone: dict[str, set[str]] = {}
        for table, column in columns:
            gone.setdefault(table, set()).add(column)
        return {
            name: [{key: None if key in gone.get(name, ()) else value for key, value in row.items()} for row in rows]
            for name, rows in world.items()
        }

    return emptied


def _gone(*tables: str) -> Callable[[World], World]:
    return lambda world: {name: rows for name, rows in world.items() if name not in tables}


def _without_leaving(world: World) -> World:
    return _gone("lives")(_empty(("customers", "left_at"))(world))


def _one_month_of_leaving(world: World) -> World:
    kept = [{**row, "left_at": None} if row["customer_id"] == f"k{FIRST}" else row for row in world["customers"]]
    return {**world, "customers": kept}


def _never_closed(world: World) -> World:
    return _never("resolved", "closed")(_empty(("cases", "resolved_at"), ("cases", "closed_at"))(world))


_REMOVED: dict[str, Callable[[World], World]] = {
    "handed_on_by_team": _empty(("events", "team_id")),
    "handed_on_by_person": _empty(("events", "person_id")),
    "fight": _never("refused", "asked_again"),
    "refused": _never("refused"),
    "asked_again": _never("asked_again"),
    "granted": _never("granted"),
    "escalated": _never("escalated"),
    "notice_to_leave": _never("notice_to_leave"),
    "effort": _never("retention_offer", "remedied", "apologised"),
    "failed": _never("failed"),
    "notice or failure": _never("notice_to_leave", "failed"),
    "reopened": _never("reopened"),
    "promise": _never("kept", "broken"),
    "broken": _never("broken"),
    "kept": _never("kept"),
    "ended": _never_closed,
    "rule": _empty(("events", "rule_id")),
    "customer of a case": _empty(("events", "customer_id"), ("cases", "customer_id")),
    "cases and events": _gone("cases", "events"),
    "leaving": _without_leaving,
    "leaving over time": _one_month_of_leaving,
    "joining": _empty(("customers", "joined_at")),
    "lives": _gone("lives"),
    "leave_reason": _empty(("customers", "leave_reason")),
    "root_reason": _empty(("customers", "root_reason")),
    "avoidable": _empty(("customers", "avoidable")),
    "acquisition": _empty(("customers", "acquired_by")),
    "revenue": _gone("revenue"),
    "invitation": _empty(("feedback", "invited_at")),
    "comment": _empty(("feedback", "comment")),
}
