"""What companies are like: none of them is like the demo's, and in none of them is anything the matter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal


@dataclass(frozen=True)
class Topic:
    """What cases are about: how often, and the teams they are meant to pass."""

    name: str
    share: float
    way: tuple[str, ...]
    hours: float = 20.0
    """The median of each step on the way."""


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong on purpose; at nought nothing is."""

    route: float = 0.0
    """Share of the troubled topic's cases that are sent desk, orders, desk."""
    rule: float = 0.0
    """Share of the troubled topic's cases that one rule refuses twice before they are granted."""
    leaving: float = 0.0
    """What is added to the troubled segment's leaving, a month."""
    fall: float = 0.0
    """What everybody's mood loses in the last month, in standard deviations of an answer."""
    drift: float = 0.0
    """What everybody's mood loses each month from the ninth month before the last one on."""
    heroes: float = 0.0
    """What six people add to the log-odds of a good answer about a case that they solve."""


@dataclass(frozen=True)
class Shape:
    """One kind of company."""

    customers: int = 1_500
    joining: float = 0.01
    """New customers a month, as a share of those at the start; grows by `growth` a month."""
    growth: float = 0.0
    leaving: float = 0.01
    segments: tuple[tuple[str, float], ...] = (("Homes", 0.45), ("Shops", 0.3), ("Works", 0.15), ("Public", 0.1))
    cases: float = 0.16
    """Cases a customer and month."""
    uneven: float = 0.5
    """The spread of customers' own rates of cases (coefficient of variation)."""
    topics: tuple[Topic, ...] = ()
    detours: float = 0.11
    """Share of cases that somebody sends astray, whatever they are about."""
    people: int = 8
    """In each team."""
    mood: float = 0.4
    """The spread of customers' own levels, in standard deviations of one answer."""
    weeks: float = 0.0
    """The same of weeks."""
    asked: float = 0.14
    """Share of customers who answer the question of the month."""
    answering: float = 0.3
    """Share of cases after which somebody answers."""
    refused: float = 0.12
    """Share of cases in which something is refused at first."""
    yearly: float = 0.0
    """How far the number of cases swings over the year."""
    weekdays: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 1.0, 0.3, 0.2)
    pays: Literal["monthly", "quarterly", "yearly", "mixed", "never"] = "monthly"
    currencies: tuple[str, ...] = ("EUR",)
    reasons: int = 6
    """How many reasons to leave there are; from 12 on most of them are rare."""
    cut: Literal["", "partial months", "closed in three months"] = ""
    """What of the company the export holds."""
    months: int = 20
    trouble: Trouble = field(default_factory=Trouble)


LAST: Final = (2026, 6)
"""The last month of every company."""
TROUBLED: Final = "Delivery"
TROUBLED_SEGMENT: Final = "Works"
TROUBLED_RULE: Final = "RULE-9"
_TOPICS: Final = (
    Topic("Invoice", 0.24, ("desk", "finance")),
    Topic("Delivery", 0.22, ("desk", "dispatch"), 14.0),
    Topic("Password", 0.18, ("desk",), 3.0),
    Topic("Contract", 0.16, ("desk", "orders")),
    Topic("Fault", 0.14, ("desk", "field"), 30.0),
    Topic("Advice", 0.06, ("desk",), 6.0),
)
_DESIGNED: Final = (
    Topic("Invoice", 0.25, ("desk", "finance", "orders")),
    Topic("Visit", 0.25, ("desk", "field", "desk"), 30.0),
    Topic("Delivery", 0.2, ("desk", "dispatch"), 14.0),
    Topic("Password", 0.2, ("desk",), 3.0),
    Topic("Advice", 0.1, ("desk",), 6.0),
)
ORDINARY: Final = Shape(topics=_TOPICS)
SHAPES: Final[dict[str, Shape]] = {
    "growing": replace(ORDINARY, customers=900, joining=0.05, growth=0.02),
    "seasons of week and year": replace(ORDINARY, yearly=0.5, weekdays=(1.8, 1.2, 1.0, 0.9, 0.7, 0.0, 0.0)),
    "moods of customers and weeks": replace(ORDINARY, mood=1.0, weeks=0.1, customers=700, asked=0.4, cases=0.3),
    "few accounts, many cases": replace(ORDINARY, customers=150, cases=5.0, asked=0.8, mood=0.8, uneven=1.0, months=14),
    "loops and three teams by design": replace(ORDINARY, topics=_DESIGNED),
    "months that are not whole": replace(ORDINARY, cut="partial months"),
    "an export by closing date": replace(ORDINARY, cut="closed in three months", detours=0.2),
    "paid by quarter and year": replace(ORDINARY, pays="mixed", joining=0.012),
    "many reasons, all rare": replace(ORDINARY, reasons=40, leaving=0.03, joining=0.03),
    "very unequal segments, no revenue": replace(
        ORDINARY, pays="never",
        segments=(("Homes", 0.8), ("Shops", 0.13), ("Works", 0.045), ("Public", 0.017), ("Key", 0.008)),
    ),
    "three currencies, no rates": replace(ORDINARY, currencies=("EUR", "CHF", "GBP"), leaving=0.02, joining=0.02),
}  # fmt: skip
