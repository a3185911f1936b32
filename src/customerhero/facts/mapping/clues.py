"""What gives a column away: the names it goes by elsewhere, in English and German, and what its values look like."""

from __future__ import annotations

from typing import Final

_NUMBERED: Final = ("id", "no", "nr", "number", "nummer", "key", "ref", "reference", "", "code")


def _ids(*things: str) -> tuple[str, ...]:
    """What an id of these things is called, the things in order of likelihood: Ticket ID, Ticket No, Ticketnummer."""
    return tuple(f"{thing} {ending}".strip() for thing in things for ending in _NUMBERED)


NAMES: Final[dict[str, tuple[str, ...]]] = {
    "event_id": _ids("event", "activity", "log", "history", "entry", "message"),
    "case_id": (
        *_ids("case", "ticket", "incident", "issue", "complaint", "request", "conversation"),
        *_ids("vorgangs", "vorgang", "anfrage", "fall", "beschwerde", "störungs"),
        "case concept name", "number", "reference", *_ids("call", "chat", "interaction"),
    ),
    "customer_id": (
        *_ids("customer", "client", "account", "caller", "requester", "contact", "user", "subscriber", "member"),
        *_ids("kunden", "kunde", "reporter", "kd"), *_ids("policyholder", "guest", "patient", "tenant"),
        "client num", "cust id", "cust no", "customer email", "client email", "customer e mail", "caller email",
        "requester email", "account name",
    ),
    "happened_at": (
        "happened at", "timestamp", "time", "date time", "event time", "updated at", "sys updated at",
        "sys updated on", "updated", "time timestamp", "date", "created at", "created", "zeitpunkt", "zeit",
        "datum", "responded at", "submitted at", "answered at", "submit date", "submission date", "date submitted",
        "response date", "recorded date", "submitted", "submitted on", "responded on", "answered on",
    ),
    "kind": (
        "kind", "event", "event type", "activity", "action", "concept name", "type", "aktion", "aktivität", "ereignis",
    ),
    "team_id": (
        *_ids("team", "group", "assignment group", "assigned team", "assigned group", "queue", "department"),
        *_ids("support group", "abteilung", "gruppe", "bearbeitergruppe"), "org group",
    ),
    "person_id": (
        *_ids("person", "agent", "assigned to", "assigned agent", "assignee", "employee", "handled by", "owner"),
        *_ids("bearbeiter", "sachbearbeiter", "mitarbeiter", "author", "admin"), "org resource", "zugewiesen an",
    ),
    "opened_at": (
        "opened at", "opened", "created at", "created", "date opened", "opened on", "created on", "creation date",
        "created date", "date created", "date received", "received", "open date", "start date", "sys created on",
        "submitted", "geöffnet", "geöffnet am", "eröffnet", "eröffnet am", "erstellt", "erstellt am", "eingang",
        "eingangsdatum", "datum", "date", "date time opened", "created time", "opened date",
    ),
    "resolved_at": (
        "resolved at", "resolved", "solved at", "solved", "resolution date", "date resolved", "gelöst", "gelöst am",
        "resolved time",
    ),
    "closed_at": (
        "closed at", "closed", "close date", "closed on", "closed date", "date closed", "end date", "geschlossen",
        "geschlossen am", "erledigt", "erledigt am", "abgeschlossen", "abgeschlossen am", "date time closed",
        "closed time",
    ),
    "channel": (
        "channel", "contact type", "via", "via channel", "submitted via", "source", "medium", "kanal",
        "ticket channel", "case channel",
    ),
    "topic": (
        "topic", "category", "issue", "issue type", "subject", "product", "reason", "request type", "thema", "betreff",
        "kategorie", "grund", "anliegen", "ticket type", "ticket category", "ticket subject", "case type",
        "call reason",
        "contact reason", "complaint type", "sub issue",
    ),
    "priority": ("priority", "urgency", "severity", "priorität", "dringlichkeit", "ticket priority", "case priority"),
    "outcome": (
        "outcome", "resolution", "company response to consumer", "company response", "disposition", "status",
        "ticket status", "case status", "call status", "close code", "closed code", "result", "ergebnis", "state",
    ),
    "reported_handoffs": ("reassignment count", "reassignments", "transfers", "hand-offs", "handoffs"),
    "note": (
        "note", "notes", "comment", "comments", "body", "description", "message", "text", "narrative", "notiz",
        "beschreibung",
    ),
    "rule_id": ("rule id", "rule", "policy"),
    "feedback_id": (
        *_ids("feedback", "response", "survey", "answer", "umfrage", "antwort"), "respnum", "respondent id",
    ),
    "metric": ("metric", "kennzahl"),
    "scale_max": ("scale max", "scale", "skala"),
    "score": (
        "score", "nps", "rating", "netpro", "csat", "ces", "answer", "recommend", "likelihood to recommend",
        "nps score", "csat score", "ces score", "satisfaction", "satisfaction score", "satisfaction rating",
        "customer satisfaction", "customer satisfaction rating", "customer rating", "effort", "effort score",
        "customer effort score", "zufriedenheit", "bewertung",
        "kundenzufriedenheit", "weiterempfehlung",
    ),
    "comment": ("comment", "comments", "verbatim", "feedback", "remark", "text", "kommentar", "anmerkung"),
    "weight": ("weight",),
    "segment": (
        "segment", "tier", "plan", "customer type", "region", "industry", "tariff plan", "tariff", "tarif", "branche",
        "contract",
        "contract type", "subscription type", "subscription plan", "membership", "membership type", "package",
        "product plan",
        "vertrag", "vertragsart", "kundengruppe", "kundentyp", "geography", "card category",
    ),
    "name": (
        "name", "full name", "customer name", "company name", "company", "title", "kundenname", "firma",
        "team name", "group name", "agent name", "employee name", "surname", "last name", "account name",
    ),
    "joined_at": (
        "joined at", "joined", "signed up at", "signup date", "customer since", "start date", "created", "created at",
        "since", "kunde seit", "vertragsbeginn", "sign up date", "signed up", "join date", "joining date", "joined on",
        "joined date", "date joined", "registration date", "registered", "registered at", "enrollment date",
        "activation date",
        "contract start", "contract start date", "member since", "start of contract", "onboarding date",
        "first purchase date",
        "anmeldedatum", "beitritt", "beitrittsdatum", "eintrittsdatum", "vertragsbeginn am",
    ),
    "left_at": (
        "left at", "left", "churn date", "churned at", "cancelled at", "canceled at", "ended at", "end date",
        "termination date", "gekündigt am", "vertragsende", "kündigungsdatum", "cancel date", "cancellation date",
        "cancelled on", "canceled on", "cancelled", "canceled", "churned on", "date of churn", "leave date",
        "leaving date",
        "left on", "date left", "exit date", "terminated at", "terminated on",
        "deactivated at", "deactivation date", "closed account date", "austritt", "austrittsdatum", "kündigung zum",
        "gekündigt zum", "gekündigt per", "kündigung am", "kündigung per", "kunde bis", "ausgetreten am", "abgang am",
        "customer until", "closed on", "lost on", "lost date", "lost at", "inactive since", "ended on", "churned date",
    ),
    "leave_reason": (
        "leave reason", "churn reason", "cancellation reason", "reason", "kündigungsgrund", "reason for leaving",
        "cancel reason", "reason for churn", "exit reason", "termination reason", "austrittsgrund",
    ),
    "acquired_by": ("acquired by", "acquisition channel", "lead source", "source"),
    "owner_id": ("owner id", "owner", "account manager", "csm", "betreuer"),
    "period": (
        "period", "month", "invoice month", "invoice date", "billing month", "billing date", "date", "monat",
        "abrechnungsmonat", "rechnungsdatum", "datum", "payment date", "transaction date", "belegdatum",
        "zahlungsdatum",
    ),
    "amount": (
        "amount", "revenue", "mrr", "value", "total", "price", "charge amount", "customer value", "sales", "betrag",
        "umsatz", "amount paid", "rechnungsbetrag", "net amount", "total amount", "monthly charges", "monthly charge",
        "monthly fee", "monthly revenue", "monthly amount", "monthly recurring revenue", "invoice amount", "paid",
        "fee", "fees",
        "charges", "charge", "monatsbeitrag", "monatlicher betrag", "nettobetrag", "bruttobetrag",
    ),
    "currency": ("currency", "currency code", "iso currency", "währung"),
    "role": ("role", "job title", "position", "function", "rolle"),
    "function": ("function", "purpose", "funktion"),
    "since": ("since", "start date", "hired", "eintritt"),
}  # fmt: skip
"""The names a column of ours goes by in other systems, the likeliest first."""

