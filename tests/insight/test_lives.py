"""Lives: every insight tells the same story of who joined, left and came back, equal to one worked out by hand."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.errors import QuestionError
from customerhero.facts.collect import collect, collect_all
from customerhero.facts.gathering import facts_of
from customerhero.facts.lives import GAP_DAYS, lives
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer
from customerhero.findings.headcount import headcounts
from customerhero.insight import autopsy, losses, retention

DAY = timedelta(days=1)
BEGIN = datetime(2024, 1, 1)  # noqa: DTZ001  # facts are naive UTC
END = BEGIN + 700 * DAY
Span = tuple[datetime | None, datetime | None]


def asked(insight: Any, facts: Facts, **chosen: Any) -> Answer:
    options = insight.Options(**{"smallest_group": 1, **chosen})
    return insight.judge(collect_all(insight.ask(facts, options)), options)


def facts_with(spans: dict[str, list[Span]]) -> Facts:
    """Customers with these lives, the last of each in `customers`; the day of the data is the last one."""
    last = [{"customer_id": who, "joined_at": own[-1][0], "left_at": own[-1][1]} for who, own in spans.items()]
    earlier = [
        {"customer_id": who, "joined_at": joined, "left_at": left}
        for who, own in spans.items()
        for joined, left in own[:-1]
    ]
    seen = [{"event_id": "E", "happened_at": END, "kind": "opened"}]
    return facts_of({"customers": last, "events": seen, **({"lives": earlier} if earlier else {})})


def by_hand(own: list[Span], gap: int = GAP_DAYS) -> list[Span]:
    """Lives in order, those no further apart than the gap made one."""
    merged: list[list[Any]] = []
    for joined, left in sorted(own, key=lambda span: (span[0] or datetime.min, span[1] or datetime.max)):  # noqa: DTZ901
        if merged and (merged[-1][1] is None or joined is None or joined <= merged[-1][1] + gap * DAY):
            merged[-1][1] = None if None in (merged[-1][1], left) else max(merged[-1][1], left)
        else:
            merged.append([joined, left])
    return [(joined, left) for joined, left in merged]


@st.composite
def many_lives(draw: Any) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for who in range(draw(st.integers(1, 6))):
        days = sorted(draw(st.lists(st.integers(0, 650), min_size=1, max_size=6, unique=True)))
        own = [(BEGIN + begun * DAY, BEGIN + ended * DAY) for begun, ended in zip(days[::2], days[1::2], strict=False)]
        if len(days) % 2:
            own.append((BEGIN + days[-1] * DAY, None))
        found[f"C{who}"] = own
    return found


def month_of(day: datetime) -> str:
    return f"{day:%Y-%m}"


@settings(max_examples=6, deadline=None)
@given(many_lives())
def test_losses_and_retention_equal_those_counted_by_hand(spans: dict[str, list[Span]]) -> None:
    truth = {who: by_hand(own) for who, own in spans.items()}
    facts = facts_with(spans)
    lost, stayed = asked(losses, facts), asked(retention, facts, delayed_entry=False)
    gone = sum(own[-1][1] is not None for own in truth.values())
    assert (lost.numbers["customers"], lost.numbers["lost"]) == (len(truth), gone)
    assert (stayed.numbers["customers"], stayed.numbers["lost"]) == (len(truth), gone)
    back = sum(len(own) > 1 for own in truth.values())
    assert (lost.numbers["won_back"], stayed.numbers["came_back"]) == (back, back)
    ended = Counter(month_of(left) for own in truth.values() for _, left in own if left)
    for row in lost.tables["months"].records():
        first = datetime.fromisoformat(f"{row['month']}-01")
        there = [own for own in truth.values() if any(b < first and (e is None or e >= first) for b, e in own)]
        assert (row["customers_at_start"], row["lost"]) == (len(there), ended[row["month"]])


@settings(max_examples=6, deadline=None)
@given(many_lives())
def test_every_figure_two_insights_share_is_the_same(spans: dict[str, list[Span]]) -> None:
    facts = facts_with(spans)
    lost, stayed = asked(losses, facts), asked(retention, facts, delayed_entry=False)
    shared = lost.numbers.keys() & stayed.numbers.keys() - {"month"}
    assert {"customers", "lost", "left_before_joining"} <= shared
    assert {name: lost.numbers[name] for name in shared} == {name: stayed.numbers[name] for name in shared}
    months = {row["month"]: row for row in stayed.tables["months"].records()}
    for row in lost.tables["months"].records():
        if row["month"] in months:
            names = row.keys() & months[row["month"]].keys()
            assert {"customers_at_start", "lost"} <= names
            assert {name: row[name] for name in names} == {name: months[row["month"]][name] for name in names}
    one = autopsy.Options(customer_id="C0")
    told = autopsy.judge(collect_all(autopsy.ask(facts, one)), one)
    assert told.numbers["has_left"] == (by_hand(spans["C0"])[-1][1] is not None)


JOINED, LEFT = datetime(2024, 1, 1), datetime(2025, 3, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([(JOINED, LEFT), (LEFT + 184 * DAY, None)], 2),
        ([(JOINED, LEFT), (LEFT, None)], 1),
        ([(JOINED, LEFT), (LEFT + GAP_DAYS * DAY, None)], 1),
        ([(JOINED, LEFT), (LEFT + (GAP_DAYS + 1) * DAY, None)], 2),
        ([(JOINED, LEFT), (JOINED + 30 * DAY, None)], 1),
        ([(JOINED, LEFT), (JOINED + 30 * DAY, LEFT - 30 * DAY)], 1),
        ([(None, LEFT), (LEFT + 184 * DAY, None)], 2),
        ([(None, LEFT), (None, None)], 1),
        ([(JOINED, LEFT), (LEFT + 60 * DAY, LEFT + 90 * DAY), (LEFT + 150 * DAY, None)], 3),
    ],
)
def test_lives_that_overlap_touch_or_are_near_are_one(own: list[Span], expected: int) -> None:
    rows = sorted(collect(lives(facts_with({"A": own}))), key=lambda row: row["nth"])
    assert [(row["joined_at"], row["left_at"]) for row in rows] == by_hand(own)
    assert [row["nth"] for row in rows] == list(range(1, expected + 1))
    assert rows[-1]["back_us"] is None


def test_who_left_before_joining_is_left_out_of_all_and_counted() -> None:
    known = [{"customer_id": f"W{n}", "joined_at": LEFT, "left_at": JOINED} for n in range(8)]
    known += [{"customer_id": f"C{n}", "joined_at": JOINED, "left_at": LEFT if n < 6 else None} for n in range(32)]
    facts = facts_of({"customers": known})
    lost, stayed = asked(losses, facts), asked(retention, facts)
    for answer in (lost, stayed):
        told = (answer.numbers["customers"], answer.numbers["lost"], answer.numbers["left_before_joining"])
        assert told == (32, 6, 8)
        assert all(row["customers_at_start"] >= 0 for row in answer.tables["months"].records())
    options = autopsy.Options(customer_id="W1")
    told = autopsy.judge(collect_all(autopsy.ask(facts, options)), options).numbers
    assert (told["left_before_joining"], told["has_left"], told["days_with_us"]) == (True, False, None)


def test_of_nobody_there_is_no_rate() -> None:
    known = [{"customer_id": "W", "joined_at": LEFT, "left_at": JOINED}]
    answer = asked(losses, facts_of({"customers": known}))
    assert (answer.numbers["customers"], answer.numbers["lost_per_100"]) == (0, None)
    assert answer.tables["months"].rows == ()


def test_on_the_day_of_joining_a_time_of_day_decides_nothing() -> None:
    """A day of leaving without a time, or in another zone, can stand some hours before the time of joining."""
    known = [
        {"customer_id": "A", "joined_at": LEFT + timedelta(hours=20), "left_at": LEFT},
        {"customer_id": "B", "joined_at": LEFT + timedelta(hours=22, minutes=30), "left_at": LEFT - timedelta(hours=1)},
    ]
    answer = asked(losses, facts_of({"customers": known}))
    assert (answer.numbers["lost"], answer.numbers["left_before_joining"]) == (2, 0)
    (row,) = answer.tables["months"].records()
    assert (row["customers_at_start"], row["customers"], row["lost"], row["lost_per_100"]) == (0, 2, 2, 100.0)


def test_who_joins_and_leaves_in_a_month_is_counted_among_its_customers() -> None:
    """6 stay, 9 join in February and leave in it, 9 in March: 9 of 15 each month, never 9 of 6."""
    known: list[dict[str, Any]] = [{"customer_id": f"S{n}", "joined_at": JOINED} for n in range(6)]
    for month in (2, 3):
        days = {"joined_at": datetime(2024, month, 3), "left_at": datetime(2024, month, 20)}  # noqa: DTZ001
        known += [{"customer_id": f"{month}-{n}", **days} for n in range(9)]
    answer = asked(losses, facts_of({"customers": known}))
    told = [(row["month"], row["lost"], row["customers"]) for row in answer.tables["months"].records()]
    assert told == [("2024-02", 9, 15), ("2024-03", 9, 15)]
    kept = {
        row["month"]: row["kept_per_100"]
        for row in asked(retention, facts_of({"customers": known})).tables["months"].records()
    }
    assert kept["2024-03"] == 100.0


def test_a_loss_stays_one_of_its_month_and_is_told_as_back_since() -> None:
    facts = facts_with({"A": [(JOINED, LEFT), (LEFT + 184 * DAY, None)], "B": [(JOINED, None)]})
    march = asked(losses, facts, month="2025-03").numbers
    assert (march["customers"], march["lost"], march["lost_and_back_since"], march["won_back"]) == (2, 1, 1, 0)
    september = asked(losses, facts, month="2025-09").numbers
    assert (september["customers"], september["lost"], september["won_back"]) == (2, 0, 1)


def test_a_gap_within_which_somebody_could_leave_and_return_in_a_month_is_refused() -> None:
    with pytest.raises(QuestionError, match="too short"):
        losses.Options(gap_days=3)


def test_headcounts_never_fall_below_nothing() -> None:
    rows = [
        {"joined_month": None, "left_month": 5, "customers": 3},
        {"joined_month": 2, "left_month": 2, "customers": 4},
        {"joined_month": 4, "left_month": None, "customers": 1},
    ]
    told = [(one.month, one.at_start, one.joined, one.lost, one.lost_of_start) for one in headcounts(rows)]
    assert told == [(2, 3, 4, 4, 0), (3, 3, 0, 0, 0), (4, 3, 1, 0, 0), (5, 4, 0, 3, 3)]
