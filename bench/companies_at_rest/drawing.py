"""One company is drawn: customers, what they pay, their cases and their answers, as plain columns."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zlib import crc32

import numpy as np

from bench.companies_at_rest.shapes import LAST, TROUBLED, TROUBLED_RULE, TROUBLED_SEGMENT, Shape, Topic

TEAMS: Final = ("desk", "finance", "orders", "field", "dispatch")
RULES: Final = tuple(f"RULE-{number}" for number in range(1, 7))
HEROES: Final = frozenset({"desk-2", "desk-5", "finance-3", "dispatch-1", "orders-4", "field-6"})
NPS_CUTS: Final = (-2.4, -2.2, -2.0, -1.8, -1.55, -1.25, -0.95, -0.55, 0.05, 0.75)
"""Where a mood becomes the next answer of 0 to 10: about 30 promoters more than detractors of 100."""
_CSAT_CUTS: Final = (-1.9, -1.4, -0.8, 0.4)

Row = dict[str, Any]


@dataclass
class Customer:
    """One customer while they are drawn."""

    key: str
    segment: str
    joined: datetime
    left: datetime | None
    rate: float
    mood: float
    row: Row


@dataclass
class Drawn:
    """A company: rows by table, and the moods that were."""

    shape: Shape
    chance: np.random.Generator
    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    customers: list[Customer] = field(default_factory=list)
    weeks: dict[int, float] = field(default_factory=dict)

    @property
    def first(self) -> date:
        """The first day of the company's first month."""
        return months_earlier(self.shape.months - 1)


