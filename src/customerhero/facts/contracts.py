"""The canonical tables: each column's type, meaning and place in the natural key.

They are the contract between readers, lake, insight and documentation; `hero schema` prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

ColumnType = Literal["id", "text", "time", "date", "money", "number", "integer", "flag"]

EVENT_KINDS: Final = (
    "opened",
    "assigned",
    "transferred",
    "replied",
    "asked_again",
    "waiting",
    "refused",
    "escalated",
    "granted",
    "resolved",
    "reopened",
    "closed",
    "retention_offer",
    "notice_to_leave",
    "left",
    "failed",
    "acknowledged",
    "apologised",
    "remedied",
    "promised",
    "kept",
    "broken",
)
METRICS: Final = ("nps", "csat", "ces")
ACQUISITIONS: Final = ("referral", "reputation", "bought", "unknown")
RULE_COLOURS: Final = ("red", "green")


@dataclass(frozen=True)
class Column:
    """One column of a canonical table."""

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    twin: str = ""
    """Name of the int64 column the lake keeps beside it: a key of an id, microseconds UTC of a time."""


@dataclass(frozen=True)
class Table:
    """One canonical table: what a row is, its natural key and its columns."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    ordered: bool = False
    """Whether rows keep their place in the source (`event_seq`), which settles equal times."""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the contract has none."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in the contract's order."""
        return tuple(column.name for column in self.columns)


CUSTOMERS: Final = Table(
    "customers",
    "One row per customer: who buys, since when, and whether and why they left.",
    ("customer_id",),
    (
        Column("customer_id", "id", "The customer in the source system.", True, twin="customer_key"),
        Column("name", "text", "The customer's name as people in the organisation say it."),
        Column("segment", "text", "The group of customers it is managed in."),
        Column("joined_at", "time", "When it became a customer.", twin="joined_us"),
        Column("left_at", "time", "When it left; empty while it stays.", twin="left_us"),
        Column("leave_reason", "text", "The reason it stated: domain > cause > detail."),
        Column("root_reason", "text", "The reason found behind the stated one: domain > cause > detail."),
        Column("avoidable", "flag", "Whether the organisation could have kept it."),
        Column("acquired_by", "text", "How it was won.", choices=ACQUISITIONS),
        Column("owner_id", "text", "The person who looks after it."),
    ),
)

LIVES: Final = Table(
    "lives",
    "One row per earlier life of a customer who came back; the last life stands in customers.",
    ("customer_id", "left_at"),
    (
        Column("customer_id", "id", "The customer in the source system.", True, twin="customer_key"),
        Column("joined_at", "time", "When that life began.", twin="joined_us"),
        Column("left_at", "time", "When that life ended.", True, twin="left_us"),
        Column("leave_reason", "text", "The reason it stated then: domain > cause > detail."),
    ),
)

REVENUE: Final = Table(
    "revenue",
    "One row per customer, month and currency: what the customer paid.",
    ("customer_id", "period", "currency"),
    (
        Column("customer_id", "id", "The customer who paid.", True, twin="customer_key"),
        Column("period", "date", "The first day of the month.", True),
        Column("amount", "money", "Revenue of the month in the currency; four decimals.", True),
        Column("currency", "text", "ISO 4217 code; amounts of two currencies are never added.", True),
    ),
)

CASES: Final = Table(
    "cases",
    "One row per request, ticket, complaint or incident, as last known.",
    ("case_id",),
    (
        Column("case_id", "id", "The case in the source system.", True, twin="case_key"),
        Column("customer_id", "id", "The customer whose case it is.", twin="customer_key"),
        Column("opened_at", "time", "First contact about it; the customer clock starts.", twin="opened_us"),
        Column("resolved_at", "time", "When a solution was accepted; the clock stops.", twin="resolved_us"),
        Column("closed_at", "time", "When the source closed it.", twin="closed_us"),
        Column("channel", "text", "How the customer came: phone, mail, chat, web, ..."),
        Column("topic", "text", "What it is about; comparisons are adjusted by it."),
        Column("priority", "text", "The source's own priority."),
        Column("moment", "text", "The moment of truth it belongs to."),
        Column("outcome", "text", "How it ended, in the source's words."),
        Column("reported_handoffs", "integer", "Hand-offs the source counts itself, beside the visible ones."),
    ),
)

