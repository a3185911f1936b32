"""Is an account a person? Told from when, how much and what it does, and by its name; where that is not clear, asked.

Nobody is thanked before it is known who they are. One sign proves nothing: somebody works nights, somebody hands out
all cases, somebody is called Bott. An account is taken for a machine where several signs agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Literal

LEAST_SHARE: Final = 0.2
"""An account with this share of all acts is no person, where there are enough to share them."""
LEAST_ACCOUNTS: Final = 10
LEAST_ACTS: Final = 100
"""Of fewer acts nothing is told but the name."""
_ENOUGH: Final = 30
"""Of accounts with so many acts it is learnt what is usual."""
CROWDED: Final = 4
"""So many different cases in one minute are more than a person acts in."""
BUSY: Final = 2
"""Only accounts with so many times the mean of all acts are looked at minute by minute."""
_MUCH: Final = (0.05, 8.0)
"""The share of all acts, and how many times the typical account's, that is much for a person."""
_TOO_MUCH: Final = (0.08, 10.0)
"""The same that makes asking worth while by itself."""
_AROUND_THE_CLOCK: Final = 20
_A_SHIFT: Final = 16
_OFTEN: Final = 0.1
_SELDOM: Final = 0.05
_HALF: Final = 0.5
_TIMES_AS_CROWDED: Final = 3
"""Where people close cases by the dozen, a machine does so still more."""
_HARDLY: Final = 0.01
HANDLING: Final = (
    "replied", "refused", "granted", "acknowledged", "apologised", "remedied", "promised", "kept", "broken",
    "retention_offer",
)  # fmt: skip
"""Kinds of acts that are done towards the customer; a machine opens, assigns, transfers and closes."""
_TECHNICAL: Final = frozenset(
    {
        "account", "accounts", "admin", "agent", "api", "app", "application", "auto", "automated", "automatic",
        "automation", "autoresponder", "batch", "bot", "bots", "bpm", "camunda", "chatbot", "connector", "crm",
        "cron", "daemon", "daemons", "default", "desk", "dynamics", "engine", "erp", "etl", "fin", "freshdesk",
        "freshservice", "gateway", "genesys", "helpdesk", "hubspot", "import", "importer", "integration",
        "intercom", "interface", "internal", "it", "jira", "job", "mailbox", "mailer", "middleware",
        "migration", "monitor", "monitoring", "mulesoft", "noreply", "operator", "pega", "process", "queue",
        "remedy", "robot", "rpa", "salesforce", "sap", "scheduler", "script", "server", "service", "servicenow",
        "shared", "siebel", "svc", "sync", "sys", "sysadmin", "system", "technical", "tool", "trigger",
        "uipath", "unattended", "user", "web", "webhook", "workflow", "zapier", "zendesk", "zoho",
    }
)  # fmt: skip
_PLAIN: Final = frozenset(
    {
        "account", "accounts", "admin", "agent", "app", "desk", "default", "internal", "it", "operator",
        "shared", "user", "web",
    }
)  # fmt: skip
"""Words that stand in technical names, but say nothing alone."""
SIGNS: Final = {
    "volume": "far more acts than others",
    "clock": "around the clock",
    "weekends": "on weekends, unlike others",
    "nights": "at night, unlike others",
    "simultaneous": "in many cases within a minute",
    "kinds": "never towards a customer",
    "name": "a name for machines",
}
"""What speaks for a machine, in words."""
_WORDS: Final = re.compile(r"[a-z]+")

Kind = Literal["machine", "unsure"]


@dataclass(frozen=True)
class Account:
    """What one account did; None where the times of the source have no time of day."""

    id: str
    name: str | None
    acts: int
    handled: float
    """The share of acts towards the customer."""
    hours: int | None = None
    """Hours of the day with at least one in a hundred of its acts."""
    weekend: float | None = None
    night: float | None = None
    """The share of acts from 22 to 6 o'clock."""
    crowded: float | None = None
    """The share of acts in minutes with `CROWDED` or more different cases."""


@dataclass(frozen=True)
class Verdict:
    """Why an account is taken for a machine, or cannot be told from one."""

    kind: Kind
    signs: tuple[str, ...]
    """Of volume, clock, weekends, nights, simultaneous, kinds and name."""


@dataclass(frozen=True)
class _Usual:
    """What the accounts do together."""

    acts: int
    accounts: int
    typical: float
    handled: float
    hours: float
    weekend: float
    night: float
    crowded: float


