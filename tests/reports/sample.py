"""A month of made-up findings, of every kind of picture, for the tests of pages and paper."""

from __future__ import annotations

from datetime import datetime
from math import exp

from customerhero.agenda import Agenda, AgendaOptions, Number, Unanswered, compose
from customerhero.agenda.composing import Known
from customerhero.findings import Answer, Caveat, Change, Evidence, Finding, Interval, Measure, Money, Picture, Subject
from customerhero.findings.intervals import rate_change, rate_per_100

MONTH = "2026-10"
MONTHS = tuple(f"{2025 + (9 + at) // 12}-{(9 + at) % 12 + 1:02d}" for at in range(13))
NASTY = '<script>alert("x")</script> & Söhne'


def trend(title: str, start: float, step: float, spread: float = 1.6) -> Picture:
    rows = []
    for at, month in enumerate(MONTHS):
        value = start + step * at + 0.9 * ((at * 7) % 5 - 2)
        rows.append((month, value, value - spread, value + spread, 400 + 13 * at))
    return Picture("trend", title, ("month", "rate", "low", "high", "n"), tuple(rows))


def cases(prefix: str, count: int = 12) -> tuple[str, ...]:
    return tuple(f"{prefix}{at:05d}" for at in range(1, count + 1))


def finding(insight: str, kind: str, label: str, tone: str = "hurt", **more: object) -> Finding:
    settled = {
        "month": MONTH,
        "measure": rate_per_100("rate of runaround", 140, 1204),
        "customers": 120,
        "value": Money(1_240_000.0, "EUR"),
        "evidence": Evidence(cases(label[:3].upper()), (), f"hero insight {insight} --month {MONTH}"),
    }
    return Finding(insight, Subject(kind, label.lower().replace(" ", "-"), label), tone, **{**settled, **more})  # type: ignore[arg-type]


def flows() -> Picture:
    ways = (
        ("First line", "Billing", 412),
        ("Billing", "First line", 288),
        ("First line", "Network", 205),
        ("Network", "Field service", 160),
        ("Field service", "Network", 61),
        ("Billing", "Collections", 97),
        ("Collections", "Legal", 18),
        ("Sales", "First line", 74),
        ("Onboarding", "Sales", 55),
    )
    return Picture("flows", "How cases travel", ("from", "to", "cases"), ways)


def curves() -> Picture:
    rows = []
    for segment, fall in (("Business", 0.0004), ("Home", 0.0008), ("Enterprise", 0.0002)):
        for day in range(0, 1100, 50):
            share = exp(-fall * day)
            rows.append((segment, day, share, max(0.0, share - 0.03), min(1.0, share + 0.03)))
    return Picture("curves", "Customers still here", ("segment", "days", "share", "low", "high"), tuple(rows))


def reasons() -> Picture:
    rows = (
        ("price > increase > unannounced increase in the second year", 41),
        ("service > delay > technician late", 17),
        ("product > coverage", 9),
        ("unknown", 4),
    )
    return Picture("bars", "Stated reasons", ("reason", "customers"), rows)


def findings() -> tuple[Finding, ...]:
    nps = Measure("NPS", 21.4, "points", 1210, Interval(17.2, 25.6, "adjusted Wald"))
    fell = Change(34.5, 1180, -13.1, Interval(-19.1, -7.1, "z"), "worse")
    route = {"from": "First line", "to": "Billing", "harmed_cases": 140, "hours": 2310.4, "rule_name": "Two signatures"}
    answers = {"compared_with": "month before", "answers": 1210, "answers_before": 1180, "detractors": 310}
    told = {"lost": 71, "segment": "Home", "group_lost": 38, "group_customers": 640, "others_lost": 3}
    few = (Caveat("few_cases", {"n": 41}), Caveat("other_currencies_left_out"))
    worse, calm = rate_change((140, 1204), (92, 1180)), rate_change((140, 1204), (139, 1180))
    return (
        finding("runaround", "route", "First line > Billing", picture=flows(), change=worse, facts=route),
        finding("tug_of_war", "rule", "R-17 Two signatures", customers=64, picture=trend("Refused", 6, 0.4)),
        finding("voice", "organisation", "NPS", measure=nps, change=fell, customers=310, facts=answers,
                picture=trend("NPS by month", 34, -1), evidence=Evidence((), cases("C"))),
        finding("losses", "reason", NASTY, customers=41, value=Money(402_000.0, "EUR"), picture=reasons(), caveats=few,
                facts={**told, "others_customers": 1500}),
        finding("retention", "segment", "Home", customers=205, value=None, picture=curves()),
        finding("last_resort", "organisation", "All", customers=38, picture=trend("Kept only when leaving", 11, 0.1)),
        finding("recontact", "topic", "Invoice", customers=88, change=calm, picture=reasons()),
        finding("promises", "promise", "Technician within the window", customers=55, value=Money(99_000.0, "EUR")),
        finding("voice", "team", "Field service", "good", customers=190, picture=trend("After a visit", 78, 0.9)),
        finding("retention", "segment", "Business", "good", customers=140),
        finding("growth", "organisation", "Earned growth", "neutral", customers=700,
                measure=Measure("earned growth rate", 10.0, "%", 2100)),
        finding("runaround", "topic", "Roaming", customers=7, value=Money(4_100.0, "EUR")),
    )  # fmt: skip


def numbers() -> tuple[Number, ...]:
    nps = tuple((month, 34 - at + 0.8 * ((at * 3) % 4)) for at, month in enumerate(MONTHS))
    rate = tuple((month, 11 + 0.15 * at + 0.5 * ((at * 5) % 3)) for at, month in enumerate(MONTHS))
    fell = Change(34.5, 1180, -13.1, Interval(-19.1, -7.1, "z"), "worse")
    calm = rate_change((140, 1204), (139, 1180))
    better = rate_change((60, 1204), (139, 1180))
    kept = Measure("net revenue retention", 97.3, "%", 2100)
    return (
        Number("runaround", rate_per_100("runaround", 140, 1204), "lower", calm, rate),
        Number("tug_of_war", rate_per_100("tug-of-war", 60, 1204), "lower", better, rate[::-1]),
        Number("voice", Measure("NPS", 21.4, "points", 1210, Interval(17.2, 25.6, "Wald")), "higher", fell, nps),
        Number("growth", kept, "higher", None, rate),
    )


def sample() -> Agenda:
    answers = [Answer("sample", {}, {}, findings())]
    missing = [
        Unanswered("promises", ("events",), ("Bring events: hero import FILE --map servicenow-history (or xes).",)),
        Unanswered("growth", (), ("Fill joined_at.",), "No customer has a day of joining. (customers.joined_at)"),
    ]
    known = Known(MONTH, datetime(2026, 11, 3, 14, 5), "EUR")  # noqa: DTZ001  # facts are UTC without saying so
    made = compose(known, answers, missing, AgendaOptions(company="Example Telecom"))
    return Agenda(**{**made.__dict__, "numbers": numbers()})
