"""Findings are put aside with a reason, and come back: when somebody takes them back, or when they worsen.

A finding that was put aside comes back with the first run of that month or a later one in which
- it hurts, and did not when it was put aside; or
- it touches at least a quarter more customers a month than then, and at least five more; or
- a later month says that it got worse by more than chance explains.
Good news does not come back by being better news.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from customerhero.errors import QuestionError
from customerhero.findings import Finding
from customerhero.findings.months import months_of
from customerhero.web.look.keeping import state_of
from customerhero.web.people.models import Person
from customerhero.web.runs.credit import is_credit
from customerhero.web.runs.models import Dismissal, Recall, Run, StoredFinding
from customerhero.web.runs.packing import finding_from

MORE_SHARE: Final = 0.25
MORE_CUSTOMERS: Final = 5
LONGEST_REASON: Final = 2000


@dataclass(frozen=True)
class Decisions:
    """What was decided about a finding."""

    standing: Dismissal | None
    past: tuple[Dismissal, ...]


def standing() -> QuerySet[Dismissal]:
    """Dismissals that were not taken back."""
    return Dismissal.objects.filter(recall=None).select_related("by")


def standing_at(month: str, keys: Iterable[str] | None = None) -> dict[str, Dismissal]:
    """By key: what is put aside on the agenda of a month; earlier months keep showing what they showed."""
    found = standing().filter(month__lte=month)
    if keys is not None:
        found = found.filter(key__in=list(keys))
    return {dismissal.key: dismissal for dismissal in reversed(found)}


def state_of_decisions() -> Hashable:
    """What changes with every decision about any finding."""
    return state_of(Dismissal), state_of(Recall)


def decisions_about(key: str, month: str) -> Decisions:
    """What was decided about a finding, the newest first, and what of it stands in a month."""
    past = list(Dismissal.objects.filter(key=key).select_related("by", "recall", "recall__by"))
    standing = next((one for one in past if not hasattr(one, "recall") and one.month <= month), None)
    return Decisions(standing, tuple(past))


def dismiss(row: StoredFinding, person: Person, reason: str) -> Dismissal:
    """Put a finding aside; QuestionError without a reason. One that is put aside already stays as it is."""
    reason = reason.strip()
    if not reason:
        raise QuestionError("A finding is put aside with a reason.", "Say in a sentence why nothing is to be done.")
    if len(reason) > LONGEST_REASON:
        raise QuestionError(f"The reason is longer than {LONGEST_REASON:,} characters.", "Say it more shortly.")
    if is_credit(finding_from(bytes(row.finding))):
        raise QuestionError("Credit to people is not put aside.", "Only those named decide what becomes of it.")
    with transaction.atomic():
        StoredFinding.objects.select_for_update().get(pk=row.pk)
        return standing().filter(key=row.key).first() or _dismissed(row, person, reason)


def take_back(dismissal: Dismissal, person: Person) -> None:
    """Show the finding again; nothing happens when it is back already."""
    Recall.objects.get_or_create(dismissal=dismissal, defaults={"by": person})


def bring_back(run: Run, findings: Iterable[Finding]) -> list[Dismissal]:
    """Take back the dismissals of findings that have worsened in this run; those it took back."""
    back = []
    by_key = {finding.key: finding for finding in findings}
    for dismissal in standing().filter(month__lte=run.month, key__in=list(by_key)):
        why = worsened(dismissal, by_key[dismissal.key])
        if why:
            Recall.objects.get_or_create(dismissal=dismissal, defaults={"run": run, "why": why})
            back.append(dismissal)
    return back


def worsened(dismissal: Dismissal, now: Finding) -> Recall.Why | None:
    """In what way a finding is worse than when it was put aside; None when it is not."""
    if now.tone == "good":
        return None
    if now.tone == "hurt" and dismissal.tone != "hurt":
        return Recall.Why.HURTS
    more = _a_month(now) - dismissal.customers
    if more >= MORE_CUSTOMERS and more >= MORE_SHARE * dismissal.customers:
        return Recall.Why.MORE
    later = now.month > dismissal.month
    return Recall.Why.WORSE if later and now.change and now.change.verdict == "worse" else None


def _dismissed(row: StoredFinding, person: Person, reason: str) -> Dismissal:
    finding = finding_from(bytes(row.finding))
    return Dismissal.objects.create(
        key=row.key,
        finding=row,
        month=row.month,
        reason=reason,
        by=person,
        size=finding.measure.value,
        tone=finding.tone,
        customers=_a_month(finding),
    )


def _a_month(finding: Finding) -> int:
    return round(finding.customers / months_of(finding))