def accounts_of(rows: Sequence[Mapping[str, Any]]) -> list[Account]:
    """Accounts from counts: `person_id`, `name`, `acts`, of them `handled`, `weekend`, `night`, `crowded` and `whole`
    (at full hours, as times without a time of day are), and `hours`."""
    acts = sum(row["acts"] for row in rows)
    has_clock = sum(row["whole"] or 0 for row in rows) <= _HALF * acts

    def share(row: Mapping[str, Any], name: str) -> float | None:
        return (row[name] or 0) / row["acts"] if has_clock else None

    return [
        Account(
            str(row["person_id"]), row["name"], row["acts"], (row["handled"] or 0) / row["acts"],
            (row["hours"] or 0) if has_clock else None,
            share(row, "weekend"), share(row, "night"), share(row, "crowded"),
        )
        for row in rows
    ]  # fmt: skip


def verdicts(accounts: Sequence[Account]) -> dict[str, Verdict]:
    """The accounts that are no persons by all that is seen, and those of which it cannot be told."""
    usual = _usual(accounts)
    found = {one.id: _verdict(one, usual) for one in accounts}
    return {who: told for who, told in found.items() if told is not None}


def sounds_technical(account: Account) -> Literal["", "partly", "wholly"]:
    """Whether name or id is made of words for machines, wholly or partly: Abbott is not, "svc_mail" wholly."""
    names = [name for name in (account.id, account.name) if name]
    return max((_sound(name) for name in names), key=("", "partly", "wholly").index, default="")


def _sound(name: str) -> Literal["", "partly", "wholly"]:
    words = _WORDS.findall(name.lower())
    telling = [word for word in words if word in _TECHNICAL and word not in _PLAIN]
    if not telling:
        return ""
    starts = words[0] in ("svc", "sys", "bot", "api", "rpa") and bool(re.search(r"[_.\-]", name))
    return "wholly" if starts or all(word in _TECHNICAL for word in words) else "partly"


def _usual(accounts: Sequence[Account]) -> _Usual:
    busy = [one for one in accounts if one.acts >= _ENOUGH] or list(accounts)

    def middle(values: Sequence[float | None]) -> float:
        known = [value for value in values if value is not None]
        return float(median(known)) if known else 0.0

    return _Usual(
        sum(one.acts for one in accounts),
        len(accounts),
        middle([one.acts for one in accounts]),
        middle([one.handled for one in busy]),
        middle([one.hours for one in busy]),
        middle([one.weekend for one in busy]),
        middle([one.night for one in busy]),
        middle([one.crowded for one in busy if one.crowded]),
    )


def _verdict(one: Account, usual: _Usual) -> Verdict | None:
    if usual.accounts >= LEAST_ACCOUNTS and one.acts >= LEAST_SHARE * usual.acts:
        return Verdict("machine", ("volume", *(sign for sign in _signs(one, usual) if sign != "volume")))
    signs, name = _signs(one, usual), sounds_technical(one)
    telling = [sign for sign in signs if sign not in ("nights", "name")]
    if len(telling) >= 3 or (name == "wholly" and telling) or {"clock", "volume"} <= set(telling):
        return Verdict("machine", signs)
    if {"clock", "simultaneous"} <= set(telling):
        return Verdict("machine", signs)
    asks = {"clock", "nights"} & set(signs) or _does_much(one, usual, _TOO_MUCH)
    if asks or len(telling) >= 2 or name == "wholly" or (name and telling):
        return Verdict("unsure", signs)
    return None


def _signs(one: Account, usual: _Usual) -> tuple[str, ...]:
    told: Mapping[str, bool] = {
        "volume": _does_much(one, usual, _MUCH),
        "clock": (one.hours or 0) >= _AROUND_THE_CLOCK and usual.hours <= _A_SHIFT,
        "weekends": (one.weekend or 0) >= 2 * _OFTEN and usual.weekend <= _SELDOM,
        "nights": (one.night or 0) >= _HALF and usual.night <= _OFTEN,
        "simultaneous": (one.crowded or 0) >= max(_OFTEN, _TIMES_AS_CROWDED * usual.crowded),
        "kinds": one.handled <= _HARDLY and usual.handled >= 2 * _OFTEN,
    }
    seen = tuple(sign for sign, holds in told.items() if holds) if one.acts >= LEAST_ACTS else ()
    return (*seen, "name") if sounds_technical(one) else seen


def _does_much(one: Account, usual: _Usual, bounds: tuple[float, float]) -> bool:
    share, times = bounds
    many = usual.accounts >= LEAST_ACCOUNTS
    return many and one.acts >= max(share * usual.acts, times * usual.typical, LEAST_ACTS)
