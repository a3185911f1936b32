"""What every insight obeys, whatever it asks: the small worlds it is asked about, and the questions themselves.

A new insight is added to `INSIGHTS` by its module's name; nothing else is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st

from customerhero.facts.contracts import EVENT_KINDS
from customerhero.facts.gathering import facts_of
from customerhero.findings import Answer
from tests.insight.stories import answer

INSIGHTS = (
    "runaround",
    "tug_of_war",
    "last_resort",
    "recontact",
    "promises",
    "losses",
    "growth",
    "retention",
    "voice",
    "bright_spots",
)
World = dict[str, list[dict[str, Any]]]
START = datetime(2026, 1, 5)  # noqa: DTZ001  # facts are naive UTC
CUSTOMERS, TEAMS, TOPICS = (
    ("k1", "k2", "k3", "nobody knows me"),
    ("t1", "t2", "t3", "unheard of"),
    ("bill", "move", None),
)


def found_insights() -> list[ModuleType]:
    """The insights of the list that exist."""
    names = [f"customerhero.insight.{name}" for name in INSIGHTS]
    return [import_module(name) for name in names if find_spec(name)]


def told(insight: ModuleType, world: World) -> Answer:
    """The answer about a world; the world itself is left as it was."""
    return answer(insight, facts_of(world))


def plain(found: Answer) -> Any:
    """An answer as comparable data: floats to nine digits, because the order of a sum is the engine's."""
    return _rounded((dict(found.numbers), {name: table.rows for name, table in found.tables.items()}, found.findings))


def empty_world(insight: ModuleType) -> World:
    """The least that lets the question be asked: one row of each table it needs, which says nothing about it."""
    rows: World = {
        "customers": [{"customer_id": "k1"}],
        "revenue": [{"customer_id": "k1", "period": date(2026, 1, 1), "amount": 1, "currency": "EUR"}],
        "cases": [{"case_id": "c1"}],
        "events": [{"event_id": "e1", "happened_at": START, "kind": "opened"}],
        "feedback": [{"feedback_id": "f1", "metric": "nps", "scale_max": 10}],
    }
    return {name: deepcopy(rows[name]) for name in insight.NEEDS if name in rows}


def groupings(insight: ModuleType) -> tuple[str | None, ...]:
    """The groups an insight may be asked by, and none."""
    said = get_args(get_type_hints(insight.Options)["by"])
    named = [name for part in said for name in get_args(part)]
    return (None, *(named or ("segment", "topic", "team")))


def crowd() -> World:
    """Sixty in segments, topics and teams of 3, 4, 12 and 41, each with troubles of every kind and revenue."""
    whose = [name for name, size in (("few", 3), ("some", 4), ("middle", 12), ("many", 41)) for _ in range(size)]
    return {
        "customers": [_member(n, group) for n, group in enumerate(whose)],
        "revenue": [
            {"customer_id": f"k{n}", "period": date(2025, month, 1), "amount": 10 + n % (month + 1), "currency": "EUR"}
            for n in range(len(whose))
            for month in range(1, 13)
        ],
        "cases": [case for n, group in enumerate(whose) for case in _cases_of(n, group)],
        "events": [event for n, group in enumerate(whose) for event in _troubles(n, group)],
        "feedback": [
            {"feedback_id": f"f{n}", "customer_id": f"k{n}", "happened_at": START + timedelta(days=n), "metric": "nps",
             "scale_max": 10, "score": n % 11, "team_id": f"team of {group}"}
            for n, group in enumerate(whose)
        ],
    }  # fmt: skip


def told_of_few(found: Answer, smallest: int) -> list[str]:
    """Tables that tell a figure about fewer customers than that; months are of the whole organisation."""
    return [
        name
        for name, table in found.tables.items()
        for row in table.records()
        if "month" not in row and 0 < (row.get("customers") or 0) < smallest and _tells(row)
    ]


def _tells(row: Mapping[str, Any]) -> bool:
    """A row of a small group may only say that it exists."""
    return any(isinstance(value, int | float) for name, value in row.items() if name != "customers")


def _member(n: int, group: str) -> dict[str, Any]:
    left = START + timedelta(days=20 + n % 10) if n % 3 == 0 else None
    joined = datetime(2024, 1 + n % 12, 1)  # noqa: DTZ001  # facts are naive UTC
    reason = f"service > {group}" if left else None
    return {
        "customer_id": f"k{n}", "segment": group, "joined_at": joined, "left_at": left, "leave_reason": reason,
        "acquired_by": ("referral", "bought")[n % 2],
    }  # fmt: skip