TELLING: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "feedback": tuple(
        ("score", beside) for beside in ("metric", "feedback_id", "customer_id", "case_id", "happened_at", "comment")
    ),
    "revenue": (("customer_id", "period", "amount"),),
    "events": (
        ("case_id", "happened_at", "kind"),
        ("case_id", "happened_at", "team_id"),
        ("case_id", "happened_at", "person_id"),
    ),
    "cases": (("case_id", "opened_at"), ("case_id", "topic", "outcome")),
    "customers": tuple(
        ("customer_id", beside) for beside in ("name", "segment", "joined_at", "left_at", "leave_reason", "acquired_by")
    ),
    "people": (("person_id", "name"), ("person_id", "role"), ("person_id", "team_id")),
    "teams": (("team_id", "name"), ("team_id", "function")),
}
"""Columns of which a file needs one group to be a table of that kind, the most telling table first."""

FOREIGN: Final[dict[str, tuple[str, ...]]] = {
    "revenue": ("case_id",),
    "customers": ("case_id", "score"),
    "people": ("case_id", "customer_id", "score", "amount"),
    "teams": ("case_id", "customer_id", "person_id", "score", "amount"),
}
"""Columns that speak against a table: a file of tickets is no list of teams because it names some."""

CASE_ONLY: Final = ("topic", "closed_at", "resolved_at", "priority", "outcome", "channel", "reported_handoffs")
"""Columns that tell a ticket with its score from an answer to a survey that names its ticket."""

METRIC_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "csat": ("csat", "satisfaction", "zufriedenheit", "satisfaccion", "tevredenheid", "soddisfazione"),
    "ces": ("ces", "effort", "aufwand"),
    "nps": ("nps", "netpro", "recommend", "weiterempfehl"),
}
"""Words in a column's name that say which question its scores answer."""
