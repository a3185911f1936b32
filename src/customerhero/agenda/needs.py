"""What must be recorded for each figure of each insight: the one table of what a source can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Need:
    """Figures that cannot be told where a kind of thing is never recorded."""

    kind: str
    """As `agenda.kinds` names it."""
    figures: tuple[str, ...]
    """Numbers by name, tables by `name.column`; a star stands for anything, and `name.*` empties the table."""
    unless: str = ""
    """A count of the answer's months: where it was ever above nought, the kind has been seen another way."""
    where: tuple[str, str] | None = None
    """A number of the answer and the value it has where this is needed."""


_VALUES: Final = Need("revenue", ("value", "value_*", "*_value", "*.value", "*.value_lost", "*.silent_value"))
_RUNAROUND: Final = (
    "runaround_cases", "astray_*", "rate", "rate_*", "customers_hurt", "hours", "value", "months.*", "by.*",
    "listed_cases.*",
)  # fmt: skip
_HANDED_ON: Final = (
    "cases_with_handoff", "cases_3_owners", "ping_pong*", "return*", "handoffs", "legitimate_*", "excess_*",
    "handoffs_due", "unaccepted_*", "linked_*", "top_*.*", "network.*", "proposals.*",
)  # fmt: skip
_TUGS: Final = (
    "tugs", "rate", "rate_*", "customers_hurt", "hours", "fought_hours", "value", "months.*", "by.*", "rules.*",
    "listed_cases.*",
)  # fmt: skip
_OFFERED: Final = ("offered", "late", "rate", "rate_*", "months.*", "by.*")
_FAILED: Final = (
    "failed", "failed_often", "late_failures", "after_failures_*", "months_after_failures.*", "by_after_failures.*",
)  # fmt: skip
_PROMISES: Final = (
    "promised", "broken_rate", "broken_low", "broken_high", "value", "months.*", "by.*", "by_*handoffs.*",
)  # fmt: skip
_AFTER: Final = ("lost_after_*", "customers_with*", "lost_without_*", "complaints.*", "rules.*")
_LOST: Final = (
    "lost", "lost_*", "value_lost", "avoidable*", "root_*", "left_before_joining", "won_back", "months.*", "domains.*",
    "causes.*", "reasons.*", "root_reasons.*", "stated_against_root.*", "segments.*", "complaints.*", "rules.*",
)  # fmt: skip
_HOW_LONG: Final = ("kept_*", "median_*", "expected_*", "log_rank*", "curve.*", "curves.*", "groups.*", "months.*")
_STAYED: Final = (
    *_HOW_LONG[:-1], "lost", "lost_*", "came_back", "gone_*", "left_*", "late_*",
)  # fmt: skip