def _cases_of(n: int, group: str) -> list[dict[str, Any]]:
    """Two cases about the same thing, the second soon after the first."""
    return [
        {
            "case_id": f"{n}-{turn}",
            "customer_id": f"k{n}",
            "topic": f"topic of {group}",
            "opened_at": START + timedelta(days=3 * turn),
            "closed_at": START + timedelta(days=3 * turn + 1 + n % 2),
        }
        for turn in range(2)
    ]


_TROUBLES = (
    "assigned", "failed", "refused", "asked_again", "failed", "refused", "escalated", "failed", "notice_to_leave",
    "retention_offer", "granted", "broken", "reopened", "apologised", "resolved",
)  # fmt: skip


def _troubles(n: int, group: str) -> list[dict[str, Any]]:
    """To and fro between the group's team and the one all share, every third customer all the way."""
    return [
        {
            "event_id": f"{n}-{place}",
            "case_id": f"{n}-0",
            "customer_id": f"k{n}",
            "happened_at": START + timedelta(hours=place),
            "kind": kind,
            "team_id": (f"team of {group}", "shared")[place % 2],
            "rule_id": f"rule of {group}",
        }
        for place, kind in enumerate(_TROUBLES[: None if n % 3 else 4])
    ]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A handful of customers, cases and events with ties, gaps, and ids that no table knows."""
    events = draw(st.lists(_event(), min_size=1, max_size=25))
    cases = draw(st.lists(_case(), max_size=6, unique_by=lambda row: row["case_id"]))
    answers = draw(st.lists(_feedback(), min_size=1, max_size=6))
    return {
        "customers": [
            {"customer_id": f"k{n}", "segment": "ab"[n % 2], "joined_at": START, "left_at": left}
            for n, left in enumerate(draw(st.lists(st.none() | _time(), min_size=1, max_size=3)), start=1)
        ],
        "revenue": [
            {"customer_id": f"k{n}", "period": date(2026, month, 1), "amount": 10 * n, "currency": "EUR"}
            for n in (1, 2)
            for month in (1, 2)
        ],
        "cases": [*cases, {"case_id": "c9", "customer_id": "k1", "opened_at": START}],
        "events": [{**event, "event_id": f"e{n}", "event_seq": n} for n, event in enumerate(events)],
        "feedback": [{**one, "feedback_id": f"f{n}"} for n, one in enumerate(answers)],
        "people": [{"person_id": "p1", "name": "One"}],
        "teams": [{"team_id": "t1", "name": "First"}],
        "rules": [{"rule_id": "R-1", "name": "A rule"}],
    }


def shuffled(world: World, by: Mapping[str, list[int]]) -> World:
    """The same rows in another order."""
    return {name: [rows[place] for place in by[name]] for name, rows in world.items()}


def _time() -> st.SearchStrategy[datetime]:
    return st.integers(0, 40).map(lambda steps: START + timedelta(hours=18 * steps))


def _event() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "case_id": st.sampled_from(["c1", "c2", "c3", "c4", None]),
            "happened_at": _time(),
            "kind": st.sampled_from(EVENT_KINDS),
            "team_id": st.sampled_from([*TEAMS, None]),
            "person_id": st.sampled_from(["p1", "p2", None]),
            "rule_id": st.sampled_from(["R-1", "R-unheard", None]),
        }
    ).map(lambda event: {**event, "customer_id": _customer_of(event)})


def _customer_of(event: dict[str, Any]) -> str | None:
    """A case has one customer; an event outside a case has the customer its team's name suggests, or none."""
    known = {"c1": "k1", "c2": "k1", "c3": "k2", "c4": "nobody knows me"}
    return known.get(event["case_id"]) or {"t1": "k1", "t2": "k3"}.get(event["team_id"])


def _case() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "case_id": st.sampled_from(["c1", "c2", "c3", "c5", "c6"]),
            "customer_id": st.sampled_from([*CUSTOMERS, None]),
            "opened_at": st.none() | _time(),
            "resolved_at": st.none() | _time(),
            "closed_at": st.none() | _time(),
            "topic": st.sampled_from(TOPICS),
            "reported_handoffs": st.none() | st.integers(0, 6),
        }
    )


def _feedback() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "customer_id": st.sampled_from([*CUSTOMERS, None]),
            "happened_at": _time(),
            "metric": st.sampled_from(["nps", "csat"]),
            "score": st.none() | st.integers(0, 10),
        }
    ).map(lambda row: {**row, "scale_max": 10 if row["metric"] == "nps" else 5})


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_rounded(one) for one in value]
    return _rounded(vars(value)) if hasattr(value, "__dataclass_fields__") else value
