"""A customer's timeline as people read it: what happened, in words, case by case, with the troubles marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

Row = Mapping[str, Any]

HAPPENED: Final[dict[str, Promise]] = {
    "joined": _("Became a customer"),
    "left": _("Left"),
    "opened": _("Asked for something"),
    "assigned": _("Taken up"),
    "transferred": _("Handed on"),
    "replied": _("Answered by us"),
    "asked_again": _("Had to ask again"),
    "waiting": _("We waited for the customer"),
    "refused": _("Refused"),
    "escalated": _("Escalated"),
    "granted": _("Granted"),
    "resolved": _("Solved"),
    "reopened": _("Opened again"),
    "closed": _("Closed"),
    "retention_offer": _("Offer to stay"),
    "notice_to_leave": _("Gave notice"),
    "failed": _("We failed"),
    "acknowledged": _("We saw our failure"),
    "apologised": _("We apologised"),
    "remedied": _("Made good"),
    "promised": _("We promised"),
    "kept": _("Promise kept"),
    "broken": _("Promise broken"),
    "answered": _("Told us"),
    "no apology": _("Nobody apologised"),
    "advocate": _("Has an advocate"),
    "advocate no longer": _("Has this advocate no longer"),
}
TROUBLES: Final[dict[str, Promise]] = {
    "refused": _("refused"),
    "promise broken": _("promise broken"),
    "failed": _("our failure"),
    "had to ask again": _("had to ask again"),
    "reopened": _("not solved"),
    "notice to leave": _("notice"),
    "left": _("left"),
    "ping-pong": _("to and fro"),
    "return": _("sent back"),
    "offer after notice": _("only after the notice"),
    "detractor": _("unhappy"),
    "no apology": _("no apology"),
}


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    at: datetime
    what: Promise | str
    detail: str
    team: str
    amount: float | None
    troubles: tuple[Promise | str, ...]

    @property
    def hurts(self) -> bool:
        """Whether it is one of the troubles."""
        return bool(self.troubles)

    def says_the_same_as(self, other: Moment) -> bool:
        """Whether the other one adds nothing to this one."""
        return (self.at, self.what) == (other.at, other.what) and other.detail in ("", self.detail)


@dataclass
class Chapter:
    """What happened in one case without another between, or outside of cases."""

    case_id: str | None
    moments: list[Moment] = field(default_factory=list)

    @property
    def hurts(self) -> bool:
        """Whether any of it is trouble."""
        return any(moment.hurts for moment in self.moments)


def chapters(rows: Iterable[Row], *, only_troubles: bool = False) -> list[Chapter]:
    """The timeline's rows (oldest first) in chapters; revenue is left out, it is a picture of its own."""
    told: list[Chapter] = []
    for row in rows:
        moment = _moment(row)
        if row["what"] == "revenue" or (only_troubles and not moment.hurts):
            continue
        if told and told[-1].moments[-1].says_the_same_as(moment):
            continue  # a customer who left is told by the list of customers and by the events
        if not told or told[-1].case_id != row["case_id"]:
            told.append(Chapter(row["case_id"]))
        told[-1].moments.append(moment)
    return told


def _moment(row: Row) -> Moment:
    troubles = tuple(_trouble(part) for part in _parts(row["trouble"]))
    what: Promise | str = HAPPENED.get(row["what"]) or str(row["what"])
    detail = "" if row["detail"] in (None, "unknown") else row["detail"]
    return Moment(row["at"].replace(tzinfo=UTC), what, detail, row["team"] or "", row["amount"], troubles)


def _parts(trouble: str) -> Sequence[str]:
    return [part for part in trouble.split(", ") if part]


def _trouble(part: str) -> Promise | str:
    if part.startswith("rule "):
        return part  # a rule's own name stands for itself
    return TROUBLES.get(part, part)
