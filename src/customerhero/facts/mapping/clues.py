"""What gives a column away: the names it goes by elsewhere, and what its values look like."""

from __future__ import annotations

from typing import Final

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "event_id": ("event id", "activity id", "log id", "history id", "entry id", "message id"),
    "case_id": (
        "case id", "case", "ticket id", "ticket", "incident", "incident id", "number", "issue id", "complaint id",
        "request id", "conversation id", "case number", "ticket number", "reference", "case:concept:name",
    ),
    "customer_id": (
        "customer id", "customer", "client id", "client", "account id", "account", "caller id", "requester id",
        "contact id", "user id", "subscriber id", "member id", "customer number", "reporter",
    ),
    "happened_at": (
        "happened at", "timestamp", "time", "date time", "datetime", "event time", "updated at", "sys updated at",
        "sys updated on", "updated", "time:timestamp", "date", "created at", "created",
    ),
    "kind": ("kind", "event", "event type", "activity", "action", "concept:name", "type"),
    "team_id": (
        "team id", "team", "group", "group id", "assignment group", "queue", "department", "org:group", "company",
    ),
    "person_id": (
        "person id", "agent", "agent id", "assigned to", "assignee", "assignee id", "employee", "owner", "handled by",
        "org:resource", "author id", "admin id",
    ),
    "opened_at": (
        "opened at", "opened", "created at", "created", "date received", "open date", "start date", "sys created on",
    ),
    "resolved_at": ("resolved at", "resolved", "solved at", "resolution date"),
    "closed_at": ("closed at", "closed", "close date", "date closed", "end date"),
    "channel": ("channel", "contact type", "via", "via channel", "submitted via", "source", "medium"),
    "topic": ("topic", "category", "issue", "issue type", "subject", "product", "reason", "request type"),
    "priority": ("priority", "urgency", "severity"),
    "outcome": ("outcome", "resolution", "status", "state", "close code", "closed code", "result"),
    "reported_handoffs": ("reassignment count", "reassignments", "transfers", "hand-offs"),
    "note": ("note", "notes", "comment", "comments", "body", "description", "message", "text", "narrative"),
    "rule_id": ("rule id", "rule", "policy"),
    "feedback_id": ("feedback id", "response id", "survey id", "respnum", "answer id"),
    "score": ("score", "nps", "rating", "netpro", "csat", "ces", "answer", "recommend", "likelihood to recommend"),
    "comment": ("comment", "comments", "verbatim", "feedback", "remark", "text"),
    "weight": ("weight",),
    "segment": ("segment", "tier", "plan", "customer type", "region", "industry", "tariff plan"),
    "name": ("name", "full name", "customer name", "company name", "title"),
    "joined_at": (
        "joined at", "signed up at", "signup date", "customer since", "start date", "created", "created at", "since",
    ),
    "left_at": ("left at", "churn date", "cancelled at", "canceled at", "ended at", "end date", "termination date"),
    "leave_reason": ("leave reason", "churn reason", "cancellation reason", "reason"),
    "acquired_by": ("acquired by", "acquisition channel", "lead source", "source"),
    "owner_id": ("owner id", "owner", "account manager", "csm"),
    "period": ("period", "month", "invoice month", "invoice date", "billing month", "date"),
    "amount": ("amount", "revenue", "mrr", "value", "total", "price", "charge amount", "customer value"),
    "currency": ("currency", "currency code", "iso currency"),
    "role": ("role", "job title", "position", "function"),
}  # fmt: skip
"""The names a column of ours goes by in other systems, the likeliest first."""

TELLING: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "feedback": (("score",),),
    "revenue": (("customer_id", "period", "amount"),),
    "events": (
        ("case_id", "happened_at", "kind"),
        ("case_id", "happened_at", "team_id"),
        ("case_id", "happened_at", "person_id"),
    ),
    "cases": (("case_id", "opened_at"), ("case_id", "topic")),
    "customers": (("customer_id",), ("name", "joined_at")),
    "people": (("person_id",),),
    "teams": (("team_id",),),
}  # fmt: skip
"""Columns of which a file needs one group to be a table of that kind, the most telling table first."""

DATE_FORMATS: Final = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y",
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y", "%d %b %Y",
    "%Y%m%d", "%d/%m/%y", "%m/%d/%y",
)  # fmt: skip
"""Formats tried on the sample where ISO 8601 does not fit, day before month."""
