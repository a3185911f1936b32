"""The autopsy: rows about one customer become one timeline with its troubles marked, and the sum of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from customerhero.errors import QuestionError
from customerhero.findings import Answer, Table
from customerhero.insight.autopsy.options import NAME, Options

Row = dict[str, Any]

COLUMNS = ("at", "what", "detail", "team", "case_id", "amount", "trouble")
TROUBLES = {
    "refused": "refused",
    "broken": "promise broken",
    "failed": "failed",
    "asked_again": "had to ask again",
    "reopened": "reopened",
    "notice_to_leave": "notice to leave",
    "left": "left",
}
EFFORTS = ("retention_offer", "remedied", "apologised")  # what last resort counts as an effort to keep a customer
DAY = 86_400


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """The timeline (oldest first) and the customer's sums; QuestionError for an id no table knows.

    Numbers: who it is, `cases, handoffs, ping_pongs, returns, refusals, broken_promises, failures, apologies,
    never_apologised, offer_after_notice, days_with_us, days_of_trouble, value_a_year`, and `rules`: how many customers
    left with each rule of this customer's cases in their own. Tables: `timeline`, `revenue`, `rules`.
    """
    if not any(rows[name] for name in ("customer", "cases", "events", "feedback", "revenue")):
        raise _unknown(rows["near"], options)
    customer = rows["customer"][0] if rows["customer"] else {}
    lives = sorted(rows["lives"], key=lambda life: life["nth"])
    left = _left_at(customer, lives, rows["events"])
    timeline = _timeline(rows, customer, left)
    last = lives[-1] if lives else {}
    numbers = {**_who(customer | last, options), **_counts(rows, left), **_days(timeline, last, left, rows)}
    numbers |= {"lives": len(lives), "left_before_joining": bool(customer) and not lives}
    numbers |= {"value_a_year": _value(rows, left, options), "currency": rows["known"][0]["currency"] or None}
    rules = _rules(rows)
    numbers["rules"] = {row["rule"]: row["customers_lost"] for row in rules}
    revenue = sorted(rows["revenue"], key=lambda row: row["period"])
    tables = {
        "timeline": Table.of(timeline, COLUMNS) if timeline else Table(COLUMNS, ()),
        "revenue": Table.of([{"month": f"{row['period']:%Y-%m}", "amount": row["amount"]} for row in revenue]),
        "rules_named": Table.of(rules),
    }
    return Answer(NAME, numbers, tables)


def _unknown(near: list[Row], options: Options) -> QuestionError:
    ids = [row["customer_id"] for row in sorted(near, key=lambda row: (row["distance"], row["customer_id"]))]
    remedy = f"Did you mean {', '.join(ids)}?" if ids else "Import a file that maps to customers or cases."
    return QuestionError(f"No customer {options.customer_id!r} is known.", remedy, question=NAME)


def _who(customer: Row, options: Options) -> Row:
    names = ("name", "segment", "joined_at", "left_at", "leave_reason", "root_reason", "avoidable", "acquired_by")
    return {"customer_id": options.customer_id, **{name: customer.get(name) for name in names}}


def _left_at(customer: Row, lives: list[Row], events: list[Row]) -> datetime | None:
    """The end of its last life; else the first event since that life began which says that it left."""
    if lives and lives[-1]["left_at"]:
        return _plain(lives[-1]["left_at"])
    if customer and not lives:
        return None  # its days contradict each other
    since = _plain(lives[-1]["joined_at"]) if lives and lives[-1]["joined_at"] else None
    times = [_plain(row["happened_at"]) for row in events if row["kind"] == "left"]
    return min((time for time in times if since is None or time >= since), default=None)


def _plain(time: datetime | date) -> datetime:
    """A time without its zone (all facts are UTC); a day becomes its first moment."""
    if isinstance(time, datetime):
        return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    return datetime(time.year, time.month, time.day)  # noqa: DTZ001  # facts are naive UTC


def _counts(rows: Mapping[str, list[Row]], left: datetime | None) -> Row:
    kinds = [row["kind"] for row in rows["events"]]
    stays = rows["stays"]
    case_ids = {row["case_id"] for row in [*rows["cases"], *rows["events"]] if row["case_id"] is not None}
    hurt = sum(kind in ("refused", "broken", "failed") for kind in kinds)
    return {
        "cases": len(case_ids),
        "handoffs": sum(row["position"] > 1 for row in stays),
        "ping_pongs": sum(bool(row["is_ping_pong"]) for row in stays),
        "returns": sum(bool(row["is_return"]) for row in stays),
        "refusals": kinds.count("refused"),
        "broken_promises": kinds.count("broken"),
        "failures": kinds.count("failed"),
        "asked_again": kinds.count("asked_again"),
        "apologies": kinds.count("apologised"),
        "never_apologised": hurt > 0 and "apologised" not in kinds,
        "offer_after_notice": _late_offer(rows["events"]) is not None,
        "has_left": left is not None,
    }


def _late_offer(events: list[Row]) -> Row | None:
    """The first effort to keep the customer (offer, remedy or apology), when it came only after the notice to leave."""
    notices = [row["at_us"] for row in events if row["kind"] == "notice_to_leave"]
    offers = sorted((row for row in events if row["kind"] in EFFORTS), key=lambda row: row["at_us"])
    if not notices or not offers or offers[0]["at_us"] < min(notices):
        return None
    return offers[0]


def _days(timeline: list[Row], customer: Row, left: datetime | None, rows: Mapping[str, list[Row]]) -> Row:
    joined = _plain(customer["joined_at"]) if customer.get("joined_at") else None
    end = left or max((row["at"] for row in timeline), default=None)
    troubled = [row["at"] for row in timeline if row["trouble"]]
    first = min(troubled, default=None)
    return {
        "days_with_us": (end - joined).days if joined and end else None,
        "days_of_trouble": max(0, (end - first).days) if first and end else 0,
        "days_from_notice_to_offer": _notice_to_offer(rows["events"]),
    }


def _notice_to_offer(events: list[Row]) -> float | None:
    offer = _late_offer(events)
    if offer is None:
        return None
    notice = min(row["at_us"] for row in events if row["kind"] == "notice_to_leave")
    return float(offer["at_us"] - notice) / (DAY * 1_000_000)


def _value(rows: Mapping[str, list[Row]], left: datetime | None, options: Options) -> float | None:
    """Revenue of the months up to the one it left in, or up to the newest month of the data."""
    if not rows["revenue"]:
        return None
    month = f"{left:%Y-%m}" if left else rows["known"][0]["month"]
    year, number = map(int, month.split("-"))
    last = year * 12 + number - 1
    within = [
        row["amount"]
        for row in rows["revenue"]
        if last - options.value_months < row["period"].year * 12 + row["period"].month - 1 <= last
    ]
    return float(sum(within))


def _rules(rows: Mapping[str, list[Row]]) -> list[Row]:
    left_with = {row["rule_id"]: row["customers"] for row in rows["rules"]}
    names = {row["rule_id"]: row["rule"] for row in rows["events"] if row["rule_id"] is not None}
    times = Counter(row["rule_id"] for row in rows["events"])
    told = [
        {"rule": rule, "name": name, "named": times[rule], "customers_lost": left_with.get(rule, 0)}
        for rule, name in names.items()
    ]
    return sorted(told, key=lambda row: (-row["customers_lost"], row["rule"]))


def _timeline(rows: Mapping[str, list[Row]], customer: Row, left: datetime | None) -> list[Row]:
    listed = [
        *(row for life in rows["lives"] or [customer] for row in _life(customer | life)),
        *_case_rows(rows),
        *_event_rows(rows),
        *_feedback_rows(rows),
        *_revenue_rows(rows),
    ]
    listed += _missing_apology(rows, left, listed)
    return sorted(listed, key=lambda row: row["at"])  # stable: equal times keep the order of life, case, event, answer


def _row(at: datetime | date, what: str, detail: str = "", trouble: str = "", case_id: str | None = None) -> Row:
    named = {"at": _plain(at), "what": what, "detail": detail, "trouble": trouble, "case_id": case_id}
    return named | {"team": None, "amount": None}


def _life(customer: Row) -> list[Row]:
    listed = []
    if customer.get("joined_at"):
        listed.append(_row(customer["joined_at"], "joined", customer.get("acquired_by") or ""))
    if customer.get("left_at"):
        listed.append(_row(customer["left_at"], "left", customer.get("leave_reason") or "", "left"))
    return listed


def _case_rows(rows: Mapping[str, list[Row]]) -> list[Row]:
    opened = {row["case_id"] for row in rows["events"] if row["kind"] == "opened"}
    return [
        _row(row["opened_at"], "opened", row["topic"] or "", case_id=row["case_id"])
        for row in rows["cases"]
        if row["opened_at"] and row["case_id"] not in opened
    ]


def _event_rows(rows: Mapping[str, list[Row]]) -> list[Row]:
    stays = {(row["case_id"], row["at_us"], row["holder"]): row for row in rows["stays"]}
    late = _late_offer(rows["events"])
    listed = []
    for row in sorted(rows["events"], key=lambda row: (row["at_us"], row["event_seq"] or 0, row["event_id"])):
        marks = [TROUBLES.get(row["kind"], ""), _stay_mark(stays.get((row["case_id"], row["at_us"], row["team_id"])))]
        marks.append(f"rule {row['rule_id']}" if row["rule_id"] else "")
        marks.append("offer after notice" if row is late else "")
        detail = ": ".join(part for part in (row["rule"], row["note"]) if part)
        told = _row(row["happened_at"], row["kind"], detail, ", ".join(mark for mark in marks if mark), row["case_id"])
        listed.append(told | {"team": row["team"], "amount": row["amount"]})
    return listed


def _stay_mark(stay: Row | None) -> str:
    if stay is None:
        return ""
    return "ping-pong" if stay["is_ping_pong"] else "return" if stay["is_return"] else ""


def _feedback_rows(rows: Mapping[str, list[Row]]) -> list[Row]:
    listed = []
    for row in rows["feedback"]:
        if row["happened_at"] and row["score"] is not None:
            unhappy = row["metric"] == "nps" and 0 <= row["score"] <= 6
            said = f"{row['metric'].upper()} {row['score']} of {row['scale_max']}"
            detail = ": ".join(part for part in (said, row["comment"]) if part)
            trouble = "detractor" if unhappy else ""
            listed.append(_row(row["happened_at"], "answered", detail, trouble, case_id=row["case_id"]))
    return listed


def _revenue_rows(rows: Mapping[str, list[Row]]) -> list[Row]:
    return [_row(row["period"], "revenue") | {"amount": row["amount"]} for row in rows["revenue"]]


def _missing_apology(rows: Mapping[str, list[Row]], left: datetime | None, listed: list[Row]) -> list[Row]:
    """Nobody said sorry: a line of its own, at the time the customer left or was last heard of."""
    if not _counts(rows, left)["never_apologised"]:
        return []
    return [_row(left or max(row["at"] for row in listed), "no apology", "none on record", "no apology")]