NEEDS: Final[Mapping[str, tuple[Need, ...]]] = {
    "runaround": (
        Need("handed_on_by_team", _RUNAROUND, "runaround_cases", ("holder", "team")),
        Need("handed_on_by_team", _HANDED_ON, where=("holder", "team")),
        Need("handed_on_by_person", _RUNAROUND, "runaround_cases", ("holder", "person")),
        Need("handed_on_by_person", _HANDED_ON, where=("holder", "person")),
        Need("customer of a case", ("customers", "customers_hurt", "shared_accounts", "value", "*.customers")),
        _VALUES,
    ),
    "tug_of_war": (
        Need("fight", _TUGS, "tugs"),
        Need("granted", ("granted", "refused_granted", "after_*", *_TUGS)),
        Need("refused", ("refused", "refused_*", "refusals", "*.refusals")),
        Need("asked_again", ("*.repeats",)),
        Need("escalated", ("after_escalation", "*.after_escalation")),
        Need("notice_to_leave", ("after_notice", "*.after_notice")),
        Need("rule", ("rules.*",)),
        Need("customer of a case", ("customers", "customers_hurt", "value", "*.customers")),
        _VALUES,
    ),
    "last_resort": (
        Need("notice or failure", ("last_resort", "days", "failures", "contacts", "refusals", "value")),
        Need("notice_to_leave", ("noticed", "last_resort", *_OFFERED)),
        Need("effort", ("last_resort", "days", "failures", "contacts", "refusals", "value", *_OFFERED, *_FAILED[1:])),
        Need("failed", ("failures", "*.failures", *_FAILED)),
        Need("contact", ("contacts", "*.contacts")),
        Need("customer of a case", ("*", "*.*")),
        Need("refused", ("refusals", "*.refusals")),
        _VALUES,
    ),
    "recontact": (
        Need("customer of a case", ("*", "*.*")),
        Need("ended", ("*", "*.*")),
        _VALUES,
    ),
    "promises": (
        Need("promise", ("kept", "broken", *_PROMISES, "listed_cases.*")),
        Need("broken", ("broken", "broken_*", "value", "months.*", "by.*", "by_*handoffs.*")),
        Need("kept", ("kept", *_PROMISES)),
        Need("handed_on_by_team", ("by_visible_handoffs.*",)),
        Need("handed_on_by_team", ("by_handoffs.*",), where=("handoffs_used", "visible")),
        Need("reopened", ("reopened", "reopened_*")),
        Need("closed", ("closed", "median_hours")),
        Need("customer of a case", ("value", "*.customers")),
        _VALUES,
    ),
    "losses": (
        Need("leaving", _LOST),
        Need("joining", ("left_before_joining",)),
        Need("lives", ("won_back", "lost_and_back_since")),
        Need("leave_reason", ("domains.*", "causes.*", "reasons.*", "stated_against_root.*")),
        Need("root_reason", ("root_*", "root_reasons.*", "stated_against_root.*")),
        Need("avoidable", ("avoidable*", "*.avoidable*")),
        Need("handed_on_by_team", ("lost_after_runaround*",)),
        Need("refused", ("lost_after_refused*",)),
        Need("rule", ("lost_after_rule_named*", "rules.*")),
        Need("broken", ("lost_after_broken_promise*",)),
        Need("friction", ("lost_after_any*",)),
        Need("sign of trouble", _AFTER),
        Need("customer of a case", _AFTER),
        Need("sign of life", ("silent*", "silent_*.*")),
        _VALUES,
    ),
    "growth": (
        Need("acquisition", ("enc", "bought", "new_unknown", "earned_growth*")),
        _VALUES,
    ),
    "retention": (
        Need("leaving", (*_STAYED, "months.*")),
        Need("joining", ("customers", *_STAYED)),
        Need("leaving over time", _HOW_LONG),
        Need("lives", ("came_back",)),
    ),
    "voice": (
        Need("invitation", ("invited", "answered_of_invited", "response_*", "response.*")),
        Need("comment", ("detractors_with_comment*",)),
    ),
    "autopsy": (
        Need("handed_on_by_team", ("handoffs", "ping_pongs", "returns")),
        Need("refused", ("refusals",)),
        Need("broken", ("broken_promises",)),
        Need("failed", ("failures",)),
        Need("asked_again", ("asked_again",)),
        Need("apologised", ("apologies", "never_apologised")),
        Need("effort", ("offer_after_notice", "days_from_notice_to_offer")),
        Need("notice_to_leave", ("offer_after_notice", "days_from_notice_to_offer")),
        Need("revenue", ("value_a_year",)),
    ),
}
"""By insight. Of several kinds that are lacking the first one is the reason that is told."""
LABELS: Final = frozenset({
    "month", "currency", "holder", "ask", "handoffs_used", "zone", "words", "told_instead", "month_not_over", "level",
    "reported_handoffs", "base_month",
})  # fmt: skip
"""Numbers that say what was asked and how; they are no figures."""
MAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "runaround": ("rate",),
    "tug_of_war": ("rate",),
    "last_resort": ("rate", "after_failures_rate"),
    "recontact": ("rate",),
    "promises": ("broken_rate",),
    "losses": ("lost_per_100",),
    "growth": ("start",),
    "retention": ("kept_12", "expected_months", "median_months"),
    "voice": ("answers",),
}
"""By insight the figures without any of which the agenda says why it has none."""
BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "promises": ("reopened_rate", "median_hours"),
    "losses": ("silent_per_100",),
    "retention": ("customers",),
}
"""Figures an answer is kept for all the same."""
