"""Who was erased from the lake is erased from what runs have kept: rows, samples of cases, files to take home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction

from customerhero.findings import Evidence, Finding
from customerhero.findings.agenda import Agenda
from customerhero.web.jobs.background import job
from customerhero.web.jobs.lanes import AGENDAS
from customerhero.web.runs.models import Completion, FollowedErasure, Run, StoredFinding, StoredTable
from customerhero.web.runs.packing import (
    agenda_from,
    finding_from,
    packed_agenda,
    packed_finding,
    packed_rows,
    rows_from,
)
from customerhero.web.runs.papers import write_anew

OWNERS: Final = ("customer_id", "case_id")
"""The columns that say whose a row is."""
Gone = dict[str, set[str]]
"""By such a column: the ids the lake knows no longer."""


@dataclass(frozen=True)
class Erased:
    """An erasure as other apps follow it: when it was, and which of some ids of a column are unknown since."""

    at: datetime
    unknown: Callable[[str, set[str]], set[str]]


Forgetter = Callable[[Erased], None]
_FORGETTERS: Final[list[Forgetter]] = []


def forgets(forgetter: Forgetter) -> None:
    """Have an app follow erasures with what it keeps itself; called when the app starts, fit to be done twice."""
    if forgetter not in _FORGETTERS:
        _FORGETTERS.append(forgetter)


@job(AGENDAS)
def follow_erasures() -> None:
    """Forget whom the lake no longer knows, once after each erasure; killed half way, it is done again."""
    from customerhero.web.runs.lakeside import newest_erasure, unknown  # noqa: PLC0415  # only workers load the engine

    erasure = newest_erasure()
    if erasure is None or FollowedErasure.objects.filter(number=erasure.number).exists():
        return
    erased = Erased(erasure.at.replace(tzinfo=UTC), unknown)
    for forgetter in _FORGETTERS:
        forgetter(erased)
    gone = {name: unknown(name, ids) for name, ids in _kept_ids().items()}
    for run in Run.objects.filter(completion__isnull=False):
        _forget(run, gone)
    FollowedErasure.objects.get_or_create(number=erasure.number, defaults={"erased_at": erased.at})


def _kept_ids() -> Gone:
    """All ids that any run has kept."""
    kept: Gone = {name: set() for name in OWNERS}
    for table in _tables_of_somebody(StoredTable.objects.iterator(chunk_size=50)):
        rows = rows_from(bytes(table.rows))
        for name in set(OWNERS) & set(table.columns):
            at = table.columns.index(name)
            kept[name].update(str(row[at]) for row in rows if row[at] is not None)
    for row in StoredFinding.objects.defer("drawing").iterator():
        evidence = finding_from(bytes(row.finding)).evidence
        kept["customer_id"].update(evidence.customers)
        kept["case_id"].update(evidence.cases)
    return kept


def _tables_of_somebody(tables: Iterable[StoredTable]) -> Iterator[StoredTable]:
    return (table for table in tables if set(OWNERS) & set(table.columns))


def _forget(run: Run, gone: Gone) -> None:
    """The files go first and come back last: what is killed between is still due when the job is done again."""
    tables = [
        table for table in _tables_of_somebody(StoredTable.objects.filter(answer__run=run)) if _names(table, gone)
    ]
    rows = [row for row in run.findings.defer("drawing") if _samples(row, gone)]
    if not tables and not rows and run.reports.exists():
        return
    run.reports.all().delete()
    with transaction.atomic():
        for table in tables:
            _forget_rows(table, gone)
        for row in rows:
            row.finding = packed_finding(_freed(finding_from(bytes(row.finding)), gone))
            row.save(update_fields=["finding"])
        completion = Completion.objects.select_for_update().get(run=run)
        completion.agenda = packed_agenda(_agenda_without(agenda_from(bytes(completion.agenda)), gone))
        completion.save(update_fields=["agenda"])
    write_anew(run, ("pdf", "xlsx"))


def _samples(row: StoredFinding, gone: Gone) -> bool:
    finding = finding_from(bytes(row.finding))
    return _freed(finding, gone) != finding


def _names(table: StoredTable, gone: Gone) -> bool:
    return len(_staying(table, gone)) < table.count


def _forget_rows(table: StoredTable, gone: Gone) -> None:
    stay = _staying(table, gone)
    table.rows, table.count = packed_rows(tuple(map(tuple, stay))), len(stay)
    table.save(update_fields=["rows", "count"])


def _staying(table: StoredTable, gone: Gone) -> list[list[Any]]:
    owners = [(table.columns.index(name), gone[name]) for name in OWNERS if name in table.columns]
    rows = rows_from(bytes(table.rows))
    return [row for row in rows if not any(str(row[at]) in ids for at, ids in owners)]


def _agenda_without(agenda: Agenda, gone: Gone) -> Agenda:
    return replace(
        agenda,
        changed=_each_freed(agenda.changed, gone),
        findings=_each_freed(agenda.findings, gone),
        further=_each_freed(agenda.further, gone),
        apart=_each_freed(agenda.apart, gone),
        also={key: _each_freed(others, gone) for key, others in agenda.also.items()},
    )


def _each_freed(findings: Iterable[Finding], gone: Gone) -> tuple[Finding, ...]:
    return tuple(_freed(finding, gone) for finding in findings)


def _freed(finding: Finding, gone: Gone) -> Finding:
    kept = finding.evidence
    customers = tuple(one for one in kept.customers if one not in gone["customer_id"])
    cases = tuple(one for one in kept.cases if one not in gone["case_id"])
    return replace(finding, evidence=Evidence(cases, customers, kept.question))