EVENTS: Final = Table(
    "events",
    "One row per thing that happened in a case or to a customer. Append-only.",
    ("event_id",),
    (
        Column("event_id", "text", "The event in the source, or made from its content.", True),
        Column("case_id", "id", "The case it happened in.", twin="case_key"),
        Column("customer_id", "id", "The customer it happened to.", twin="customer_key"),
        Column("happened_at", "time", "When it happened.", True, twin="at_us"),
        Column("kind", "text", "What happened.", True, choices=EVENT_KINDS),
        Column("team_id", "text", "The team that acted or held the case then."),
        Column("person_id", "text", "The person who acted or held the case then, never the last assignee."),
        Column("from_team_id", "text", "The team it was handed on by, where the source says so."),
        Column("rule_id", "text", "The rule that was named."),
        Column("channel", "text", "How it happened: phone, mail, chat, web, ..."),
        Column("amount", "money", "Money offered, granted or paid; four decimals."),
        Column("note", "text", "What was written."),
    ),
    ordered=True,
)

FEEDBACK: Final = Table(
    "feedback",
    "One row per answer to a survey question; raw answers, scores are derived.",
    ("feedback_id",),
    (
        Column("feedback_id", "text", "The answer in the source.", True),
        Column("customer_id", "id", "Who answered.", twin="customer_key"),
        Column("case_id", "id", "The case it was about.", twin="case_key"),
        Column("happened_at", "time", "When it was answered.", twin="at_us"),
        Column(
            "invited_at",
            "time",
            "When the question was sent; a row without score is an invitation unanswered.",
        ),
        Column("metric", "text", "Which question.", True, choices=METRICS),
        Column("scale_max", "integer", "The highest answer the scale allows: 10, 5 or 7.", True),
        Column("score", "integer", "The raw answer; empty when invited and not answered."),
        Column("comment", "text", "The customer's own words."),
        Column("weight", "number", "How many customers the answer stands for; empty is 1."),
        Column("segment", "text", "The respondent's group where the customer is not known."),
        Column("person_id", "text", "The person it was about."),
        Column("team_id", "text", "The team it was about."),
    ),
)

PEOPLE: Final = Table(
    "people",
    "One row per employee or account that acts on cases.",
    ("person_id",),
    (
        Column("person_id", "text", "The person in the source system.", True),
        Column("name", "text", "The person's name."),
        Column("team_id", "text", "The team the person belongs to."),
        Column("role", "text", "What the person does; people are compared only within a role."),
        Column("since", "time", "When the person joined."),
        Column("is_system", "flag", "Whether it is a machine or a shared account."),
    ),
)

TEAMS: Final = Table(
    "teams",
    "One row per team, queue or assignment group.",
    ("team_id",),
    (
        Column("team_id", "text", "The team in the source system.", True),
        Column("name", "text", "The team's name."),
        Column("function", "text", "What the team is there for."),
    ),
)

RULES: Final = Table(
    "rules",
    "One row per policy, procedure or habit that cases name.",
    ("rule_id",),
    (
        Column("rule_id", "text", "The rule's short name.", True),
        Column("name", "text", "The rule in one sentence."),
        Column("purpose", "text", "What the rule is there for."),
        Column("owner_id", "text", "The person who answers for it."),
        Column("colour", "text", "Red: law, may not be broken. Green: ours.", choices=RULE_COLOURS),
    ),
)

RATES: Final = Table(
    "rates",
    "One row per month and pair of currencies: what one unit of the first was worth in the second.",
    ("period", "from_currency", "to_currency"),
    (
        Column("period", "date", "The first day of the month.", True),
        Column("from_currency", "text", "ISO 4217 code of the currency that is converted.", True),
        Column("to_currency", "text", "ISO 4217 code of the currency it is converted into.", True),
        Column("rate", "number", "How much of the second one unit of the first was worth.", True),
        Column("source", "text", "Who says so, such as a central bank."),
    ),
)

TABLES: Final[dict[str, Table]] = {
    table.name: table for table in (CUSTOMERS, REVENUE, CASES, EVENTS, FEEDBACK, PEOPLE, TEAMS, RULES, RATES)
}

KEPT_TABLES: Final[dict[str, Table]] = {**TABLES, LIVES.name: LIVES}
"""The tables that are kept: those a mapping fills, and the earlier lives of customers who stand in a file twice."""