def months_earlier(number: int) -> date:
    """The first day of the month so many before the last one."""
    at = LAST[0] * 12 + LAST[1] - 1 - number
    return date(at // 12, at % 12 + 1, 1)


def midnight(day: date) -> datetime:
    """The beginning of a day; times of facts are UTC without saying so."""
    return datetime.combine(day, time())


def drawn(shape: Shape, seed: int) -> dict[str, list[Row]]:
    """The tables of one company of that shape, as its export holds them."""
    company = Drawn(shape, np.random.default_rng((seed, crc32(repr(shape).encode()))))  # no two alike by chance
    _customers(company)
    for number in reversed(range(shape.months)):
        _month(company, number)
    _payments(company)
    _people(company)
    company.tables["feedback"].append(
        {"feedback_id": "asked", "happened_at": _end(), "metric": "nps", "scale_max": 10, "score": None}
    )  # the export ends at one minute, whoever answered last
    return _exported(company)


def _customers(company: Drawn) -> None:
    shape, chance = company.shape, company.chance
    names, shares = zip(*shape.segments, strict=True)
    old = company.first
    begun = [_sometime(chance, old - timedelta(days=1500), 1499) for _ in range(shape.customers)]
    joining = shape.customers * shape.joining
    for number in reversed(range(shape.months)):
        month = months_earlier(number)
        many = chance.poisson(joining * (1 + shape.growth) ** (shape.months - number))
        begun += [_sometime(chance, month, _days(month)) for _ in range(many)]
    for place, joined in enumerate(begun):
        segment = str(chance.choice(names, p=np.array(shares) / sum(shares)))
        spread = shape.uneven**2
        rate = float(chance.gamma(1 / spread, spread)) * shape.cases
        mood = float(chance.normal(0, shape.mood))
        row = {"customer_id": f"C{place:05d}", "segment": segment, "joined_at": joined}
        row["acquired_by"] = str(chance.choice(("referral", "reputation", "bought"), p=(0.2, 0.4, 0.4)))
        left = _leaves(company, joined, segment)
        if left:
            row |= {"left_at": left, "leave_reason": _reason(company)}
            _notice(company, row["customer_id"], left)
        company.customers.append(Customer(row["customer_id"], segment, joined, left, rate, mood, row))
        company.tables["customers"].append(row)


def _leaves(company: Drawn, joined: datetime, segment: str) -> datetime | None:
    """When they leave within the months that are known; whoever is there at the start was there."""
    shape, trouble = company.shape, company.shape.trouble
    hazard = shape.leaving + (trouble.leaving if segment == TROUBLED_SEGMENT else 0.0)
    since = max(joined, midnight(company.first))
    after = float(company.chance.exponential(1 / hazard)) * 30.4
    left = since + timedelta(days=after, hours=1)
    return left if left < _end() else None


def _reason(company: Drawn) -> str | None:
    chance, reasons = company.chance, company.shape.reasons
    if chance.random() < 0.15:
        return None
    shares = 1 / np.arange(1, reasons + 1) ** (0.5 if reasons < 12 else 0.2)
    place = int(chance.choice(reasons, p=shares / shares.sum()))
    return f"{('price', 'needs', 'service')[place % 3]} > cause {place + 1}"


def _notice(company: Drawn, customer: str, left: datetime) -> None:
    chance = company.chance
    if chance.random() < 0.5:
        noticed = left - timedelta(days=float(chance.uniform(5, 30)))
        _event(company, noticed, "notice_to_leave", customer_id=customer)
        if chance.random() < 0.3:
            offered = noticed + timedelta(days=float(chance.uniform(-20, 4)))
            _event(company, offered, "retention_offer", customer_id=customer)


def _month(company: Drawn, number: int) -> None:
    """The cases and answers of one month."""
    shape, chance, month = company.shape, company.chance, months_earlier(number)
    begin, length = midnight(month), _days(month)
    swing = 1 + shape.yearly * float(np.sin(2 * np.pi * month.month / 12))
    days = np.array([shape.weekdays[(begin + timedelta(days=day)).weekday()] for day in range(length)])
    lost = shape.trouble.drift * max(0, 9 - number) + (shape.trouble.fall if number == 0 else 0.0)
    for customer in company.customers:
        if customer.joined >= begin + timedelta(days=length) or (customer.left and customer.left < begin):
            continue
        until = customer.left or _end()
        for _ in range(chance.poisson(customer.rate * swing)):
            day = int(chance.choice(length, p=days / days.sum()))
            opened = begin + timedelta(days=day, hours=8 + float(chance.gamma(4, 1.2)) % 12)
            if customer.joined <= opened < until:
                _case(company, customer, opened, lost)
        at = begin + timedelta(days=float(chance.uniform(0, length)))
        if chance.random() < shape.asked and customer.joined <= at < until:
            _answer(company, customer, at, ("nps", lost))


def _case(company: Drawn, customer: Customer, opened: datetime, lost: float) -> None:
    shape, chance = company.shape, company.chance
    topic = shape.topics[int(chance.choice(len(shape.topics), p=_shares(shape.topics)))]
    key = f"K{len(company.tables['cases']):06d}"
    way = _way(company, topic)
    at, person = opened, ""
    about = {"case_id": key, "customer_id": customer.key}
    for step, team in enumerate(way):
        person = f"{team}-{1 + int(shape.people * chance.random() ** 1.4)}"
        by = {**about, "team_id": team, "person_id": person}
        _event(company, at, "opened" if step == 0 else "transferred", **by)
        at += timedelta(hours=topic.hours * float(np.exp(chance.normal(-0.7, 0.8))))
        _event(company, at, "replied", **by)
        at += timedelta(hours=topic.hours * float(np.exp(chance.normal(-0.7, 0.8))))
    at = _asked_for(company, topic, at, by)
    at = _promised(company, at, by)
    row = {**about, "opened_at": opened, "topic": topic.name, "channel": str(chance.choice(("phone", "mail", "web")))}
    row["priority"] = "high" if chance.random() < 0.15 else "normal"
    if at < _end():
        row |= {"resolved_at": at, "closed_at": min(at + timedelta(hours=1), _end())}
        _event(company, at, "resolved", **by)
        if chance.random() < shape.answering:
            better = shape.trouble.heroes * 0.55 if person in HEROES else 0.0  # a logit is about 0.55 of a probit
            _answer(company, customer, at + timedelta(hours=20), ("csat", lost - better), {"case_id": key})
    company.tables["cases"].append(row)


def _way(company: Drawn, topic: Topic) -> list[str]:
    """The teams of one case: as it is meant, or with a detour that may meet any case."""
    chance, shape, way = company.chance, company.shape, list(topic.way)
    if topic.name == TROUBLED and chance.random() < shape.trouble.route:
        return ["desk", "orders", "desk", *way[1:]]
    if chance.random() < shape.detours:
        at = int(chance.integers(len(way)))
        astray = str(chance.choice([team for team in TEAMS if team not in way]))
        way[at + 1 : at + 1] = [astray, way[at]] if chance.random() < 0.6 else [astray]
    return way


def _asked_for(company: Drawn, topic: Topic, at: datetime, by: Row) -> datetime:
    """What is refused at first, by whichever rule, and mostly granted in the end."""
    chance, shape = company.chance, company.shape
    if topic.name == TROUBLED and chance.random() < shape.trouble.rule:
        rule, times, granted = TROUBLED_RULE, 2, True
    elif chance.random() < shape.refused:
        rule = str(chance.choice(RULES))
        times, granted = int(chance.geometric(0.75)), bool(chance.random() < 0.6)
    else:
        return at
    for _ in range(times):
        _event(company, at, "refused", rule_id=rule, **by)
        at += timedelta(hours=float(chance.uniform(4, 40)))
    if granted:
        _event(company, at, "granted", **by)
    return at + timedelta(hours=1)


def _promised(company: Drawn, at: datetime, by: Row) -> datetime:
    chance = company.chance
    if chance.random() >= 0.15:
        return at
    _event(company, at, "promised", **by)
    at += timedelta(hours=float(chance.uniform(4, 40)))
    _event(company, at, "broken" if chance.random() < 0.15 else "kept", **by)
    return at


def _answer(
    company: Drawn, customer: Customer, at: datetime, asked: tuple[str, float], about: Row | None = None
) -> None:
    if at >= _end():
        return
    metric, lost = asked
    chance, week = company.chance, at.toordinal() // 7
    if week not in company.weeks:
        company.weeks[week] = float(chance.normal(0, company.shape.weeks))
    whole = float(np.sqrt(1 + company.shape.mood**2))
    mood = (customer.mood + float(chance.normal())) / whole + company.weeks[week] - lost
    cuts, lowest, highest = (NPS_CUTS, 0, 10) if metric == "nps" else (_CSAT_CUTS, 1, 5)
    score = lowest + int(np.searchsorted(cuts, mood))
    rows = company.tables["feedback"]
    rows.append(
        {"feedback_id": f"F{len(rows):06d}", "customer_id": customer.key, "happened_at": at, "metric": metric,
         "scale_max": highest, "score": score, **(about or {})}
    )  # fmt: skip


def _payments(company: Drawn) -> None:
    shape, chance = company.shape, company.chance
    if shape.pays == "never":
        return
    rhythms = {"monthly": (1,), "quarterly": (3,), "yearly": (12,), "mixed": (1, 3, 12)}[shape.pays]
    for customer in company.customers:
        every, currency = int(chance.choice(rhythms)), str(chance.choice(shape.currencies))
        amount = float(np.exp(chance.normal(5, 0.7)))
        for month in _paid_in(company, customer, every):
            amount *= float(np.exp(chance.normal(0.001, 0.02)))
            paid = Decimal(round(100 * amount * every)) / 100
            company.tables["revenue"].append(
                {"customer_id": customer.key, "period": month, "amount": paid, "currency": currency}
            )


def _paid_in(company: Drawn, customer: Customer, every: int) -> Iterator[date]:
    begun = customer.joined.year * 12 + customer.joined.month
    for number in reversed(range(company.shape.months)):
        month = months_earlier(number)
        begin = midnight(month)
        end = begin + timedelta(days=_days(month) - 1)
        there = customer.joined <= end and (customer.left is None or customer.left > begin)
        if there and (month.year * 12 + month.month - begun) % every == 0:
            yield month


def _people(company: Drawn) -> None:
    for team in TEAMS:
        company.tables["teams"].append({"team_id": team, "name": team.capitalize()})
        for number in range(1, company.shape.people + 1):
            company.tables["people"].append({"person_id": f"{team}-{number}", "team_id": team, "role": team})
    for rule in (*RULES, TROUBLED_RULE):
        company.tables["rules"].append({"rule_id": rule, "name": f"Rule {rule[5:]}"})


def _exported(company: Drawn) -> dict[str, list[Row]]:
    """What of the company the files hold."""
    tables = company.tables
    if company.shape.cut == "partial months":
        _thinned(company)
    if company.shape.cut == "closed in three months":
        since = midnight(months_earlier(2))
        _keep_cases(
            tables, {row["case_id"] for row in tables["cases"] if "closed_at" in row and row["closed_at"] >= since}
        )
    return {name: rows for name, rows in tables.items() if rows}


def _thinned(company: Drawn) -> None:
    """A fifth of the last month billed, a third of the first month there, one month of each without anything."""
    tables, chance = company.tables, company.chance
    share = {months_earlier(0): 0.2, company.first: 0.33, months_earlier(7): 0.0}
    tables["revenue"] = [row for row in tables["revenue"] if chance.random() < share.get(row["period"], 1.0)]
    share = {company.first: 0.33, months_earlier(5): 0.0}
    opened = ((row["case_id"], row["opened_at"].date().replace(day=1)) for row in tables["cases"])
    _keep_cases(tables, {case for case, month in opened if chance.random() < share.get(month, 1.0)})


def _keep_cases(tables: dict[str, list[Row]], kept: set[str]) -> None:
    for name in ("cases", "events", "feedback"):
        tables[name] = [row for row in tables[name] if row.get("case_id") is None or row["case_id"] in kept]


def _event(company: Drawn, at: datetime, kind: str, **what: str) -> None:
    if at < _end():
        rows = company.tables["events"]
        rows.append({"event_id": f"E{len(rows):07d}", "happened_at": at, "kind": kind, **what})


def _shares(topics: tuple[Topic, ...]) -> list[float]:
    return [topic.share / sum(topic.share for topic in topics) for topic in topics]


def _sometime(chance: np.random.Generator, since: date, days: int) -> datetime:
    return midnight(since) + timedelta(days=float(chance.uniform(0, days)))


def _days(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def _end() -> datetime:
    return midnight(months_earlier(0)) + timedelta(days=monthrange(*LAST)[1], minutes=-1)
